/** Parts of a tensor: a range of an axis, entries by index, and one-hot, the inverse of an index. */
import {
  type At,
  type Axis,
  type AxisMessage,
  axisMessage,
  axisOf,
  type Open,
  type SetAt,
  type SpliceAt,
} from './axis.ts';
import type { Dim } from './dim.ts';
import type * as N from './num.ts';
import { type DynRank, type Shape, type Show, type ShowDim, show, type Verdict } from './show.ts';

/** Whether start + length is known to exceed the size. */
type Exceeds<D extends Dim, Start extends number, Length extends Dim> = number extends
  | D
  | Start
  | Length
  ? false
  : [D, Length] extends [infer X extends number, infer L extends number]
    ? N.Compare<N.Add<Start, L>, X> extends '>'
      ? true
      : false
    : false;
/** The shape with `Length` entries, from `Start` on, of an axis. */
export type Narrow<A extends Shape, I extends number, Start extends number, Length extends Dim> =
  Open<A, I> extends true
    ? Dim[]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<'slice', A, I>
      : Narrowed<A, I, Start, Length, At<A, Axis<A, I>>>;
type Narrowed<
  A extends Shape,
  I extends number,
  Start extends number,
  Length extends Dim,
  D extends Dim,
> =
  Exceeds<D, Start, Length> extends true
    ? `slice: ${Start}+${Length} exceeds ${ShowDim<D>} on axis ${I} of ${Show<A>}`
    : SetAt<A, Axis<A, I>, Length>;
/** The shape with `length` entries, from `start` on, of an axis. */
export function narrowShape<
  const A extends Shape,
  const I extends number,
  const Start extends number,
  const Length extends Dim,
>(a: A, axis: I, start: Start, length: Length): Verdict<Narrow<A, I, Start, Length>>;
export function narrowShape(a: Shape, axis: number, start: number, length: Dim): Shape | string {
  const at = axisOf(a, axis);
  const size = a[at];
  if (size === undefined) return axisMessage('slice', a, axis);
  return typeof size === 'number' && typeof length === 'number' && start + length > size
    ? `slice: ${start}+${length} exceeds ${size} on axis ${axis} of ${show(a)}`
    : a.with(at, length);
}

/** The shape of the entries of an axis at the places in an index tensor: its shape stands for it. */
export type Take<
  A extends Shape,
  Index extends Shape,
  I extends number,
  Op extends string = 'take',
> = true extends Open<A, I> | DynRank<Index>
  ? Dim[]
  : [Axis<A, I>] extends [never]
    ? AxisMessage<Op, A, I>
    : SpliceAt<A, Axis<A, I>, Index>;
/** The shape of the entries of an axis at the places in an index tensor: its shape stands for it. */
export function takeShape<
  const A extends Shape,
  const Index extends Shape,
  const I extends number,
  const Op extends string = 'take',
>(a: A, index: Index, axis: I, op?: Op): Verdict<Take<A, Index, I, Op>>;
export function takeShape(a: Shape, index: Shape, axis: number, op = 'take'): Shape | string {
  const at = axisOf(a, axis);
  return at < 0 ? axisMessage(op, a, axis) : a.toSpliced(at, 1, ...index);
}

/** The shape of indices as vectors of length N, all 0 but for a 1 at the index. */
export type OneHot<A extends Shape, N extends Dim> = DynRank<A> extends true ? Dim[] : [...A, N];
/** The shape of indices as vectors of length n, all 0 but for a 1 at the index. */
export function oneHotShape<const A extends Shape, const N extends Dim>(a: A, n: N): OneHot<A, N>;
export function oneHotShape(a: Shape, n: Dim): Shape {
  return [...a, n];
}
