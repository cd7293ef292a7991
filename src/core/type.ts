/** Types of values: comparison and text. */
import type { Dim } from '../types/dim.ts';
import { type DType, equalDType } from '../types/dtype.ts';
import { show } from '../types/shape.ts';

/** Dims may be names until the graph is specialised. */
export interface TensorType {
  readonly shape: readonly Dim[];
  readonly dtype: DType;
}

export const typeOf = ({ shape, dtype }: TensorType): TensorType => ({ shape, dtype });

export const sameType = (a: TensorType, b: TensorType): boolean =>
  equalDType(a.dtype, b.dtype) &&
  a.shape.length === b.shape.length &&
  a.shape.every((d, k) => d === b.shape[k]);

/** `f32 [B, 784]` */
export const describe = ({ shape, dtype }: TensorType): string => `${dtype.dtype} ${show(shape)}`;
