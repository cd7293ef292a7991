/** What the row kernels (softmax, cross-entropy) share: sums along an axis counted from the last, and when they serve. */
import type { KernelName } from '../core/abi.gen.ts';
import { sizeOf } from '../core/layout.ts';
import type { KernelCall } from '../core/lowering.ts';
import type { TensorType, Value } from '../core/node.ts';
import { reduceSum, reshape } from '../prim/index.ts';
import { expand } from './expand.ts';

/** An axis as -1 (the last) to -rank, which stays what it is when a batch axis comes in front. */
export const fromLast = (axis: number, rank: number): number => (axis < 0 ? axis : axis - rank);

/** A value without the axis, repeated along it. */
export const along = (like: Value, axis: number, v: Value): Value =>
  expand(reshape(v, like.shape.with(axis, 1)), like.shape);

/** A value without the axes, given as 0 to rank - 1, repeated along them. */
export const alongAll = (like: Value, axes: readonly number[], v: Value): Value => {
  const kept = like.shape.map((d, k) => (axes.includes(k) ? 1 : d));
  return expand(reshape(v, kept), like.shape);
};

/** The sum over one axis, which disappears. */
export const sumAlong = (x: Value, axis: number): Value => reduceSum(x, [x.shape.length + axis]);

const isNumber = (d: unknown): d is number => typeof d === 'number';

export interface RowsOptions {
  /** the operand that the output may overwrite */
  readonly inPlace?: number;
  /** the operand that holds a column for every row */
  readonly index?: number;
}

/** The kernel over rows of the first input: f32, the last axis, sizes known; else none. */
export const rowsKernel =
  (kernel: KernelName, axis: number, { inPlace, index }: RowsOptions = {}) =>
  ([x]: readonly TensorType[]): KernelCall | null => {
    const sizes = x!.shape.filter(isNumber);
    if (axis !== -1 || x!.dtype.dtype !== 'f32' || sizes.length < x!.shape.length) return null;
    const columns = sizes.at(-1)!;
    return {
      kernel,
      units: sizeOf(sizes.slice(0, -1)),
      args: [columns],
      ...(inPlace === undefined ? {} : { inPlace }),
      ...(index === undefined ? {} : { status: true, index: { operand: index, bound: columns } }),
    };
  };
