/** Images as the patches under a window (im2col), and patches added up to images (col2im); channels last. */
import { type DExact, type Dim, type DMul, exactDim, mulDim } from './dim.ts';
import { type DynRank, type Shape, type Show, type ShowDim, show, type Verdict } from './show.ts';
import {
  type At,
  type Each,
  each,
  type Fits,
  fits,
  type NoBatch,
  noBatch,
  type Padding2d,
  type Pair,
  type Places,
  placesOf,
  type ShowSides,
  showSides,
} from './window.ts';

type Area<K> = DMul<At<K, '0'>, At<K, '1'>>;
const areaOf = (k: readonly number[]): number => k.reduce((n, d) => n * d, 1);

/** [batch, height, width, channels] is [batch, rows, columns, taps x channels]. */
export type Unfold<
  A extends Shape,
  K extends Pair,
  Stride extends Pair,
  Pad extends Padding2d,
  Dilation extends Pair = 1,
> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [
          infer B extends Dim,
          infer H extends Dim,
          infer W extends Dim,
          infer C extends Dim,
        ]
      ? Places<[H, W], Each<2, K>, Stride, Pad, Dilation> extends infer P extends Shape
        ? Fits<[B, ...P, DMul<Area<Each<2, K>>, C>], P[number], ShowSides<Each<2, K>>, A, 'unfold'>
        : never
      : NoBatch<'unfold', A, 2>;
/** [batch, height, width, channels] is [batch, rows, columns, taps x channels]. */
export function unfoldShape<
  const A extends Shape,
  const K extends Pair,
  const Stride extends Pair,
  const Pad extends Padding2d,
  const Dilation extends Pair = 1,
>(
  a: A,
  k: K,
  stride: Stride,
  pad: Pad,
  dilation?: Dilation,
): Verdict<Unfold<A, K, Stride, Pad, Dilation>>;
export function unfoldShape(
  a: Shape,
  k: Pair,
  stride: Pair,
  padding: Padding2d,
  dilation: Pair = 1,
): Shape | string {
  if (a.length !== 4) return noBatch('unfold', a, 2);
  const size = each(2, k);
  const places = placesOf(a.slice(1, 3), size, { stride, padding, dilation });
  const patch = mulDim(areaOf(size), a[3]!);
  return fits([a[0]!, ...places, patch], showSides(size), a, 'unfold');
}

/** [batch, rows, columns, taps x channels] is [batch, height, width, channels], for an image with so many places. */
export type Fold<
  A extends Shape,
  Size extends readonly [Dim, Dim],
  K extends Pair,
  Stride extends Pair,
  Pad extends Padding2d,
  Dilation extends Pair = 1,
> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [
          infer B extends Dim,
          infer P extends Dim,
          infer Q extends Dim,
          infer N extends Dim,
        ]
      ? Places<Size, Each<2, K>, Stride, Pad, Dilation> extends infer L extends Shape
        ? [P, Q] extends L
          ? [DExact<N, Area<Each<2, K>>>] extends [never]
            ? `fold: ${ShowDim<N>} elements of a patch are not divisible by window ${ShowSides<Each<2, K>>}`
            : [B, Size[0], Size[1], DExact<N, Area<Each<2, K>>>]
          : `fold: an image ${Show<Size>} has ${Show<L>} patches, got ${Show<A>}`
        : never
      : `fold: input must be [batch, rows, columns, taps x channels], got ${Show<A>}`;
/** [batch, rows, columns, taps x channels] is [batch, height, width, channels], for an image with so many places. */
export function foldShape<
  const A extends Shape,
  const Size extends readonly [Dim, Dim],
  const K extends Pair,
  const Stride extends Pair,
  const Pad extends Padding2d,
  const Dilation extends Pair = 1,
>(
  a: A,
  size: Size,
  k: K,
  stride: Stride,
  pad: Pad,
  dilation?: Dilation,
): Verdict<Fold<A, Size, K, Stride, Pad, Dilation>>;
export function foldShape(
  a: Shape,
  size: readonly [Dim, Dim],
  k: Pair,
  stride: Pair,
  padding: Padding2d,
  dilation: Pair = 1,
): Shape | string {
  const [batch, rows, columns, patch] = a;
  if (a.length !== 4 || patch === undefined)
    return `fold: input must be [batch, rows, columns, taps x channels], got ${show(a)}`;
  const taps = each(2, k);
  const places = placesOf(size, taps, { stride, padding, dilation });
  if (rows !== places[0] || columns !== places[1])
    return `fold: an image ${show(size)} has ${show(places)} patches, got ${show(a)}`;
  const channels = exactDim(patch, areaOf(taps));
  return channels === null
    ? `fold: ${patch} elements of a patch are not divisible by window ${showSides(taps)}`
    : [batch!, ...size, channels];
}
