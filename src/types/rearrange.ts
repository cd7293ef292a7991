/**
 * Rearranging axes by a pattern of names, as einops writes it: 'b (h w) c -> b h w c'. Parentheses
 * hold the axes that make up one; of these at most one size is not given. Read by the compiler and
 * again at run time, with the same sentences.
 */
import { type DExact, type Dim, type DMul, exactDim, mulDim } from './dim.ts';
import { type Shape, type Show, type ShowDim, show, type Uni, type Verdict } from './show.ts';
import type { Split } from './text.ts';

/** One side of a pattern: a name, or the names in parentheses. */
type Axes = readonly (string | readonly string[])[];

/** Reads one side, word by word; G is the open group; null when parentheses do not match. */
type Read<
  L extends string[],
  O extends Axes = [],
  G extends readonly string[] | null = null,
> = L extends [infer W extends string, ...infer R extends string[]]
  ? W extends ''
    ? Read<R, O, G>
    : W extends `(${infer X}`
      ? G extends null
        ? Read<[X, ...R], O, []>
        : null
      : W extends `${infer X})`
        ? Close<R, O, G, X>
        : G extends readonly string[]
          ? Read<R, O, [...G, W]>
          : Read<R, [...O, W], null>
  : G extends null
    ? O
    : null;
type Close<
  R extends string[],
  O extends Axes,
  G extends readonly string[] | null,
  X extends string,
> = G extends readonly string[]
  ? X extends ''
    ? Read<R, [...O, G], null>
    : X extends `${string})`
      ? null
      : Read<R, [...O, [...G, X]], null>
  : null;

/** The names of a side, in order. */
type Names<A extends Axes, O extends string[] = []> = A extends readonly [
  infer H,
  ...infer T extends Axes,
]
  ? Names<T, H extends string ? [...O, H] : H extends readonly string[] ? [...O, ...H] : O>
  : O;
/** The first name of L, other than 1, that was there before; never when there is none. */
type Repeated<L extends string[], Seen extends string = never> = L extends [
  infer H extends string,
  ...infer T extends string[],
]
  ? H extends Exclude<Seen, '1'>
    ? H
    : Repeated<T, Seen | H>
  : never;
/** The first name of L, other than 1, that is not in Others; never when there is none. */
type Lacking<L extends string[], Others extends string> = L extends [
  infer H extends string,
  ...infer T extends string[],
]
  ? H extends Others | '1'
    ? Lacking<T, Others>
    : H
  : never;

/** The sizes E with those of one axis D named N, or what is wrong. */
type BindName<N extends string, D extends Dim, E, Given> = N extends '1'
  ? [Uni<D, 1>] extends [never]
    ? `axis '1' has size ${ShowDim<D>}`
    : E
  : N extends keyof Given
    ? [Uni<D, Given[N] & Dim>] extends [never]
      ? `'${N}' is both ${ShowDim<Given[N] & Dim>} and ${ShowDim<D>}`
      : E & { [K in N]: D }
    : E & { [K in N]: D };
/** The sizes E with those of the axes in a group, or what is wrong; K is the product so far. */
type BindGroup<
  G extends readonly string[],
  D extends Dim,
  E,
  Given,
  Open extends string = '',
  K extends Dim = 1,
> = G extends readonly [infer N extends string, ...infer T extends readonly string[]]
  ? N extends '1'
    ? BindGroup<T, D, E, Given, Open, K>
    : N extends keyof Given
      ? BindGroup<T, D, E & { [n in N]: Given[N] }, Given, Open, DMul<K, Given[N] & Dim>>
      : Open extends ''
        ? BindGroup<T, D, E, Given, N, K>
        : `sizes of '${Open}' and '${N}' are both unknown`
  : Open extends ''
    ? [Uni<D, K>] extends [never]
      ? `group has ${ShowDim<K>} elements, axis has ${ShowDim<D>}`
      : E
    : DExact<D, K> extends infer Q extends Dim
      ? [Q] extends [never]
        ? `${ShowDim<D>} is not divisible by ${ShowDim<K>}`
        : E & { [n in Open]: Q }
      : never;
