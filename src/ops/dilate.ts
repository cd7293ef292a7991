/** Zeros between the entries of a tensor. */
import { ShapeError } from '../core/error.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { type Dilate as DilateRule, dilateShape } from '../types/dilate.ts';

/** The type of `dilate(steps)`: every size d as (d - 1) step + 1. */
export interface Dilate<Z extends readonly number[]> extends Layer {
  readonly [Out]: Mk<DilateRule<InShape<this>, Z>, InDType<this>>;
}
/**
 * x with zeros between its entries, so that those of axis k are steps[k] apart: [3, 4] -> [5, 4] by dilate([2, 1]). What
 * a convolution with strides is the transpose of. Throws ShapeError for steps that are not whole numbers from 1 on. JAX:
 * lax.pad (interior), lhs_dilation.
 */
export const dilate = <const Z extends readonly number[]>(steps: Z): Dilate<Z> => {
  const wrong = steps.find((s) => !(Number.isInteger(s) && s >= 1));
  if (wrong !== undefined) {
    throw new ShapeError(`dilate: steps must be whole and at least 1, got ${wrong}`);
  }
  return layer((x) => {
    const shape = must(dilateShape(x.shape, steps));
    return p.embed(x, { shape, start: x.shape.map(() => 0), stride: steps });
  }, 'dilate');
};
