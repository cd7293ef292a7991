/** Maps of the last axis: a dense layer, a norm, an embedding. */
import type { Dim } from './dim.ts';
import {
  type DynRank,
  type MsgNeq,
  neq,
  type Shape,
  type Show,
  type ShowDim,
  show,
  type Uni,
  type Verdict,
} from './show.ts';

/** The size of the last axis. */
export type Last<A extends Shape> = A extends readonly [...Shape, infer L extends Dim] ? L : never;
/** The shape with a last axis of size O in place of one of size I. */
export type LastTo<A extends Shape, I extends Dim, O extends Dim, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [...infer P extends Shape, infer L extends Dim]
      ? [Uni<L, I>] extends [never]
        ? `${Op}: expects last dimension ${ShowDim<I>}, got ${Show<A>} ${MsgNeq<L, I>}`
        : [...P, O]
      : `${Op}: needs rank >= 1, got []`;
/** The shape with a last axis of size `to` in place of one of size `from`. */
export function lastToShape<
  const A extends Shape,
  const I extends Dim,
  const O extends Dim,
  const Op extends string,
>(a: A, from: I, to: O, op: Op): Verdict<LastTo<A, I, O, Op>>;
export function lastToShape(a: Shape, from: Dim, to: Dim, op: string): Shape | string {
  const last = a.at(-1);
  if (last === undefined) return `${op}: needs rank >= 1, got []`;
  return last === from
    ? [...a.slice(0, -1), to]
    : `${op}: expects last dimension ${from}, got ${show(a)} ${neq(last, from)}`;
}
