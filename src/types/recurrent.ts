/** Recurrent layers: the widths of stacked and bidirectional layers, and the shape of what they give. */
import type { DAdd, Dim } from './dim.ts';
import { addDim } from './dim.ts';
import type { LastTo } from './last.ts';
import { lastToShape } from './last.ts';
import { type DynRank, type Shape, type Show, type ShowDim, show, type Uni } from './show.ts';

/** What rules need of the parameters of one cell: the sizes of the weights of inputs and of the state. */
export interface CellSizes {
  readonly wx: { readonly shape: Shape };
  readonly wh: { readonly shape: Shape };
}
/** A layer that reads the sequence in both directions. */
export interface BothWays<P> {
  readonly forward: P;
  readonly backward: P;
}
/** A layer, of one direction or of both. */
export type OneOrBoth<P> = P | BothWays<P>;
/** A layer, or several of them, each on the outputs of the one before. */
export type LayersOf<P> = OneOrBoth<P> | readonly OneOrBoth<P>[];

type First<S extends Shape> = S[0] & Dim;
/** The features that a cell takes. */
export type InputOf<L> =
  L extends BothWays<infer P extends CellSizes>
    ? First<P['wx']['shape']>
    : L extends CellSizes
      ? First<L['wx']['shape']>
      : never;
/** The features that a layer gives: those of both directions, one after the other. */
export type WidthOf<L> =
  L extends BothWays<CellSizes>
    ? DAdd<First<L['forward']['wh']['shape']>, First<L['backward']['wh']['shape']>>
    : L extends CellSizes
      ? First<L['wh']['shape']>
      : never;

/** The features that layers give, the first taking F; or the sentence. */
type Walk<
  Ls extends readonly unknown[],
  F extends Dim,
  Op extends string,
  N extends 0[] = [],
> = number extends Ls['length']
  ? Dim
  : Ls extends readonly [infer L, ...infer R]
    ? [Uni<F, InputOf<L>>] extends [never]
      ? `${Op}: layer ${N['length']} takes ${ShowDim<InputOf<L>>} features, the one before gives ${ShowDim<F>}`
      : Walk<R, WidthOf<L> & Dim, Op, [...N, 0]>
    : F;

type AsList<L> = L extends readonly unknown[] ? L : readonly [L];
type FirstInput<Ls> = Ls extends readonly [infer L, ...unknown[]] ? InputOf<L> : Dim;

type WithWidth<A extends Dim, B extends Dim, W, Op extends string> = W extends `${Op}: ${string}`
  ? W
  : W extends Dim
    ? [A, B, W]
    : never;

/** The name of what a sequence has to be. */
type Needs<TimeFirst extends boolean> = TimeFirst extends true
  ? '[time, batch, features]'
  : '[batch, time, features]';

/** The shape of the outputs at all steps: that of the sequence, with the features of the last layer. */
export type Recurrent<L, S extends Shape, Op extends string, TimeFirst extends boolean = false> =
  DynRank<S> extends true
    ? Dim[]
    : S extends readonly [infer A extends Dim, infer B extends Dim, infer F extends Dim]
      ? LastTo<S, FirstInput<AsList<L>> & Dim, 0, Op> extends infer M extends string
        ? M
        : AsList<L> extends infer Ls extends readonly unknown[]
          ? WithWidth<A, B, Walk<Ls, F, Op>, Op>
          : never
      : `${Op}: needs ${Needs<TimeFirst>}, got ${Show<S>}`;

type AnyLayer = OneOrBoth<CellSizes>;
const isBoth = (l: AnyLayer): l is BothWays<CellSizes> => 'forward' in l;
const sizesOf = (l: AnyLayer): readonly [input: Dim, width: Dim] => {
  const cell = isBoth(l) ? l.forward : l;
  const width = cell.wh.shape[0]!;
  return [cell.wx.shape[0]!, isBoth(l) ? addDim(width, l.backward.wh.shape[0]!) : width];
};

/** The shape of the outputs at all steps, or the sentence. */
export const recurrentShape = (
  layers: readonly AnyLayer[],
  s: Shape,
  op: string,
  timeFirst = false,
): Shape | string => {
  const [a, b, features] = s;
  if (s.length !== 3 || a === undefined || b === undefined || features === undefined) {
    const order = timeFirst ? '[time, batch, features]' : '[batch, time, features]';
    return `${op}: needs ${order}, got ${show(s)}`;
  }
  let given = features;
  for (const [n, l] of layers.entries()) {
    const [input, width] = sizesOf(l);
    if (input !== given && n === 0) return lastToShape(s, input, 0, op);
    if (input !== given) {
      return `${op}: layer ${n} takes ${input} features, the one before gives ${given}`;
    }
    given = width;
  }
  return [a, b, given];
};
