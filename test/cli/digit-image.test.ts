import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { readDigitImage } from '../../src/cli/digit-image.ts';
import { picture } from '../../src/cli/picture.ts';
import { explain } from '../../src/core/boundary.ts';
import { encodePng, generatedDigits } from '../../src/data/index.ts';
import { temporaryFolder } from './cli.ts';

const folder = temporaryFolder();
const file = join(folder, 'digit.png');

const read = async (bytes: Uint8Array, invert = false): Promise<Float32Array> => {
  writeFileSync(file, bytes);
  const result = await readDigitImage(file, { invert })();
  if (E.isLeft(result)) throw new Error(explain(result.left));
  return result.right;
};
const sentence = async (path: string): Promise<string> => {
  const result = await readDigitImage(path, { invert: false })();
  return E.isLeft(result) ? explain(result.left) : 'no error';
};
const levels = fc.uint8Array({ minLength: 784, maxLength: 784 });
const pixelsOf = (bytes: Uint8Array): Float32Array => Float32Array.from(bytes, (b) => b / 255);
const png = (pixels: Float32Array): Uint8Array => encodePng({ height: 28, width: 28, pixels });

describe('a digit from a PNG file', () => {
  test('is the same bits as one of the data set', async () => {
    const { features } = generatedDigits([1, 2], 1);
    // the data set's levels are bytes, so nothing is lost on the way
    expect(await read(png(features))).toEqual(features);
  });
  test('inverted, it is the picture of the inverted bytes', async () => {
    await fc.assert(
      fc.asyncProperty(levels, async (bytes) => {
        const dark = png(pixelsOf(bytes.map((b) => 255 - b)));
        expect(await read(dark, true)).toEqual(pixelsOf(bytes));
      }),
      { numRuns: 20 },
    );
  });
  test.each([
    [28, 27],
    [1, 784],
    [64, 32],
  ])('of another size, %i x %i, is refused', async (height, width) => {
    const pixels = new Float32Array(height * width);
    writeFileSync(file, encodePng({ height, width, pixels }));
    expect(await sentence(file)).toBe(
      `${file}: image size (height x width): expected 28 x 28, got ${height} x ${width}`,
    );
  });
  test('an absent file, a folder and other files are refused', async () => {
    expect(await sentence(join(folder, 'none.png'))).toContain(
      'none.png: file: expected an existing path, got no such file or folder',
    );
    expect(await sentence(folder)).toBe(`${folder}: file: expected a file, got a folder`);
    writeFileSync(file, 'GIF89a..');
    expect(await sentence(file)).toBe(
      `${file}: signature: expected that of a PNG file, got the bytes 47 49 46 38 39 61 2e 2e`,
    );
  });
});

test('a picture for a page is the PNG file of its pixels', async () => {
  const pixels = pixelsOf(Uint8Array.from({ length: 784 }, (_, i) => i));
  const uri = picture(pixels, 28, 28);
  expect(uri).toMatch(/^data:image\/png;base64,[A-Za-z0-9+/]+=*$/);
  expect(await read(Buffer.from(uri.split(',')[1]!, 'base64'))).toEqual(pixels);
});
