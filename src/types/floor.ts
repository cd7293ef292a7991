/**
 * Floors of polynomials as types: the laws floor(floor(n/a)/b) = floor(n/(ab)) and
 * floor(n/a) + c = floor((n + ca)/a) give every expression one text, as in `terms.ts`.
 */
import type { Abs, FloorDiv, FloorMod, IsNegative } from './integer.ts';
import type * as N from './num.ts';
import type {
  Constant,
  Dim,
  Factors,
  HasFloor,
  P,
  ParseSum,
  Plus,
  Poly,
  Scale,
  ShowSum,
  Term,
  Times,
} from './polynomial.ts';
import type { Join, RemoveAll, SplitLast } from './text.ts';

/** floor(p / d), for d > 0; a plain polynomial has d = 1. */
export interface Floor {
  p: Poly;
  d: number;
}
/** A floor. */
export interface F<A extends Poly, D extends number> {
  p: A;
  d: D;
}

/** The floor form of canonical text: 'H-2', 'H//2', '(H+1)//2', '[H//2]*[W//2]'. */
export type ParseFloor<S extends Dim> = S extends `(${infer R}`
  ? SplitLast<R, ')//'> extends [infer A extends string, `${infer D extends number}`]
    ? F<ParseSum<A>, D>
    : never
  : HasFloor<S> extends true
    ? F<ParseSum<S>, 1>
    : S extends `${infer A}//${infer D extends number}`
      ? F<ParseSum<A>, D>
      : F<ParseSum<S>, 1>;

/** The greatest common divisor of G and the coefficients. */
type Common<L extends Term[], G extends number> = G extends 1
  ? 1
  : L extends [infer H extends Term, ...infer R extends Term[]]
    ? Common<R, N.Gcd<G, Abs<H[0]>>>
    : G;
type DivTerms<L extends Term[], G extends number, O extends Term[] = []> = L extends [
  infer H extends Term,
  ...infer R extends Term[],
]
  ? DivTerms<R, G, [...O, [FloorDiv<H[0], G>, H[1]]]>
  : O;
/** Without the common factor of the divisor and all coefficients. */
type Reduced<A extends Poly, D extends number, G extends number = Common<A['t'], D>> = G extends 1
  ? F<A, D>
  : F<P<DivTerms<A['t'], G>, FloorDiv<A['c'], G>>, N.Div<D, G>>;

/** Parentheses around all but a single name or number. */
type Grouped<S extends Dim> = `${S}` extends `${string}${'-' | '+' | '*' | '['}${string}`
  ? `(${S})`
  : `${S}`;
type ShowReduced<X extends Floor> = X['d'] extends 1
  ? ShowSum<X['p']>
  : `${Grouped<ShowSum<X['p']>>}//${X['d']}`;
/** The canonical text of a floor form. */
export type ShowFloor<X extends Floor> = X['d'] extends 1
  ? ShowSum<X['p']>
  : X['p']['t'] extends []
    ? FloorDiv<X['p']['c'], X['d']>
    : Reduced<X['p'], X['d']> extends infer Y extends Floor
      ? ShowReduced<Y>
      : never;

/** What K > 1 divides comes out of the floor: [floor of each coefficient, the rests]. */
type Extract<
  L extends Term[],
  K extends number,
  Whole extends Term[] = [],
  Rest extends Term[] = [],
> = L extends [infer H extends Term, ...infer R extends Term[]]
  ? FloorMod<H[0], K> extends [infer Q extends number, infer M extends number]
    ? Extract<
        R,
        K,
        Q extends 0 ? Whole : [...Whole, [Q, H[1]]],
        M extends 0 ? Rest : [...Rest, [M, H[1]]]
      >
    : never
  : [Whole, Rest];
/** floor(A / K) as a polynomial whose floors are factors, in normal form. */
export type FloorBy<A extends Poly, K extends number> =
  Extract<A['t'], K> extends [infer W extends Term[], infer R extends Term[]]
    ? FloorMod<A['c'], K> extends [infer Q extends number, infer M extends number]
      ? R extends []
        ? P<W, Q>
        : Reduced<P<R, M>, K> extends infer X extends Floor
          ? ProperFloor<X> extends infer O extends Poly
            ? Plus<P<W, Q>, O>
            : never
          : never
      : never
    : never;
