import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/core/boundary.ts';
import { decompress, type Gunzip, gunzipStream, isGzip } from '../../src/data/gzip.ts';

const gunzipNode: Gunzip = async (bytes) => gunzipSync(bytes);
const text = new TextEncoder().encode('some bytes that repeat, some bytes that repeat');
const packed = new Uint8Array(gzipSync(text));

const with1 = (bytes: Uint8Array, at: number, mask: number): Uint8Array => {
  const out = bytes.slice();
  out[at]! ^= mask;
  return out;
};
const crcDamaged = with1(packed, packed.length - 6, 1);

describe.each<[string, Gunzip]>([
  ['zlib', gunzipNode],
  ['DecompressionStream', gunzipStream],
])('decompress with %s', (_, gunzip) => {
  const open = (bytes: Uint8Array) => decompress(gunzip)(bytes, 'f.gz')();
  test('opens a stream', async () => {
    const opened = await open(packed);
    expect(E.isRight(opened) && [...opened.right]).toEqual([...text]);
  });
  test('leaves other bytes alone', async () => {
    expect(await open(text)).toEqual(E.right(text));
    expect(await open(new Uint8Array(0))).toEqual(E.right(new Uint8Array(0)));
  });
  test.each<[string, Uint8Array]>([
    ['a wrong CRC', crcDamaged],
    ['a stream cut off', packed.subarray(0, packed.length - 10)],
    ['nothing but the magic number', packed.subarray(0, 2)],
    ['a damaged body', with1(packed, 14, 0xff)],
  ])('%s', async (_name, bytes) => {
    const opened = await open(bytes);
    expect(E.isLeft(opened) && explain(opened.left)).toMatch(
      /^f\.gz: gzip: expected a whole gzip stream, got /,
    );
  });
  test('bytes behind the stream', async () => {
    const longer = new Uint8Array(packed.length + 4);
    longer.set(packed);
    expect(E.isLeft(await open(longer))).toBe(true);
  });
  test('damage gives a result, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(packed.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const opened = await open(with1(packed, at, mask));
          expect(['Left', 'Right']).toContain(opened._tag);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('gzip is known by its first two bytes', () => {
  expect(isGzip(packed)).toBe(true);
  expect(isGzip(text)).toBe(false);
  expect(isGzip(packed.subarray(0, 1))).toBe(false);
});
