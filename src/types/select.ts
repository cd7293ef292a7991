/** Parts of a tensor: a range of an axis, entries by index, and one-hot, the inverse of an index. */
import {
  type At,
  type Axis,
  type AxisMessage,
  axisMessage,
  axisOf,
  type Open,
  type RemoveAt,
  type SetAt,
  type SpliceAt,
} from './axis.ts';
import { type Canon, canonDim, type Dim } from './dim.ts';
import type { Abs, IsNegative } from './integer.ts';
import type * as N from './num.ts';
import { type DynRank, type Shape, type Show, type ShowDim, show, type Verdict } from './show.ts';

/** One past the last entry taken, of at least one: start + (length - 1) step + 1. */
type End<Start extends number, L extends number, Step extends number> = Step extends 1
  ? N.Add<Start, L>
  : L extends 0
    ? Start
    : N.Add<Start, N.Add<N.Mul<N.Sub<L, 1>, Step>, 1>>;
/** Whether the end is known to exceed the size. */
type Exceeds<
  D extends Dim,
  Start extends number,
  Length extends Dim,
  Step extends number,
> = number extends D | Start | Length | Step
  ? false
  : [D, Length] extends [infer X extends number, infer L extends number]
    ? N.Compare<End<Start, L, Step>, X> extends '>'
      ? true
      : false
    : false;
/** The shape with `Length` entries, from `Start` on, of an axis; each `Step` entries after the last. */
export type Narrow<
  A extends Shape,
  I extends number,
  Start extends number,
  Length extends Dim,
  Step extends number = 1,
> = Narrowed<A, I, Start, Canon<Length>, Step>;
type Narrowed<
  A extends Shape,
  I extends number,
  Start extends number,
  Length extends Dim,
  Step extends number,
> =
  Open<A, I> extends true
    ? Dim[]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<'slice', A, I>
      : `${Step}` extends '0' | `-${string}`
        ? `slice: the step must be positive, got ${Step}`
        : Exceeds<At<A, Axis<A, I>>, Start, Length, Step> extends true
          ? `slice: ${Start}+${Length}${Every<Step>} exceeds ${ShowDim<At<A, Axis<A, I>>>} on axis ${I} of ${Show<A>}`
          : SetAt<A, Axis<A, I>, Length>;
type Every<Step extends number> = Step extends 1 ? '' : `*${Step}`;
/** The shape with `length` entries, from `start` on, of an axis; each `step` entries after the last. */
export function narrowShape<
  const A extends Shape,
  const I extends number,
  const Start extends number,
  const Length extends Dim,
  const Step extends number = 1,
>(
  a: A,
  axis: I,
  start: Start,
  length: Length,
  step?: Step,
): Verdict<Narrow<A, I, Start, Length, Step>>;
export function narrowShape(
  a: Shape,
  axis: number,
  start: number,
  given: Dim,
  step = 1,
): Shape | string {
  const length = canonDim(given);
  const at = axisOf(a, axis);
  const size = a[at];
  if (size === undefined) return axisMessage('slice', a, axis);
  if (step <= 0) return `slice: the step must be positive, got ${step}`;
  const end = typeof length === 'number' ? start + Math.max(0, (length - 1) * step + 1) : 0;
  return typeof size === 'number' && end > size
    ? `slice: ${start}+${length}${step === 1 ? '' : `*${step}`} exceeds ${size} on axis ${axis} of ${show(a)}`
    : a.with(at, length);
}

/** Whether an axis is known to have no entry Index. */
type Lacks<D extends Dim, Index extends number> = number extends D | Index
  ? false
  : D extends number
    ? IsNegative<Index> extends true
      ? N.Compare<Abs<Index>, D> extends '>'
        ? true
        : false
      : N.Compare<Index, D> extends '<'
        ? false
        : true
    : false;
/** The shape without an axis, of which one entry is taken. */
export type Select<A extends Shape, I extends number, Index extends number> =
  Open<A, I> extends true
    ? Dim[]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<'select', A, I>
      : Lacks<At<A, Axis<A, I>>, Index> extends true
        ? `select: axis ${I} of ${Show<A>} has no entry ${Index}`
        : RemoveAt<A, Axis<A, I>>;
/** The shape without an axis, of which one entry is taken. */
export function selectShape<
  const A extends Shape,
  const I extends number,
  const Index extends number,
>(a: A, axis: I, index: Index): Verdict<Select<A, I, Index>>;
export function selectShape(a: Shape, axis: number, index: number): Shape | string {
  const at = axisOf(a, axis);
  const size = a[at];
  if (size === undefined) return axisMessage('select', a, axis);
  return typeof size === 'number' && (index >= size || index < -size)
    ? `select: axis ${axis} of ${show(a)} has no entry ${index}`
    : a.toSpliced(at, 1);
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
