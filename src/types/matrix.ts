/** Matrices in the last two axes: what factorisations ask of their shapes. */
import type { Dim } from './dim.ts';
import type * as N from './num.ts';
import { type DynRank, type Shape, type Show, show, type Uni, type Verdict } from './show.ts';

/** A, whose last two sizes are equal, or the message. */
export type Square<A extends Shape, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [...Shape, infer M extends Dim, infer L extends Dim]
      ? [Uni<M, L>] extends [never]
        ? `${Op}: needs square matrices, got ${Show<A>}`
        : [...A]
      : `${Op}: needs square matrices, got ${Show<A>}`;
/** A, whose last two sizes are equal, or the message. */
export function squareShape<const A extends Shape, const Op extends string>(
  a: A,
  op: Op,
): Verdict<Square<A, Op>>;
export function squareShape(a: Shape, op: string): Shape | string {
  return a.length >= 2 && a.at(-1) === a.at(-2)
    ? a
    : `${op}: needs square matrices, got ${show(a)}`;
}

/** Whether M is known to be less than L. */
type Fewer<M extends Dim, L extends Dim> = number extends M | L
  ? false
  : [M, L] extends [infer X extends number, infer Y extends number]
    ? N.Compare<X, Y> extends '<'
      ? true
      : false
    : false;
/** A, whose matrices have at least as many rows as columns, or the message. */
export type Tall<A extends Shape, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [...Shape, infer M extends Dim, infer L extends Dim]
      ? Fewer<M, L> extends true
        ? `${Op}: needs at least as many rows as columns, got ${Show<A>}`
        : [...A]
      : `${Op}: needs rank >= 2, got ${Show<A>}`;
/** A, whose matrices have at least as many rows as columns, or the message. */
export function tallShape<const A extends Shape, const Op extends string>(
  a: A,
  op: Op,
): Verdict<Tall<A, Op>>;
export function tallShape(a: Shape, op: string): Shape | string {
  const [m, n] = a.slice(-2);
  if (m === undefined || n === undefined) return `${op}: needs rank >= 2, got ${show(a)}`;
  const fewer = typeof m === 'number' && typeof n === 'number' && m < n;
  return fewer ? `${op}: needs at least as many rows as columns, got ${show(a)}` : a;
}

/** The shape of the square factor: [...B, M, L] -> [...B, L, L]. */
export type Columns<A extends Shape> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [...infer B extends Shape, Dim, infer L extends Dim]
      ? [...B, L, L]
      : never;
