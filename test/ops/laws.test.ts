/** Shape rules of ops: type and value, one line each; and the types that ops give and refuse. */
import { describe, expect, test } from 'vitest';
import type { NdArray, Tensor } from '../../src/core/tensor.ts';
import { bool, cast, f64, i32, u32 } from '../../src/index.ts';
import * as o from '../../src/ops/index.ts';
import type * as D from '../../src/types/dtype.ts';
import { hasType, law, numbersOf } from './reference.ts';

test('matmul', () => {
  law(o.matMulShape(['b', 's', 64], [64, 32]), ['b', 's', 32]);
  law(o.matMulShape([2, 1, 3, 4], [5, 4, 6]), [2, 5, 3, 6]);
  law(
    o.matMulShape([32, 784], [512, 10]),
    'matmul: inner dimensions differ: [32, 784] x [512, 10] (784 ≠ 512)',
  );
  law(o.matMulShape([3], [3, 4]), 'matmul: left side needs rank >= 2, got [3]');
  law(o.matMulShape([3, 4], [4]), 'matmul: right side needs rank >= 2, got [4]');
  law(
    o.matMulShape([2, 3, 4], [5, 4, 6]),
    'matmul batch: shapes do not broadcast: [2] with [5] (2 ≠ 5)',
  );
});
test('where', () => {
  law(o.whereShape(['B', 1], [3], [1]), ['B', 3]);
  law(o.whereShape([2], [3], [1]), 'where: shapes do not broadcast: [2] with [3] (2 ≠ 3)');
  law(o.whereShape([2], [3], [4]), 'where: shapes do not broadcast: [3] with [4] (3 ≠ 4)');
});
test('expandDims and squeeze', () => {
  law(o.expandDimsShape(['B', 3], 0), [1, 'B', 3]);
  law(o.expandDimsShape(['B', 3], 1), ['B', 1, 3]);
  law(o.expandDimsShape(['B', 3], -1), ['B', 3, 1]);
  law(o.expandDimsShape([3], 2), 'expandDims: axis 2 is out of range for [3]');
  law(o.squeezeShape(['B', 1, 3], 1), ['B', 3]);
  law(o.squeezeShape([1, 3], -2), [3]);
  law(o.squeezeShape(['B', 3], 0), 'squeeze: axis 0 of [B, 3] is not 1');
  law(o.squeezeShape([3], 1), 'squeeze: axis 1 is out of range for [3]');
});

const x = o.array([2, 3], [1, 2, 3, 4, 5, 6]);
const row = o.array([3], [1, 10, 100]);
const ids = o.integers([2], [2, 0]);

