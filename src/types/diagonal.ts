/** Diagonals of matrices and matrices with a diagonal. */
import {
  type At,
  type Axis,
  type AxisMessage,
  axisMessage,
  axisOf,
  type RemoveAt,
} from './axis.ts';
import { addDim, type DAdd, type Dim, type DSub, subDim } from './dim.ts';
import type { Abs, AddInt, IsNegative } from './integer.ts';
import type * as N from './num.ts';
import { type DynRank, type Shape, type Show, show, type Verdict } from './show.ts';

type Positive<A extends number> = IsNegative<A> extends true ? 0 : A;
/** How long the diagonal of an M x N matrix is, K above the main one; never when sizes of two names are compared. */
export type DiagonalDim<M extends Dim, W extends Dim, K extends number> = number extends M | W | K
  ? number
  : [M, W] extends [infer X extends number, infer Y extends number]
    ? IsNegative<K> extends true
      ? N.Min<Positive<AddInt<X, K>>, Y>
      : N.Min<X, Positive<AddInt<Y, N.Negate<K>>>>
    : [M, W] extends [W, M]
      ? DSub<M, Abs<K>>
      : never;
/** How long the diagonal of an m x n matrix is, k above the main one; null when sizes of two names are compared. */
export const diagonalDim = (m: Dim, n: Dim, k: number): Dim | null => {
  if (typeof m === 'number' && typeof n === 'number')
    return Math.max(0, Math.min(m + Math.min(k, 0), n - Math.max(k, 0)));
  return m === n ? subDim(m, Math.abs(k)) : null;
};

/** The shape with two axes replaced by their diagonal, which comes last. */
export type Diagonal<
  A extends Shape,
  K extends number,
  I extends number,
  J extends number,
> = number extends A['length'] | I | J
  ? Dim[]
  : [Axis<A, I>] extends [never]
    ? AxisMessage<'diagonal', A, I>
    : [Axis<A, J>] extends [never]
      ? AxisMessage<'diagonal', A, J>
      : Axis<A, I> extends Axis<A, J>
        ? `diagonal: needs two axes of ${Show<A>}, got axis ${I} twice`
        : DiagonalDim<At<A, Axis<A, I>>, At<A, Axis<A, J>>, K> extends infer D
          ? [D] extends [never]
            ? `diagonal: which of ${At<A, Axis<A, I>>} and ${At<A, Axis<A, J>>} is smaller is not known`
            : [...RemoveAt<A, Axis<A, I> | Axis<A, J>>, D & Dim]
          : never;
/** The shape with two axes replaced by their diagonal, which comes last. */
export function diagonalShape<
  const A extends Shape,
  const K extends number,
  const I extends number,
  const J extends number,
>(a: A, offset: K, axis0: I, axis1: J): Verdict<Diagonal<A, K, I, J>>;
export function diagonalShape(
  a: Shape,
  offset: number,
  axis0: number,
  axis1: number,
): Shape | string {
  const [i, j] = [axisOf(a, axis0), axisOf(a, axis1)];
  if (i < 0) return axisMessage('diagonal', a, axis0);
  if (j < 0) return axisMessage('diagonal', a, axis1);
  if (i === j) return `diagonal: needs two axes of ${show(a)}, got axis ${axis0} twice`;
  const d = diagonalDim(a[i]!, a[j]!, offset);
  return d === null
    ? `diagonal: which of ${a[i]} and ${a[j]} is smaller is not known`
    : [...a.filter((_, k) => k !== i && k !== j), d];
}

/** The shape of matrices with the last axis on a diagonal, K above the main one. */
export type Diag<A extends Shape, K extends number> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [...infer P extends Shape, infer D extends Dim]
      ? [...P, DAdd<D, Abs<K>>, DAdd<D, Abs<K>>]
      : 'diag: needs rank >= 1, got []';
/** The shape of matrices with the last axis on a diagonal, k above the main one. */
export function diagShape<const A extends Shape, const K extends number>(
  a: A,
  offset: K,
): Verdict<Diag<A, K>>;
export function diagShape(a: Shape, offset: number): Shape | string {
  const d = a.at(-1);
  if (d === undefined) return 'diag: needs rank >= 1, got []';
  const n = addDim(d, Math.abs(offset));
  return [...a.slice(0, -1), n, n];
}
