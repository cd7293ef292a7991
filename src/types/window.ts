/**
 * Windows that slide over the axes of space of [batch, ...space, channels]: their places, and the words for what does
 * not fit. The rules themselves are in conv.ts, conv-transpose.ts, patches.ts and pool.ts.
 */
import { addDim, type DAdd, type DDiv, type Dim, divDim, subDim } from './dim.ts';
import type { IsNegative } from './integer.ts';
import type * as N from './num.ts';
import { type Shape, type Show, type ShowDim, show } from './show.ts';

/** 'same': ceil(size / stride) places; 'valid': no padding; a number: zeros on both sides. */
export type Padding = 'same' | 'valid' | number;
/** How many axes of space there are: a sequence, images, volumes. */
export type Rank = 1 | 2 | 3;

interface Tuples {
  readonly 1: readonly [number];
  readonly 2: readonly [number, number];
  readonly 3: readonly [number, number, number];
}
/** One number for all axes of space, or one each. */
export type PerAxis<R extends Rank = Rank> = number | Tuples[R];
/** Padding of all axes of space alike, or a number for each. */
export type Paddings<R extends Rank = Rank> = Padding | Tuples[R];
/** One number for height and width, or one each. */
export type Pair = PerAxis<2>;
/** Padding of height and width alike, or a number for each. */
export type Padding2d = Paddings<2>;

/** What is said of one axis of space; `As` is number or Padding. */
export type At<P, I, As = number> = P extends readonly unknown[]
  ? I extends keyof P
    ? Extract<P[I], As>
    : never
  : Extract<P, As>;
/** One entry for each axis of space. */
export type Each<R extends Rank, P> = P extends readonly unknown[]
  ? { -readonly [I in keyof P]: P[I] }
  : { 1: [P]; 2: [P, P]; 3: [P, P, P] }[R];
/** One entry for each of n axes of space. */
export const each = <T extends string | number>(n: number, p: T | readonly T[]): readonly T[] =>
  typeof p === 'object' ? p : new Array<T>(n).fill(p);

/** The zeros of both sides. */
export type Zeros<Pad extends Padding> = Pad extends number ? N.Mul<2, Pad> : 0;
/** The zeros of both sides. */
export const zeros = (pad: Padding): number => (typeof pad === 'number' ? 2 * pad : 0);

/** The size of the window with its gaps. */
export type Reach<K extends number, Dilation extends number> = Dilation extends 1
  ? K
  : N.Add<N.Mul<Dilation, N.Sub<K, 1>>, 1>;
/** The size of the window with its gaps. */
export const reach = (k: number, dilation: number): number => dilation * (k - 1) + 1;

/** The places of a window: floor((H + 2 pad - dilation (K - 1) - 1) / stride) + 1. */
export type ConvDim<
  H extends Dim,
  K extends number,
  Stride extends number,
  Pad extends Padding,
  Dilation extends number = 1,
> =
  DAdd<H, Pad extends 'same' ? -1 : N.Sub<Zeros<Pad>, Reach<K, Dilation>>> extends infer X extends
    Dim
    ? DDiv<X, Stride> extends infer Q extends Dim
      ? DAdd<Q, 1> extends infer R extends Dim
        ? R
        : never
      : never
    : never;
/** The places of a window: floor((h + 2 pad - dilation (k - 1) - 1) / stride) + 1. */
export const convDim = (h: Dim, k: number, stride: number, pad: Padding, dilation = 1): Dim => {
  const less = pad === 'same' ? 1 : reach(k, dilation) - zeros(pad);
  return addDim(divDim(subDim(h, less), stride), 1);
};

