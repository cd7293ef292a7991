/** Shapes with repeated axes, and of windows that slide along one. */
import {
  type At,
  type Axis,
  type AxisMessage,
  axisMessage,
  axisOf,
  type Open,
  type SetAt,
} from './axis.ts';
import { type Dim, type DMul, mulDim } from './dim.ts';
import { type DynRank, type Shape, type Show, show, type Verdict } from './show.ts';
import { type ConvDim, convDim, type TooSmall, tooSmall } from './window.ts';

/** Sizes multiplied from the last axis on; axes that A lacks have size 1. */
type Tiled<
  A extends Shape,
  R extends readonly number[],
  O extends Shape = [],
> = R extends readonly [...infer RI extends readonly number[], infer N extends number]
  ? A extends readonly [...infer AI extends Shape, infer D extends Dim]
    ? Tiled<AI, RI, [DMul<D, N>, ...O]>
    : Tiled<[], RI, [N, ...O]>
  : A extends readonly []
    ? O
    : never;
/** The shape of copies side by side, so many along each axis; there may be more axes in front. */
export type Tile<A extends Shape, R extends readonly number[]> = true extends
  | DynRank<A>
  | DynRank<R>
  ? Dim[]
  : [Tiled<A, R>] extends [never]
    ? `tile: ${R['length']} repeats given for ${Show<A>}`
    : Tiled<A, R>;
/** The shape of copies side by side, so many along each axis; there may be more axes in front. */
export function tileShape<const A extends Shape, const R extends readonly number[]>(
  a: A,
  repeats: R,
): Verdict<Tile<A, R>>;
export function tileShape(a: Shape, repeats: readonly number[]): Shape | string {
  const lead = repeats.length - a.length;
  return lead < 0
    ? `tile: ${repeats.length} repeats given for ${show(a)}`
    : repeats.map((n, k) => mulDim(a[k - lead] ?? 1, n));
}

/** The shape with each entry of an axis N times. */
export type Repeat<A extends Shape, N extends number, I extends number> =
  Open<A, I> extends true
    ? Dim[]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<'repeat', A, I>
      : SetAt<A, Axis<A, I>, DMul<At<A, Axis<A, I>>, N>>;
/** The shape with each entry of an axis n times. */
export function repeatShape<const A extends Shape, const N extends number, const I extends number>(
  a: A,
  n: N,
  axis: I,
): Verdict<Repeat<A, N, I>>;
export function repeatShape(a: Shape, n: number, axis: number): Shape | string {
  const at = axisOf(a, axis);
  return at < 0 ? axisMessage('repeat', a, axis) : a.with(at, mulDim(a[at]!, n));
}

/** The shape of the windows of an axis: how many stand for it, their entries come last. */
export type Sliding<A extends Shape, I extends number, Size extends number, Step extends number> =
  Open<A, I> extends true
    ? Dim[]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<'slidingWindow', A, I>
      : ConvDim<At<A, Axis<A, I>>, Size, Step, 'valid'> extends infer W extends Dim
        ? TooSmall<W> extends true
          ? `slidingWindow: a window of ${Size} does not fit axis ${I} of ${Show<A>}`
          : [...SetAt<A, Axis<A, I>, W>, Size]
        : never;
/** The shape of the windows of an axis: how many stand for it, their entries come last. */
export function slidingShape<
  const A extends Shape,
  const I extends number,
  const Size extends number,
  const Step extends number,
>(a: A, axis: I, size: Size, step: Step): Verdict<Sliding<A, I, Size, Step>>;
export function slidingShape(a: Shape, axis: number, size: number, step: number): Shape | string {
  const at = axisOf(a, axis);
  if (at < 0) return axisMessage('slidingWindow', a, axis);
  const count = convDim(a[at]!, size, step, 'valid');
  return tooSmall(count)
    ? `slidingWindow: a window of ${size} does not fit axis ${axis} of ${show(a)}`
    : [...a.with(at, count), size];
}
