/** Broadcasting: shapes are aligned at their last axes, and a size of 1 repeats. */
import type { Dim } from './dim.ts';
import {
  type DynRank,
  type MsgNeq,
  neq,
  type Shape,
  type Show,
  show,
  type Uni,
  type Verdict,
} from './show.ts';

/** The common size of two dims, or never. */
type BroadcastDim<A extends Dim, B extends Dim> = [A] extends [1]
  ? B
  : [B] extends [1]
    ? A
    : Uni<A, B>;
/** From the last axis to the first; the text of the two dims that differ, if any. */
type FromLast<A extends Shape, B extends Shape, O extends Shape = []> = A extends readonly [
  ...infer AI extends Shape,
  infer a extends Dim,
]
  ? B extends readonly [...infer BI extends Shape, infer b extends Dim]
    ? BroadcastDim<a, b> extends infer D extends Dim
      ? [D] extends [never]
        ? MsgNeq<a, b>
        : FromLast<AI, BI, [D, ...O]>
      : never
    : [...A, ...O]
  : [...B, ...O];
type Checked<A extends Shape, B extends Shape, Op extends string> = true extends
  | DynRank<A>
  | DynRank<B>
  ? Dim[]
  : FromLast<A, B> extends infer R
    ? R extends string
      ? `${Op}: shapes do not broadcast: ${Show<A>} with ${Show<B>} ${R}`
      : R
    : never;

/** The shape of an elementwise result, or why there is none: ['B', 1] with [3] is ['B', 3]. */
export type Broadcast<
  A extends Shape,
  B extends Shape,
  Op extends string = 'broadcast',
> = A extends B ? (B extends A ? [...A] : Checked<A, B, Op>) : Checked<A, B, Op>;

/** `broadcastShape` for shapes that are not known to the compiler. */
export const broadcastDims = (a: Shape, b: Shape, op: string): Dim[] | string => {
  const out: Dim[] = [];
  for (let i = 1; i <= Math.max(a.length, b.length); i++) {
    const x = a.at(-i) ?? 1;
    const y = b.at(-i) ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      return `${op}: shapes do not broadcast: ${show(a)} with ${show(b)} ${neq(x, y)}`;
    out.unshift(x === 1 ? y : x);
  }
  return out;
};
/** The shape of an elementwise result, or why there is none: ['B', 1] with [3] is ['B', 3]. */
export function broadcastShape<
  const A extends Shape,
  const B extends Shape,
  const Op extends string,
>(a: A, b: B, op: Op): Verdict<Broadcast<A, B, Op>>;
export function broadcastShape(a: Shape, b: Shape, op: string): Shape | string {
  return broadcastDims(a, b, op);
}

/** The common shape of three operands. */
export type Broadcast3<A extends Shape, B extends Shape, C extends Shape, Op extends string> =
  Broadcast<A, B, Op> extends infer R ? (R extends Shape ? Broadcast<R, C, Op> : R) : never;
/** The common shape of three operands. */
export const broadcast3 = (a: Shape, b: Shape, c: Shape, op: string): Shape | string => {
  const both = broadcastDims(a, b, op);
  return typeof both === 'string' ? both : broadcastDims(both, c, op);
};

type Within<A extends Shape, T extends Shape> = A extends readonly [
  ...infer AI extends Shape,
  infer a extends Dim,
]
  ? T extends readonly [...infer TI extends Shape, infer t extends Dim]
    ? [a] extends [1]
      ? Within<AI, TI>
      : [Uni<a, t>] extends [never]
        ? false
        : Within<AI, TI>
    : false
  : true;
/** Whether A broadcasts to T without enlarging it; true where a rank is not known. */
export type BroadcastsTo<A extends Shape, T extends Shape> = true extends DynRank<A> | DynRank<T>
  ? true
  : Within<A, T>;
/** Whether a broadcasts to t without enlarging it. */
export const broadcastsTo = (a: Shape, t: Shape): boolean => {
  const lead = t.length - a.length;
  return lead >= 0 && a.every((d, i) => d === 1 || d === t[i + lead]);
};
