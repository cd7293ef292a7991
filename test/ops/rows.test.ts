/** Rows combined: associative scans, segments, running extremes; and zeros between entries. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/core/tensor.ts';
import { f32, jit } from '../../src/index.ts';
import * as o from '../../src/ops/index.ts';
import { dilateShape } from '../../src/types/dilate.ts';
import { segmentsShape } from '../../src/types/segment.ts';
import { hasType, law, numbersOf, untypedCall } from './reference.ts';

type Row = Tensor<[]>;

const small = fc.integer({ min: -4, max: 4 });
const settings = { seed: 20261124, numRuns: 60 };

test('shape rules', () => {
  law(dilateShape([3, 4], [2, 1]), [5, 4]);
  law(dilateShape(['H', 0], [3, 2]), ['3*H-2', 0]);
  law(dilateShape([3, 4], [2]), 'dilate: 1 steps for the axes of [3, 4]');
  law(segmentsShape(['N', 2], ['N'], 4, 'segmentSum'), [4, 2]);
  law(
    segmentsShape([9, 2], [8], 4, 'segmentMax'),
    'segmentMax: needs one index for each row of [9, 2], got [8]',
  );
  law(
    segmentsShape([9, 2], [9, 2], 4, 'segmentMax'),
    'segmentMax: needs one index for each row of [9, 2], got [9, 2]',
  );
});

describe('associativeScan', () => {
  /** the affine map x -> a x + b, followed by another */
  type Map = readonly [a: Row, b: Row];
  const then = ([a, b]: Map, [c, d]: Map): Map => [o.mul(a, c), o.add(o.mul(b, c), d)];
  const expected = (pairs: readonly (readonly [number, number])[]): readonly number[] => {
    let h = 0;
    return pairs.map(([a, b], i) => {
      h = i === 0 ? b : a * h + b;
      return h;
    });
  };
  const column = (pairs: readonly (readonly [number, number])[], k: 0 | 1) =>
    o.array(
      [pairs.length],
      pairs.map((pair) => pair[k]),
    );
  test('of what does not commute is what a loop gives, in either direction', () => {
    const pairs = fc.array(fc.tuple(small, small), { maxLength: 12 });
    fc.assert(
      fc.property(pairs, (given) => {
        const [, h] = o.associativeScan(then, [column(given, 0), column(given, 1)] as const);
        expect(numbersOf(h)).toEqual(expected(given).map((v) => v + 0));
        const back = [...given].reverse();
        const columns = [column(back, 0), column(back, 1)] as const;
        const [, r] = o.associativeScan(then, columns, { reverse: true });
        expect([...numbersOf(r)].reverse()).toEqual(numbersOf(h));
      }),
      settings,
    );
  });
  test('keeps the form of its rows', () => {
    const xs = { a: o.ones([4, 2]), b: o.ones([4]) };
    const f = (x: { a: Tensor<[2]>; b: Row }, y: { a: Tensor<[2]>; b: Row }) => ({
      a: o.add(x.a, y.a),
      b: o.mul(x.b, y.b),
    });
    const y = o.associativeScan(f, xs);
    hasType<Tensor<[4, 2]>>()(y.a);
    expect(numbersOf(y.a)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    const grow = () => o.associativeScan((a: Row) => o.stack(0, a, a) as never, o.ones([4]));
    expect(grow).toThrow('associativeScan: a row');
    expect(() => untypedCall(o.associativeScan, (a: Row) => a, o.scalar(1))).toThrow(
      'associativeScan: xs need one axis to run over',
    );
  });
  test('of rows whose number has a name goes one by one', () => {
    const f = (a: Row, b: Row): Row => o.sub(o.mul(a, b), o.mul(a, o.scalar(0)));
    for (const reverse of [false, true]) {
      const named = jit([f32('N')], (x) => o.associativeScan(f, x, { reverse }));
      for (const n of [1, 5]) {
        const x = o.array(
          [n],
          Array.from({ length: n }, (_, i) => i + 2),
        );
        const known = numbersOf(o.associativeScan(f, x, { reverse }));
        expect(Array.from(named(x).data)).toEqual(known);
      }
    }
  });
  test('has the derivative of the loop', () => {
    const x = o.array([5], [2, 3, 0, 5, 7]);
    const products = (v: typeof x) =>
      o.sum()(o.associativeScan((a: Row, b: Row) => o.mul(a, b), v));
    const loop = (v: typeof x) => o.sum()(o.cumprod(0)(v));
    expect(numbersOf(o.grad(products)(x))).toEqual(numbersOf(o.grad(loop)(x)));
  });
});

