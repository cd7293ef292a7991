/** Keys and draws: what is the same, what differs, ranges, and the law of named sizes. */
import { expect, test } from 'vitest';
import type { Tensor } from '../../src/core/tensor.ts';
import { array, integers } from '../../src/ops/index.ts';
import {
  bernoulli,
  foldIn,
  key,
  keyAt,
  normal,
  randint,
  split,
  uniform,
} from '../../src/random/index.ts';
import { hasType, numbersOf } from '../ops/reference.ts';

test('the same key draws the same numbers, its children others', () => {
  const k = key(7);
  const [a, b] = [uniform(k, [5]), uniform(k, [5])];
  hasType<Tensor<[5]>>()(a);
  expect(numbersOf(a)).toEqual(numbersOf(b));
  const children = split(k, 3);
  const draws = [k, foldIn(k, 3), ...[0, 1, 2].map((i) => keyAt(children, i))];
  expect(new Set(draws.map((d) => numbersOf(uniform(d, [3])).join())).size).toBe(5);
});

test('a counted step folds in as the same number does', () => {
  const step = integers([], [3]);
  expect(numbersOf(foldIn(key(1), step))).toEqual(numbersOf(foldIn(key(1), 3)));
  // @ts-expect-error a float counts nothing
  expect(() => foldIn(key(1), array([], [3]))).toThrow('foldIn: needs an integer, got f32');
});

test('draws keep their ranges and moments', () => {
  const n = 4000;
  const u = numbersOf(uniform(key(2), [n], { min: -1, max: 3 }));
  expect(Math.min(...u)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...u)).toBeLessThan(3);
  const z = numbersOf(normal(key(3), [n]));
  const mean = z.reduce((s, x) => s + x, 0) / n;
  const variance = z.reduce((s, x) => s + x * x, 0) / n;
  // five standard deviations of the mean and of the mean square
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  const heads = numbersOf(bernoulli(key(4), 0.25, [n])).reduce((s, x) => s + x, 0);
  expect(Math.abs(heads / n - 0.25)).toBeLessThan(5 * Math.sqrt(0.1875 / n));
  const dice = numbersOf(randint(key(5), [n], { min: 1, max: 7 }));
  expect(new Set(dice)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
});
