/** What a loss does with the losses of its elements or rows: their mean, their sum, or nothing. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import type { Ret, Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { DType } from '../types/dtype.ts';
import { sizeOf } from '../types/shape.ts';

/** 'mean' over all elements or rows, their 'sum', or 'none': each for itself. */
export type LossReduction = 'mean' | 'sum' | 'none';

/** What all losses can be told. */
export interface LossOptions<R extends LossReduction = LossReduction> {
  /** the mean unless told otherwise; PyTorch: reduction */
  readonly reduction?: R;
}

/** A scalar, or the losses in their shape S where nothing is reduced. */
export type LossOf<S, R extends string, D extends DType> = R extends 'none'
  ? Ret<S, D>
  : Tensor<[], D>;

export const sumOf = (x: Value): Value => p.reduceSum(x, [...x.shape.keys()]);

/** The mean over all elements; their number may be a name until it is bound. Of nothing it is NaN. */
export const meanOf = (x: Value): Value => {
  const total = sumOf(x);
  return p.div(total, p.fill(sizeOf(x.shape), total));
};

const reductions: Readonly<Record<LossReduction, (x: Value) => Value>> = {
  mean: meanOf,
  sum: sumOf,
  none: (x) => x,
};

/** Throws ShapeError where the reduction is none of the three. */
export const reduced = (x: Value, reduction: LossReduction = 'mean'): Value => {
  if (Object.hasOwn(reductions, reduction)) return reductions[reduction](x);
  throw new ShapeError(`the reduction must be mean, sum or none, got ${reduction}`);
};
