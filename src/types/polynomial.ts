/**
 * Dimension expressions as types: integer polynomials over names and floors. Its run-time twin is
 * `terms.ts`; known sizes never come here, and sums of names take the short way.
 */
import type { AddInt, IsNegative, MulInt } from './integer.ts';
import type { Before, InsertAll, Join, Split, SplitOutside } from './text.ts';

/** A size: a number (known), a name or canonical expression (symbolic), or `number` (dynamic). */
export type Dim = number | string;

/** [coefficient, monomial]; a monomial is its sorted factors, 'B*[H//2]'. */
export type Term = [number, string];
/** Terms sorted by monomial, and the constant. */
export interface Poly {
  t: Term[];
  c: number;
}
/** A polynomial. */
export interface P<T extends Term[], C extends number> {
  t: T;
  c: C;
}
/** A number as a polynomial. */
export type Constant<C extends number> = P<[], C>;

/** Whether a text holds a floor that is a factor or a term. */
export type HasFloor<S> = S extends `${string}[${string}` ? true : false;

/** The factors of a monomial. */
export type Factors<M extends string> = M extends ''
  ? []
  : HasFloor<M> extends true
    ? SplitOutside<M, '*'>
    : Split<M, '*'>;
type Sorted<M extends string> = M extends `${string}*${string}`
  ? Join<InsertAll<Factors<M>, []>, '*'>
  : M;
type MulMonomial<A extends string, B extends string> = A extends ''
  ? B
  : B extends ''
    ? A
    : Join<InsertAll<Factors<A>, Factors<B>>, '*'>;

type MarkMinus<S extends string, O extends string = ''> = S extends `${infer H}-${infer T}`
  ? MarkMinus<T, H extends '' ? `${O}-` : `${O}${H}+-`>
  : `${O}${S}`;
/** The texts of the terms of a sum. */
export type TermTexts<S extends string> = S extends `${string}${'(' | '['}${string}`
  ? SplitOutside<S, '+' | '-'>
  : Split<MarkMinus<S>, '+'>;
type ParseTerm<S extends string> = S extends `${infer K extends number}*${infer M}`
  ? [K, Sorted<M>]
  : S extends `${infer K extends number}`
    ? K
    : S extends `-${infer M}`
      ? [-1, Sorted<M>]
      : [1, Sorted<S>];
type FromTexts<L extends string[], T extends Term[] = [], C extends number = 0> = L extends [
  infer H extends string,
  ...infer R extends string[],
]
  ? ParseTerm<H> extends infer X
    ? X extends number
      ? FromTexts<R, T, AddInt<C, X>>
      : X extends Term
        ? FromTexts<R, InsertTerm<X, T>, C>
        : never
    : never
  : P<T, C>;
/** The polynomial of a sum of products, such as '2*B*S-3'. */
export type ParseSum<S extends Dim> = S extends number
  ? Constant<S>
  : S extends string
    ? FromTexts<TermTexts<S>>
    : never;

type InsertTerm<X extends Term, L extends Term[], O extends Term[] = []> = L extends [
  infer H extends Term,
  ...infer R extends Term[],
]
  ? H[1] extends X[1]
    ? AddInt<H[0], X[0]> extends infer S extends number
      ? S extends 0
        ? [...O, ...R]
        : [...O, [S, X[1]], ...R]
      : never
    : Before<H[1], X[1]> extends true
      ? InsertTerm<X, R, [...O, H]>
      : [...O, X, ...L]
  : [...O, X];
type InsertTerms<A extends Term[], L extends Term[]> = A extends [
  infer H extends Term,
  ...infer R extends Term[],
]
  ? InsertTerms<R, InsertTerm<H, L>>
  : L;
/** A + B. */
export type Plus<A extends Poly, B extends Poly> = P<
  InsertTerms<B['t'], A['t']>,
  AddInt<A['c'], B['c']>
>;

type ScaleTerms<A extends Term[], K extends number, O extends Term[] = []> = A extends [
  infer H extends Term,
  ...infer R extends Term[],
]
  ? ScaleTerms<R, K, [...O, [MulInt<H[0], K>, H[1]]]>
  : O;
/** K A, for a number K. */
export type Scale<A extends Poly, K extends number> = K extends 0
  ? Constant<0>
  : P<ScaleTerms<A['t'], K>, MulInt<A['c'], K>>;

type MulTerms<X extends Term, L extends Term[], O extends Term[] = []> = L extends [
  infer H extends Term,
  ...infer R extends Term[],
]
  ? MulTerms<X, R, InsertTerm<[MulInt<X[0], H[0]>, MulMonomial<X[1], H[1]>], O>>
  : O;
type MulTerm<X extends Term, B extends Poly> = B['c'] extends 0
  ? P<MulTerms<X, B['t']>, 0>
  : P<InsertTerm<[MulInt<X[0], B['c']>, X[1]], MulTerms<X, B['t']>>, 0>;
type SumOfProducts<L extends Term[], B extends Poly, O extends Poly> = L extends [
  infer H extends Term,
  ...infer R extends Term[],
]
  ? SumOfProducts<R, B, Plus<O, MulTerm<H, B>>>
  : O;
/** A B. */
export type Times<A extends Poly, B extends Poly> = SumOfProducts<A['t'], B, Scale<B, A['c']>>;

type ShowCoefficient<C extends number> = C extends 1 ? '' : C extends -1 ? '-' : `${C}*`;
type Sign<C extends number> = IsNegative<C> extends true ? '' : '+';
type ShowTerms<L extends Term[], O extends string = ''> = L extends [
  infer H extends Term,
  ...infer R extends Term[],
]
  ? ShowTerms<R, `${O}${O extends '' ? '' : Sign<H[0]>}${ShowCoefficient<H[0]>}${H[1]}`>
  : O;
/** The text of a polynomial; a number when it has no names. */
export type ShowSum<A extends Poly> = A['t'] extends []
  ? A['c']
  : A['c'] extends 0
    ? ShowTerms<A['t']>
    : `${ShowTerms<A['t']>}${Sign<A['c']>}${A['c']}`;
