/** The same elements in another shape or order of axes, as layers. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import {
  type Axis,
  type AxisMessage,
  type AxisSet,
  axisMessage,
  axisOf,
  axisSet,
  type SpliceAt,
} from '../types/axis.ts';
import type { Dim } from '../types/dim.ts';
import {
  type At,
  type Flatten as FlattenRule,
  flattenShape,
  type Permute as PermuteRule,
  permuteShape,
  type RemoveAt,
  type Reshape as ReshapeRule,
  reshapeShape,
  type Shape,
  type Show,
  type SwapLast,
  show,
  swapLastShape,
  type Verdict,
} from '../types/shape.ts';
import type { Axes } from './reduce.ts';

/** The type of `reshape(to)`: another shape of as many elements. */
export interface Reshape<T extends Shape> extends Layer {
  readonly [Out]: Mk<ReshapeRule<InShape<this>, T>, InDType<this>>;
}
/**
 * The same elements, row-major, in another shape; one dim may be -1: [B, 28, 28] -> [B, 784] by reshape(['B', -1]).
 * NumPy, PyTorch: reshape.
 */
export const reshape = <T extends Dim[]>(to: readonly [...T]): Reshape<T> =>
  layer((x) => p.reshape(x, must(reshapeShape(x.shape, to))), 'reshape');

/** The type of `flatten`: rank 2. */
export interface Flatten extends Layer {
  readonly [Out]: Mk<FlattenRule<InShape<this>>, InDType<this>>;
}
/** All axes but the first as one, row-major: [B, ...rest] -> [B, product of rest]. PyTorch, Keras: Flatten. */
export const flatten: Flatten = /* @__PURE__ */ layer(
  (x) => p.reshape(x, must(flattenShape(x.shape))),
  'flatten',
);

/** The type of `permute(axes)`: the sizes in another order. */
export interface Permute<I extends readonly number[]> extends Layer {
  readonly [Out]: Mk<PermuteRule<InShape<this>, I>, InDType<this>>;
}
/** Axis k of the result is axis axes[k] of x: [A, B, C] -> [C, A, B] by permute([2, 0, 1]). NumPy: transpose. */
export const permute = <const I extends readonly number[]>(axes: I): Permute<I> =>
  layer((x) => {
    must(permuteShape(x.shape, axes));
    return p.permute(
      x,
      axes.map((axis) => axisOf(x.shape, axis)),
    );
  }, 'permute');

/** The type of `transpose`: the last two sizes swapped. */
export interface Transpose extends Layer {
  readonly [Out]: Mk<SwapLast<InShape<this>>, InDType<this>>;
}
/** The last two axes swapped: [..., M, N] -> [..., N, M]. PyTorch: mT; NumPy: matrix_transpose. */
export const transpose: Transpose = /* @__PURE__ */ layer((x) => {
  must(swapLastShape(x.shape));
  const n = x.shape.length;
  return p.permute(x, [...x.shape.keys()].slice(0, -2).concat(n - 1, n - 2));
}, 'transpose');

/** The shape with an axis of size 1 before the axis I of the result. */
export type ExpandDims<A extends Shape, I extends number> = number extends A['length'] | I
  ? Dim[]
  : [Axis<[...A, 1], I>] extends [never]
    ? AxisMessage<'expandDims', A, I>
    : Axis<[...A, 1], I> extends infer K extends string
      ? K extends keyof A
        ? SpliceAt<A, K, [1, At<A, K>]>
        : [...A, 1]
      : never;
/** The shape with an axis of size 1 before the axis `axis` of the result. */
export function expandDimsShape<const A extends Shape, const I extends number>(
  a: A,
  axis: I,
): Verdict<ExpandDims<A, I>>;
export function expandDimsShape(a: Shape, axis: number): Shape | string {
  const at = axisOf([...a, 1], axis);
  return at < 0 ? axisMessage('expandDims', a, axis) : a.toSpliced(at, 0, 1);
}
/** The type of `expandDims(axis)`: one more axis, of size 1. */
export interface ExpandDimsLayer<I extends number> extends Layer {
  readonly [Out]: Mk<ExpandDims<InShape<this>, I>, InDType<this>>;
}
/** A new axis of size 1, whose place in the result is `axis`: [B] -> [B, 1] by expandDims(-1). PyTorch: unsqueeze. */
export const expandDims = <const I extends number>(axis: I): ExpandDimsLayer<I> =>
  layer((x) => p.reshape(x, must(expandDimsShape(x.shape, axis))), 'expandDims');

/** The axes of A of size 1. */
type Ones<A extends Shape> = {
  [K in keyof A]: K extends `${number}`
    ? 1 extends A[K]
      ? A[K] extends 1
        ? K
        : never
      : never
    : never;
}[number];
/** The first axis of a list whose size is not 1, or never. */
type NotOne<A extends Shape, I extends readonly number[]> = I extends readonly [
  infer H extends number,
  ...infer T extends readonly number[],
]
  ? 1 extends At<A, Axis<A, H>>
    ? NotOne<A, T>
    : H
  : never;
type SqueezeAll<A extends Shape, I extends readonly number[]> =
  AxisSet<A, I, 'squeeze'> extends infer X
    ? X extends [infer J extends string]
      ? [NotOne<A, I>] extends [never]
        ? RemoveAt<A, J>
        : `squeeze: axis ${NotOne<A, I>} of ${Show<A>} is not 1`
      : X
    : never;
/** The shape without an axis, or several, whose sizes must be 1, or without all that have size 1. */
export type Squeeze<A extends Shape, I extends Axes> = I extends undefined
  ? number extends A['length']
    ? Dim[]
    : RemoveAt<A, Ones<A>>
  : I extends readonly number[]
    ? number extends A['length'] | I['length'] | I[number]
      ? Dim[]
      : SqueezeAll<A, I>
    : number extends A['length'] | I
      ? Dim[]
      : SqueezeAll<A, [I & number]>;
/** The shape without an axis, or several, whose sizes must be 1, or without all that have size 1. */
export function squeezeShape<const A extends Shape, const I extends Axes>(
  a: A,
  axes: I,
): Verdict<Squeeze<A, I>>;
export function squeezeShape(a: Shape, axes: Axes): Shape | string {
  if (axes === undefined) return a.filter((d) => d !== 1);
  const list = typeof axes === 'number' ? [axes] : axes;
  const gone = axisSet(a, list, 'squeeze');
  if (typeof gone === 'string') return gone;
  const wrong = gone.findIndex((at) => a[at] !== 1);
  return wrong < 0
    ? a.filter((_, k) => !gone.includes(k))
    : `squeeze: axis ${list[wrong]} of ${show(a)} is not 1`;
}
/** The type of `squeeze(axes)`: fewer axes. */
export interface SqueezeLayer<I extends Axes> extends Layer {
  readonly [Out]: Mk<Squeeze<InShape<this>, I>, InDType<this>>;
}
/**
 * Without an axis of size 1, or several; without axes given, all whose size is known to be 1: [B, 1] -> [B] by
 * squeeze(-1). NumPy, PyTorch: squeeze.
 */
export const squeeze = <const I extends Axes = undefined>(axes?: I): SqueezeLayer<I> =>
  layer((x) => p.reshape(x, must(squeezeShape(x.shape, axes))), 'squeeze');
