import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { encode } from 'fast-png';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/core/boundary.ts';
import { ShapeError } from '../../src/core/error.ts';
import { encodePng, type GreyImage, readPng } from '../../src/data/png.ts';
import { crc32 } from '../../src/data/png-chunks.ts';
import type { PngLimits } from '../../src/data/png-header.ts';
import { OPAQUE, REFUSED } from './pillow.ts';
import { chunk, fileOf, idat, iend, ihdr, SIGNATURE, withHeader } from './png-file.ts';

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const unit = (levels: Iterable<number>): Float32Array =>
  Float32Array.from(levels, (level) => level / 255);

const read = async (bytes: Uint8Array, limits?: PngLimits): Promise<GreyImage> => {
  const result = await readPng(bytes, 'p.png', limits)();
  if (E.isLeft(result)) throw new Error(explain(result.left));
  return result.right;
};
const sentence = async (bytes: Uint8Array, limits?: PngLimits): Promise<string> => {
  const result = await readPng(bytes, 'p.png', limits)();
  return E.isLeft(result) ? explain(result.left) : 'no error';
};

const images: fc.Arbitrary<GreyImage & { readonly levels: Uint8Array }> = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
  .chain(([height, width]) =>
    fc
      .uint8Array({ minLength: height * width, maxLength: height * width })
      .map((levels) => ({ height, width, levels, pixels: unit(levels) })),
  );

describe('round trip', () => {
  test('the levels that were encoded come back, bit by bit', async () => {
    await fc.assert(
      fc.asyncProperty(images, async ({ height, width, pixels }) => {
        const image = { height, width, pixels };
        expect(await read(encodePng(image))).toEqual(image);
      }),
    );
  });
  test('interlaced files give the same picture', async () => {
    await fc.assert(
      fc.asyncProperty(images, async ({ height, width, levels, pixels }) => {
        const png = { width, height, data: levels, depth: 8, channels: 1 } as const;
        expect((await read(encode(png, { interlace: 'Adam7' }))).pixels).toEqual(pixels);
      }),
    );
  });
  test('levels are rounded to the nearest byte and clamped; NaN is black', async () => {
    const pixels = Float32Array.of(-1, 0.001, 0.5, 0.999, 7, Number.NaN);
    const { pixels: back } = await read(encodePng({ height: 2, width: 3, pixels }));
    expect(back).toEqual(unit([0, 0, 128, 255, 255, 0]));
  });
  test('no pixels and a size that does not fit are programming errors', () => {
    const pixels = new Float32Array(6);
    expect(() => encodePng({ height: 2, width: 2, pixels })).toThrow(ShapeError);
    expect(() => encodePng({ height: 2, width: 2, pixels })).toThrow(
      'encodePng: 6 pixels do not make a picture of 2 x 2',
    );
    expect(() => encodePng({ height: 0, width: 5, pixels: pixels.subarray(0, 0) })).toThrow(
      'encodePng: 0 pixels do not make a picture of 0 x 5',
    );
  });
});

