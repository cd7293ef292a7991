/** The conventions of reductions, sorting, indexing and padding: ties, NaN, nothing at all, repeated and wrong indices. */
import { describe, expect, it } from 'vitest';
import { IndexError } from '../../src/core/error.ts';
import type { Value } from '../../src/core/node.ts';
import * as t from '../../src/index.ts';
import { elementsOf, numbersOf } from './reference.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const data = (v: t.NdArray | t.NdArray<readonly number[], t.i32>): readonly number[] =>
  Array.from(v.data);
/** On the kernels and by the reference, which must agree. */
const both = (v: t.Tensor<readonly number[]> & Value): readonly number[] => {
  const got = data(t.evaluate(v));
  expect(got).toEqual(numbersOf(v));
  return got;
};
const ints = (v: t.Tensor<readonly number[], t.i32>): readonly number[] => {
  const got = data(t.evaluate(v));
  expect(got).toEqual(numbersOf(v));
  return got;
};
const gradOf = <X extends t.Tensor<readonly number[]>>(
  f: (x: X) => t.Tensor<readonly number[]>,
  x: X,
): readonly number[] => numbersOf(t.grad((v: X) => t.sum()(f(v)))(x));

describe('reductions', () => {
  const nothing = t.zeros([0, 3]);
  it('of nothing', () => {
    expect(both(t.prod(0)(nothing))).toEqual([1, 1, 1]);
    expect(both(t.norm(0)(nothing))).toEqual([0, 0, 0]);
    expect(numbersOf(t.variance(0)(nothing))).toEqual([nan, nan, nan]);
    const truth = t.cast(t.bool)(nothing);
    expect(numbersOf(t.any()(truth))).toEqual([0]);
    expect(numbersOf(t.all()(truth))).toEqual([1]);
    expect(both(t.cumsum(0)(nothing))).toEqual([]);
  });

  it('prod gives each factor the product of the others, zeros or not', () => {
    expect(gradOf(t.prod(), t.array([3], [2, 0, 5]))).toEqual([0, 10, 0]);
    expect(gradOf(t.prod(), t.array([3], [0, 0, 5]))).toEqual([0, 0, 0]);
    expect(ints(t.prod(1)(t.integers([2, 3], [1, 2, 3, -4, 5, 6])))).toEqual([6, -120]);
  });

  it('std and norm have derivative 0 where they are 0', () => {
    expect(gradOf(t.std(), t.array([3], [4, 4, 4]))).toEqual([0, 0, 0]);
    expect(gradOf(t.norm(), t.zeros([2]))).toEqual([0, 0]);
    expect(gradOf(t.norm(undefined, { order: 3 }), t.zeros([2]))).toEqual([0, 0]);
  });

  it('variance divides by no less than 0', () => {
    const one = t.array([1], [7]);
    expect(both(t.variance()(one))).toEqual([0]);
    expect(both(t.variance(0, { correction: 1 })(one))).toEqual([nan]);
    expect(both(t.variance(0, { correction: 5 })(one))).toEqual([nan]);
  });

  it('orders of norms', () => {
    const x = t.array([4], [3, 0, -4, 0]);
    const norms = [0, 1, 2, inf, -inf].map((order) => both(t.norm(0, { order })(x))[0]);
    expect(norms).toEqual([2, 7, 5, 4, 0]);
  });

  it('logCumSumExp neither overflows nor forgets', () => {
    const x = t.array([6], [-inf, 1, 1000, -inf, -1000, inf]);
    expect(both(t.logCumSumExp(0)(x))).toEqual([-inf, 1, 1000, 1000, 1000, inf]);
    expect(both(t.logCumSumExp(0)(t.array([2], [0, nan])))).toEqual([0, nan]);
  });

  it('positions count from the first of equals, NaN is both largest and smallest', () => {
    const x = t.array([2, 3], [1, 5, 5, nan, 2, nan]);
    expect(ints(t.argMax(1)(x))).toEqual([1, 0]);
    expect(ints(t.argMin(1)(x))).toEqual([0, 0]);
    expect(ints(t.argMax()(t.array([2, 2], [1, 3, 3, 0])))).toEqual([1]);
    expect(ints(t.argMin(0)(t.integers([3], [0, -(2 ** 31), 2])))).toEqual([1]);
    const first = (v: t.Tensor<[3]>): t.Tensor<[]> => t.maxWithIndex(v, 0)[0];
    expect(gradOf(first, t.array([3], [5, 1, 5]))).toEqual([1, 0, 0]);
  });
});

describe('sorting', () => {
  const x = t.array([6], [2, nan, -0, 0, -inf, 2]);
  it('is stable both ways, NaN is the greatest', () => {
    expect(ints(t.argSort()(x))).toEqual([4, 2, 3, 0, 5, 1]);
    expect(ints(t.argSort(0, { descending: true })(x))).toEqual([1, 0, 5, 2, 3, 4]);
    expect(both(t.sort()(x))).toEqual([-inf, -0, 0, 2, 2, nan]);
    const [values, at] = t.topK(x, 3);
    expect([both(values), ints(at)]).toEqual([
      [nan, 2, 2],
      [1, 0, 5],
    ]);
  });

  it('of integers up to the ends, of rows without elements', () => {
    const ends = t.integers([3], [2 ** 31 - 1, -(2 ** 31), 0]);
    expect(ints(t.sort()(ends))).toEqual([-(2 ** 31), 0, 2 ** 31 - 1]);
    expect(both(t.sort(1)(t.zeros([2, 0])))).toEqual([]);
    expect(both(t.topK(t.zeros([2, 3]), 0)[0])).toEqual([]);
  });

  it('gives derivatives to the elements, wherever they went', () => {
    const weights = t.array([3], [1, 10, 100]);
    const f = (v: t.Tensor<[3]>): t.Tensor<[3]> => t.mul(weights, t.sort()(v));
    expect(gradOf(f, t.array([3], [3, 1, 2]))).toEqual([100, 1, 10]);
  });
});