/** A floor of a single floor is merged with it. */
type ProperFloor<X extends Floor> =
  Lone<X['p']> extends infer L extends Floor
    ? L['d'] extends 1
      ? FloorSymbol<X['p'], X['d']>
      : FloorBy<L['p'], N.Mul<L['d'], X['d']>>
    : never;
type FloorSymbol<A extends Poly, K extends Dim> =
  A extends Constant<0> ? A : P<[[1, `[${Grouped<ShowFloor<Lone<A>>>}//${Grouped<K>}]`]], 0>;

/** The polynomial of a floor form. */
export type Ring<X extends Floor> = X['d'] extends 1 ? X['p'] : FloorBy<X['p'], X['d']>;

/** [terms with floors, terms without]. */
type Partition<L extends Term[], W extends Term[] = [], O extends Term[] = []> = L extends [
  infer H extends Term,
  ...infer R extends Term[],
]
  ? HasFloor<H[1]> extends true
    ? Partition<R, [...W, H], O>
    : Partition<R, W, [...O, H]>
  : [W, O];
/** The floor form of a polynomial: one floor plus terms without floors is a floor again. */
export type Lone<A extends Poly> =
  Partition<A['t']> extends [[[1, infer M extends string]], infer O extends Term[]]
    ? Factors<M> extends [`[${infer Inner}]`]
      ? SplitLast<Inner, '//'> extends [infer X extends string, `${infer D extends number}`]
        ? F<Plus<ParseSum<Ungrouped<X>>, Scale<P<O, A['c']>, D>>, D>
        : F<A, 1>
      : F<A, 1>
    : F<A, 1>;
type Ungrouped<S extends string> = S extends `(${infer A})` ? A : S;

/** floor(A / K) for a polynomial K that is not a number. */
export type FloorByPoly<A extends Poly, K extends Poly> = K extends {
  t: [infer X extends Term];
  c: 0;
}
  ? IsNegative<X[0]> extends true
    ? FloorSymbol<A, ShowFloor<Lone<K>>>
    : ByMonomial<[...A['t'], ...(A['c'] extends 0 ? [] : [[A['c'], '']])], X, K>
  : A extends K
    ? Constant<1>
    : FloorSymbol<A, ShowFloor<Lone<K>>>;
/** What the monomial divides comes out, the rest stays a symbol. */
type ByMonomial<
  L extends Term[],
  X extends Term,
  K extends Poly,
  Whole extends Poly = Constant<0>,
  Rest extends Poly = Constant<0>,
> = L extends [infer H extends Term, ...infer R extends Term[]]
  ? DivTerm<H, X> extends infer Q extends Term
    ? [Q] extends [never]
      ? ByMonomial<R, X, K, Whole, Plus<Rest, TermPoly<H>>>
      : ByMonomial<R, X, K, Plus<Whole, TermPoly<Q>>, Rest>
    : never
  : Plus<Whole, FloorSymbol<Rest, ShowFloor<Lone<K>>>>;
type TermPoly<X extends Term> = X[1] extends '' ? Constant<X[0]> : P<[X], 0>;
/** The exact quotient of two terms, or never. */
type DivTerm<A extends Term, B extends Term> =
  FloorMod<A[0], B[0]> extends [infer Q extends number, 0]
    ? RemoveAll<Factors<B[1]>, Factors<A[1]>> extends infer L extends string[]
      ? [L] extends [never]
        ? never
        : [Q, Join<L, '*'>]
      : never
    : never;

/** The sum of two floor forms. */
export type SumFloor<X extends Floor, Y extends Floor> = Lone<Plus<Ring<X>, Ring<Y>>>;
/** The product of two floor forms. */
export type ProductFloor<X extends Floor, Y extends Floor> = Lone<Times<Ring<X>, Ring<Y>>>;
