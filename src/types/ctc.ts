/** What connectionist temporal classification takes: log-probabilities in time, labels, and how many of each count. */
import type { Dim } from './dim.ts';
import { type DynRank, type Shape, type Show, show, type Uni } from './show.ts';

/** [batch, time, classes], or why not. */
export type CtcScores<A extends Shape> =
  DynRank<A> extends true
    ? A
    : A extends readonly [Dim, Dim, Dim]
      ? A
      : `ctcLoss: log-probabilities must be [batch, time, classes], got ${Show<A>}`;
/** [batch, time, classes], or why not. */
export const ctcScores = (a: Shape): Shape | string =>
  a.length === 3 ? a : `ctcLoss: log-probabilities must be [batch, time, classes], got ${show(a)}`;

/** [batch, length] beside scores A, or why not. */
export type CtcLabels<A extends Shape, Y extends Shape> = true extends DynRank<A> | DynRank<Y>
  ? Y
  : Y extends readonly [infer B extends Dim, Dim]
    ? [Uni<A[0] & Dim, B>] extends [never]
      ? `ctcLoss: log-probabilities ${Show<A>} and labels ${Show<Y>} have different batches`
      : Y
    : `ctcLoss: labels must be [batch, length], got ${Show<Y>}`;
/** [batch, length] beside scores, or why not. */
export const ctcLabels = (a: Shape, y: Shape): Shape | string => {
  if (y.length !== 2) return `ctcLoss: labels must be [batch, length], got ${show(y)}`;
  return y[0] === a[0]
    ? y
    : `ctcLoss: log-probabilities ${show(a)} and labels ${show(y)} have different batches`;
};

/** [batch] beside scores A, or why not. */
export type CtcLengths<A extends Shape, N extends Shape, Name extends string> = true extends
  | DynRank<A>
  | DynRank<N>
  ? N
  : N extends readonly [infer B extends Dim]
    ? [Uni<A[0] & Dim, B>] extends [never]
      ? `ctcLoss: ${Name} must be ${Show<[A[0] & Dim]>}, got ${Show<N>}`
      : N
    : `ctcLoss: ${Name} must be ${Show<[A[0] & Dim]>}, got ${Show<N>}`;
/** [batch] beside scores, or why not. */
export const ctcLengths = (a: Shape, n: Shape, name: string): Shape | string =>
  n.length === 1 && n[0] === a[0]
    ? n
    : `ctcLoss: ${name} must be ${show(a.slice(0, 1))}, got ${show(n)}`;
