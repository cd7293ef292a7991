/** Arithmetic on signed integer literals, as types: `num.ts` with signs. */
import type * as N from './num.ts';

/** |A|. */
export type Abs<A extends number> = `${A}` extends `-${infer P extends number}` ? P : A;
/** Whether A < 0. */
export type IsNegative<A extends number> = `${A}` extends `-${string}` ? true : false;
/** A + B. */
export type AddInt<A extends number, B extends number> =
  IsNegative<A> extends true
    ? IsNegative<B> extends true
      ? N.Negate<N.Add<Abs<A>, Abs<B>>>
      : N.Sub<B, Abs<A>>
    : IsNegative<B> extends true
      ? N.Sub<A, Abs<B>>
      : N.Add<A, B>;
/** A * B. */
export type MulInt<A extends number, B extends number> =
  IsNegative<A> extends IsNegative<B> ? N.Mul<Abs<A>, Abs<B>> : N.Negate<N.Mul<Abs<A>, Abs<B>>>;
/** [floor(A / B), A - B floor(A / B)], for B > 0. */
export type FloorMod<A extends number, B extends number> =
  IsNegative<A> extends true
    ? N.DivMod<Abs<A>, B> extends [infer Q extends number, infer R extends number]
      ? R extends 0
        ? [N.Negate<Q>, 0]
        : [N.Negate<N.Add<Q, 1>>, N.Sub<B, R>]
      : never
    : N.DivMod<A, B>;
/** floor(A / B), for B > 0. */
export type FloorDiv<A extends number, B extends number> = FloorMod<A, B>[0];
