/** Pooling: one value for every place of a window, channel by channel; channels last. */
import type { Dim } from './dim.ts';
import type * as N from './num.ts';
import type { DynRank, Shape, Verdict } from './show.ts';
import {
  type ConvDim,
  convDim,
  type Fits,
  fits,
  type High,
  type Image,
  image,
  type Padding,
  type Padding2d,
  type Pair,
  type Places2d,
  pairOf,
  places2d,
  type Sequence,
  type ShowWindow,
  sequence,
  showWindow,
  type Wide,
} from './window.ts';

/** The result, unless a window may lie wholly in the padding: every mean is of something. */
type Half<Op extends string, K extends number, Pad extends Padding, R> = Pad extends number
  ? number extends K | Pad
    ? R
    : N.Compare<K, N.Mul<2, Pad>> extends '<'
      ? `${Op}: padding ${Pad} exceeds half of window ${K}`
      : R
  : R;
/** The sentence, or null if no window lies wholly in the padding. */
const half = (op: string, k: number, pad: Padding): string | null =>
  typeof pad === 'number' && k < 2 * pad
    ? `${op}: padding ${pad} exceeds half of window ${k}`
    : null;

/** [batch, length, channels] is [batch, places, channels]. */
export type Pool1d<
  A extends Shape,
  K extends number,
  Stride extends number,
  Pad extends Padding,
  Op extends string = 'pool1d',
> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [infer B extends Dim, infer L extends Dim, infer C extends Dim]
      ? ConvDim<L, K, Stride, Pad> extends infer P extends Dim
        ? Half<Op, K, Pad, Fits<[B, P, C], P, `${K}`, A, Op>>
        : never
      : Sequence<Op, A>;
/** [batch, length, channels] is [batch, places, channels]. */
export function pool1dShape<
  const A extends Shape,
  const K extends number,
  const Stride extends number,
  const Pad extends Padding,
  const Op extends string = 'pool1d',
>(a: A, k: K, stride: Stride, pad: Pad, op?: Op): Verdict<Pool1d<A, K, Stride, Pad, Op>>;
export function pool1dShape(
  a: Shape,
  k: number,
  stride: number,
  pad: Padding,
  op = 'pool1d',
): Shape | string {
  const [b, length, c] = a;
  if (a.length !== 3 || b === undefined || length === undefined || c === undefined)
    return sequence(op, a);
  return half(op, k, pad) ?? fits([b, convDim(length, k, stride, pad), c], `${k}`, a, op);
}

/** [batch, height, width, channels] is [batch, rows, columns, channels]. */
export type Pool2d<
  A extends Shape,
  K extends Pair,
  Stride extends Pair,
  Pad extends Padding2d,
  Op extends string = 'pool2d',
> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [
          infer B extends Dim,
          infer H extends Dim,
          infer W extends Dim,
          infer C extends Dim,
        ]
      ? Places2d<H, W, High<K>, Wide<K>, Stride, Pad, 1> extends [
          infer P extends Dim,
          infer Q extends Dim,
        ]
        ? Half<
            Op,
            High<K>,
            High<Pad, Padding>,
            Half<
              Op,
              Wide<K>,
              Wide<Pad, Padding>,
              Fits<[B, P, Q, C], P | Q, ShowWindow<High<K>, Wide<K>>, A, Op>
            >
          >
        : never
      : Image<Op, A>;
/** [batch, height, width, channels] is [batch, rows, columns, channels]. */
export function pool2dShape<
  const A extends Shape,
  const K extends Pair,
  const Stride extends Pair,
  const Pad extends Padding2d,
  const Op extends string = 'pool2d',
>(a: A, k: K, stride: Stride, pad: Pad, op?: Op): Verdict<Pool2d<A, K, Stride, Pad, Op>>;
export function pool2dShape(
  a: Shape,
  k: Pair,
  stride: Pair,
  pad: Padding2d,
  op = 'pool2d',
): Shape | string {
  const [b, h, w, c] = a;
  if (a.length !== 4 || b === undefined || h === undefined || w === undefined || c === undefined)
    return image(op, a);
  const [window, zeros] = [pairOf(k), pairOf(pad)];
  const places = places2d([h, w], window, stride, pad, 1);
  const wrong = half(op, window[0], zeros[0]) ?? half(op, window[1], zeros[1]);
  return wrong ?? fits([b, ...places, c], showWindow(window[0], window[1]), a, op);
}