/** The places of a window on every axis of space. */
export type Places<Space extends Shape, Size, Stride, Pad, Dilation> = {
  -readonly [I in keyof Space]: ConvDim<
    Space[I],
    At<Size, I>,
    At<Stride, I>,
    At<Pad, I, Padding>,
    At<Dilation, I>
  >;
};
/** How windows move: for all axes of space alike, or for each. */
export interface Moves {
  readonly stride: PerAxis;
  readonly padding: Paddings;
  readonly dilation: PerAxis;
}
/** The places of a window on every axis of space. */
export const placesOf = (space: Shape, size: readonly number[], o: Moves): readonly Dim[] => {
  const n = space.length;
  const [s, p, d] = [each(n, o.stride), each<Padding>(n, o.padding), each(n, o.dilation)];
  return space.map((h, k) => convDim(h, size[k]!, s[k]!, p[k]!, d[k]!));
};

type Joined<Size extends Shape, O extends string> = Size extends readonly [
  infer K extends Dim,
  ...infer More extends Shape,
]
  ? Joined<More, `${O}x${ShowDim<K>}`>
  : O;
/** '3', or '2x3' for a window whose sides differ. */
export type ShowSides<Size> = Size extends readonly [
  infer K extends Dim,
  ...infer More extends Shape,
]
  ? More extends readonly K[]
    ? ShowDim<K>
    : Joined<More, ShowDim<K>>
  : '';
/** '3', or '2x3' for a window whose sides differ. */
export const showSides = (size: Shape): string =>
  size.every((k) => k === size[0]) ? `${size[0]}` : size.join('x');

/** Whether a known size is none. */
export type TooSmall<D extends Dim> = D extends number
  ? D extends 0
    ? true
    : IsNegative<D>
  : false;
/** Whether a known size is none. */
export const tooSmall = (d: Dim): boolean => typeof d === 'number' && d <= 0;
/** The shape of the places, unless a known size has no place for the window. */
export type Fits<R, Places extends Dim, Window extends string, A extends Shape, Op extends string> =
  true extends TooSmall<Places> ? `${Op}: window ${Window} does not fit input ${Show<A>}` : R;
/** [batch, ...places, channels], unless a known size has no place for the window. */
export const fits = (r: Shape, window: string, a: Shape, op: string): Shape | string =>
  r.slice(1, -1).some(tooSmall) ? `${op}: window ${window} does not fit input ${show(a)}` : r;

/** The axes of a batch, in words. */
interface Axes {
  readonly 1: '[batch, length, channels]';
  readonly 2: '[batch, height, width, channels]';
  readonly 3: '[batch, depth, height, width, channels]';
}
const AXES: Axes = {
  1: '[batch, length, channels]',
  2: '[batch, height, width, channels]',
  3: '[batch, depth, height, width, channels]',
};
/** The sentence for an input that is no batch with so many axes of space. */
export type NoBatch<
  Op extends string,
  A extends Shape,
  R extends Rank,
> = `${Op}: input must be ${Axes[R]}, got ${Show<A>}`;
/** The sentence for an input that is no batch with so many axes of space. */
export const noBatch = (op: string, a: Shape, rank: Rank): string =>
  `${op}: input must be ${AXES[rank]}, got ${show(a)}`;

/** The sentence for an input that is no batch with axes of space. */
export type NoSpace<
  Op extends string,
  A extends Shape,
> = `${Op}: input must be [batch, ...space, channels], got ${Show<A>}`;
/** The sentence for an input that is no batch with axes of space. */
export const noSpace = (op: string, a: Shape): string =>
  `${op}: input must be [batch, ...space, channels], got ${show(a)}`;

/** The sentence for an input that is no batch of images. */
export type Image<Op extends string, A extends Shape> = NoBatch<Op, A, 2>;
/** The sentence for an input that is no batch of images. */
export const image = (op: string, a: Shape): string => noBatch(op, a, 2);
/** The sentence for an input that is no batch of sequences. */
export type Sequence<Op extends string, A extends Shape> = NoBatch<Op, A, 1>;
/** The sentence for an input that is no batch of sequences. */
export const sequence = (op: string, a: Shape): string => noBatch(op, a, 1);
