/** Attention: queries, keys and values, the masks of their scores, and features that fall into heads. */
import { type Broadcast3, type BroadcastsTo, broadcast3, broadcastsTo } from './broadcast.ts';
import { type DExact, type Dim, exactDim } from './dim.ts';
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

type NoRows<
  Op extends string,
  What extends string,
  A extends Shape,
> = `${Op}: ${What} must be [..., length, features], got ${Show<A>}`;
const noRows = (op: string, what: string, a: Shape): string =>
  `${op}: ${what} must be [..., length, features], got ${show(a)}`;

/** Queries [..., L, E], keys [..., S, E] and values [..., S, D] give [..., L, D]; leading axes broadcast. */
export type Attend<
  Q extends Shape,
  K extends Shape,
  V extends Shape,
  Op extends string,
> = true extends DynRank<Q> | DynRank<K> | DynRank<V>
  ? Dim[]
  : Q extends readonly [...infer P extends Shape, infer L extends Dim, infer E extends Dim]
    ? K extends readonly [...infer PK extends Shape, infer S extends Dim, infer F extends Dim]
      ? V extends readonly [...infer PV extends Shape, infer T extends Dim, infer D extends Dim]
        ? [Uni<E, F>] extends [never]
          ? `${Op}: queries and keys have different features: ${Show<Q>} with ${Show<K>} ${MsgNeq<E, F>}`
          : [Uni<S, T>] extends [never]
            ? `${Op}: every key needs a value: ${Show<K>} with ${Show<V>} ${MsgNeq<S, T>}`
            : Broadcast3<P, PK, PV, `${Op} batch`> extends infer B
              ? B extends Shape
                ? [...B, L, D]
                : B
              : never
        : NoRows<Op, 'values', V>
      : NoRows<Op, 'keys', K>
    : NoRows<Op, 'queries', Q>;
/** Queries [..., L, E], keys [..., S, E] and values [..., S, D] give [..., L, D]; leading axes broadcast. */
export function attendShape<
  const Q extends Shape,
  const K extends Shape,
  const V extends Shape,
  const Op extends string,
>(q: Q, k: K, v: V, op: Op): Verdict<Attend<Q, K, V, Op>>;
export function attendShape(q: Shape, k: Shape, v: Shape, op: string): Shape | string {
  if (q.length < 2) return noRows(op, 'queries', q);
  if (k.length < 2) return noRows(op, 'keys', k);
  if (v.length < 2) return noRows(op, 'values', v);
  const [[l, e], [s, f], [t, d]] = [q.slice(-2), k.slice(-2), v.slice(-2)];
  if (e !== f) {
    return `${op}: queries and keys have different features: ${show(q)} with ${show(k)} ${neq(e!, f!)}`;
  }
  if (s !== t) return `${op}: every key needs a value: ${show(k)} with ${show(v)} ${neq(s!, t!)}`;
  const lead = broadcast3(q.slice(0, -2), k.slice(0, -2), v.slice(0, -2), `${op} batch`);
  return typeof lead === 'string' ? lead : [...lead, l!, d!];
}

/** The scores [..., heads, L, S] of a result R = [..., L, D] for S keys; without heads [..., L, S]. */
export type Scores<R, K extends Shape, Heads extends Shape = []> = R extends readonly [
  ...infer B extends Shape,
  infer L extends Dim,
  Dim,
]
  ? K extends readonly [...Shape, infer S extends Dim, Dim]
    ? [...B, ...Heads, L, S]
    : Dim[]
  : Dim[];
/** The scores [..., heads, L, S] of a result [..., L, D] for S keys; without heads [..., L, S]. */
export const scoresShape = (r: Shape, k: Shape, heads: Shape = []): Shape => [
  ...r.slice(0, -2),
  ...heads,
  r.at(-2)!,
  k.at(-2)!,
];

/** R, if a mask M broadcasts to the scores S without making them larger. */
export type Masked<S extends Shape, M extends Shape, Op extends string, R> =
  BroadcastsTo<M, S> extends true
    ? R
    : `${Op}: mask ${Show<M>} does not broadcast to scores ${Show<S>}`;
/** The sentence for a mask that does not broadcast to the scores, or that would make them larger; else null. */
export const unfitMask = (scores: Shape, mask: Shape, op: string): string | null =>
  broadcastsTo(mask, scores)
    ? null
    : `${op}: mask ${show(mask)} does not broadcast to scores ${show(scores)}`;

/** R, if a mask M says of the keys K, [..., S, features], which take part: it broadcasts to [..., S]. */
export type KeyMasked<K extends Shape, M extends Shape, Op extends string, R> = true extends
  | DynRank<K>
  | DynRank<M>
  ? R
  : K extends readonly [...infer P extends Shape, Dim]
    ? BroadcastsTo<M, P> extends true
      ? R
      : `${Op}: keyMask ${Show<M>} does not fit keys ${Show<K>}`
    : R;
/** The sentence for a mask that does not fit the keys, or null. */
export const unfitKeyMask = (keys: Shape, mask: Shape, op: string): string | null =>
  broadcastsTo(mask, keys.slice(0, -1))
    ? null
    : `${op}: keyMask ${show(mask)} does not fit keys ${show(keys)}`;

/**
 * R, if so many features fall into heads of one size. The first line is for the compiler, which erases a signature by
 * putting `any` for E.
 */
export type InHeads<E extends Dim, Heads extends number, Op extends string, R> = 0 extends 1 & E
  ? R
  : [DExact<E, Heads>] extends [never]
    ? `${Op}: ${ShowDim<E>} features are not divisible by ${Heads} heads`
    : R;
/** The sentence for features that do not fall into heads of one size, or null. */
export const notInHeads = (e: Dim, heads: number, op: string): string | null =>
  !(heads > 0) || exactDim(e, heads) === null
    ? `${op}: ${e} features are not divisible by ${heads} heads`
    : null;

/** The shape, if its last size can be halved. */
export type Halved<A extends Shape, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [...Shape, Dim, infer D extends Dim]
      ? [DExact<D, 2>] extends [never]
        ? `${Op}: the last dimension must be even, got ${Show<A>}`
        : [...A]
      : NoRows<Op, 'input', A>;
/** The shape, if its last size can be halved. */
export function halvedShape<const A extends Shape, const Op extends string>(
  a: A,
  op: Op,
): Verdict<Halved<A, Op>>;
export function halvedShape(a: Shape, op: string): Shape | string {
  if (a.length < 2) return noRows(op, 'input', a);
  return exactDim(a.at(-1)!, 2) === null
    ? `${op}: the last dimension must be even, got ${show(a)}`
    : a;
}

/** [..., length, features]. */
export type Features<A extends Shape, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [...Shape, Dim, Dim]
      ? [...A]
      : NoRows<Op, 'input', A>;
/** [..., length, features]. */
export function featuresShape<const A extends Shape, const Op extends string>(
  a: A,
  op: Op,
): Verdict<Features<A, Op>>;
export function featuresShape(a: Shape, op: string): Shape | string {
  return a.length < 2 ? noRows(op, 'input', a) : a;
}
