import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { type BoundaryError, explain } from '../../src/core/boundary.ts';
import { imagesKind, labelsKind, readIdx, readImages, readLabels } from '../../src/data/idx.ts';

const idx = (magic: number, shape: readonly number[], data: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  [magic, ...shape].forEach((word, i) => {
    view.setUint32(4 * i, word);
  });
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
};
const images = idx(2051, [2, 2, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);
const labels = idx(2049, [4], [5, 0, 4, 9]);
const sentence = (result: E.Either<BoundaryError, unknown>): string =>
  E.isLeft(result) ? explain(result.left) : 'no error';

describe('readIdx', () => {
  test('reads shape and bytes', () => {
    const read = readIdx(images, 'i', imagesKind);
    expect(read).toEqual(E.right({ shape: [2, 2, 3], data: images.subarray(16) }));
  });
  test('reads bytes that begin anywhere in their buffer', () => {
    const shifted = new Uint8Array(images.length + 3);
    shifted.set(images, 3);
    expect(readIdx(shifted.subarray(3), 'i', imagesKind)).toEqual(readIdx(images, 'i', imagesKind));
  });
  test('reads what was written, for every shape', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(bytes, (data) => {
        const read = readIdx(idx(2049, [data.length], [...data]), 'l', labelsKind);
        expect(read).toEqual(E.right({ shape: [data.length], data }));
      }),
    );
  });
  test.each<[string, Uint8Array, string]>([
    ['labels in place of images', labels, 'f: magic number: expected 2051 (images), got 2049'],
    [
      'a gzip stream',
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0),
      'f: magic number: expected 2051 (images), got 529205248',
    ],
    [
      'an empty file',
      new Uint8Array(0),
      'f: file: expected an IDX file of images, got an empty file',
    ],
    ['a magic number cut off', images.subarray(0, 3), 'f: header: expected 16 bytes, got 3 bytes'],
    ['a header cut off', images.subarray(0, 15), 'f: header: expected 16 bytes, got 15 bytes'],
    [
      'data cut off',
      images.subarray(0, 27),
      'f: data: expected 12 bytes for 2 x 2 x 3, got 11 bytes',
    ],
    ['no data', images.subarray(0, 16), 'f: data: expected 12 bytes for 2 x 2 x 3, got 0 bytes'],
    [
      'bytes behind the data',
      idx(2051, [1, 1, 1], [1, 2]),
      'f: data: expected 1 bytes for 1 x 1 x 1, got 2 bytes',
    ],
    [
      'a header that lies',
      idx(2051, [0xffffffff, 28, 28], []),
      'f: data: expected 3367254359280 bytes for 4294967295 x 28 x 28, got 0 bytes',
    ],
  ])('%s', (_, bytes, expected) => {
    expect(sentence(readIdx(bytes, 'f', imagesKind))).toBe(expected);
  });
  test('damaged bytes give a result, never an exception', () => {
    fc.assert(
      fc.property(
        fc.nat(images.length),
        fc.nat(images.length - 1),
        fc.nat(255),
        (end, at, value) => {
          const damaged = images.slice(0, end);
          damaged[at] = value;
          expect(['Left', 'Right']).toContain(readIdx(damaged, 'f', imagesKind)._tag);
        },
      ),
    );
  });
});

describe('readImages and readLabels', () => {
  test('images of the right size', () => {
    expect(E.isRight(readImages(images, 'f', [2, 3]))).toBe(true);
  });
  test('images of another size', () => {
    expect(sentence(readImages(images, 'f', [28, 28]))).toBe(
      'f: image size: expected 28 x 28, got 2 x 3',
    );
  });
  test('labels in range', () => {
    expect(E.isRight(readLabels(labels, 'f', 10))).toBe(true);
  });
  test('a label out of range', () => {
    expect(sentence(readLabels(labels, 'f', 9))).toBe('f: label 3: expected 0 to 8, got 9');
  });
});
