/** Conversion between dtypes, always explicit. */
import { type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { type DTypeName, type DTypeOf, DTypes } from '../types/dtype.ts';

/** The type of `cast(dtype)`: the same shape. */
export interface Cast<N extends DTypeName> extends Layer {
  readonly [Out]: Tensor<InShape<this>, DTypeOf[N]>;
}
/**
 * x in another dtype: cast(f32). Floats to integers truncate and saturate, NaN becomes 0; not 0 is true. Derivative 1
 * between floats, those of storage too, where a cotangent is rounded to the dtype of what it belongs to; none to or from
 * integers. Shape: S -> S. PyTorch: Tensor.to; JAX: astype.
 */
export const cast = <N extends DTypeName>(to: { readonly dtype: N }): Cast<N> =>
  layer((x) => p.cast(x, DTypes[to.dtype]), 'cast');
