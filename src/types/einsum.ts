/**
 * Einstein summation: each letter of the equation is an axis, letters that the output lacks are
 * summed over. The equation is read by the compiler and again at run time, with the same sentences.
 */
import type { Dim } from './dim.ts';
import { type Shape, type Show, type ShowDim, show, type Uni, type Verdict } from './show.ts';
import type { Split } from './text.ts';

type Small =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
  | ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z');
type Letter = Small | Uppercase<Small>;

/** The characters of a subscript, spaces left out. */
type Letters<T extends string, O extends string[] = []> = T extends `${infer H}${infer R}`
  ? Letters<R, H extends ' ' ? O : [...O, H]>
  : O;
const lettersOf = (subscript: string): readonly string[] => [...subscript.replaceAll(' ', '')];

/** The sizes of the letters after one operand, or the sentence. */
type Operand<L extends string[], A extends Shape, Sizes, Eq extends string> = L extends [
  infer C extends string,
  ...infer LT extends string[],
]
  ? A extends readonly [infer D extends Dim, ...infer AT extends Shape]
    ? C extends keyof Sizes
      ? [Uni<Sizes[C] & Dim, D>] extends [never]
        ? `einsum '${Eq}': '${C}' is both ${ShowDim<Sizes[C] & Dim>} and ${ShowDim<D>}`
        : Operand<LT, AT, Sizes, Eq>
      : C extends Letter
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
  ? Letters<S> extends infer L extends string[]
    ? L['length'] extends A['length']
      ? Operand<L, A, Sizes, Eq> extends infer R
        ? R extends string
          ? R
          : Operands<ST, AT, R, Eq>
        : never
      : `einsum '${Eq}': '${S}' has ${L['length']} indices, its operand is ${Show<A>}`
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
  : Output<Letters<O>, Sizes, Eq>;
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
      : `einsum '${Eq}': no '->' in the equation`;

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
  if (size !== undefined) return size === d ? null : `'${letter}' is both ${size} and ${d}`;
  return /^[A-Za-z]$/.test(letter) ? null : `'${letter}' is not a letter`;
};
const sizesOf = (
  subscripts: readonly string[],
  shapes: readonly Shape[],
): Map<string, Dim> | string => {
  const sizes = new Map<string, Dim>();
  for (const [i, shape] of shapes.entries()) {
    const letters = lettersOf(subscripts[i]!);
    if (letters.length !== shape.length)
      return `'${subscripts[i]}' has ${letters.length} indices, its operand is ${show(shape)}`;
    for (const [k, letter] of letters.entries()) {
      const error = letterError(letter, shape[k]!, sizes);
      if (error !== null) return error;
      sizes.set(letter, shape[k]!);
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
  const arrow = eq.indexOf('->');
  if (arrow < 0) return `einsum '${eq}': no '->' in the equation`;
  const subscripts = eq.slice(0, arrow).split(',');
  if (subscripts.length !== shapes.length)
    return `einsum '${eq}': ${subscripts.length} subscripts for ${shapes.length} operands`;
  const sizes = sizesOf(subscripts, shapes);
  if (typeof sizes === 'string') return `einsum '${eq}': ${sizes}`;
  const output = lettersOf(eq.slice(arrow + 2));
  const error = outputError(output, sizes);
  return error === null
    ? { inputs: subscripts.map(lettersOf), output, sizes }
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
