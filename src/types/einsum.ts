/**
 * Einstein summation: each letter of the equation is an axis, letters that the output lacks are
 * summed over. The equation is read by the compiler and again at run time, with the same sentences.
 */
import type { Dim } from './dim.ts';
import type * as N from './num.ts';
import { type Shape, type Show, type ShowDim, show, type Uni, type Verdict } from './show.ts';
import type { Split } from './text.ts';

type Small =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
  | ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z');
type Letter = Small | Uppercase<Small>;

/**
 * The indices of a subscript, spaces left out. An ellipsis stands for as many axes as the operand's rank leaves, D of
 * them; they are counted from their last, '.0', so that those of several operands go together as in broadcasting.
 */
type Letters<
  T extends string,
  D extends number = 0,
  O extends string[] = [],
> = T extends `...${infer R}`
  ? Dots<D> extends infer X extends string[]
    ? Letters<R, D, [...O, ...X]>
    : never
  : T extends `${infer H}${infer R}`
    ? Letters<R, D, H extends ' ' ? O : [...O, H]>
    : O;
type Dots<D extends number, O extends string[] = []> = O['length'] extends D
  ? O
  : Dots<D, [`.${O['length']}`, ...O]>;
/** How many axes the ellipsis of a subscript stands for; 0 if there is none, or the rank is too low. */
type Hidden<S extends string, A extends Shape> = S extends `${string}...${string}`
  ? Letters<S>['length'] extends infer L extends number
    ? N.Compare<A['length'], L> extends '<'
      ? 0
      : N.Sub<A['length'], L>
    : never
  : 0;

const hasDots = (subscript: string): boolean => subscript.includes('...');
/** How many axes the ellipsis of a subscript stands for. */
const hiddenOf = (subscript: string, rank: number): number =>
  hasDots(subscript) ? rank - [...subscript.replaceAll(/\.{3}| /g, '')].length : 0;
const lettersOf = (subscript: string, hidden = 0): readonly string[] => {
  const dots = Array.from({ length: Math.max(hidden, 0) }, (_, k) => `.${hidden - 1 - k}`);
  const [before = '', after = ''] = subscript.replaceAll(' ', '').split('...');
  return hasDots(subscript) ? [...before, ...dots, ...after] : [...before];
};

/** The common size of an index; those of an ellipsis broadcast. */
type Common<C extends string, A extends Dim, B extends Dim> = C extends `.${number}`
  ? [A] extends [1]
    ? B
    : [B] extends [1]
      ? A
      : Uni<A, B>
  : Uni<A, B>;
/** An index as the equation has it. */
type Named<C extends string> = C extends `.${number}` ? '...' : C;
/** The sizes of the letters after one operand, or the sentence. */
type Operand<L extends string[], A extends Shape, Sizes, Eq extends string> = L extends [
  infer C extends string,
  ...infer LT extends string[],
]
  ? A extends readonly [infer D extends Dim, ...infer AT extends Shape]
    ? C extends keyof Sizes
      ? Common<C, Sizes[C] & Dim, D> extends infer U
        ? [U] extends [never]
          ? `einsum '${Eq}': '${Named<C>}' is both ${ShowDim<Sizes[C] & Dim>} and ${ShowDim<D>}`
          : Operand<LT, AT, Omit<Sizes, C> & { [K in C]: U }, Eq>
        : never
      : C extends Letter | `.${number}`
        ? Operand<LT, AT, Sizes & { [K in C]: D }, Eq>
        : `einsum '${Eq}': '${C}' is not a letter`
    : never
  : Sizes;
/** The sizes of the letters after all operands, or the sentence. */
type Operands<Subs extends string[], As extends readonly Shape[], Sizes, Eq extends string> = [
  Subs,
  As,
] extends [
  [infer S extends string, ...infer ST extends string[]],
  readonly [infer A extends Shape, ...infer AT extends readonly Shape[]],
]
  ? Letters<S, Hidden<S, A>> extends infer L extends string[]
    ? L['length'] extends A['length']
      ? Operand<L, A, Sizes, Eq> extends infer R
        ? R extends string
          ? R
          : Operands<ST, AT, R, Eq>
        : never
      : `einsum '${Eq}': '${S}' has ${Letters<S>['length']} indices, its operand is ${Show<A>}`
    : never
  : Sizes;
/** The output shape, or the sentence. */
type Output<
  L extends string[],
  Sizes,
  Eq extends string,
  O extends Dim[] = [],
  Seen extends string = never,
> = L extends [infer C extends string, ...infer T extends string[]]
  ? C extends Seen
    ? `einsum '${Eq}': output index '${C}' is repeated`
    : C extends keyof Sizes
      ? Output<T, Sizes, Eq, [...O, Sizes[C] & Dim], Seen | C>
      : `einsum '${Eq}': output index '${C}' is in no input`
  : O;
type OfSizes<Sizes, O extends string, Eq extends string> = Sizes extends string
  ? Sizes
  : Output<Letters<O, Rank<Sizes>>, Sizes, Eq>;
/** How many axes ellipses stand for, at most. */
type Rank<Sizes, C extends 0[] = []> = `.${C['length']}` extends keyof Sizes
  ? Rank<Sizes, [...C, 0]>
  : C['length'];
type OfSubscripts<
  Subs extends string[],
  As extends readonly Shape[],
  O extends string,
  Eq extends string,
