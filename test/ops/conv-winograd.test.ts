/**
 * Convolution by F(2 x 2, 3 x 3): the definition's numbers, forward and in the gradient of the image, at sizes with edges,
 * padding and several blocks of tiles and channels; chosen by the types alone.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { type Convolution, convolve, convolveTranspose } from '../../src/ops/conv.ts';
import { winogradCall } from '../../src/ops/conv-winograd.ts';
import { dataOf, dataValue } from '../../src/prim/index.ts';
import { evaluateValues } from '../../src/runtime/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { numbersOf } from './reference.ts';

interface Sizes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly padding: number;
}

const f32 = (shape: readonly number[]) => ({ shape, dtype: DTypes.f32 });
const geometry = (padding: number): Convolution => ({
  groups: 1,
  stride: [1, 1],
  padding: [padding, padding],
  dilation: [1, 1],
});

/** Data in [-1, 1). */
const data = (shape: readonly number[], seed: number): Value => {
  const count = shape.reduce((a, b) => a * b, 1);
  const numbers = Float32Array.from({ length: count }, (_, i) => {
    const bits = Math.imul(i + 1 + seed * 7919, 2654435761) >>> 0;
    return (((bits ^ (bits >>> 15)) >>> 0) % 65536) / 32768 - 1;
  });
  return dataValue(f32(shape), numbers);
};

const placesOf = (s: Sizes): readonly [number, number] => [
  s.height + 2 * s.padding - 2,
  s.width + 2 * s.padding - 2,
];

/** The forward convolution and the gradient of the image. */
const programs = (s: Sizes): readonly { readonly y: Value; readonly terms: number }[] => {
  const [rows, columns] = placesOf(s);
  const x = data([s.batch, s.height, s.width, s.channels], 1);
  const w = data([3, 3, s.channels, s.filters], 2);
  const c = data([s.batch, rows, columns, s.filters], 3);
  const g = geometry(s.padding);
  return [
    { y: convolve(x, w, g), terms: 9 * s.channels },
    { y: convolveTranspose(c, w, [s.height, s.width], g), terms: 9 * s.filters },
  ];
};

/** The greatest error, in units of the bound for a plain sum of so many terms of at most 1. */
const excess = (y: Value, terms: number): number => {
  const got = dataOf(evaluateValues([y])[0]!);
  const want = numbersOf(y);
  expect(got.length).toBe(want.length);
  const worst = want.reduce((m, v, i) => Math.max(m, Math.abs(Number(got[i]) - v)), 0);
  return worst / (terms * 2 ** -24);
};

const call = (s: Sizes, flipped: boolean) => {
  const [rows, columns] = placesOf(s);
  const image = f32([s.batch, s.height, s.width, s.channels]);
  const places = f32([s.batch, rows, columns, s.filters]);
  const w = f32([3, 3, s.channels, s.filters]);
  const correlation = { geometry: geometry(s.padding), flipped };
  return flipped
    ? winogradCall([places, w], [image], correlation)
    : winogradCall([image, w], [places], correlation);
};

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 10, max: 19 }),
  width: fc.integer({ min: 10, max: 19 }),
  channels: fc.constantFrom(16, 24, 40),
  filters: fc.constantFrom(16, 24, 40),
  padding: fc.integer({ min: 0, max: 2 }),
});

describe('F(2 x 2, 3 x 3)', () => {
  test('gives the numbers of the definition, both ways', () => {
    fc.assert(
      fc.property(sizes, (s) => {
        for (const { y, terms } of programs(s)) expect(excess(y, terms)).toBeLessThan(4);
      }),
      { numRuns: 12 },
    );
  });

  test('in several parts of the sum over channels', () => {
    const s = { batch: 1, height: 12, width: 13, channels: 264, filters: 16, padding: 1 };
    for (const { y, terms } of programs(s)) expect(excess(y, terms)).toBeLessThan(4);
  });

  test('is taken for 3 x 3 kernels at stride 1 with enough channels and places', () => {
    const s = { batch: 2, height: 16, width: 16, channels: 32, filters: 32, padding: 1 };
    expect(call(s, false)?.kernel).toBe('winograd');
    expect(call(s, true)?.kernel).toBe('winograd');
    expect(call({ ...s, channels: 8 }, false)).toBeNull();
    expect(call({ ...s, filters: 36 }, false)).toBeNull();
    expect(call({ ...s, padding: 3 }, true)).toBeNull();
    expect(call({ ...s, height: 3, width: 3, padding: 0, batch: 64 }, false)).toBeNull();
  });
});
