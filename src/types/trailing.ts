/** The last axes of a shape as the axes of a layer's parameters, and channels that fall into groups. */
import type { Dim } from './dim.ts';
import { type LastTo, lastToShape } from './last.ts';
import type * as N from './num.ts';
import {
  type DynRank,
  type Shape,
  type Show,
  type ShowDim,
  show,
  type Uni,
  type Verdict,
} from './show.ts';
import { type NoSpace, noSpace } from './window.ts';

/** Whether the last sizes of A are those of L. */
type EndsWith<A extends Shape, L extends Shape> = L extends readonly [
  ...infer LI extends Shape,
  infer l extends Dim,
]
  ? A extends readonly [...infer AI extends Shape, infer a extends Dim]
    ? [Uni<a, l>] extends [never]
      ? false
      : EndsWith<AI, LI>
    : false
  : true;
const endsWith = (a: Shape, l: Shape): boolean =>
  l.length <= a.length && l.every((d, k) => a[a.length - l.length + k] === d);

/** A, if its last sizes are those of L. */
export type Trailing<A extends Shape, L extends Shape, Op extends string> = true extends
  | DynRank<A>
  | DynRank<L>
  ? Dim[]
  : EndsWith<A, L> extends true
    ? [...A]
    : `${Op}: expects last dimensions ${Show<L>}, got ${Show<A>}`;
/** a, if its last sizes are those of l. */
export function trailingShape<
  const A extends Shape,
  const L extends Shape,
  const Op extends string,
>(a: A, l: L, op: Op): Verdict<Trailing<A, L, Op>>;
export function trailingShape(a: Shape, l: Shape, op: string): Shape | string {
  return endsWith(a, l) ? a : `${op}: expects last dimensions ${show(l)}, got ${show(a)}`;
}

/** The last `Count` sizes, or the sentence for a shape with fewer. */
export type LastAxes<
  A extends Shape,
  Count extends number,
  Op extends string,
  All extends Shape = A,
  O extends Shape = [],
> =
  true extends DynRank<A>
    ? Dim[]
    : O['length'] extends Count
      ? O
      : A extends readonly [...infer P extends Shape, infer L extends Dim]
        ? LastAxes<P, Count, Op, All, [L, ...O]>
        : `${Op}: needs rank >= ${Count}, got ${Show<All>}`;
/** The last `count` sizes, or the sentence for a shape with fewer. */
export function lastAxes<
  const A extends Shape,
  const Count extends number,
  const Op extends string,
>(a: A, count: Count, op: Op): Verdict<LastAxes<A, Count, Op>>;
export function lastAxes(a: Shape, count: number, op: string): Shape | string {
  return a.length < count
    ? `${op}: needs rank >= ${count}, got ${show(a)}`
    : a.slice(a.length - count);
}

type InGroups<Op extends string, C extends Dim, Groups extends number, R> = C extends number
  ? number extends C | Groups
    ? R
    : Groups extends 0
      ? `${Op}: ${ShowDim<C>} channels are not divisible by 0 groups`
      : N.Mod<C, Groups> extends 0
        ? R
        : `${Op}: ${ShowDim<C>} channels are not divisible by ${Groups} groups`
  : R;

/** [batch, ...space, C], its C channels in groups of one size. */
export type Grouped<A extends Shape, C extends Dim, Groups extends number, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [Dim, ...Shape, Dim]
      ? LastTo<A, C, C, Op> extends infer R
        ? R extends Shape
          ? InGroups<Op, C, Groups, R>
          : R
        : never
      : NoSpace<Op, A>;
/** [batch, ...space, c], its c channels in groups of one size. */
export function groupedShape<
  const A extends Shape,
  const C extends Dim,
  const Groups extends number,
  const Op extends string,
>(a: A, c: C, groups: Groups, op: Op): Verdict<Grouped<A, C, Groups, Op>>;
export function groupedShape(a: Shape, c: Dim, groups: number, op: string): Shape | string {
  if (a.length < 2) return noSpace(op, a);
  const shape = lastToShape(a, c, c, op);
  if (typeof shape === 'string' || typeof c !== 'number') return shape;
  return groups > 0 && c % groups === 0
    ? shape
    : `${op}: ${c} channels are not divisible by ${groups} groups`;
}

/** [batch, ...space, C] with at least one axis of space. */
export type Spacious<A extends Shape, C extends Dim, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [Dim, Dim, ...Shape, Dim]
      ? LastTo<A, C, C, Op>
      : NoSpace<Op, A>;
/** [batch, ...space, c] with at least one axis of space. */
export function spaciousShape<const A extends Shape, const C extends Dim, const Op extends string>(
  a: A,
  c: C,
  op: Op,
): Verdict<Spacious<A, C, Op>>;
export function spaciousShape(a: Shape, c: Dim, op: string): Shape | string {
  return a.length < 3 ? noSpace(op, a) : lastToShape(a, c, c, op);
}
