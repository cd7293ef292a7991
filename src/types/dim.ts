/**
 * The algebra of dimensions, once for types and once for values. A result is canonical text, so
 * equal sizes are equal texts, and the compiler's sentence is the run-time sentence:
 * 'B', '784*B', 'H-2', '(H+1)//2', '16*h', '[H//2]*[W//2]'.
 */
import type {
  F,
  Floor,
  FloorBy,
  FloorByPoly,
  Lone,
  ParseFloor,
  ProductFloor,
  Ring,
  ShowFloor,
  SumFloor,
} from './floor.ts';
import type { AddInt, FloorDiv, FloorMod, MulInt } from './integer.ts';
import type * as N from './num.ts';
import type { Dim, HasFloor, Plus, Poly, Scale, ShowSum, TermTexts, Times } from './polynomial.ts';
import { floorQuotient, parse, plus, type Sizes, showTerms, termsOf, times } from './terms.ts';
import type { Split, SplitOutside } from './text.ts';

export type { Dim } from './polynomial.ts';
export type { Sizes } from './terms.ts';

/** What is known of a result when an operand is dynamic; never when both are known. */
type Dynamic<D extends Dim> = string extends D ? Dim : number extends D ? number : never;

/** A + B. */
export type DAdd<A extends Dim, B extends Dim> = [A] extends [0]
  ? B
  : [B] extends [0]
    ? A
    : [Dynamic<A | B>] extends [never]
      ? [A, B] extends [infer X extends number, infer Y extends number]
        ? AddInt<X, Y>
        : AddFloor<ParseFloor<A>, ParseFloor<B>, HasFloor<`${A}${B}`>>
      : Dynamic<A | B>;
type AddFloor<X extends Floor, Y extends Floor, Nested> = Nested extends true
  ? ShowFloor<SumFloor<X, Y>>
  : X['d'] extends 1
    ? Y['d'] extends 1
      ? ShowSum<Plus<X['p'], Y['p']>>
      : AddInside<X['p'], Y>
    : Y['d'] extends 1
      ? AddInside<Y['p'], X>
      : ShowFloor<SumFloor<X, Y>>;
type AddInside<A extends Poly, X extends Floor> = ShowFloor<
  F<Plus<X['p'], Scale<A, X['d']>>, X['d']>
>;
/** a + b. */
export const addDim = (a: Dim, b: Dim): Dim => {
  if (a === 0) return b;
  if (b === 0) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  return showTerms(plus(termsOf(a), termsOf(b)));
};

/** A * B. */
export type DMul<A extends Dim, B extends Dim> = [A] extends [1]
  ? B
  : [B] extends [1]
    ? A
    : [Dynamic<A | B>] extends [never]
      ? [A, B] extends [infer X extends number, infer Y extends number]
        ? MulInt<X, Y>
        : MulFloor<ParseFloor<A>, ParseFloor<B>, HasFloor<`${A}${B}`>>
      : Dynamic<A | B>;
type MulFloor<X extends Floor, Y extends Floor, Nested> = [Nested, X['d'], Y['d']] extends [
  false,
  1,
  1,
]
  ? ShowSum<Times<X['p'], Y['p']>>
  : ShowFloor<ProductFloor<X, Y>>;
/** a * b. */
export const mulDim = (a: Dim, b: Dim): Dim => {
  if (a === 1) return b;
  if (b === 1) return a;
  if (typeof a === 'number' && typeof b === 'number') return a * b + 0; // -0 is no size
  return showTerms(times(termsOf(a), termsOf(b)));
};

/** A - B. */
export type DSub<A extends Dim, B extends Dim> = [A, B] extends [B, A]
  ? [Dynamic<A>] extends [never]
    ? 0
    : Dynamic<A>
  : DAdd<A, DMul<B, -1>>;
/** a - b. */
export const subDim = (a: Dim, b: Dim): Dim => (a === b ? 0 : addDim(a, mulDim(b, -1)));

/** floor(A / K), for K > 0. */
export type DDiv<A extends Dim, K extends Dim> = [K] extends [1]
  ? A
  : [Dynamic<A | K>] extends [never]
    ? K extends number
      ? A extends number
        ? FloorDiv<A, K>
        : DivFloor<ParseFloor<A>, K, HasFloor<A>>
      : ShowFloor<Lone<FloorByPoly<Ring<ParseFloor<A>>, Ring<ParseFloor<K>>>>>
    : Dynamic<A | K>;
type DivFloor<X extends Floor, K extends number, Nested> = Nested extends true
  ? ShowFloor<Lone<FloorBy<Ring<X>, K>>>
  : ShowFloor<F<X['p'], N.Mul<X['d'], K>>>;