> = Subs['length'] extends As['length']
  ? OfSizes<Operands<Subs, As, {}, Eq>, O, Eq>
  : `einsum '${Eq}': ${Subs['length']} subscripts for ${As['length']} operands`;

/** The shape of einsum: 'ij,jk->ik' of [[2, 3], [3, 4]] is [2, 4]. */
export type Einsum<Eq extends string, As extends readonly Shape[]> = number extends
  | As['length']
  | As[number]['length']
  ? Dim[]
  : string extends Eq
    ? Dim[]
    : Eq extends `${infer I}->${infer O}`
      ? OfSubscripts<Split<I, ','>, As, O, Eq>
      : Implied<Eq> extends infer O extends string
        ? OfSubscripts<Split<Eq, ','>, As, O, Eq>
        : never;

/** Whether C stands in S, and only once. */
type IsOnce<S extends string, C extends string> = S extends `${infer A}${C}${infer B}`
  ? `${A}${B}` extends `${string}${C}${string}`
    ? false
    : true
  : false;
type Sorted<
  S extends string,
  L extends string,
  O extends string = '',
> = L extends `${infer C}${infer R}`
  ? IsOnce<S, C> extends true
    ? Sorted<S, R, `${O}${C}`>
    : Sorted<S, R, O>
  : O;
/** The output that an equation without one means: an ellipsis, and the letters that stand once, sorted. */
type Implied<Eq extends string> = Eq extends `${string}...${string}`
  ? Sorted<Eq, Alphabet, '...'>
  : Sorted<Eq, Alphabet>;
type Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The output that an equation without one means: an ellipsis, and the letters that stand once, sorted. */
const implied = (inputs: string): string => {
  const letters = [...inputs.replaceAll(/[^A-Za-z]/g, '')].sort();
  const once = letters.filter((letter) => inputs.split(letter).length === 2);
  return `${hasDots(inputs) ? '...' : ''}${once.join('')}`;
};

/** An equation, read. */
export interface Equation {
  /** The letters of each operand. */
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** The size of each letter. */
  readonly sizes: ReadonlyMap<string, Dim>;
}

/** The sentence for a letter that has, or would get, no single size; null when it has one. */
const letterError = (letter: string, d: Dim, sizes: ReadonlyMap<string, Dim>): string | null => {
  const size = sizes.get(letter);
  const isDot = letter.startsWith('.');
  if (size !== undefined) {
    const fits = size === d || (isDot && (size === 1 || d === 1));
    return fits ? null : `'${isDot ? '...' : letter}' is both ${size} and ${d}`;
  }
  return isDot || /^[A-Za-z]$/.test(letter) ? null : `'${letter}' is not a letter`;
};
const sizesOf = (
  subscripts: readonly string[],
  shapes: readonly Shape[],
): Map<string, Dim> | string => {
  const sizes = new Map<string, Dim>();
  for (const [i, shape] of shapes.entries()) {
    const letters = lettersOf(subscripts[i]!, hiddenOf(subscripts[i]!, shape.length));
    if (letters.length !== shape.length)
      return `'${subscripts[i]}' has ${letters.length} indices, its operand is ${show(shape)}`;
    for (const [k, letter] of letters.entries()) {
      const error = letterError(letter, shape[k]!, sizes);
      if (error !== null) return error;
      if (sizes.get(letter) === undefined || shape[k] !== 1) sizes.set(letter, shape[k]!);
    }
  }
  return sizes;
};
const outputError = (output: readonly string[], sizes: ReadonlyMap<string, Dim>): string | null => {
  for (const [i, letter] of output.entries()) {
    if (output.indexOf(letter) < i) return `output index '${letter}' is repeated`;
    if (!sizes.has(letter)) return `output index '${letter}' is in no input`;
  }
  return null;
};
/** The equation read against the operands' shapes, or the sentence that says why it cannot be. */
export const einsumEquation = (eq: string, shapes: readonly Shape[]): Equation | string => {
  const [given = '', out = implied(given)] = eq.split('->');
  const subscripts = given.split(',');
  if (subscripts.length !== shapes.length)
    return `einsum '${eq}': ${subscripts.length} subscripts for ${shapes.length} operands`;
  const sizes = sizesOf(subscripts, shapes);
  if (typeof sizes === 'string') return `einsum '${eq}': ${sizes}`;
  const hidden = [...sizes.keys()].filter((letter) => letter.startsWith('.')).length;
  const output = lettersOf(out, hidden);
  const error = outputError(output, sizes);
  return error === null
    ? {
        inputs: subscripts.map((s, i) => lettersOf(s, hiddenOf(s, shapes[i]!.length))),
        output,
        sizes,
      }
    : `einsum '${eq}': ${error}`;
};
/** The shape of einsum: 'ij,jk->ik' of [[2, 3], [3, 4]] is [2, 4]. */
export function einsumShape<const Eq extends string, const As extends readonly Shape[]>(
  eq: Eq,
  shapes: As,
): Verdict<Einsum<Eq, As>>;
export function einsumShape(eq: string, shapes: readonly Shape[]): Shape | string {
  const equation = einsumEquation(eq, shapes);
  return typeof equation === 'string'
    ? equation
    : equation.output.map((letter) => equation.sizes.get(letter)!);
}
