/** Rows that belong to segments: one index for each. */
import type { Dim } from './dim.ts';
import { type DynRank, type Shape, type Show, show, type Uni, type Verdict } from './show.ts';

/** [N, ...R] by indices [N] into K segments: [K, ...R], or the message. */
export type Segments<
  A extends Shape,
  I extends Shape,
  K extends Dim,
  Op extends string,
> = true extends DynRank<A> | DynRank<I>
  ? Dim[]
  : A extends readonly [infer M extends Dim, ...infer R extends Shape]
    ? I extends readonly [infer L extends Dim]
      ? [Uni<M, L>] extends [never]
        ? `${Op}: needs one index for each row of ${Show<A>}, got ${Show<I>}`
        : [K, ...R]
      : `${Op}: needs one index for each row of ${Show<A>}, got ${Show<I>}`
    : `${Op}: needs one index for each row of ${Show<A>}, got ${Show<I>}`;
/** [N, ...R] by indices [N] into K segments: [K, ...R], or the message. */
export function segmentsShape<
  const A extends Shape,
  const I extends Shape,
  const K extends Dim,
  const Op extends string,
>(a: A, indices: I, segments: K, op: Op): Verdict<Segments<A, I, K, Op>>;
export function segmentsShape(a: Shape, i: Shape, segments: Dim, op: string): Shape | string {
  return i.length === 1 && a.length > 0 && a[0] === i[0]
    ? [segments, ...a.slice(1)]
    : `${op}: needs one index for each row of ${show(a)}, got ${show(i)}`;
}
