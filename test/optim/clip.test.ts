/** Bounds on gradients and weights, penalties, and averages of weights. */
import { describe, expect, test } from 'vitest';
import {
  add,
  array,
  clipGradNorm,
  clipGradValue,
  globalNorm,
  grad,
  l1Penalty,
  l2Penalty,
  maxNorm,
  type Tensor,
  weightAverage,
} from '../../src/index.ts';
import { naturalLog } from '../../src/optim/natural-log.ts';
import { numbersOf } from '../ops/reference.ts';

const tensors = { a: array([2, 2], [3, -4, 0, 1]), b: array([], [-2]) };

describe('norms of a tree', () => {
  const values = [3, 4, 0, 1, 2];
  test.each([0.5, 1, 2, 3, 7.5])('of order %s', (order) => {
    const want = values.reduce((sum, x) => sum + x ** order, 0) ** (1 / order);
    const [got] = numbersOf(globalNorm(tensors, { order }));
    expect(Math.abs(got! - want) / want).toBeLessThan(1e-12);
  });
  test('of order infinity, of zeros, of nothing', () => {
    expect(numbersOf(globalNorm(tensors, { order: Number.POSITIVE_INFINITY }))).toEqual([4]);
    expect(numbersOf(globalNorm({ a: array([2], [0, 0]) }, { order: 3 }))).toEqual([0]);
    expect(numbersOf(globalNorm({}))).toEqual([0]);
    expect(numbersOf(globalNorm({ a: array([0], []) }))).toEqual([0]);
  });
  test('of an order that is none', () => {
    expect(() => globalNorm(tensors, { order: 0 })).toThrow(
      'globalNorm: the order must be positive, got 0',
    );
  });
});

test('clipping keeps what is small, the direction of what is large, and NaN', () => {
  const [small] = clipGradNorm(tensors, 100);
  expect(numbersOf(small.a)).toEqual([3, -4, 0, 1]);
  const [clipped, norm] = clipGradNorm(tensors, 1);
  expect(numbersOf(norm)[0]).toBeCloseTo(Math.sqrt(30), 12);
  const [x, y] = numbersOf(clipped.a);
  expect(x! / y!).toBeCloseTo(-3 / 4, 12);
  expect(numbersOf(globalNorm(clipped))[0]).toBeCloseTo(1, 6);
  expect(numbersOf(clipGradValue({ a: array([3], [Number.NaN, 9, -9]) }, 2).a)).toEqual([
    ...[Number.NaN, 2, -2],
  ]);
});

test('penalties and their gradients, of selected parameters, with |x| flat at 0', () => {
  const p = { w: array([3], [2, 0, -1]), b: array([1], [5]) };
  const where = (path: string): boolean => path === 'w';
  type P = { readonly w: Tensor<[3]>; readonly b: Tensor<[1]> };
  expect(numbersOf(l2Penalty(0.5, p, { where }))).toEqual([1.25]);
  const slope = grad((q: P) => add(l1Penalty(2, q, { where }), l2Penalty(1, q)))(p);
  expect(numbersOf(slope.w)).toEqual([4, 0, -3]);
  expect(numbersOf(slope.b)).toEqual([5]);
  expect(numbersOf(l1Penalty(1, {}))).toEqual([0]);
});

test('units above the norm are scaled down to it, others and vectors stay', () => {
  const p = { w: array([2, 2], [3, 0.5, 4, 0.5]), b: array([2], [9, 9]) };
  const held = maxNorm(1, p);
  const [a, b, c, d] = numbersOf(held.w);
  expect([a, c].map((x) => Number(x!.toFixed(12)))).toEqual([0.6, 0.8]);
  expect([b, d]).toEqual([0.5, 0.5]);
  expect(numbersOf(held.b)).toEqual([9, 9]);
});

test('averages of weights: the plain mean, and the unbiased exponential one', () => {
  const steps = [1, 4, 10].map((x) => ({ w: array([1], [x]) }));
  const of = (average: ReturnType<typeof weightAverage>): number => {
    const last = steps.reduce((s, p) => average.update(p, s), average.init(steps[0]!));
    return numbersOf(average.value(last).w)[0]!;
  };
  expect(of(weightAverage())).toBeCloseTo(5, 12);
  // (0.25 1 + 0.5 4 + 1 10) / 1.75
  expect(of(weightAverage({ decay: 0.5 }))).toBeCloseTo(7, 12);
});

test.each([1e-300, 1e-5, 0.1, 0.96, 1, 1.3, 2, 1e300])('naturalLog(%s)', (x) => {
  // two roundings a square root, of which there are at most sixteen
  const scale = Math.max(Math.abs(Math.log(x)), 1);
  expect(Math.abs(naturalLog(x) - Math.log(x)) / scale).toBeLessThan(1e-13);
});
test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('naturalLog(%s) is refused', (x) => {
  expect(() => naturalLog(x)).toThrow('must be positive and finite');
});
