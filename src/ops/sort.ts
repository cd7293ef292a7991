/** Sorting along an axis, the order itself, and the k largest; stable, with NaN as the greatest. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Ret, type Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { At, Open } from '../types/axis.ts';
import { type Canon, canonDim, type Dim } from '../types/dim.ts';
import type { DType, Float, Integer, i32 } from '../types/dtype.ts';
import type * as N from '../types/num.ts';
import {
  type Axis,
  type AxisMessage,
  axisMessage,
  axisOf,
  type Reduce,
  type SetAt,
  type Shape,
  type Show,
  show,
  type Verdict,
} from '../types/shape.ts';
import { alongAxis } from './gather.ts';
import { entries } from './parts.ts';
import { type Numbers, numbers } from './rules.ts';

/** A tensor of D of the shape A, which has the axis, or the message. */
export type AlongAxis<A extends Shape, I extends number, Op extends string, D extends DType> =
  Reduce<A, I, true, Op> extends infer M ? (M extends string ? M : Tensor<A, D>) : never;
/** The type of `sort(axis)`: the same shape and dtype. */
export interface Sort<I extends number> extends Layer {
  readonly [Out]: InDType<this> extends Float | Integer
    ? AlongAxis<InShape<this>, I, 'sort', InDType<this>>
    : `sort: needs a number tensor, got ${InDType<this>['dtype']}`;
}
/** The type of `argSort(axis)`: the same shape, i32. */
export interface ArgSort<I extends number> extends Layer {
  readonly [Out]: InDType<this> extends Float | Integer
    ? AlongAxis<InShape<this>, I, 'argSort', i32>
    : `argSort: needs a number tensor, got ${InDType<this>['dtype']}`;
}

/** Which end comes first. */
export interface SortOptions {
  /** the largest first; ties stay in their order all the same */
  readonly descending?: boolean;
}

const axisIn = (op: string, x: Value, axis: number): number => {
  const at = axisOf(numbers(op, x).shape, axis);
  if (at < 0) must(axisMessage(op, x.shape, axis));
  return at;
};

/** The axis last, and back: a swap is its own inverse. */
const swapLast = (x: Value, axis: number): Value => {
  const last = x.shape.length - 1;
  return p.permute(
    x,
    [...x.shape.keys()].map((k) => (k === axis ? last : k === last ? axis : k)),
  );
};
/** The first `count` positions of the order along an axis, given as 0 to rank - 1. */
const orderAlong = (x: Value, axis: number, descending: boolean, count?: Dim): Value => {
  const order = p.argSort(swapLast(x, axis), descending);
  if (count === undefined) return swapLast(order, axis);
  return swapLast(entries(order, order.shape.length - 1, 0, count), axis);
};

/**
 * The elements along an axis in ascending order, NaN last, or descending, NaN first; equal ones stay in their order, and
 * each keeps its derivative. Shape: S -> S. Throws ShapeError for an axis out of range. NumPy, PyTorch, JAX: sort.
 */
export const sort = <const I extends number = -1>(axis?: I, options: SortOptions = {}): Sort<I> =>
  layer((x) => {
    const at = axisIn('sort', x, axis ?? -1);
    return alongAxis(x, orderAlong(x, at, options.descending ?? false), at);
  }, 'sort');

/**
 * The positions along an axis of its elements in order, as i32: gather(x, argSort(axis)(x), axis) is sorted. Stable.
 * Shape: S -> S. NumPy, PyTorch, JAX: argsort.
 */
export const argSort = <const I extends number = -1>(
  axis?: I,
  options: SortOptions = {},
): ArgSort<I> =>
  layer((x) => {
    const at = axisIn('argSort', x, axis ?? -1);
    return orderAlong(x, at, options.descending ?? false);
  }, 'argSort');

/** Whether K is known to exceed D. */
type Exceeds<D extends Dim, K extends Dim> = number extends D | K
  ? false
  : [D, K] extends [infer X extends number, infer Y extends number]
    ? N.Compare<Y, X> extends '>'
      ? true
      : false
    : false;
/** The shape with the k largest of an axis. */
export type TopK<A extends Shape, K extends Dim, I extends number> = Largest<A, Canon<K>, I>;
type Largest<A extends Shape, K extends Dim, I extends number> =
  Open<A, I> extends true
    ? Dim[]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<'topK', A, I>
      : Exceeds<At<A, Axis<A, I>>, K> extends true
        ? `topK: ${K} are more than axis ${I} of ${Show<A>} has`
        : SetAt<A, Axis<A, I>, K>;
/** The shape with the k largest of an axis. */
export function topKShape<const A extends Shape, const K extends Dim, const I extends number>(
  a: A,
  k: K,
  axis: I,
): Verdict<TopK<A, K, I>>;
export function topKShape(a: Shape, given: Dim, axis: number): Shape | string {
  const k = canonDim(given);
  const at = axisOf(a, axis);
  const size = a[at];
  if (size === undefined) return axisMessage('topK', a, axis);
  return typeof size === 'number' && typeof k === 'number' && k > size
    ? `topK: ${k} are more than axis ${axis} of ${show(a)} has`
    : a.with(at, k);
}

/** Which end `topK` takes. */
export interface TopKOptions {
  /** false: the k smallest, the smallest first */
  readonly largest?: boolean;
}

/**
 * The k largest along an axis, the largest first, and their positions, as i32: [B, 10] -> [B, 3] and [B, 3] by
 * topK(x, 3, -1). Of equal ones the first; NaN is the largest. The derivative belongs to the elements taken.
 * PyTorch: topk (sorted); JAX: top_k.
 */
export function topK<A extends AnyTensor, const K extends Dim, const I extends number = -1>(
  x: Numbers<A, 'topK'>,
  k: Ok<TopK<A['shape'], K, I>, K>,
  axis?: I,
  options?: TopKOptions,
): readonly [
  values: Ret<TopK<A['shape'], K, I>, A['dtype']>,
  indices: Ret<TopK<A['shape'], K, I>, i32>,
];
export function topK(
  x: Value,
  k: Dim,
  axis = -1,
  { largest = true }: TopKOptions = {},
): readonly [Value, Value] {
  must(topKShape(numbers('topK', x).shape, k, axis));
  const at = axisOf(x.shape, axis);
  const indices = orderAlong(x, at, largest, k);
  return [alongAxis(x, indices, at), indices];
}
