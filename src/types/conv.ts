/** Convolution over one, two or three axes of space; channels last. */
import { type Dim, type DMul, mulDim } from './dim.ts';
import type * as N from './num.ts';
import {
  type DynRank,
  type Shape,
  type Show,
  type ShowDim,
  show,
  type Uni,
  type Verdict,
} from './show.ts';
import {
  type Fits,
  fits,
  type NoBatch,
  noBatch,
  type Paddings,
  type PerAxis,
  type Places,
  placesOf,
  type Rank,
  type ShowSides,
  showSides,
} from './window.ts';

/** A kernel's axes of space, in words. */
interface Taps {
  readonly 1: 'k';
  readonly 2: 'kh, kw';
  readonly 3: 'kd, kh, kw';
}
const TAPS: Taps = { 1: 'k', 2: 'kh, kw', 3: 'kd, kh, kw' };
/** The sentence for a kernel of another rank; `Ends` are its channels, in words. */
export type NoKernel<
  Op extends string,
  W extends Shape,
  R extends Rank,
  Ends extends string,
> = `${Op}: kernel must be [${Taps[R]}, ${Ends}], got ${Show<W>}`;
/** The sentence for a kernel of another rank; `ends` are its channels, in words. */
export const noKernel = (op: string, w: Shape, rank: Rank, ends: string): string =>
  `${op}: kernel must be [${TAPS[rank]}, ${ends}], got ${show(w)}`;

/** The sentence for an input of so many channels. */
export type Channels<
  Op extends string,
  A extends Shape,
  C extends Dim,
  Want extends Dim,
> = `${Op}: input ${Show<A>} has ${ShowDim<C>} channels, kernel expects ${ShowDim<Want>}`;
/** The sentence for an input of other channels, or null. */
export const channels = (op: string, a: Shape, want: Dim): string | null =>
  a.at(-1) === want
    ? null
    : `${op}: input ${show(a)} has ${a.at(-1)} channels, kernel expects ${want}`;

/** The result, if known channels fall into groups. */
export type Divisible<
  Op extends string,
  What extends string,
  C extends Dim,
  Groups extends number,
  R,
> = Groups extends 1
  ? R
  : [C] extends [infer K extends number]
    ? number extends K | Groups
      ? R
      : N.Mod<K, Groups> extends 0
        ? R
        : `${Op}: ${K} ${What} channels are not divisible by ${Groups} groups`
    : R;
/** The sentence for known channels that do not fall into groups, or null. */
export const divisible = (op: string, what: string, c: Dim, groups: number): string | null =>
  typeof c === 'number' && c % groups !== 0
    ? `${op}: ${c} ${what} channels are not divisible by ${groups} groups`
    : null;

/** Whether a kernel has known taps on so many axes of space, and two more axes. */
export const isKernel = (w: Shape, rank: Rank): boolean =>
  w.length === rank + 2 && w.slice(0, rank).every((k) => typeof k === 'number');
/** The taps of a kernel on its axes of space. */
export const tapsOf = (w: Shape): readonly number[] =>
  w.slice(0, -2).filter((k) => typeof k === 'number');

/** [batch, ...space, in] with a kernel [...taps, in / groups, out] is [batch, ...places, out]. */
export type Conv<
  R extends Rank,
  A extends Shape,
  W extends Shape,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis = 1,
  Groups extends number = 1,
  Op extends string = `conv${R}d`,
> = true extends DynRank<A> | DynRank<W>
  ? Dim[]
  : A extends readonly [infer B extends Dim, ...infer Space extends Shape, infer C extends Dim]
    ? Space['length'] extends R
      ? W extends readonly [
          ...infer Size extends readonly number[],
          infer Ci extends Dim,
          infer Co extends Dim,
        ]
        ? Size['length'] extends R
          ? Places<Space, Size, Stride, Pad, Dilation> extends infer P extends Shape
            ? [Uni<C, DMul<Ci, Groups>>] extends [never]
              ? Channels<Op, A, C, DMul<Ci, Groups>>
              : Divisible<
                  Op,
                  'output',
                  Co,
                  Groups,
                  Fits<[B, ...P, Co], P[number], ShowSides<Size>, A, Op>
                >
            : never
          : NoKernel<Op, W, R, 'in, out'>
        : NoKernel<Op, W, R, 'in, out'>
      : NoBatch<Op, A, R>
    : NoBatch<Op, A, R>;
/** [batch, ...space, in] with a kernel [...taps, in / groups, out] is [batch, ...places, out]. */
export function convShape<
  const R extends Rank,
  const A extends Shape,
  const W extends Shape,
  const Stride extends PerAxis<R>,
  const Pad extends Paddings<R>,
  const Dilation extends PerAxis<R> = 1,
  const Groups extends number = 1,
>(
  rank: R,
  a: A,
  w: W,
  stride: Stride,
  pad: Pad,
  dilation?: Dilation,
  groups?: Groups,
): Verdict<Conv<R, A, W, Stride, Pad, Dilation, Groups>>;
export function convShape(
  rank: Rank,
  a: Shape,
  w: Shape,
  stride: PerAxis,
  padding: Paddings,
  dilation: PerAxis = 1,
  groups = 1,
): Shape | string {
  const op = `conv${rank}d`;
  if (a.length !== rank + 2) return noBatch(op, a, rank);
  if (!isKernel(w, rank)) return noKernel(op, w, rank, 'in, out');
  const [[batch], taps, [each, out]] = [a, tapsOf(w), w.slice(-2)];
  const places = placesOf(a.slice(1, -1), taps, { stride, padding, dilation });
  return (
    channels(op, a, mulDim(each!, groups)) ??
    divisible(op, 'output', out!, groups) ??
    fits([batch!, ...places, out!], showSides(taps), a, op)
  );
}
