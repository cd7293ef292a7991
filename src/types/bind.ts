/** Names bound at a call: a body's formal shape against an argument's actual one. */
import {
  type DExact,
  type Dim,
  exactDim,
  type Sizes,
  type SubstDim,
  substituteDim,
} from './dim.ts';
import { type Shape, type Show, type ShowDim, show, type Uni } from './show.ts';

type Operator = '+' | '-' | '*' | '/' | '[' | '(';
type Composed = `${string}${Operator}${string}`;
type Expected<F extends Shape, A extends Shape> = `expected ${Show<F>}, got ${Show<A>}`;

/** M with what one formal dim F and its actual dim D add, or what is wrong with them. */
type BindDim<F extends Dim, D extends Dim, M> = F extends `${infer K extends number}*${infer Name}`
  ? Name extends keyof M | Composed
    ? Agree<SubstDim<F, M>, D, M>
    : BindMultiple<Name, DExact<D, K>, D, K, M>
  : F extends number | Composed
    ? Agree<SubstDim<F, M>, D, M>
    : F extends keyof M
      ? [Uni<M[F] & Dim, D>] extends [never]
        ? `: '${F & string}' is ${ShowDim<M[F] & Dim>} and ${ShowDim<D>}`
        : M
      : string extends F
        ? M
        : M & { [K in F & string]: D };
type Agree<F extends Dim, D extends Dim, M> = [Uni<F, D>] extends [never] ? '' : M;
type BindMultiple<Name extends string, Q extends Dim, D extends Dim, K extends number, M> = [
  Q,
] extends [never]
  ? `: ${ShowDim<D>} is not divisible by ${K}`
  : M & { [N in Name]: Q };
type BindAll<F extends Shape, A extends Shape, M> = [F, A] extends [
  readonly [infer f extends Dim, ...infer FT extends Shape],
  readonly [infer a extends Dim, ...infer AT extends Shape],
]
  ? BindDim<f, a, M> extends infer R
    ? R extends string
      ? R
      : BindAll<FT, AT, R>
    : never
  : M;
/**
 * M with the names of F bound to the dims of A, or the sentence. A multiple such as '16*h' binds
 * its name, which checks the divisibility; other expressions are compared after substitution.
 */
export type Bind<F extends Shape, A extends Shape, M = {}> = number extends
  | F['length']
  | A['length']
  ? { [name: string]: Dim }
  : F['length'] extends A['length']
    ? BindAll<F, A, M> extends infer R
      ? R extends string
        ? `${Expected<F, A>}${R}`
        : R
      : never
    : Expected<F, A>;

const NAME = /^[A-Za-z_]\w*$/;
const MULTIPLE = /^(\d+)\*([A-Za-z_]\w*)$/;
const NO_NAMES: Sizes = new Map();
/** The name to bind and its size; null when there is nothing to bind; or what is wrong. */
const bindDim = (f: Dim, a: Dim, sizes: Sizes): readonly [string, Dim] | null | string => {
  const text = String(f);
  const bound = sizes.get(text);
  if (NAME.test(text) && bound === undefined) return [text, a];
  if (bound !== undefined) return bound === a ? null : `: '${f}' is ${bound} and ${a}`;
  const [, factor, name] = MULTIPLE.exec(text) ?? [];
  if (name === undefined || sizes.has(name)) return substituteDim(f, sizes) === a ? null : '';
  const size = exactDim(a, Number(factor));
  return size === null ? `: ${a} is not divisible by ${factor}` : [name, size];
};
/** `sizes` with the names of `formal` bound to the dims of `actual`, or the sentence. */
export const bindShape = (
  formal: Shape,
  actual: Shape,
  sizes: Sizes = NO_NAMES,
): Sizes | string => {
  const expected = `expected ${show(formal)}, got ${show(actual)}`;
  if (formal.length !== actual.length) return expected;
  const out = new Map(sizes);
  for (const [i, f] of formal.entries()) {
    const bound = bindDim(f, actual[i]!, out);
    if (typeof bound === 'string') return `${expected}${bound}`;
    if (bound !== null) out.set(...bound);
  }
  return out;
};

/** A shape with its names replaced by the dims of M. */
export type Subst<A extends Shape, M> = { -readonly [K in keyof A]: SubstDim<A[K], M> };
/** A shape with its names replaced by their sizes. */
export const substituteShape = (a: Shape, sizes: Sizes): Dim[] =>
  a.map((d) => substituteDim(d, sizes));
