/** Arithmetic of updates over one parameter: scalars are computed once and repeated, everything else is elementwise. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import { cast, fill, literal, mul } from '../prim/index.ts';
import type { DType } from '../types/dtype.ts';

/** A number, or a scalar that the program computes: a schedule. */
export type Rate = number | Tensor<[]>;

/** The rate as a scalar. */
export const scalarOf = (rate: number | Value, dtype: DType): Value =>
  typeof rate === 'number' ? literal(rate, dtype) : cast(rate, dtype);

/** k x for a number k. */
export const times = (k: number, x: Value): Value => mul(fill(k, x), x);

/** s x for a scalar s. */
export const scaled = (s: Value, x: Value): Value => mul(expand(cast(s, x.dtype), x.shape), x);
