/** Strided addressing against addressing by index. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collapse,
  contiguous,
  eachRun,
  isContiguous,
  type Layout,
  reshapeLayout,
  rowMajor,
  sizeOf,
} from '../../src/core/layout.ts';
import { compact, exact, rounded, strided } from '../../src/core/strided.ts';
import { DTypes } from '../../src/types/dtype.ts';

/** The offsets of all elements in row-major order. */
const offsets = ({ shape, strides, offset }: Layout): readonly number[] => {
  const whole = rowMajor(shape);
  return Array.from({ length: sizeOf(shape) }, (_, i) =>
    shape.reduce((at, d, k) => at + (Math.floor(i / whole[k]!) % d) * strides[k]!, offset),
  );
};

const shapes = fc.array(fc.nat(4), { maxLength: 5 });

/** A contiguous array looked at through a random permutation, with repeated axes. */
const views: fc.Arbitrary<Layout> = fc
  .tuple(shapes, fc.nat(), fc.nat(7))
  .map(([shape, seed, offset]) => {
    const order = shape
      .map((_, k) => k)
      .sort((a, b) => ((a * 7 + seed) % 5) - ((b * 7 + seed) % 5));
    const strides = rowMajor(shape).map((s, k) => ((seed >> k) % 4 === 0 ? 0 : s));
    return { shape: order.map((k) => shape[k]!), strides: order.map((k) => strides[k]!), offset };
  });

describe('layout', () => {
  it('collapse visits the same elements in the same order', () => {
    fc.assert(
      fc.property(views, (l) => {
        const nest = collapse(l.shape, [l.strides]);
        expect(offsets({ shape: nest.shape, strides: nest.strides[0]!, offset: l.offset })).toEqual(
          offsets(l),
        );
        expect(nest.shape.includes(1)).toBe(false);
      }),
      { seed: 1 },
    );
  });

  it('eachRun visits every run once', () => {
    fc.assert(
      fc.property(views, (l) => {
        const seen: number[] = [];
        const [run, step] = [l.shape.at(-1) ?? 1, l.strides.at(-1) ?? 0];
        eachRun(l.shape, [l.strides], ([from], linear) => {
          expect(linear).toBe(seen.length);
          for (let i = 0; i < run; i++) seen.push(l.offset + from! + i * step);
        });
        expect(seen).toEqual(offsets(l));
      }),
      { seed: 2 },
    );
  });

  it('reshapes to a layout of the same elements, or to none', () => {
    fc.assert(
      fc.property(views, fc.nat(), (l, cut) => {
        const n = sizeOf(l.shape);
        const divisor = [1, 2, 3, 4, 6][cut % 5]!;
        const shape = n % divisor === 0 ? [1, divisor, n / divisor, 1] : [n];
        const reshaped = reshapeLayout(l, shape);
        if (reshaped === null) expect(isContiguous(l)).toBe(false);
        else expect(offsets(reshaped)).toEqual(offsets(l));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('knows contiguous arrays', () => {
    expect(isContiguous(contiguous([2, 3, 4]))).toBe(true);
    expect(isContiguous({ shape: [2, 3], strides: [1, 2], offset: 0 })).toBe(false);
    expect(isContiguous({ shape: [1, 3], strides: [99, 1], offset: 5 })).toBe(true);
  });
});

describe('strided', () => {
  it('compact copies the elements in order, into the storage of the arithmetic', () => {
    const x = {
      ...strided(DTypes.f32, [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)),
      strides: [1, 2],
    };
    expect(Array.from(compact(x, exact).data)).toEqual([1, 3, 5, 2, 4, 6]);
    expect(compact(x, exact).data).toBeInstanceOf(Float64Array);
    expect(compact(x, rounded).data).toBeInstanceOf(Float32Array);
    expect(compact({ ...x, shape: [2, 0], strides: [0, 1] }, exact).data.length).toBe(0);
  });
});
