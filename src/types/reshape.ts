/** Reshape and flatten: the number of elements stays, known or symbolic. */
import {
  type CanonShape,
  canonShape,
  type DExact,
  type Dim,
  type DMul,
  exactDim,
  mulDim,
} from './dim.ts';
import type { Compare, Mul } from './num.ts';
import { type DynRank, type Shape, type Show, type ShowDim, show, type Verdict } from './show.ts';

/** The number of elements. */
export type Prod<A extends Shape, O extends Dim = 1> = A extends readonly [
  infer H extends Dim,
  ...infer T extends Shape,
]
  ? Prod<T, DMul<O, H>>
  : O;
/** The number of elements. */
export const sizeOf = (a: Shape): Dim => a.reduce<Dim>((n, d) => mulDim(n, d), 1);

/** L without one dim equal to D; never when there is none. */
type Without<D extends Dim, L extends Shape, O extends Shape = []> = L extends readonly [
  infer H extends Dim,
  ...infer T extends Shape,
]
  ? [H, D] extends [D, H]
    ? [...O, ...T]
    : Without<D, T, [...O, H]>
  : never;
/**
 * A and B without the dims that they share, wherever these stand: only what changes is multiplied.
 * Dynamic dims stay (two of them need not be equal), and so does 0 (it would lose the product).
 */
type Cancel<A extends Shape, B extends Shape, X extends Shape = []> = A extends readonly [
  infer D extends Dim,
  ...infer T extends Shape,
]
  ? number extends D
    ? Cancel<T, B, [...X, D]>
    : D extends 0
      ? Cancel<T, B, [...X, D]>
      : Without<D, B> extends infer R extends Shape
        ? [R] extends [never]
          ? Cancel<T, B, [...X, D]>
          : Cancel<T, R, X>
        : never
  : [X, B];

/** a and b without the dims that they share; 0 stays, which would lose the product. */
const cancelled = (a: Shape, b: Shape): readonly [Shape, Shape] => {
  const rest = [...b];
  const own = a.filter((d) => {
    const at = d === 0 ? -1 : rest.indexOf(d);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return [own, rest];
};

/** The shape B, its -1 filled in, or why A does not go into it. */
export type Reshape<A extends Shape, B extends Shape> =
  DynRank<B> extends true ? Dim[] : Reshaped<A, CanonShape<B>>;
type Reshaped<A extends Shape, B extends Shape> =
  DynRank<A> extends true
    ? Filled<number, A, B>
    : Cancel<A, B> extends [infer X extends Shape, infer Y extends Shape]
      ? -1 extends Y[number]
        ? Fill<X, Y, A, B>
        : X extends Y
          ? [...B]
          : SameSize<X, Y, A, B>
      : never;
type SameSize<X extends Shape, Y extends Shape, A extends Shape, B extends Shape> = (
  AllKnown<X[number] | Y[number]> extends true
    ? SameGroups<X, Y>
    : SameProduct<Prod<X>, Prod<Y>>
) extends true
  ? [...B]
  : `reshape: ${Show<A>} has ${ShowDim<Prod<A>>} elements, ${Show<B>} has ${ShowDim<Prod<B>>}`;
type SameProduct<P extends Dim, Q extends Dim> = number extends P | Q
  ? true
  : P extends Q
    ? true
    : false;
type AllKnown<D extends Dim> = [D] extends [number] ? (number extends D ? false : true) : false;
/**
 * Whether the products of known dims are equal. The lesser one takes its next dim; where they agree, both start anew:
 * [28, 28] to [14, 2, 14, 2] multiplies 14 by 2, twice. A product of 0 never starts anew.
 */
type SameGroups<
  X extends Shape,
  Y extends Shape,
  P extends number = 1,
  Q extends number = 1,
> = P extends Q
  ? P extends 0 | 1
    ? TakeNext<X, Y, P, Q>
    : SameGroups<X, Y>
  : Compare<P, Q> extends '<'
    ? TakeNext<X, Y, P, Q>
    : TakeNext<Y, X, Q, P>;
/** The product P takes a dim of X, or where there is none the other one. */
type TakeNext<
  X extends Shape,
  Y extends Shape,
  P extends number,
  Q extends number,
> = X extends readonly [infer D extends number, ...infer T extends Shape]
  ? SameGroups<T, Y, Mul<P, D>, Q>
  : Y extends readonly [infer D extends number, ...infer T extends Shape]
    ? SameGroups<X, T, P, Mul<Q, D>>
    : P extends Q
      ? true
      : false;
type Fill<X extends Shape, Y extends Shape, A extends Shape, B extends Shape> =
  Known<Y> extends infer K extends Shape
    ? Without<-1, K> extends never
      ? Filled<DExact<Prod<X>, Prod<K>>, A, B>
      : `reshape: only one dimension of ${Show<B>} can be -1`
    : never;
type Filled<Q extends Dim, A extends Shape, B extends Shape> = [Q] extends [never]
  ? `reshape: ${Show<A>} cannot fill ${Show<B>} (${ShowDim<Prod<A>>} is not divisible)`
  : { -readonly [K in keyof B]: B[K] extends -1 ? Q : B[K] };
/** Without the first -1. */
type Known<B extends Shape> =
  Without<-1, B> extends infer R extends Shape ? ([R] extends [never] ? B : R) : never;

/** The shape b, its -1 filled in, or why a does not go into it. */
export function reshapeShape<const A extends Shape, const B extends Shape>(
  a: A,
  b: B,
): Verdict<Reshape<A, B>>;
export function reshapeShape(a: Shape, to: Shape): Shape | string {
  const b = canonShape(to);
  const known = b.filter((d) => d !== -1);
  if (b.length - known.length > 1) return `reshape: only one dimension of ${show(b)} can be -1`;
  const [have, want] = cancelled(a, known).map(sizeOf);
  if (known.length === b.length)
    return have === want
      ? b
      : `reshape: ${show(a)} has ${sizeOf(a)} elements, ${show(b)} has ${sizeOf(b)}`;
  const rest = exactDim(have!, want!);
  return rest === null
    ? `reshape: ${show(a)} cannot fill ${show(b)} (${sizeOf(a)} is not divisible)`
    : b.map((d) => (d === -1 ? rest : d));
}

/** [B, ...rest] -> [B, product(rest)]. */
export type Flatten<A extends Shape> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [infer B extends Dim, ...infer R extends Shape]
      ? [B, Prod<R>]
      : 'flatten: needs rank >= 1';
/** [b, ...rest] -> [b, product(rest)]. */
export function flattenShape<const A extends Shape>(a: A): Verdict<Flatten<A>>;
export function flattenShape(a: Shape): Shape | string {
  const [first, ...rest] = a;
  return first === undefined ? 'flatten: needs rank >= 1' : [first, sizeOf(rest)];
}
