/** Axes swapped, merged, and repeated to a given shape, as layers. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { type CanonShape, canonShape, type Dim } from '../types/dim.ts';
import {
  axisOf,
  type BroadcastsTo,
  broadcastsTo,
  type DynRank,
  type FlattenAxes as FlattenAxesRule,
  flattenAxesShape,
  type Shape,
  type Show,
  type SwapAxes as SwapAxesRule,
  show,
  swapAxesShape,
  type Verdict,
} from '../types/shape.ts';
import { expand } from './expand.ts';

/** The type of `swapAxes(i, j)`: two sizes in each other's place. */
export interface SwapAxes<I extends number, J extends number> extends Layer {
  readonly [Out]: Mk<SwapAxesRule<InShape<this>, I, J>, InDType<this>>;
}
/** Two axes in each other's place: [B, T, C] -> [T, B, C] by swapAxes(0, 1). NumPy: swapaxes; PyTorch: transpose. */
export const swapAxes = <const I extends number, const J extends number>(
  axis0: I,
  axis1: J,
): SwapAxes<I, J> =>
  layer((x) => {
    must(swapAxesShape(x.shape, axis0, axis1));
    const [i, j] = [axisOf(x.shape, axis0), axisOf(x.shape, axis1)];
    return p.permute(x, [...x.shape.keys()].with(i, j).with(j, i));
  }, 'swapAxes');

/** The type of `flattenAxes(start, end)`: several axes as one. */
export interface FlattenAxes<I extends number, J extends number> extends Layer {
  readonly [Out]: Mk<FlattenAxesRule<InShape<this>, I, J>, InDType<this>>;
}
/**
 * The axes from `start` to `end`, the last unless given, as one: [B, 28, 28, 3] -> [B, 784, 3] by flattenAxes(1, 2).
 * PyTorch: flatten.
 */
export const flattenAxes = <const I extends number, const J extends number = -1>(
  start: I,
  end?: J,
): FlattenAxes<I, J> =>
  layer((x) => p.reshape(x, must(flattenAxesShape(x.shape, start, end ?? -1))), 'flattenAxes');

/** The shape T, which A broadcasts to. */
export type BroadcastTo<A extends Shape, T extends Shape, Op extends string = 'broadcastTo'> =
  DynRank<T> extends true
    ? Dim[]
    : CanonShape<T> extends infer C extends Shape
      ? BroadcastsTo<A, C> extends true
        ? C
        : `${Op}: ${Show<A>} does not broadcast to ${Show<C>}`
      : never;
/** The shape `to`, which a broadcasts to. */
export function broadcastToShape<
  const A extends Shape,
  const T extends Shape,
  const Op extends string = 'broadcastTo',
>(a: A, to: T, op?: Op): Verdict<BroadcastTo<A, T, Op>>;
export function broadcastToShape(a: Shape, to: Shape, op = 'broadcastTo'): Shape | string {
  const t = canonShape(to);
  return broadcastsTo(a, t) ? t : `${op}: ${show(a)} does not broadcast to ${show(t)}`;
}
/** The type of `broadcastTo(shape)`. */
export interface BroadcastToLayer<T extends Shape> extends Layer {
  readonly [Out]: Mk<BroadcastTo<InShape<this>, T>, InDType<this>>;
}
/** x repeated along axes of size 1 and new axes in front: [3, 1] -> [2, 3, 4] by broadcastTo([2, 3, 4]). NumPy, JAX, PyTorch: broadcast_to. */
export const broadcastTo = <T extends Dim[]>(to: readonly [...T]): BroadcastToLayer<T> =>
  layer((x) => expand(x, must(broadcastToShape(x.shape, to))), 'broadcastTo');
