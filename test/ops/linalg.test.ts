/** Factorisations: what they multiply to, their derivatives, batches; and places in a sorted list. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/core/tensor.ts';
import { evaluate } from '../../src/index.ts';
import * as o from '../../src/ops/index.ts';
import { key, normal } from '../../src/random/index.ts';
import { squareShape, tallShape } from '../../src/types/matrix.ts';
import { law, numbersOf } from './reference.ts';

type Matrices = Tensor<[2, 3, 3]>;

const transposed = o.permute([0, 2, 1]);
const identity = o.cast({ dtype: 'f32' })(o.equal(o.expandDims(1)(o.arange(3)), o.arange(3)));
/** Two positive definite matrices. */
const positive = (seed: number): Matrices => {
  const x = normal(key(seed), [2, 3, 3]);
  return o.add(o.matmul(x, transposed(x)), identity);
};
const close = (got: readonly number[], want: readonly number[], error = 1e-10): void => {
  expect(got.length).toBe(want.length);
  got.forEach((v, i) => {
    expect(Math.abs(v - want[i]!)).toBeLessThan(error * (1 + Math.abs(want[i]!)));
  });
};

test('shape rules', () => {
  law(squareShape(['B', 3, 3], 'cholesky'), ['B', 3, 3]);
  law(squareShape([2, 3], 'cholesky'), 'cholesky: needs square matrices, got [2, 3]');
  law(squareShape([3], 'cholesky'), 'cholesky: needs square matrices, got [3]');
  law(tallShape([5, 3], 'qr'), [5, 3]);
  law(tallShape(['M', 3], 'qr'), ['M', 3]);
  law(tallShape([2, 3], 'qr'), 'qr: needs at least as many rows as columns, got [2, 3]');
  law(o.searchSortedShape([5], ['B', 2]), ['B', 2]);
  law(
    o.searchSortedShape([5, 1], [2]),
    'searchSorted: the sorted list must have one axis, got [5, 1]',
  );
});

describe('cholesky', () => {
  test('L L^T is the matrix, L is lower triangular with a positive diagonal', () => {
    const a = positive(1);
    const l = o.cholesky(a);
    close(numbersOf(o.matmul(l, transposed(l))), numbersOf(a));
    numbersOf(l).forEach((v, at) => {
      const [i, j] = [Math.floor(at / 3) % 3, at % 3];
      if (j > i) expect(v).toBe(0);
      if (i === j) expect(v).toBeGreaterThan(0);
    });
  });
  test('the derivatives are those of the determinant', () => {
    // ln det a = 2 sum ln l_ii, whose gradient is the inverse of a
    const logDet = (a: Matrices): Tensor<[]> => {
      const diagonal = o.sum(-1)(o.mul(o.cholesky(a), identity));
      return o.scale(2, o.sum()(o.log(diagonal)));
    };
    const a = positive(2);
    const g = o.grad(logDet)(a);
    const units = o.add(o.scale(0, a), identity);
    close(numbersOf(o.matmul(g, a)), numbersOf(units));
    // and the derivative of the inverse along v is -a^-1 v a^-1
    const v = o.add(normal(key(3), [2, 3, 3]), transposed(normal(key(3), [2, 3, 3])));
    const [, hv] = o.jvp(o.grad(logDet), [a], [v]);
    close(numbersOf(hv), numbersOf(o.neg(o.matmul(o.matmul(g, v), g))));
  });
  test('a matrix that is not positive definite gives NaN', () => {
    const l = numbersOf(o.cholesky(o.array([2, 2], [1, 2, 2, 1])));
    expect(l[3]).toBeNaN();
  });
  test('of one number is its root, of none nothing', () => {
    expect(numbersOf(o.cholesky(o.array([1, 1], [9])))).toEqual([3]);
    expect(numbersOf(o.cholesky(o.zeros([0, 0])))).toEqual([]);
  });
});

describe('qr', () => {
  test('q r is the matrix, q^T q = 1, r is upper triangular with a positive diagonal', () => {
    const a = normal(key(4), [2, 5, 3]);
    const [q, r] = o.qr(a);
    close(numbersOf(o.matmul(q, r)), numbersOf(a));
    const products = o.matmul(transposed(q), q);
    close(numbersOf(products), numbersOf(o.add(o.scale(0, products), identity)));
    numbersOf(r).forEach((v, at) => {
      const [i, j] = [Math.floor(at / 3) % 3, at % 3];
      // the coefficients below the diagonal are with columns that are still zero
      if (j < i) expect(v).toBe(0);
      if (i === j) expect(v).toBeGreaterThan(0);
    });
  });
  test('q stays orthogonal in f32 where the columns nearly depend on each other', () => {
    const a = o.array([3, 2], [1, 1, 1e-3, 0, 0, 1e-3]);
    const [q] = o.qr(a);
    const { data } = evaluate(o.matmul(o.transpose(q), q));
    // rounding of sums of three products
    close(Array.from(data), [1, 0, 0, 1], 3e-7);
  });
  test('the derivative of r is that of the factor of a^T a', () => {
    const a = normal(key(5), [2, 4, 3]);
    const v = normal(key(6), [2, 4, 3]);
    const r = (x: typeof a): Matrices => o.qr(x)[1];
    const l = (x: typeof a): Matrices => transposed(o.cholesky(o.matmul(transposed(x), x)));
    const [value, slope] = o.jvp(r, [a], [v]);
    const [other, slope2] = o.jvp(l, [a], [v]);
    close(numbersOf(value), numbersOf(other), 1e-8);
    close(numbersOf(slope), numbersOf(slope2), 1e-7);
  });
  test('in a batch of functions, every one', () => {
    const a = normal(key(7), [2, 4, 3]);
    const each = o.vmap((x: Tensor<[4, 3]>) => o.qr(x)[0])(a);
    close(numbersOf(each), numbersOf(o.qr(a)[0]));
  });
});

describe('searchSorted', () => {
  const places = (list: readonly number[], v: number, side: 'left' | 'right'): number =>
    list.filter((x) => x < v || (side === 'right' && x === v)).length;
  test('counts what is smaller, or not greater, as filtering does', () => {
    const entry = fc.integer({ min: -3, max: 3 });
    const side = fc.constantFrom<'left' | 'right'>('left', 'right');
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 9 }), entry, side, (unsorted, v, at) => {
        const list = [...unsorted].sort((a, b) => a - b);
        const got = o.searchSorted(o.array([list.length], list), o.array([], [v]), { side: at });
        expect(numbersOf(got)).toEqual([places(list, v, at)]);
      }),
      { seed: 20261124, numRuns: 60 },
    );
  });
  test('NaN is the greatest, in the list and among the values', () => {
    const list = o.array([4], [1, 2, Number.NaN, Number.NaN]);
    const v = o.array([3], [5, Number.NaN, -Infinity]);
    expect(numbersOf(o.searchSorted(list, v))).toEqual([2, 2, 0]);
    expect(numbersOf(o.searchSorted(list, v, { side: 'right' }))).toEqual([2, 4, 0]);
  });
});
