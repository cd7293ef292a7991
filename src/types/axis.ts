/** Axes: counted from the last when negative; a reduction takes them out or leaves them with size 1. */
import type { Dim } from './dim.ts';
import type * as N from './num.ts';
import { type Commas, type Shape, type Show, show, type Verdict } from './show.ts';

/** The axis as text, '0' to rank - 1, which is its key in the tuple; never when out of range. */
export type Axis<A extends Shape, I extends number> = (
  `${I}` extends `-${infer P extends number}`
    ? N.Sub<A['length'], P>
    : I
) extends infer R extends number
  ? `${R}` extends keyof A
    ? `${R}`
    : never
  : never;
/** The axis as 0 to rank - 1, or -1 when out of range. */
export const axisOf = (a: Shape, axis: number): number => {
  const i = axis < 0 ? axis + a.length : axis;
  return i >= 0 && i < a.length ? i : -1;
};

/** Whether the rank or the axis is unknown at compile time. */
export type Open<A extends Shape, I extends number> = number extends A['length'] | I ? true : false;

/** The sentence for an axis out of range. */
export type AxisMessage<
  Op extends string,
  A extends Shape,
  I extends number,
> = `${Op}: axis ${I} is out of range for ${Show<A>}`;
/** The sentence for an axis out of range. */
export const axisMessage = (op: string, a: Shape, axis: number): string =>
  `${op}: axis ${axis} is out of range for ${show(a)}`;

/** The size of an axis. */
export type At<A extends Shape, I extends string> = A[I & keyof A] & Dim;
/** A with the axes I of size X. */
export type SetAt<A extends Shape, I extends string, X extends Dim> = {
  -readonly [K in keyof A]: K extends I ? X : A[K];
};
/** A with the dims of X in place of each axis in I. */
export type SpliceAt<
  A extends Shape,
  I extends string,
  X extends Shape,
  C extends 0[] = [],
  O extends Shape = [],
> = A extends readonly [infer H extends Dim, ...infer T extends Shape]
  ? SpliceAt<T, I, X, [...C, 0], `${C['length']}` extends I ? [...O, ...X] : [...O, H]>
  : O;
/** A without the axes I. */
export type RemoveAt<A extends Shape, I extends string> = SpliceAt<A, I, []>;

type Kept<A extends Shape, I extends string, Keep extends boolean> = Keep extends true
  ? SetAt<A, I, 1>
  : RemoveAt<A, I>;
const kept = (a: Shape, gone: readonly number[], keep: boolean): Dim[] =>
  a.flatMap((d, i) => (gone.includes(i) ? (keep ? [1] : []) : [d]));

/** The shape reduced over one axis. */
export type Reduce<
  A extends Shape,
  I extends number,
  Keep extends boolean,
  Op extends string = 'reduce',
> =
  Open<A, I> extends true
    ? Dim[]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<Op, A, I>
      : Kept<A, Axis<A, I>, Keep>;
/** The shape reduced over one axis. */
export function reduceShape<
  const A extends Shape,
  const I extends number,
  const K extends boolean,
  const Op extends string,
>(a: A, axis: I, keepdims: K, op: Op): Verdict<Reduce<A, I, K, Op>>;
export function reduceShape(a: Shape, axis: number, keep: boolean, op: string): Shape | string {
  return reduceDims(a, [axis], keep, op);
}

/** [the axes as a union of texts], or the sentence for the first that is wrong. */
export type AxisSet<
  A extends Shape,
  I extends readonly number[],
  Op extends string,
  All extends readonly number[] = I,
  Seen extends string = never,
> = I extends readonly [infer H extends number, ...infer T extends readonly number[]]
  ? Axis<A, H> extends infer X extends string
    ? [X] extends [never]
      ? AxisMessage<Op, A, H>
      : X extends Seen
        ? `${Op}: axes [${Commas<All>}] name axis ${X} of ${Show<A>} twice`
        : AxisSet<A, T, Op, All, Seen | X>
    : never
  : [Seen];
/** The axes as 0 to rank - 1, or the sentence for the first that is wrong. */
export const axisSet = (a: Shape, axes: readonly number[], op: string): number[] | string => {
  const seen: number[] = [];
  for (const axis of axes) {
    const i = axisOf(a, axis);
    if (i < 0) return axisMessage(op, a, axis);
    if (seen.includes(i)) return `${op}: axes ${show(axes)} name axis ${i} of ${show(a)} twice`;
    seen.push(i);
  }
  return seen;
};

/** The shape reduced over several axes. */
export type ReduceAxes<
  A extends Shape,
  I extends readonly number[],
  Keep extends boolean,
  Op extends string = 'reduce',
> = number extends A['length'] | I['length'] | I[number]
  ? Dim[]
  : AxisSet<A, I, Op> extends infer X
    ? X extends [infer J extends string]
      ? Kept<A, J, Keep>
      : X
    : never;
/** `reduceAxesShape` for shapes that are not known to the compiler. */
export const reduceDims = (
  a: Shape,
  axes: readonly number[],
  keep: boolean,
  op: string,
): Dim[] | string => {
  const gone = axisSet(a, axes, op);
  return typeof gone === 'string' ? gone : kept(a, gone, keep);
};
/** The shape reduced over several axes. */
export function reduceAxesShape<
  const A extends Shape,
  const I extends readonly number[],
  const K extends boolean,
  const Op extends string,
>(a: A, axes: I, keepdims: K, op: Op): Verdict<ReduceAxes<A, I, K, Op>>;
export function reduceAxesShape(
  a: Shape,
  axes: readonly number[],
  keep: boolean,
  op: string,
): Shape | string {
  return reduceDims(a, axes, keep, op);
}
