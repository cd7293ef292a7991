import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { type BoundaryError, explain, listErrors } from '../../src/core/boundary.ts';
import { bytesToUnit, type DigitSamples, mnist } from '../../src/data/mnist.ts';

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt32BE(value, 4 * i);
  });
  return bytes;
};
const images = (count: number, side = 28): Buffer =>
  Buffer.concat([words(2051, count, side, side), Buffer.alloc(count * side * side, 255)]);
const labels = (...digits: readonly number[]): Buffer =>
  Buffer.concat([words(2049, digits.length), Buffer.from(digits)]);

const GOOD: Readonly<Record<string, Buffer>> = {
  'train-images-idx3-ubyte': images(3),
  'train-labels-idx1-ubyte.gz': gzipSync(labels(5, 0, 4)),
  't10k-images-idx3-ubyte.gz': gzipSync(images(2)),
  't10k-labels-idx1-ubyte': labels(7, 2),
};
const folders: string[] = [];
const folderWith = async (files: Readonly<Record<string, Buffer>>): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'mnist-'));
  folders.push(dir);
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(dir, name), bytes);
  return dir;
};
afterAll(async () => {
  for (const dir of folders) await rm(dir, { recursive: true });
});
const errorOf = <A>(result: E.Either<BoundaryError, A>, dir: string): string =>
  E.isLeft(result) ? explain(result.left).replaceAll(`${dir}/`, '') : 'no error';

test('bytes become byte / 255 in f32', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
  const unit = bytesToUnit(bytes);
  bytes.forEach((value) => {
    expect(unit[value]).toBe(Math.fround(value / 255));
  });
});

describe('mnist', () => {
  test('reads plain and packed files', async () => {
    const read = await mnist(await folderWith(GOOD))();
    if (E.isLeft(read)) throw new Error(explain(read.left));
    const { train, test: held } = read.right;
    expect([train.count, held.count]).toEqual([3, 2]);
    expect([...train.labels, ...held.labels]).toEqual([5, 0, 4, 7, 2]);
    expect(train.features.length).toBe(3 * 28 * 28);
    expect(train.features[0]).toBe(1);
    expect(train.source).toBe('MNIST');
    expectTypeOf(train.shape).toEqualTypeOf<readonly [28, 28, 1]>();
  });
  test('all missing files are named', async () => {
    const dir = await folderWith({});
    const read = await mnist(dir)();
    expect(E.isLeft(read) && listErrors(read.left).length).toBe(4);
    expect(errorOf(read, dir).split('\n')).toContain(
      'train-labels-idx1-ubyte: file: expected an existing path, got no such file or folder',
    );
  });
  test.each<[string, string, Buffer, string]>([
    [
      'a damaged gzip stream',
      't10k-images-idx3-ubyte.gz',
      gzipSync(images(2)).subarray(0, 20),
      't10k-images-idx3-ubyte.gz: gzip: expected a whole gzip stream, got Error: unexpected end of file',
    ],
    [
      'labels where images should be',
      'train-images-idx3-ubyte',
      labels(1, 2, 3),
      'train-images-idx3-ubyte: magic number: expected 2051 (images), got 2049',
    ],
    [
      'images of another size',
      'train-images-idx3-ubyte',
      images(3, 32),
      'train-images-idx3-ubyte: image size: expected 28 x 28, got 32 x 32',
    ],
    [
      'counts that differ',
      't10k-labels-idx1-ubyte',
      labels(7, 2, 1),
      't10k-labels-idx1-ubyte: label count: expected 2 (one an image), got 3',
    ],
    [
      'a label out of range',
      't10k-labels-idx1-ubyte',
      labels(7, 10),
      't10k-labels-idx1-ubyte: label 1: expected 0 to 9, got 10',
    ],
    [
      'an empty file',
      't10k-labels-idx1-ubyte',
      Buffer.alloc(0),
      't10k-labels-idx1-ubyte: file: expected an IDX file of labels, got an empty file',
    ],
  ])('%s', async (_, name, bytes, sentence) => {
    const dir = await folderWith({ ...GOOD, [name]: bytes });
    expect(errorOf(await mnist(dir)(), dir)).toBe(sentence);
  });
  test('errors of several files are collected', async () => {
    const dir = await folderWith({
      ...GOOD,
      'train-images-idx3-ubyte': images(3, 27),
      'train-labels-idx1-ubyte.gz': gzipSync(labels(1, 2, 99)),
      't10k-labels-idx1-ubyte': labels(),
    });
    expect(errorOf(await mnist(dir)(), dir)).toBe(
      [
        'train-images-idx3-ubyte: image size: expected 28 x 28, got 27 x 27',
        'train-labels-idx1-ubyte.gz: label 2: expected 0 to 9, got 99',
        't10k-labels-idx1-ubyte: label count: expected 2 (one an image), got 0',
      ].join('\n'),
    );
  });
});

const real = process.env['TYPEGRAD_DATA'];
describe(
  real === undefined ? 'real MNIST: left out, TYPEGRAD_DATA names no folder' : 'real MNIST',
  () => {
    let parts: readonly DigitSamples[] = [];
    beforeAll(async () => {
      const read = real === undefined ? undefined : await mnist(real)();
      if (read !== undefined && E.isLeft(read)) throw new Error(explain(read.left));
      if (read !== undefined) parts = [read.right.train, read.right.test];
    });
    test('counts, first labels and the mean grey level', () => {
      expect(parts.map(({ count }) => count)).toEqual(real === undefined ? [] : [60000, 10000]);
      expect(parts.map((part) => [...part.labels.subarray(0, 10)])).toEqual(
        real === undefined
          ? []
          : [
              [5, 0, 4, 1, 9, 2, 1, 3, 1, 4],
              [7, 2, 1, 0, 4, 1, 4, 9, 5, 9],
            ],
      );
      // the mean that is used everywhere to standardise MNIST, given with four digits
      const mean =
        parts[0] && parts[0].features.reduce((sum, x) => sum + x, 0) / parts[0].features.length;
      expect(mean?.toFixed(4)).toBe(real === undefined ? undefined : '0.1307');
    });
  },
);
