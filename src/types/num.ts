/**
 * Exact arithmetic on natural-number literals (0 to 2^53), as types: digit strings and lookup
 * tables. Depth stays small because every recursion over digits is a tail call.
 */
import type { AddC, AddU, Digit, MulC, MulU, Ord, SubC, SubU } from './num-tables.gen.ts';

type Bit = '0' | '1';

/** A text in reverse. */
type Reverse<S extends string, O extends string = ''> = S extends `${infer H}${infer T}`
  ? Reverse<T, `${H}${O}`>
  : O;
/** A digit text, leading zeros allowed, as a number literal. */
type ToNumber<S extends string> = S extends `0${infer T}`
  ? T extends ''
    ? 0
    : ToNumber<T>
  : S extends `${infer N extends number}`
    ? N
    : never;
/** A digit text without leading zeros. */
type Trim<S extends string> = S extends `0${infer T}` ? Trim<T> : S;

/** a + b: reversed in, normal out. */
type AddDigits<
  A extends string,
  B extends string,
  C extends Bit = '0',
  O extends string = '',
> = A extends `${infer a extends Digit}${infer ar}`
  ? B extends `${infer b extends Digit}${infer br}`
    ? AddDigits<ar, br, AddC[C][a][b], `${AddU[C][a][b]}${O}`>
    : C extends '0'
      ? `${Reverse<A>}${O}`
      : AddDigits<ar, '', AddC['1'][a]['0'], `${AddU['1'][a]['0']}${O}`>
  : B extends ''
    ? C extends '0'
      ? O
      : `1${O}`
    : C extends '0'
      ? `${Reverse<B>}${O}`
      : AddDigits<B, '', C, O>;

/** a + b: reversed in, reversed out, for the accumulator of the multiplication. */
type AddReversed<
  A extends string,
  B extends string,
  C extends Bit = '0',
  O extends string = '',
> = A extends `${infer a extends Digit}${infer ar}`
  ? B extends `${infer b extends Digit}${infer br}`
    ? AddReversed<ar, br, AddC[C][a][b], `${O}${AddU[C][a][b]}`>
    : C extends '0'
      ? `${O}${A}`
      : AddReversed<ar, '', AddC['1'][a]['0'], `${O}${AddU['1'][a]['0']}`>
  : B extends ''
    ? C extends '0'
      ? O
      : `${O}1`
    : C extends '0'
      ? `${O}${B}`
      : AddReversed<B, '', C, O>;

/** a - b for a >= b: reversed in, normal out, leading zeros possible. */
type SubDigits<
  A extends string,
  B extends string,
  C extends Bit = '0',
  O extends string = '',
> = A extends `${infer a extends Digit}${infer ar}`
  ? B extends `${infer b extends Digit}${infer br}`
    ? SubDigits<ar, br, SubC[C][a][b], `${SubU[C][a][b]}${O}`>
    : C extends '0'
      ? `${Reverse<A>}${O}`
      : SubDigits<ar, '', SubC['1'][a]['0'], `${SubU['1'][a]['0']}${O}`>
  : O;

/** The order of two digit texts, most significant digit first. */
type CompareDigits<
  A extends string,
  B extends string,
  R extends '<' | '=' | '>' = '=',
> = A extends `${infer a extends Digit}${infer ar}`
  ? B extends `${infer b extends Digit}${infer br}`
    ? CompareDigits<ar, br, R extends '=' ? Ord[a][b] : R>
    : '>'
  : B extends ''
    ? R
    : '<';

/** Reversed A times one digit, reversed out. */
type MulDigit<
  A extends string,
  D extends Digit,
  C extends Digit = '0',
  O extends string = '',
> = A extends `${infer a extends Digit}${infer ar}`
  ? MulDigit<ar, D, MulC[D][C][a], `${O}${MulU[D][C][a]}`>
  : C extends '0'
    ? O
    : `${O}${C}`;
/** Horner's rule over the digits of B; A and the accumulator are reversed. */
type MulDigits<
  A extends string,
  B extends string,
  Acc extends string = '',
> = B extends `${infer d extends Digit}${infer r}`
  ? MulDigits<
      A,
      r,
      d extends '0'
        ? Acc extends ''
          ? ''
          : `0${Acc}`
        : Acc extends ''
          ? MulDigit<A, d>
          : AddReversed<`0${Acc}`, MulDigit<A, d>>
    >
  : Acc;

