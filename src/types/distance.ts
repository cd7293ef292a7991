/** Distances of vectors: of each of some to each of others. */
import { type Broadcast, broadcastDims } from './broadcast.ts';
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

/** [...P, M, K] and [...Q, N, K] give [...broadcast(P, Q), M, N]. */
export type Cdist<A extends Shape, B extends Shape> = true extends DynRank<A> | DynRank<B>
  ? Dim[]
  : A extends readonly [...infer P extends Shape, infer M extends Dim, infer K extends Dim]
    ? B extends readonly [...infer Q extends Shape, infer N extends Dim, infer L extends Dim]
      ? [Uni<K, L>] extends [never]
        ? `cdist: vectors differ in size: ${Show<A>} with ${Show<B>} ${MsgNeq<K, L>}`
        : Broadcast<P, Q, 'cdist batch'> extends infer R
          ? R extends Shape
            ? [...R, M, N]
            : R
          : never
      : `cdist: needs rank >= 2, got ${Show<B>}`
    : `cdist: needs rank >= 2, got ${Show<A>}`;
/** [...P, M, K] and [...Q, N, K] give [...broadcast(P, Q), M, N]. */
export function cdistShape<const A extends Shape, const B extends Shape>(
  a: A,
  b: B,
): Verdict<Cdist<A, B>>;
export function cdistShape(a: Shape, b: Shape): Shape | string {
  if (a.length < 2) return `cdist: needs rank >= 2, got ${show(a)}`;
  if (b.length < 2) return `cdist: needs rank >= 2, got ${show(b)}`;
  const [[m, k], [n, l]] = [a.slice(-2), b.slice(-2)];
  if (k !== l) return `cdist: vectors differ in size: ${show(a)} with ${show(b)} ${neq(k!, l!)}`;
  const lead = broadcastDims(a.slice(0, -2), b.slice(0, -2), 'cdist batch');
  return typeof lead === 'string' ? lead : [...lead, m!, n!];
}
