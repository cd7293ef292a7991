/** A tensor in parts along an axis: parts of given sizes, or so many of equal size. */
import {
  type At,
  type Axis,
  type AxisMessage,
  axisMessage,
  axisOf,
  type Open,
  type SetAt,
} from './axis.ts';
import { addDim, type Canon, canonDim, type DAdd, type DExact, type Dim, exactDim } from './dim.ts';
import type * as N from './num.ts';
import { type Commas, type Shape, type Show, type ShowDim, show, type Uni } from './show.ts';

type Sum<L extends readonly Dim[], O extends Dim = 0> = L extends readonly [
  infer H extends Dim,
  ...infer T extends readonly Dim[],
]
  ? Sum<T, DAdd<O, H>>
  : O;
/** The shapes of the parts. */
type Parts<A extends Shape, K extends string, L extends readonly Dim[]> = {
  -readonly [J in keyof L]: SetAt<A, K, Canon<L[J]>>;
};

/** The shapes of parts of these sizes along an axis, or the sentence. */
export type Split<A extends Shape, L extends readonly Dim[], I extends number> = true extends
  | Open<A, I>
  | (number extends L['length'] ? true : false)
  ? Dim[][]
  : [Axis<A, I>] extends [never]
    ? AxisMessage<'splitAxis', A, I>
    : [Uni<Sum<L>, At<A, Axis<A, I>>>] extends [never]
      ? `splitAxis: sizes [${Commas<L>}] do not add up to axis ${I} of ${Show<A>}`
      : Parts<A, Axis<A, I>, L>;
const parts = (a: Shape, at: number, sizes: readonly Dim[]): readonly Shape[] =>
  sizes.map((d) => a.with(at, canonDim(d)));
/** The shapes of parts of these sizes along an axis, or the sentence. */
export const splitShapes = (
  a: Shape,
  sizes: readonly Dim[],
  axis: number,
): readonly Shape[] | string => {
  const at = axisOf(a, axis);
  if (at < 0) return axisMessage('splitAxis', a, axis);
  return sizes.reduce(addDim, 0) === a[at]
    ? parts(a, at, sizes)
    : `splitAxis: sizes ${show(sizes)} do not add up to axis ${axis} of ${show(a)}`;
};

/** D in pieces of size C, the last of what is left. */
type Pieces<D extends number, C extends number, O extends number[] = []> = D extends 0
  ? O
  : N.Compare<D, C> extends '>'
    ? Pieces<N.Sub<D, C>, C, [...O, C]>
    : [...O, D];
type Times<X extends Dim, Count extends number, O extends Dim[] = []> = O['length'] extends Count
  ? O
  : Times<X, Count, [...O, X]>;
/** ceil(D / Count) */
type PieceSize<D extends number, Count extends number> = N.Div<N.Add<D, N.Sub<Count, 1>>, Count>;
/** The sizes of at most Count pieces of D, equal but for the last; never when a name is not divisible. */
type ChunkSizes<D extends Dim, Count extends number> = number extends D | Count
  ? number[]
  : D extends number
    ? D extends 0
      ? Times<0, Count>
      : Pieces<D, PieceSize<D, Count>>
    : DExact<D, Count> extends infer Q
      ? [Q] extends [never]
        ? never
        : Times<Q & Dim, Count>
      : never;
/** The shapes of at most Count parts along an axis, of equal size but for the last, or the sentence. */
export type Chunk<A extends Shape, Count extends number, I extends number> =
  Open<A, I> extends true
    ? Dim[][]
    : [Axis<A, I>] extends [never]
      ? AxisMessage<'chunk', A, I>
      : ChunkSizes<At<A, Axis<A, I>>, Count> extends infer L
        ? [L] extends [never]
          ? `chunk: ${ShowDim<At<A, Axis<A, I>>>} is not known to be divisible by ${Count}`
          : L extends readonly Dim[]
            ? Parts<A, Axis<A, I>, L>
            : never
        : never;
const pieces = (d: number, count: number): readonly number[] => {
  if (d === 0) return Array.from({ length: count }, () => 0);
  const size = Math.ceil(d / count);
  return Array.from({ length: Math.ceil(d / size) }, (_, k) => Math.min(size, d - k * size));
};
const chunkSizes = (d: Dim, count: number): readonly Dim[] | null => {
  if (typeof d === 'number') return pieces(d, count);
  const size = exactDim(d, count);
  return size === null ? null : Array.from({ length: count }, () => size);
};
/** The shapes of at most `count` parts along an axis, of equal size but for the last, or the sentence. */
export const chunkShapes = (a: Shape, count: number, axis: number): readonly Shape[] | string => {
  const at = axisOf(a, axis);
  if (at < 0) return axisMessage('chunk', a, axis);
  const sizes = chunkSizes(a[at]!, count);
  return sizes === null
    ? `chunk: ${a[at]} is not known to be divisible by ${count}`
    : parts(a, at, sizes);
};
