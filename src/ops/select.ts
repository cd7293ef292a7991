/** Parts of a tensor: a range of an axis, one entry of it, entries at indices, and oneHot, the inverse of an index. */
import { DTypeError } from '../core/error.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, type Mk, must, type Ok, type Ret, type Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { type Dim, subDim } from '../types/dim.ts';
import { DTypes, type f32, type Integer } from '../types/dtype.ts';
import {
  axisOf,
  type Narrow,
  narrowShape,
  type OneHot as OneHotRule,
  type Select as SelectRule,
  selectShape,
  type Take,
  takeShape,
} from '../types/shape.ts';
import { expand } from './expand.ts';
import { entries, entry } from './parts.ts';
import { type Indices, indices as indicesOf, isInteger } from './rules.ts';

/** The type of `slice(axis, start, length, step)`: the axis has the size `Length`. */
export interface Slice<
  I extends number,
  Start extends number,
  Length extends Dim,
  Step extends number = 1,
> extends Layer {
  readonly [Out]: Mk<Narrow<InShape<this>, I, Start, Length, Step>, InDType<this>>;
}
/**
 * `length` entries of an axis, from `start` on, every one or every `step`: [32, 784] -> [32, 10] by slice(1, 0, 10). JAX:
 * lax.slice_in_dim; NumPy: x[start : start + length * step : step].
 */
export const slice = <
  const I extends number,
  const Start extends number,
  const Length extends Dim,
  const Step extends number = 1,
>(
  axis: I,
  start: Start,
  length: Length,
  step?: Step,
): Slice<I, Start, Length, Step> =>
  layer((x) => {
    must(narrowShape(x.shape, axis, start, length, step ?? 1));
    return entries(x, axisOf(x.shape, axis), start, length, step);
  }, 'slice');

/** The type of `select(axis, index)`: without the axis. */
export interface Select<I extends number, Index extends number> extends Layer {
  readonly [Out]: Mk<SelectRule<InShape<this>, I, Index>, InDType<this>>;
}
/**
 * The entry `index` of an axis, a negative one counted from the end: [32, 784] -> [784] by select(0, -1). NumPy: x[-1];
 * PyTorch: select; JAX: lax.index_in_dim.
 */
export const select = <const I extends number, const Index extends number>(
  axis: I,
  index: Index,
): Select<I, Index> =>
  layer((x) => {
    must(selectShape(x.shape, axis, index));
    const at = axisOf(x.shape, axis);
    return entry(x, at, index < 0 ? subDim(x.shape[at]!, -index) : index);
  }, 'select');

/**
 * The entries of an axis of x at the indices, whose shape stands for the axis: take(table, ids) embeds, [V, C] at [B, T]
 * -> [B, T, C]. An index out of range is an IndexError when the program runs. NumPy: take; PyTorch: embedding.
 */
export function take<A extends AnyTensor, B extends AnyTensor, const I extends number = 0>(
  x: A,
  indices: Ok<Indices<B, 'take: indices', Take<A['shape'], B['shape'], I>>, B>,
  axis?: I,
): Ret<Take<A['shape'], B['shape'], I>, A['dtype']>;
export function take(x: Value, indices: Value, axis = 0): Value {
  const at = indicesOf('take: indices', indices);
  must(takeShape(x.shape, at.shape, axis));
  return p.gather(x, at, axisOf(x.shape, axis));
}

/** The type of `oneHot(n)`: integers to f32 with one more axis, of size N. */
export interface OneHot<N extends Dim> extends Layer {
  readonly [Out]: InDType<this> extends Integer
    ? Tensor<OneHotRule<InShape<this>, N>, f32>
    : `oneHot: needs an integer tensor, got ${InDType<this>['dtype']}`;
}
/** Indices as vectors of length n, 0 but for a 1 at the index, all 0 if it is out of range: S -> [...S, n]. JAX: one_hot. */
export const oneHot = <const N extends Dim>(n: N): OneHot<N> =>
  layer((x) => {
    if (!isInteger(x.dtype)) {
      throw new DTypeError(`oneHot: needs an integer tensor, got ${x.dtype.dtype}`);
    }
    const shape = [...x.shape, n];
    const index = expand(p.reshape(p.cast(x, DTypes.i32), [...x.shape, 1]), shape);
    return p.cast(p.equal(index, p.iota(shape, x.shape.length)), DTypes.f32);
  }, 'oneHot');