/** The size of each name, or what is wrong. */
type BindAxes<L extends Axes, A extends Shape, Given, E = {}> = [L, A] extends [
  readonly [infer H, ...infer T extends Axes],
  readonly [infer D extends Dim, ...infer AT extends Shape],
]
  ? BindAxis<H, D, E, Given> extends infer R
    ? R extends string
      ? R
      : BindAxes<T, AT, Given, R>
    : never
  : E;
type BindAxis<H, D extends Dim, E, Given> = H extends string
  ? BindName<H, D, E, Given>
  : H extends readonly string[]
    ? BindGroup<H, D, E, Given>
    : never;

type ProductOf<G extends readonly string[], E, O extends Dim = 1> = G extends readonly [
  infer N,
  ...infer T extends readonly string[],
]
  ? ProductOf<T, E, N extends keyof E ? DMul<O, E[N] & Dim> : O>
  : O;
type ShapeOf<L extends Axes, E> = { -readonly [K in keyof L]: SizeOf<L[K], E> };
type SizeOf<H, E> = H extends string
  ? ProductOf<[H], E>
  : H extends readonly string[]
    ? ProductOf<H, E>
    : never;

/** What is wrong with the names of the two sides; never when nothing is. */
type NameError<L extends string[], R extends string[]> = [Repeated<L>] extends [never]
  ? [Repeated<R>] extends [never]
    ? [Lacking<R, L[number]>] extends [never]
      ? [Lacking<L, R[number]>] extends [never]
        ? never
        : `'${Lacking<L, R[number]>}' is not in the output`
      : `'${Lacking<R, L[number]>}' is not in the input`
    : `'${Repeated<R>}' is repeated`
  : `'${Repeated<L>}' is repeated`;
type OfAxes<L extends Axes, R extends Axes, A extends Shape, Given, Left extends string> =
  NameError<Names<L>, Names<R>> extends infer Error extends string
    ? [Error] extends [never]
      ? L['length'] extends A['length']
        ? BindAxes<L, A, Given> extends infer E
          ? E extends string
            ? E
            : ShapeOf<R, E>
          : never
        : `'${Left}' has ${L['length']} axes, the tensor is ${Show<A>}`
      : Error
    : never;
type OfPattern<P extends string, A extends Shape, Given> = P extends `${infer L} -> ${infer R}`
  ? [Read<Split<L, ' '>>, Read<Split<R, ' '>>] extends [infer X extends Axes, infer Y extends Axes]
    ? OfAxes<X, Y, A, Given, L>
    : 'parentheses do not match'
  : "no ' -> ' in the pattern";
/** The shape of A rearranged, sizes of the axes in parentheses given by name. */
export type Rearrange<P extends string, A extends Shape, Given = {}> = string extends P
  ? Dim[]
  : number extends A['length']
    ? Dim[]
    : OfPattern<P, A, Given> extends infer R
      ? R extends string
        ? `rearrange '${P}': ${R}`
        : R
      : never;

/** The three steps of a rearrangement. */
export interface Rearrangement {
  /** Every axis of its own: reshape to this, */
  readonly apart: Dim[];
  /** then permute, */
  readonly axes: number[];
  /** then reshape to this. */
  readonly shape: Dim[];
}
type Sizes = Readonly<Record<string, Dim>>;

const read = (side: string): Axes | null => {
  const out: (string | readonly string[])[] = [];
  let group: string[] | null = null;
  for (const word of side.replaceAll('(', '( ').replaceAll(')', ' )').split(' ')) {
    if (word === '') continue;
    if (word === '(' ? group !== null : word === ')' && group === null) return null;
    if (word === '(') group = [];
    else if (group === null) out.push(word);
    else if (word !== ')') group.push(word);
    else {
      out.push(group);
      group = null;
    }
  }
  return group === null ? out : null;
};
const repeated = (names: readonly string[]): string | undefined =>
  names.find((n, i) => n !== '1' && names.indexOf(n) < i);
const lacking = (names: readonly string[], others: readonly string[]): string | undefined =>
  names.find((n) => n !== '1' && !others.includes(n));