/** floor(a / k), for k > 0. */
export const divDim = (a: Dim, k: Dim): Dim => {
  if (k === 1) return a;
  if (typeof a === 'number' && typeof k === 'number') return Math.floor(a / k);
  return showTerms(floorQuotient(termsOf(a), termsOf(k)));
};

/** A / K where K divides A, else never. */
export type DExact<A extends Dim, K extends Dim> = [K] extends [0]
  ? never
  : [Dynamic<A | K>] extends [never]
    ? [A, K] extends [K, A]
      ? 1
      : [A, K] extends [infer X extends number, infer Y extends number]
        ? FloorMod<X, Y> extends [infer Q, 0]
          ? Q
          : never
        : DDiv<A, K> extends infer Q extends Dim
          ? DMul<Q, K> extends A
            ? Q
            : never
          : never
    : Dynamic<A | K>;
/** a / k where k divides a, else null. */
export const exactDim = (a: Dim, k: Dim): Dim | null => {
  if (k === 0) return null;
  if (a === k) return 1;
  const q = divDim(a, k);
  return mulDim(q, k) === a ? q : null;
};

/** The canonical text of an expression, names replaced by the dims of M. */
type Evaluate<S extends string, M> = SumOf<TermTexts<S>, M>;
type SumOf<L extends string[], M, O extends Dim = 0> = L extends [
  infer H extends string,
  ...infer R extends string[],
]
  ? PlusTerm<O, H, M> extends infer S extends Dim
    ? SumOf<R, M, S>
    : never
  : O;
type PlusTerm<O extends Dim, S extends string, M> = S extends `-${infer T}`
  ? DSub<O, ProductOf<T, M>>
  : DAdd<O, ProductOf<S, M>>;
/** a*b//c*d reads from the left: what follows a '//' divides once, the rest multiplies. */
type ProductOf<S extends string, M> = S extends `${string}/${string}`
  ? QuotientOf<SplitOutside<S, '/'>, M>
  : TimesOf<FactorTexts<S>, M>;
type QuotientOf<L extends string[], M, O extends Dim | null = null> = L extends [
  infer H extends string,
  ...infer R extends string[],
]
  ? FactorTexts<H> extends [infer D extends string, ...infer T extends string[]]
    ? QuotientOf<R, M, TimesOf<T, M, O extends Dim ? DDiv<O, FactorOf<D, M>> : FactorOf<D, M>>>
    : never
  : O;
type TimesOf<L extends string[], M, O extends Dim = 1> = L extends [
  infer H extends string,
  ...infer R extends string[],
]
  ? TimesOf<R, M, DMul<O, FactorOf<H, M>>>
  : O;
type FactorTexts<S extends string> = S extends `${string}${'(' | '['}${string}`
  ? SplitOutside<S, '*'>
  : Split<S, '*'>;
type FactorOf<S extends string, M> = S extends `(${infer X})` | `[${infer X}]`
  ? Evaluate<X, M>
  : S extends `${infer K extends number}`
    ? K
    : S extends keyof M
      ? M[S] & Dim
      : S;

/** An expression, not only a name. */
type Composed = `${string}${'+' | '-' | '*' | '/' | '(' | '['}${string}`;
/**
 * The canonical form of a dim as a user writes it: 'h*16' is '16*h'. The first line stops the
 * recursion when the compiler erases a signature and puts `any` for D.
 */
export type Canon<D extends Dim> = 0 extends 1 & D
  ? D
  : D extends Composed | `${number}`
    ? Evaluate<D, {}>
    : D;
/** The canonical form of a dim; a SyntaxError when the text is not an expression. */
export const canonDim = (d: Dim): Dim => (typeof d === 'number' ? d : showTerms(parse(d)));

/** Numbers need no normal form; `any` (an erased signature) must not recurse. */
type CanonOf<D extends Dim> = 0 extends 1 & D ? D : D extends number ? D : Canon<D>;
/** A shape with every dim in its normal form. */
export type CanonShape<S extends readonly Dim[]> = { -readonly [K in keyof S]: CanonOf<S[K]> };
/** A shape with every dim in its normal form; a SyntaxError when a text is not an expression. */
export const canonShape = (s: readonly Dim[]): Dim[] => s.map(canonDim);

/** A dim with its names replaced by the dims of M. */
export type SubstDim<D extends Dim, M> = D extends string
  ? D extends keyof M
    ? M[D] & Dim
    : D extends Composed | `${number}`
      ? Evaluate<D, M>
      : D
  : D;
/** A dim with its names replaced by their sizes. */
export const substituteDim = (d: Dim, sizes: Sizes): Dim =>
  typeof d === 'number' ? d : showTerms(parse(d, sizes));
