/** Parts of a tensor and their inverses: slice and pad, take and oneHot. */
import { DTypeError } from '../core/error.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, type Mk, must, type Ok, type Ret, type Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { addDim, type Dim } from '../types/dim.ts';
import { DTypes, type f32, type Integer } from '../types/dtype.ts';
import {
  axisOf,
  type Narrow,
  narrowShape,
  type OneHot as OneHotRule,
  type Pad as PadRule,
  type Pads,
  padShape,
  type Take,
  takeShape,
} from '../types/shape.ts';
import { expand } from './expand.ts';
import { type Indices, indices as indicesOf, isInteger } from './rules.ts';

/** The type of `slice(axis, start, length)`: the axis has the size `Length`. */
export interface Slice<I extends number, Start extends number, Length extends Dim> extends Layer {
  readonly [Out]: Mk<Narrow<InShape<this>, I, Start, Length>, InDType<this>>;
}
/** `length` entries of an axis, from `start` on: [32, 784] -> [32, 10] by slice(1, 0, 10). JAX: lax.slice_in_dim. */
export const slice = <const I extends number, const Start extends number, const Length extends Dim>(
  axis: I,
  start: Start,
  length: Length,
): Slice<I, Start, Length> =>
  layer((x) => {
    const size = must(narrowShape(x.shape, axis, start, length));
    const at = axisOf(x.shape, axis);
    const from = x.shape.map((_, k) => (k === at ? start : 0));
    return p.slice(x, { start: from, size, stride: x.shape.map(() => 1) });
  }, 'slice');

/** The type of `pad(pads)`: every size grows by what is put before and after. */
export interface Pad<Z extends Pads> extends Layer {
  readonly [Out]: Mk<PadRule<InShape<this>, Z>, InDType<this>>;
}
/** x without what negative pads cut off. */
const cropped = (x: Value, pads: Pads): Value => {
  const cuts = pads.map((pair) => pair.map((n) => Math.min(n, 0)));
  if (!cuts.flat().some((n) => n < 0)) return x;
  return p.slice(x, {
    start: cuts.map(([before]) => -before!),
    size: cuts.map(([before, after], k) => addDim(x.shape[k]!, before! + after!)),
    stride: cuts.map(() => 1),
  });
};

/**
 * `value` put around x: for each axis how many before and after; a negative number cuts off. [2, 3] -> [2, 5] by
 * pad([[0, 0], [1, 1]]). NumPy: pad.
 */
export const pad = <const Z extends Pads>(pads: Z, value = 0): Pad<Z> =>
  layer((x) => {
    const shape = must(padShape(x.shape, pads));
    const kept = cropped(x, pads);
    const start = pads.map(([before]) => Math.max(before, 0));
    const place = { shape, start, stride: pads.map(() => 1) };
    const y = p.embed(kept, place);
    if (value === 0) return y;
    const inside = p.embed(p.fill(1, { shape: kept.shape, dtype: DTypes.bool }), place);
    return p.select(inside, y, p.fill(value, y));
  }, 'pad');

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