describe('results have their types', () => {
  test('literals and constants', () => {
    hasType<NdArray<[2, 3]>>()(x);
    hasType<NdArray<[2], D.u32>>()(o.ndarray([2], u32, [1, 2]));
    hasType<Tensor<['B', 3]>>()(o.zeros(['B', 3]));
    hasType<Tensor<[2], D.f64>>()(o.ones([2], f64));
    hasType<Tensor<[], D.i32>>()(o.scalar(1, i32));
    hasType<Tensor<[4], D.i32>>()(o.arange(4));
    hasType<Tensor<[2, 3]>>()(o.zerosLike(x));
    expect(numbersOf(o.full([2], 7, bool))).toEqual([1, 1]);
    expect(() => o.array([2], [1, 2, 3])).toThrow('array: [2] does not hold 3 numbers');
  });
  test('elementwise', () => {
    hasType<Tensor<[2, 3]>>()(o.add(x, row));
    hasType<Tensor<[2, 3], D.bool>>()(o.less(x, row));
    hasType<Tensor<[2, 3]>>()(o.where(o.less(x, row), x, row));
    hasType<Tensor<[2], D.f64>>()(cast(f64)(ids));
    hasType<Tensor<[2, 3]>>()(o.relu(x));
    hasType<Tensor<[2], D.i32>>()(o.neg(ids));
    hasType<Tensor<[2, 3]>>()(o.scale(2, x));
    expect(numbersOf(o.mul(x, row))).toEqual([1, 20, 300, 4, 50, 600]);
    expect(numbersOf(o.or(o.less(x, row), o.equal(x, row)))).toEqual([1, 1, 1, 0, 1, 1]);
  });
  test('reductions', () => {
    hasType<Tensor<[2]>>()(o.sum(-1)(x));
    hasType<Tensor<[2, 1]>>()(o.mean(1, { keepdims: true })(x));
    hasType<Tensor<[]>>()(o.max()(x));
    hasType<Tensor<[1, 1]>>()(o.min([0, 1], { keepdims: true })(x));
    hasType<Tensor<[2], D.i32>>()(o.argMax(-1)(x));
    hasType<Tensor<[2, 3]>>()(o.softmax(-1)(x));
    expect(numbersOf(o.mean()(x))).toEqual([3.5]);
    expect(numbersOf(o.argMax(0)(o.array([3, 2], [1, 5, 1, NaN, 0, 6])))).toEqual([0, 1]);
    expect(numbersOf(o.min(0)(o.ndarray([2], u32, [3, 2 ** 32 - 1])))).toEqual([3]);
  });
  test('shapes', () => {
    hasType<Tensor<[3, 2]>>()(o.transpose(x));
    hasType<Tensor<[3, 2]>>()(o.permute([1, 0])(x));
    hasType<Tensor<[6]>>()(o.reshape([-1])(x));
    hasType<Tensor<[2, 3]>>()(o.flatten(x));
    hasType<Tensor<[2, 1, 3]>>()(o.expandDims(1)(x));
    hasType<Tensor<[4, 3]>>()(o.concat(0, x, x));
    hasType<Tensor<[2, 2, 3]>>()(o.stack(0, x, x));
    hasType<Tensor<[2, 2]>>()(o.slice(1, 1, 2)(x));
    hasType<Tensor<[3, 6]>>()(
      o.pad([
        [0, 1],
        [1, 2],
      ])(x),
    );
    hasType<Tensor<[2, 3]>>()(o.take(x, o.integers([2], [1, 0])));
    hasType<Tensor<[2, 4]>>()(o.oneHot(4)(ids));
    hasType<Tensor<[2, 2]>>()(o.einsum('ik,jk->ij', x, x));
    expect(numbersOf(o.einsum('ik,jk->ij', x, x))).toEqual([14, 32, 32, 77]);
    expect(numbersOf(o.einsum('ii->', o.array([2, 2], [1, 2, 3, 4])))).toEqual([5]);
    expect(numbersOf(o.oneHot(4)(ids))).toEqual([0, 0, 1, 0, 1, 0, 0, 0]);
    expect(numbersOf(o.pad([[1, 0]], 9)(row))).toEqual([9, 1, 10, 100]);
  });
});

describe('wrong programs are refused, at run time with the same sentence', () => {
  test.each([
    [
      // @ts-expect-error
      () => o.add(row, o.array([4], [1, 2, 3, 4])),
      'add: shapes do not broadcast: [3] with [4] (3 ≠ 4)',
    ],
    // @ts-expect-error
    [() => o.add(row, o.arange(3)), 'add: dtypes differ: f32 and i32; use cast'],
    // @ts-expect-error
    [() => o.matmul(x, x), 'matmul: inner dimensions differ: [2, 3] x [2, 3] (3 ≠ 2)'],
    // @ts-expect-error
    [() => o.relu(ids), 'relu: needs a float tensor, got i32'],
    // @ts-expect-error
    [() => o.softmax(2)(x), 'softmax: axis 2 is out of range for [2, 3]'],
    // @ts-expect-error
    [() => o.reshape([5])(x), 'reshape: [2, 3] has 6 elements, [5] has 5'],
    // @ts-expect-error
    [() => o.concat(0, x, row), 'concat: ranks differ: [2, 3] with [3]'],
    // @ts-expect-error
    [() => o.concat(0, ids, row), 'concat: dtypes differ: i32 and f32; use cast'],
    // @ts-expect-error
    [() => o.einsum('ij,jk->ik', x, x), "einsum 'ij,jk->ik': 'j' is both 3 and 2"],
    // @ts-expect-error
    [() => o.sum(3)(x), 'sum: axis 3 is out of range for [2, 3]'],
    // @ts-expect-error
    [() => o.oneHot(3)(x), 'oneHot: needs an integer tensor, got f32'],
    // @ts-expect-error
    [() => o.pipe(x, o.relu, o.softmax(5)), 'softmax: axis 5 is out of range for [2, 3]'],
  ])('%#', (f, sentence) => {
    expect(f).toThrow(sentence);
  });
});