const nameError = (left: readonly string[], right: readonly string[]): string | null => {
  const twice = repeated(left) ?? repeated(right);
  if (twice !== undefined) return `'${twice}' is repeated`;
  const extra = lacking(right, left);
  if (extra !== undefined) return `'${extra}' is not in the input`;
  const lost = lacking(left, right);
  return lost === undefined ? null : `'${lost}' is not in the output`;
};

const bindName = (name: string, d: Dim, given: Sizes, sizes: Map<string, Dim>): string | null => {
  if (name === '1') return d === 1 ? null : `axis '1' has size ${d}`;
  const size = given[name];
  sizes.set(name, d);
  return size === undefined || size === d ? null : `'${name}' is both ${size} and ${d}`;
};
const bindGroup = (
  group: readonly string[],
  d: Dim,
  given: Sizes,
  sizes: Map<string, Dim>,
): string | null => {
  const names = group.filter((n) => n !== '1');
  const [open, second] = names.filter((n) => given[n] === undefined);
  if (second !== undefined) return `sizes of '${open}' and '${second}' are both unknown`;
  const known = names.reduce<Dim>((k, n) => mulDim(k, given[n] ?? 1), 1);
  const rest = exactDim(d, known);
  if (open === undefined && known !== d) return `group has ${known} elements, axis has ${d}`;
  if (open !== undefined && rest === null) return `${d} is not divisible by ${known}`;
  for (const n of names) sizes.set(n, given[n] ?? rest ?? 1);
  return null;
};
const sizesOf = (left: Axes, a: Shape, given: Sizes): ReadonlyMap<string, Dim> | string => {
  const sizes = new Map<string, Dim>();
  for (const [i, axis] of left.entries()) {
    const error =
      typeof axis === 'string'
        ? bindName(axis, a[i]!, given, sizes)
        : bindGroup(axis, a[i]!, given, sizes);
    if (error !== null) return error;
  }
  return sizes;
};
const sidesOf = (pattern: string): readonly [string, Axes, Axes] | string => {
  const arrow = pattern.indexOf(' -> ');
  if (arrow < 0) return "no ' -> ' in the pattern";
  const [left, right] = [read(pattern.slice(0, arrow)), read(pattern.slice(arrow + 4))];
  return left === null || right === null
    ? 'parentheses do not match'
    : [pattern.slice(0, arrow), left, right];
};
const namesOf = (axes: Axes): readonly string[] => axes.flat().filter((n) => n !== '1');

/** The steps of a rearrangement, or the sentence that says why there are none. */
export const rearrangement = (
  pattern: string,
  a: Shape,
  given: Sizes = {},
): Rearrangement | string => {
  const wrong = (why: string): string => `rearrange '${pattern}': ${why}`;
  const sides = sidesOf(pattern);
  if (typeof sides === 'string') return wrong(sides);
  const [text, left, right] = sides;
  const error = nameError(left.flat(), right.flat());
  if (error !== null) return wrong(error);
  if (left.length !== a.length)
    return wrong(`'${text}' has ${left.length} axes, the tensor is ${show(a)}`);
  const sizes = sizesOf(left, a, given);
  if (typeof sizes === 'string') return wrong(sizes);
  const size = (name: string): Dim => sizes.get(name) ?? 1;
  return {
    apart: namesOf(left).map(size),
    axes: namesOf(right).map((name) => namesOf(left).indexOf(name)),
    shape: right.map((axis) => [axis].flat().reduce<Dim>((n, name) => mulDim(n, size(name)), 1)),
  };
};
/** The shape of a rearranged, sizes of the axes in parentheses given by name. */
export function rearrangeShape<
  const P extends string,
  const A extends Shape,
  const Given extends Sizes = {},
>(pattern: P, a: A, given?: Given): Verdict<Rearrange<P, A, Given>>;
export function rearrangeShape(pattern: string, a: Shape, given: Sizes = {}): Shape | string {
  const steps = rearrangement(pattern, a, given);
  return typeof steps === 'string' ? steps : steps.shape;
}