describe('what is read', () => {
  test.each(OPAQUE)('%s as Pillow converts it to L', async (_, base64, levels) => {
    expect(await read(fromBase64(base64))).toEqual({ height: 5, width: 7, pixels: unit(levels) });
  });
  test('image data in several chunks, cut anywhere', async () => {
    const packed = deflateSync(Uint8Array.of(0, 0, 255, 0, 51, 102));
    for (let at = 0; at <= packed.length; at++) {
      const parts = [packed.subarray(0, at), packed.subarray(at)].map((d) => chunk('IDAT', d));
      const { pixels } = await read(fileOf(ihdr(), ...parts, iend));
      expect(pixels).toEqual(unit([0, 255, 51, 102]));
    }
  });
  test('bytes that begin anywhere in their buffer, and bytes behind the end', async () => {
    const file = withHeader({});
    const longer = new Uint8Array(file.length + 10);
    longer.set(file, 3);
    expect((await read(longer.subarray(3))).pixels).toEqual(unit([0, 255, 51, 102]));
  });
  test('chunks that may be skipped are skipped, whatever they hold', async () => {
    // a profile that says it is compressed, and is not: fast-png would try to inflate it
    const profile = chunk('iCCP', Buffer.from('name\0\0not zlib'));
    const others = [profile, chunk('tEXt'), chunk('gAMA'), chunk('pHYs'), chunk('zzZz')];
    const file = fileOf(ihdr(), ...others, idat(0, 0, 255, 0, 51, 102), iend);
    expect((await read(file)).pixels).toEqual(unit([0, 255, 51, 102]));
  });
  test('the CRC is the known one', () => {
    // the check value of CRC-32/ISO-HDLC
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});

const COLOURS = 'expected grey or RGB, with or without alpha, got';
const SIZE = 'p.png: image size (height x width): expected';
const damagedCrc = withHeader({});
damagedCrc[44]! ^= 1;

describe('what is refused', () => {
  test.each<[string, Uint8Array, string]>([
    [
      'nothing',
      new Uint8Array(0),
      'p.png: signature: expected that of a PNG file, got an empty file',
    ],
    [
      'a JPEG',
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70),
      'p.png: signature: expected that of a PNG file, got the bytes ff d8 ff e0 00 10 4a 46',
    ],
    [
      'a signature alone',
      SIGNATURE,
      'p.png: IEND chunk: expected one at the end, got the end of the file',
    ],
    [
      'no end',
      fileOf(ihdr(), idat(0, 0, 255, 0, 51, 102)),
      'p.png: IEND chunk: expected one at the end, got the end of the file',
    ],
    [
      'a chunk cut off',
      withHeader({}).subarray(0, 45),
      'p.png: chunk at byte 33: expected 26 bytes, got 12 bytes',
    ],
    [
      'the frame of a chunk cut off',
      withHeader({}).subarray(0, 40),
      'p.png: chunk at byte 33: expected 12 bytes, got 7 bytes',
    ],
    [
      'a type that is none',
      fileOf(ihdr(), chunk('\x1b[2J')),
      'p.png: chunk at byte 33: expected a type of four letters, got the bytes 1b 5b 32 4a',
    ],
    ['another first chunk', fileOf(iend), 'p.png: first chunk: expected IHDR, got IEND'],
    [
      'a short header',
      fileOf(chunk('IHDR', Uint8Array.of(1)), iend),
      'p.png: IHDR chunk: expected 13 bytes, got 1 bytes',
    ],
    [
      'two headers',
      fileOf(ihdr(), ihdr(), idat(0), iend),
      'p.png: IHDR chunk: expected it once, got it again',
    ],
    ['no image data', fileOf(ihdr(), iend), 'p.png: IDAT chunk: expected at least one, got none'],
    [
      'an unknown chunk that no decoder may skip',
      fileOf(ihdr(), chunk('ABCD'), idat(0), iend),
      'p.png: chunks: expected chunks IHDR, PLTE, IDAT, IEND, got a chunk ABCD',
    ],
    ['no rows', withHeader({ height: 0 }), `${SIZE} at least 1 x 1, got 0 x 2`],
    ['no columns', withHeader({ width: 0 }), `${SIZE} at least 1 x 1, got 2 x 0`],
    [
      'a huge picture',
      withHeader({ width: 30000, height: 30000 }),
      `${SIZE} at most 16777216 pixels, got 30000 x 30000`,
    ],
    ['2 bits', withHeader({ depth: 2 }), 'p.png: bit depth: expected 8, got 2'],
    ['4 bits', withHeader({ depth: 4 }), 'p.png: bit depth: expected 8, got 4'],
    ['a depth that is none', withHeader({ depth: 7 }), 'p.png: bit depth: expected 8, got 7'],
    ['a colour type that is none', withHeader({ colour: 5 }), `p.png: colour type: ${COLOURS} 5`],
    [
      'another compression',
      withHeader({ compression: 1 }),
      'p.png: compression method: expected 0, got 1',
    ],
    ['another filter method', withHeader({ filter: 9 }), 'p.png: filter method: expected 0, got 9'],
    [
      'another interlace',
      withHeader({ interlace: 2 }),
      'p.png: interlace method: expected 0 or 1, got 2',
    ],
    [
      'a row that is missing',
      fileOf(ihdr(), idat(0, 0, 255), iend),
      'p.png: image data: expected 6 bytes for 2 x 2 pixels, got 3 bytes',
    ],
    [
      'a row cut off',
      fileOf(ihdr(), idat(0, 0, 255, 0, 51), iend),
      'p.png: image data: expected 6 bytes for 2 x 2 pixels, got 5 bytes',
    ],
    [
      'a row too many',
      fileOf(ihdr(), idat(0, 0, 255, 0, 51, 102, 0), iend),
      'p.png: image data: expected 6 bytes for 2 x 2 pixels, got more',
    ],
    [
      'interlaced data cut off',
      fileOf(ihdr({ interlace: 1 }), idat(0, 1, 0, 2), iend),
      'p.png: image data: expected 7 bytes for 2 x 2 pixels, got 4 bytes',
    ],
    [
      'a row filter that is none',
      fileOf(ihdr(), idat(9, 0, 255, 0, 51, 102), iend),
      'p.png: image data: expected filtered rows of pixels, got Error: Unsupported filter: 9',
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await sentence(bytes)).toBe(expected);
  });
  test.each<[keyof typeof REFUSED, string]>([
    ['palette', `p.png: colour type: ${COLOURS} a palette`],
    ['oneBit', 'p.png: bit depth: expected 8, got 1'],
    ['sixteenBit', 'p.png: bit depth: expected 8, got 16'],
    ['animation', 'p.png: chunks: expected one still picture, got an animation (acTL chunk)'],
    [
      'transparentColour',
      'p.png: chunks: expected opaque pixels, got a transparent colour (tRNS chunk)',
    ],
    [
      'transparent',
      'p.png: alpha of pixel [1, 3]: expected 255 (flatten the picture onto its ground), got 128',
    ],
  ])("Pillow's %s", async (kind, expected) => {
    expect(await sentence(fromBase64(REFUSED[kind]))).toBe(expected);
  });
  test('a wrong CRC', async () => {
    expect(await sentence(damagedCrc)).toMatch(
      /^p\.png: IDAT chunk at byte 33: expected a CRC of \d+, got \d+$/,
    );
  });
  test('a damaged zlib stream', async () => {
    const packed = deflateSync(Uint8Array.of(0, 0, 255, 0, 51, 102));
    const cut = fileOf(ihdr(), chunk('IDAT', packed.subarray(0, -5)), iend);
    const other = fileOf(ihdr(), chunk('IDAT', Buffer.from('not a zlib stream')), iend);
    const checksum = fileOf(ihdr(), chunk('IDAT', packed.with(-1, packed.at(-1)! ^ 1)), iend);
    const empty = fileOf(ihdr(), chunk('IDAT'), iend);
    for (const bytes of [cut, other, checksum, empty])
      expect(await sentence(bytes)).toMatch(
        /^p\.png: image data: expected (a whole zlib stream|6 bytes for 2 x 2 pixels), got /,
      );
  });
  test('a stream that inflates to far more than the header says is left early', async () => {
    const bomb = chunk('IDAT', deflateSync(new Uint8Array(2 ** 25)));
    expect(await sentence(fileOf(ihdr(), bomb, iend))).toBe(
      'p.png: image data: expected 6 bytes for 2 x 2 pixels, got more',
    );
  });
  test('sizes beyond the limits given', async () => {
    const file = withHeader({});
    expect(await sentence(file, { maxPixels: 4, size: [2, 2] })).toBe('no error');
    expect(await sentence(file, { maxPixels: 3 })).toBe(`${SIZE} at most 3 pixels, got 2 x 2`);
    expect(await sentence(file, { size: [2, 3] })).toBe(`${SIZE} 2 x 3, got 2 x 2`);
  });
});

describe('damage gives a result, never an exception', () => {
  const files = [...OPAQUE.map(([, base64]) => base64), ...Object.values(REFUSED)].map(fromBase64);
  test('cut off anywhere', async () => {
    for (const file of files)
      for (let end = 0; end < file.length; end++)
        expect(await sentence(file.subarray(0, end))).toMatch(/^p\.png: .+: expected .+, got .+$/);
  });
  test('one byte changed, with the CRC left as it was', async () => {
    const at = fc.tuple(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(at, async ([file, place, mask]) => {
        const bytes = file.slice();
        bytes[place % bytes.length]! ^= mask;
        expect(await sentence(bytes)).toMatch(/^p\.png: .+: expected .+, got .+$/);
      }),
      { numRuns: 300 },
    );
  });
  test('any image data behind a right CRC', async () => {
    const data = fc.uint8Array({ maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(data, fc.nat(7), fc.boolean(), async (bytes, colour, packed) => {
        const body = chunk('IDAT', packed ? deflateSync(bytes) : bytes);
        const header = ihdr({ colour, interlace: bytes.length % 2 });
        expect(await sentence(fileOf(header, body, iend))).toMatch(/^(p\.png: .+|no error)$/);
      }),
      { numRuns: 300 },
    );
  });
});
