/** Texts as types: splitting, joining, and the order of code units that sorts names. */

/** In the order of code units; a name sorts the same way at run time. */
type Alphabet = '()*+-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz';
/** Whether A sorts before B. */
export type Before<A extends string, B extends string> = A extends `${infer a}${infer ar}`
  ? B extends `${infer b}${infer br}`
    ? a extends b
      ? Before<ar, br>
      : Alphabet extends `${string}${a}${string}${b}${string}`
        ? true
        : false
    : false
  : B extends ''
    ? false
    : true;

/** The pieces of S between separators. */
export type Split<
  S extends string,
  Separator extends string,
  O extends string[] = [],
> = S extends `${infer H}${Separator}${infer T}` ? Split<T, Separator, [...O, H]> : [...O, S];

/**
 * The pieces of S between separators outside brackets, empty ones left out. A '-' that separates
 * begins the next piece, for it is the sign of a term.
 */
export type SplitOutside<
  S extends string,
  Separator extends string,
  Depth extends 0[] = [],
  Piece extends string = '',
  O extends string[] = [],
> = S extends `${infer C}${infer R}`
  ? C extends '[' | '('
    ? SplitOutside<R, Separator, [...Depth, 0], `${Piece}${C}`, O>
    : C extends ']' | ')'
      ? SplitOutside<R, Separator, Rest<Depth>, `${Piece}${C}`, O>
      : [C, Depth] extends [Separator, []]
        ? SplitOutside<
            R,
            Separator,
            [],
            C extends '-' ? '-' : '',
            Piece extends '' ? O : [...O, Piece]
          >
        : SplitOutside<R, Separator, Depth, `${Piece}${C}`, O>
  : [...O, Piece];
type Rest<Depth extends 0[]> = Depth extends [0, ...infer R extends 0[]] ? R : [];

/** The pieces, joined. */
export type Join<L extends string[], Separator extends string, O extends string = ''> = L extends [
  infer H extends string,
  ...infer T extends string[],
]
  ? Join<T, Separator, O extends '' ? H : `${O}${Separator}${H}`>
  : O;

/** [before, after] the last separator; never without one. */
export type SplitLast<
  S extends string,
  Separator extends string,
  Before extends string = '',
> = S extends `${infer H}${Separator}${infer T}`
  ? T extends `${string}${Separator}${string}`
    ? SplitLast<T, Separator, `${Before}${H}${Separator}`>
    : [`${Before}${H}`, T]
  : never;

type Insert<X extends string, L extends string[], O extends string[] = []> = L extends [
  infer H extends string,
  ...infer T extends string[],
]
  ? Before<H, X> extends true
    ? Insert<X, T, [...O, H]>
    : [...O, X, ...L]
  : [...O, X];
/** The texts of A put into the sorted list L. */
export type InsertAll<A extends string[], L extends string[]> = A extends [
  infer H extends string,
  ...infer T extends string[],
]
  ? InsertAll<T, Insert<H, L>>
  : L;

type RemoveOne<X extends string, L extends string[], O extends string[] = []> = L extends [
  infer H extends string,
  ...infer R extends string[],
]
  ? H extends X
    ? [...O, ...R]
    : RemoveOne<X, R, [...O, H]>
  : never;
/** L without the texts of A, each once; never when one is not there. */
export type RemoveAll<A extends string[], L extends string[]> = [L] extends [never]
  ? never
  : A extends [infer H extends string, ...infer T extends string[]]
    ? RemoveAll<T, RemoveOne<H, L>>
    : L;
