import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { IndexError, ShapeError } from '../../src/core/error.ts';
import {
  batches,
  gatherRows,
  rowSize,
  type Samples,
  sliceSamples,
  split,
} from '../../src/data/samples.ts';
import { inOrder, shuffle } from '../../src/data/shuffle.ts';

const make = (count: number): Samples<readonly [2, 3]> => ({
  features: Float32Array.from({ length: 6 * count }, (_, i) => i),
  labels: Int32Array.from({ length: count }, (_, i) => i % 4),
  count,
  shape: [2, 3],
  classes: 4,
  source: 'test',
});

describe('samples', () => {
  test('a row has the product of its shape', () => {
    expect(rowSize(make(1))).toBe(6);
    expect(rowSize({ shape: [] })).toBe(1);
  });
  test('a slice shares memory and keeps the type of a row', () => {
    const samples = make(5);
    const part = sliceSamples(samples, 1, 3);
    expect(part.count).toBe(2);
    expect([...part.labels]).toEqual([1, 2]);
    expect(part.features[0]).toBe(6);
    expect(part.features.buffer).toBe(samples.features.buffer);
    expectTypeOf(part.shape).toEqualTypeOf<readonly [2, 3]>();
  });
  test('split validates with the last samples', () => {
    const { train, validation } = split(make(10), 0.3);
    expect([train.count, validation.count]).toEqual([7, 3]);
    expect([...validation.labels]).toEqual([3, 0, 1]);
  });
  test('split of 60000 by a tenth is that of Keras', () => {
    const { train, validation } = split(
      { ...make(0), count: 60000, labels: new Int32Array(60000) },
      0.1,
    );
    expect([train.count, validation.count]).toEqual([54000, 6000]);
  });
  test.each([0, 1, -0.5, 1.5, Number.NaN, 0.999999])(
    'split refuses the fraction %d',
    (fraction) => {
      expect(() => split(make(10), fraction)).toThrow(RangeError);
    },
  );
});

describe('batches', () => {
  test('every sample counts once in an epoch; only the last batch may be smaller', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (count, size) => {
          const parts = [...batches(shuffle(count, [1, 2]), size)];
          expect(parts.flatMap((part) => [...part]).sort((a, b) => a - b)).toEqual([
            ...inOrder(count),
          ]);
          for (const part of parts.slice(0, -1)) expect(part.length).toBe(size);
          expect(parts.length).toBe(Math.ceil(count / size));
        },
      ),
    );
  });
  test.each([0, -1, 1.5, Number.NaN])('a batch size of %d is refused', (size) => {
    expect(() => [...batches(inOrder(3), size)]).toThrow(/batch size must be a positive integer/);
  });
});

describe('gatherRows', () => {
  const buffers = (rows: number) => ({
    features: new Float32Array(6 * rows).fill(-1),
    labels: new Int32Array(rows).fill(-1),
  });
  test('copies the rows to the front and leaves the rest', () => {
    const out = buffers(3);
    gatherRows(make(10), Uint32Array.of(7, 2), out);
    expect([...out.features]).toEqual([
      42, 43, 44, 45, 46, 47, 12, 13, 14, 15, 16, 17, -1, -1, -1, -1, -1, -1,
    ]);
    expect([...out.labels]).toEqual([3, 2, -1]);
  });
  test('refuses buffers that are too small', () => {
    expect(() => gatherRows(make(10), inOrder(3), buffers(2))).toThrow(ShapeError);
    expect(() => gatherRows(make(10), inOrder(3), buffers(2))).toThrow(
      'gatherRows: 3 rows need 18 features and 3 labels, the buffers have 12 and 2',
    );
  });
  test('refuses an index outside the samples, and copies nothing', () => {
    const out = buffers(2);
    expect(() => gatherRows(make(10), Uint32Array.of(0, 10), out)).toThrow(IndexError);
    expect([...out.labels]).toEqual([-1, -1]);
  });
});
