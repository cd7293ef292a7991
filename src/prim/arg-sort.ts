/** argSort: the order of each row, from which sorting, ranks and the k largest follow by gather. */

import { concreteShape } from '../core/check.ts';
import { ShapeError } from '../core/error.ts';
import { sizeOf } from '../core/layout.ts';
import { type KernelCall, reduceLane } from '../core/lowering.ts';
import { apply1, type Primitive, type TensorType, type Value } from '../core/node.ts';
import { type Arithmetic, compact, type Numbers, type Strided, strided } from '../core/strided.ts';
import { DTypes } from '../types/dtype.ts';
import { checkNumbers } from './families/reduction.ts';

export interface ArgSort {
  readonly descending: boolean;
}

/** NaN is greater than any number and equal to itself, 0 equals -0. */
const compare = (a: number, b: number): number =>
  a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));

/** Ties stay in their order, descending too. */
const orderOf = (row: Numbers, { descending }: ArgSort): Int32Array => {
  const sign = descending ? -1 : 1;
  return Int32Array.from(row.keys()).sort((i, j) => sign * compare(row[i]!, row[j]!) || i - j);
};

const sortRows = (x: Strided, p: ArgSort, a: Arithmetic): Strided => {
  const { data } = compact(x, a);
  const out = a.alloc(DTypes.i32, data.length);
  const n = x.shape.at(-1)!;
  for (let at = 0; at < data.length; at += n) out.set(orderOf(data.subarray(at, at + n), p), at);
  return strided(DTypes.i32, x.shape, out);
};

/** the kernel's counts of bytes, and two words for an element, twice */
const scratchBytes = (columns: number): number => 4096 + 16 * columns;

const kernelOf = ({ shape, dtype }: TensorType, { descending }: ArgSort): KernelCall => {
  const sizes = concreteShape(shape);
  const columns = sizes.at(-1)!;
  return {
    kernel: 'argSort',
    units: columns === 0 ? 0 : sizeOf(sizes.slice(0, -1)),
    scratch: scratchBytes(columns),
    args: [columns, Number(descending), reduceLane(dtype.dtype)],
  };
};

export const argSortPrimitive: Primitive<ArgSort> = {
  name: 'argSort',
  infer: ([x]) => {
    const { shape } = x!;
    if (shape.length === 0) throw new ShapeError('argSort: needs rank >= 1, got []');
    checkNumbers('argSort', x!);
    return [{ shape, dtype: DTypes.i32 }];
  },
  evaluate: ([x], p, arithmetic) => [sortRows(x!, p, arithmetic)],
  jvp: () => [null],
  batch: ([x], _, p) => [argSort(x!, p.descending)],
  lower: { kind: 'kernel', call: ([x], p) => kernelOf(x!, p) },
};
/**
 * For each row of the last axis, the positions of its elements in ascending or descending order, as i32. The sort is
 * stable in both directions; NaN counts as the greatest, -0 as 0.
 */
export const argSort = (x: Value, descending: boolean): Value =>
  apply1(argSortPrimitive, [x], { descending });