/** The multiples of a divisor: TypeScript caches them, so that a long division makes them once. */
type Multiples<B extends string> = {
  1: B;
  2: Multiple<B, '2'>;
  3: Multiple<B, '3'>;
  4: Multiple<B, '4'>;
  5: Multiple<B, '5'>;
  6: Multiple<B, '6'>;
  7: Multiple<B, '7'>;
  8: Multiple<B, '8'>;
  9: Multiple<B, '9'>;
};
type Multiple<A extends string, D extends Digit> = Reverse<MulDigit<Reverse<A>, D>>;
type Below<A extends string, B extends string> = CompareDigits<A, B> extends '<' ? true : false;
/** The quotient digit of X / B for X < 10 B, by binary search. */
type QuotientDigit<X extends string, B extends string, M extends Multiples<string> = Multiples<B>> =
  Below<X, B> extends true
    ? 0
    : Below<X, M[5]> extends true
      ? Below<X, M[3]> extends true
        ? Below<X, M[2]> extends true
          ? 1
          : 2
        : Below<X, M[4]> extends true
          ? 3
          : 4
      : Below<X, M[7]> extends true
        ? Below<X, M[6]> extends true
          ? 5
          : 6
        : Below<X, M[8]> extends true
          ? 7
          : Below<X, M[9]> extends true
            ? 8
            : 9;
/** Long division: [quotient, remainder] as digit texts. */
type DivDigits<
  A extends string,
  B extends string,
  Q extends string = '',
  R extends string = '',
> = A extends `${infer d}${infer ar}`
  ? Trim<`${R}${d}`> extends infer X extends string
    ? QuotientDigit<X, B> extends infer q extends keyof Multiples<string> | 0
      ? q extends keyof Multiples<string>
        ? DivDigits<ar, B, `${Q}${q}`, Trim<SubDigits<Reverse<X>, Reverse<Multiples<B>[q]>>>>
        : DivDigits<ar, B, `${Q}0`, X>
      : never
    : never
  : [Q, R];

/** The order of two naturals: '<', '=' or '>'. */
export type Compare<A extends number, B extends number> = A extends B
  ? '='
  : CompareDigits<`${A}`, `${B}`>;
/** A + B. */
export type Add<A extends number, B extends number> = A extends 0
  ? B
  : B extends 0
    ? A
    : ToNumber<AddDigits<Reverse<`${A}`>, Reverse<`${B}`>>>;
/** A - B; a negative result is a negative literal. */
export type Sub<A extends number, B extends number> = B extends 0
  ? A
  : A extends B
    ? 0
    : CompareDigits<`${A}`, `${B}`> extends '<'
      ? Negate<ToNumber<SubDigits<Reverse<`${B}`>, Reverse<`${A}`>>>>
      : ToNumber<SubDigits<Reverse<`${A}`>, Reverse<`${B}`>>>;
/** -N, of a literal of either sign. */
export type Negate<N extends number> = N extends 0
  ? 0
  : `${N}` extends `-${infer P extends number}`
    ? P
    : `-${N}` extends `${infer M extends number}`
      ? M
      : never;
/** A * B. */
export type Mul<A extends number, B extends number> = A extends 0 | 1
  ? A extends 0
    ? 0
    : B
  : B extends 0 | 1
    ? B extends 0
      ? 0
      : A
    : ToNumber<Reverse<MulDigits<Reverse<`${A}`>, `${B}`>>>;
/** The lesser of A and B. */
export type Min<A extends number, B extends number> = Compare<A, B> extends '<' ? A : B;
/** [quotient, remainder] of A / B, for B > 0. */
export type DivMod<A extends number, B extends number> = B extends 1
  ? [A, 0]
  : DivDigits<`${A}`, `${B}`> extends [infer Q extends string, infer R extends string]
    ? [ToNumber<Q>, R extends '' ? 0 : ToNumber<R>]
    : never;
/** floor(A / B), for B > 0. */
export type Div<A extends number, B extends number> = DivMod<A, B>[0];
/** A modulo B, for B > 0. */
export type Mod<A extends number, B extends number> = DivMod<A, B>[1];
/** The greatest common divisor. */
export type Gcd<A extends number, B extends number> = B extends 0 ? A : Gcd<B, Mod<A, B>>;