describe('indices', () => {
  const table = t.array([3, 2], [1, 2, 3, 4, 5, 6]);
  it('of several updates at one place the last is written, and has the derivative', () => {
    const at = t.integers([4], [1, 1, 0, 1]);
    const f = (u: t.Tensor<[4]>): t.Tensor<[3]> => t.scatter(t.array([3], [7, 8, 9]), at, u, 0);
    expect(both(f(t.array([4], [1, 2, 3, 4])))).toEqual([3, 4, 9]);
    expect(gradOf(f, t.array([4], [1, 2, 3, 4]))).toEqual([0, 0, 1, 1]);
    const x = (v: t.Tensor<[3]>): t.Tensor<[3]> => t.scatter(v, at, t.ones([4]), 0);
    expect(gradOf(x, t.array([3], [7, 8, 9]))).toEqual([0, 0, 1]);
  });

  it('of several updates at one place the sum is added', () => {
    const added = t.scatterAdd(t.ones([3]), t.integers([3], [2, 2, 0]), t.array([3], [1, 2, 3]), 0);
    expect(both(added)).toEqual([4, 1, 4]);
    const rows = t.indexAdd(table, t.integers([2], [2, 2]), t.ones([2, 2]), 0);
    expect(both(rows)).toEqual([1, 2, 3, 4, 7, 8]);
  });

  it('the padding row gets no derivative, and bags leave it out', () => {
    const ids = t.integers([2, 2], [0, 1, 1, 1]);
    const rows = (w: t.Tensor<[3, 2]>): t.Tensor<[2, 2, 2]> =>
      t.embedding(w, ids, { paddingIndex: 1 });
    expect(gradOf(rows, table)).toEqual([1, 1, 0, 0, 0, 0]);
    const bag = t.embeddingBag(table, ids, { paddingIndex: 1 });
    expect(both(bag)).toEqual([1, 2, 0, 0]);
    expect(both(t.embeddingBag(table, ids, { mode: 'max' }))).toEqual([3, 4, 3, 4]);
  });

  it('none reaches into another row: out of range on its own axis is an error', () => {
    const wrong = t.gather(table, t.integers([3, 1], [0, 2, 0]), 1);
    expect(() => t.evaluate(wrong)).toThrow(IndexError);
    expect(() => elementsOf(wrong)).toThrow(IndexError);
    expect(() => t.evaluate(t.gatherNd(table, t.integers([1, 2], [0, 2])))).toThrow(IndexError);
    const below = t.scatter(table, t.integers([3, 1], [0, -1, 0]), t.ones([3, 1]), 1);
    expect(() => t.evaluate(below)).toThrow(IndexError);
    expect(() => t.evaluate(t.bincount(2)(t.integers([1], [2])))).toThrow(IndexError);
  });

  it('places of no numbers are the whole, for each', () => {
    const whole = t.gatherNd(table, t.ndarray([2, 0], t.i32, []));
    expect(both(whole)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
  });

  it('of a batch: each example has its own', () => {
    const f = t.vmap((v: t.Tensor<[2]>, i: t.Tensor<[1], t.i32>) => t.gather(v, i, 0));
    expect(both(f(table, t.integers([3, 1], [1, 0, 1])))).toEqual([2, 3, 6]);
  });
});

describe('changes of shape', () => {
  const x = t.array([3], [1, 2, 3]);
  it('padding takes the entries that the mode says', () => {
    expect(both(t.pad([[2, 2]], 'reflect')(x))).toEqual([3, 2, 1, 2, 3, 2, 1]);
    expect(both(t.pad([[2, 1]], 'replicate')(x))).toEqual([1, 1, 1, 2, 3, 3]);
    expect(both(t.pad([[2, 3]], 'circular')(x))).toEqual([2, 3, 1, 2, 3, 1, 2, 3]);
    expect(both(t.pad([[-1, 1]], 'replicate')(x))).toEqual([2, 3, 3]);
    expect(both(t.pad([[-1, 1]], 9)(x))).toEqual([2, 3, 9]);
  });

  it('rolls further than the axis is long, and back', () => {
    expect(both(t.roll(4, 0)(x))).toEqual([3, 1, 2]);
    expect(both(t.roll(-4, 0)(x))).toEqual([2, 3, 1]);
    expect(both(t.roll(1, 0)(t.zeros([0])))).toEqual([]);
    expect(both(t.flip(0)(t.zeros([0, 2])))).toEqual([]);
  });

  it('triangles and diagonals never mix in what they leave out', () => {
    const m = t.array([2, 2], [1, nan, inf, 4]);
    expect(both(t.tril()(m))).toEqual([1, 0, inf, 4]);
    expect(both(t.diagonal()(m))).toEqual([1, 4]);
    expect(both(t.diagonal(1)(m))).toEqual([nan]);
    expect(both(t.diagonal(2)(m))).toEqual([]);
    expect(both(t.diag(-1)(t.array([1], [5])))).toEqual([0, 0, 5, 0]);
  });

  it('ranges', () => {
    expect(ints(t.arange(3, { start: 5, step: -2 }))).toEqual([5, 3, 1]);
    expect(both(t.linspace(0, 1, 5))).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(both(t.linspace(2, 9, 1))).toEqual([2]);
    expect(both(t.eye(2, 3))).toEqual([1, 0, 0, 0, 1, 0]);
  });
});