describe('segments', () => {
  const reductions = {
    segmentSum: [o.segmentSum, (xs: readonly number[]) => xs.reduce((s, x) => s + x, 0)],
    segmentProd: [o.segmentProd, (xs: readonly number[]) => xs.reduce((s, x) => s * x, 1)],
    segmentMax: [o.segmentMax, (xs: readonly number[]) => Math.max(...xs)],
    segmentMin: [o.segmentMin, (xs: readonly number[]) => Math.min(...xs)],
  } as const;
  test.each(Object.entries(reductions))('%s is that of what has the index', (_, [f, of]) => {
    const entries = fc.array(fc.tuple(small, fc.integer({ min: 0, max: 3 })), { maxLength: 12 });
    fc.assert(
      fc.property(entries, (given) => {
        const x = o.array(
          [given.length],
          given.map(([v]) => v),
        );
        const ids = o.integers(
          [given.length],
          given.map(([, i]) => i),
        );
        const want = [0, 1, 2, 3].map((k) => of(given.flatMap(([v, i]) => (i === k ? [v] : []))));
        // -0 is 0
        expect(numbersOf(f(x, ids, 4)).map((v) => v + 0)).toEqual(want.map((v) => v + 0));
      }),
      settings,
    );
  });
  test('rows stay rows, integers have the ends of their range where nothing is', () => {
    const x = o.integers([3, 2], [1, 2, 3, 4, 5, 6]);
    const ids = o.integers([3], [1, 1, 0]);
    expect(numbersOf(o.segmentMax(x, ids, 3))).toEqual([5, 6, 3, 4, -(2 ** 31), -(2 ** 31)]);
    expect(numbersOf(o.segmentMin(x, ids, 3)).slice(4)).toEqual([2 ** 31 - 1, 2 ** 31 - 1]);
  });
  test('the derivative of a product is right where factors are 0', () => {
    const x = o.array([4], [2, 0, 5, 3]);
    const ids = o.integers([4], [0, 0, 0, 1]);
    const g = o.grad((v: typeof x) => o.sum()(o.segmentProd(v, ids, 2)))(x);
    expect(numbersOf(g)).toEqual([0, 10, 0, 1]);
  });
  test('an index out of range is an error of the run', () => {
    const y = o.segmentMax(o.ones([2]), o.integers([2], [0, 5]), 3);
    expect(() => numbersOf(y)).toThrow('index 5 at position 1 is out of range for size 3');
  });
});

test('running extremes, NaN winning', () => {
  const x = o.array([5], [1, 3, 2, Number.NaN, 4]);
  expect(numbersOf(o.cummax(0)(x))).toEqual([1, 3, 3, Number.NaN, Number.NaN]);
  expect(numbersOf(o.cummin(0)(x))).toEqual([1, 1, 1, Number.NaN, Number.NaN]);
  const i = o.integers([3], [-5, 7, -(2 ** 31)]);
  expect(numbersOf(o.cummin(0)(i))).toEqual([-5, -5, -(2 ** 31)]);
});

test('dilate puts zeros between, and its transpose takes them away', () => {
  const x = o.array([2, 2], [1, 2, 3, 4]);
  const y = o.dilate([2, 1])(x);
  hasType<Tensor<[3, 2]>>()(y);
  expect(numbersOf(y)).toEqual([1, 2, 0, 0, 3, 4]);
  const g = o.grad((v: typeof x) => o.sum()(o.square(o.dilate([1, 3])(v))))(x);
  expect(numbersOf(g)).toEqual([2, 4, 6, 8]);
  expect(() => o.dilate([0])).toThrow('dilate: steps must be whole and at least 1, got 0');
});
