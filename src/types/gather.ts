/** Indices along an axis and of whole places: the shapes of gathering, scattering and adding at them. */
import { type Axis, type AxisMessage, axisMessage, axisOf } from './axis.ts';
import type { Dim } from './dim.ts';
import type * as N from './num.ts';
import { type Take, takeShape } from './select.ts';
import {
  type DynRank,
  type Shape,
  type Show,
  sameShape,
  show,
  type Uni,
  type Verdict,
} from './show.ts';

/** Whether indices of size I fit beside an axis of size D: equal, dynamic, or known to be fewer. */
type FitsDim<D extends Dim, I extends Dim> = [Uni<D, I>] extends [never]
  ? [D, I] extends [infer X extends number, infer Y extends number]
    ? N.Compare<Y, X> extends '>'
      ? false
      : true
    : false
  : true;
type Misfits<A extends Shape, Index extends Shape, K extends string> = {
  [J in keyof A]: J extends K
    ? never
    : FitsDim<A[J], Index[J & keyof Index] & Dim> extends true
      ? never
      : J;
}[number];
/** The shape of the entries that indices point at along an axis: that of the indices, which fit x elsewhere. */
export type Along<
  A extends Shape,
  Index extends Shape,
  I extends number,
  Op extends string,
> = true extends DynRank<A> | DynRank<Index>
  ? Dim[]
  : number extends I
    ? [...Index]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<Op, A, I>
      : Index['length'] extends A['length']
        ? [Misfits<A, Index, Axis<A, I>>] extends [never]
          ? [...Index]
          : `${Op}: indices ${Show<Index>} do not fit ${Show<A>} beside axis ${I}`
        : `${Op}: ranks differ: indices ${Show<Index>} for ${Show<A>}`;

const fitsDim = (d: Dim, i: Dim): boolean =>
  d === i || (typeof d === 'number' && typeof i === 'number' && i < d);
/** The shape of the entries that indices point at along an axis: that of the indices, which fit x elsewhere. */
export function alongShape<
  const A extends Shape,
  const Index extends Shape,
  const I extends number,
  const Op extends string,
>(a: A, index: Index, axis: I, op: Op): Verdict<Along<A, Index, I, Op>>;
export function alongShape(a: Shape, index: Shape, axis: number, op: string): Shape | string {
  const at = axisOf(a, axis);
  if (at < 0) return axisMessage(op, a, axis);
  if (a.length !== index.length)
    return `${op}: ranks differ: indices ${show(index)} for ${show(a)}`;
  return a.every((d, k) => k === at || fitsDim(d, index[k]!))
    ? index
    : `${op}: indices ${show(index)} do not fit ${show(a)} beside axis ${axis}`;
}

type SameShape<A extends Shape, B extends Shape> = true extends DynRank<A> | DynRank<B>
  ? true
  : A['length'] extends B['length']
    ? true extends {
        [K in keyof A]: [Uni<A[K], B[K & keyof B] & Dim>] extends [never] ? true : false;
      }[number]
      ? false
      : true
    : false;

/** The shape of x with updates at indices along an axis; the updates have the indices' shape. */
export type Scatter<
  A extends Shape,
  Index extends Shape,
  U extends Shape,
  I extends number,
  Op extends string,
> =
  Along<A, Index, I, Op> extends infer R
    ? R extends string
      ? R
      : SameShape<Index, U> extends true
        ? [...A]
        : `${Op}: updates ${Show<U>} are not of the indices' shape ${Show<Index>}`
    : never;
/** The shape of x with updates at indices along an axis; the updates have the indices' shape. */
export function scatterShape<
  const A extends Shape,
  const Index extends Shape,
  const U extends Shape,
  const I extends number,
  const Op extends string,
>(a: A, index: Index, updates: U, axis: I, op: Op): Verdict<Scatter<A, Index, U, I, Op>>;
export function scatterShape(
  a: Shape,
  index: Shape,
  updates: Shape,
  axis: number,
  op: string,
): Shape | string {
  const along: Shape | string = alongShape(a, index, axis, op);
  if (typeof along === 'string') return along;
  return sameShape(index, updates)
    ? a
    : `${op}: updates ${show(updates)} are not of the indices' shape ${show(index)}`;
}

/** The shape of x with rows added at indices: the updates have the shape that `take` gives there. */
export type IndexAdd<A extends Shape, Index extends Shape, U extends Shape, I extends number> =
  Take<A, Index, I, 'indexAdd'> extends infer R
    ? R extends Shape
      ? SameShape<R, U> extends true
        ? [...A]
        : `indexAdd: updates ${Show<U>} are not ${Show<R>}, the rows at the indices`
      : R
    : never;
/** The shape of x with rows added at indices: the updates have the shape that `take` gives there. */
export function indexAddShape<
  const A extends Shape,
  const Index extends Shape,
  const U extends Shape,
  const I extends number,
>(a: A, index: Index, updates: U, axis: I): Verdict<IndexAdd<A, Index, U, I>>;
export function indexAddShape(
  a: Shape,
  index: Shape,
  updates: Shape,
  axis: number,
): Shape | string {
  const rows: Shape | string = takeShape(a, index, axis, 'indexAdd');
  if (typeof rows === 'string') return rows;
  return sameShape(rows, updates)
    ? a
    : `indexAdd: updates ${show(updates)} are not ${show(rows)}, the rows at the indices`;
}

/** Without the first N axes; never when there are fewer. */
type Drop<A extends Shape, N extends number, C extends 0[] = []> = C['length'] extends N
  ? A
  : A extends readonly [Dim, ...infer T extends Shape]
    ? Drop<T, N, [...C, 0]>
    : never;
/** The shape of the parts of x at places: the last axis of the indices holds positions on x's first axes. */
export type GatherNd<A extends Shape, Index extends Shape> = true extends
  | DynRank<A>
  | DynRank<Index>
  ? Dim[]
  : Index extends readonly [...infer B extends Shape, infer K extends Dim]
    ? number extends K
      ? Dim[]
      : K extends number
        ? [Drop<A, K>] extends [never]
          ? `gatherNd: places of ${K} numbers do not fit the rank of ${Show<A>}`
          : [...B, ...Drop<A, K>]
        : `gatherNd: places need a known size, got ${Show<Index>}`
    : 'gatherNd: indices need rank >= 1, got []';
/** The shape of the parts of x at places: the last axis of the indices holds positions on x's first axes. */
export function gatherNdShape<const A extends Shape, const Index extends Shape>(
  a: A,
  index: Index,
): Verdict<GatherNd<A, Index>>;
export function gatherNdShape(a: Shape, index: Shape): Shape | string {
  const k = index.at(-1);
  if (k === undefined) return 'gatherNd: indices need rank >= 1, got []';
  if (typeof k !== 'number') return `gatherNd: places need a known size, got ${show(index)}`;
  return k > a.length
    ? `gatherNd: places of ${k} numbers do not fit the rank of ${show(a)}`
    : [...index.slice(0, -1), ...a.slice(k)];
}
