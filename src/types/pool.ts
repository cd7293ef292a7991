/** Pooling: one value for every place of a window, channel by channel; channels last, any number of axes of space. */
import { addDim, type DAdd, type Dim } from './dim.ts';
import type * as N from './num.ts';
import type { DynRank, Shape, Verdict } from './show.ts';
import {
  type At,
  type Each,
  each,
  type Fits,
  fits,
  type NoBatch,
  noBatch,
  type Padding,
  type Paddings,
  type PerAxis,
  type Places,
  placesOf,
  type Rank,
  type Reach,
  reach,
  type ShowSides,
  showSides,
} from './window.ts';

/** Reach - 1 - Pad, where the padding is within the window. */
type Rest<R extends number, Pad extends number> =
  N.Compare<Pad, R> extends '<' ? N.Sub<N.Sub<R, 1>, Pad> : 0;
/** What stands behind the padding for the last window of ceil mode. */
type Overhang<
  K extends number,
  Stride extends number,
  Pad extends Padding,
  Dilation extends number,
> = Pad extends 'same'
  ? 0
  : N.Min<Rest<Reach<K, Dilation>, Pad extends number ? Pad : 0>, N.Sub<Stride, 1>>;
/**
 * How many zeros behind the padding make the windows of ceil mode those of floor mode. Ceil mode has, if none starts
 * behind the elements, min(ceil((h + 2 pad - reach) / stride) + 1, ceil((h + pad) / stride)) windows, which is
 * floor((h + overhang + 2 pad - reach) / stride) + 1 for overhang = min(reach - 1 - pad, stride - 1).
 */
export const overhang = (k: number, stride: number, pad: Padding, dilation: number): number => {
  if (pad === 'same') return 0;
  const rest = reach(k, dilation) - 1 - (pad === 'valid' ? 0 : pad);
  return Math.min(Math.max(0, rest), stride - 1);
};
/** The axes of space as ceil mode sees them. */
type Extended<S extends Shape, K, Stride, Pad, Dilation, Ceil> = Ceil extends true
  ? {
      [I in keyof S]: DAdd<
        S[I],
        Overhang<At<K, I>, At<Stride, I>, At<Pad, I, Padding>, At<Dilation, I>>
      >;
    }
  : S;

/** The sentence, or null if no window lies wholly in the padding: every mean is of something. */
type Half<Op extends string, R extends number, Pad> = Pad extends number
  ? number extends R | Pad
    ? null
    : N.Compare<R, N.Mul<2, Pad>> extends '<'
      ? `${Op}: padding ${Pad} exceeds half of window ${R}`
      : null
  : null;
/** The sentence for the first axis whose padding is too wide, or null. */
type Halves<Op extends string, K, Pad, Dilation> = Pad extends 'same' | 'valid'
  ? null
  : K extends readonly [infer K0 extends number, ...infer K1]
    ? Pad extends readonly [infer P0, ...infer P1]
      ? Dilation extends readonly [infer D0 extends number, ...infer D1]
        ? Half<Op, Reach<K0, D0>, P0> extends infer M extends string
          ? M
          : Halves<Op, K1, P1, D1>
        : null
      : null
    : null;
const half = (op: string, k: number, pad: Padding, dilation: number): string | null =>
  typeof pad === 'number' && reach(k, dilation) < 2 * pad
    ? `${op}: padding ${pad} exceeds half of window ${reach(k, dilation)}`
    : null;

/** [batch, ...space, channels] is [batch, ...places, channels]. */
export type Pool<
  R extends Rank,
  A extends Shape,
  K extends PerAxis,
  Stride extends PerAxis,
  Pad extends Paddings,
  Op extends string,
  Dilation extends PerAxis = 1,
  Ceil extends boolean = false,
> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [infer B extends Dim, ...infer S extends Shape, infer C extends Dim]
      ? S['length'] extends R
        ? Halves<
            Op,
            Each<R, K>,
            Pad extends 'same' | 'valid' ? Pad : Each<R, Pad>,
            Each<R, Dilation>
          > extends infer M extends string
          ? M
          : Extended<S, K, Stride, Pad, Dilation, Ceil> extends infer X extends Shape
            ? Places<X, K, Stride, Pad, Dilation> extends infer P extends Shape
              ? Fits<[B, ...P, C], P[number], ShowSides<Each<R, K>>, A, Op>
              : never
            : never
        : NoBatch<Op, A, R>
      : NoBatch<Op, A, R>;
/** [batch, ...space, channels] is [batch, ...places, channels]. */
export function poolShape<
  const R extends Rank,
  const A extends Shape,
  const K extends PerAxis,
  const Stride extends PerAxis,
  const Pad extends Paddings,
  const Op extends string,
  const Dilation extends PerAxis = 1,
  const Ceil extends boolean = false,
>(
  rank: R,
  a: A,
  k: K,
  stride: Stride,
  pad: Pad,
  op: Op,
  dilation?: Dilation,
  ceil?: Ceil,
): Verdict<Pool<R, A, K, Stride, Pad, Op, Dilation, Ceil>>;
export function poolShape(
  rank: Rank,
  a: Shape,
  k: PerAxis,
  stride: PerAxis,
  pad: Paddings,
  op: string,
  dilation: PerAxis = 1,
  ceil = false,
): Shape | string {
  if (a.length !== rank + 2) return noBatch(op, a, rank);
  const [ks, ss, ds] = [each(rank, k), each(rank, stride), each(rank, dilation)];
  const ps = each<Padding>(rank, pad);
  const wrong = ks.map((n, i) => half(op, n, ps[i]!, ds[i]!)).find((s) => s !== null);
  if (wrong !== undefined) return wrong;
  const more = ks.map((n, i) => (ceil ? overhang(n, ss[i]!, ps[i]!, ds[i]!) : 0));
  const space = a.slice(1, -1).map((h, i) => addDim(h, more[i]!));
  const places = placesOf(space, ks, { stride, padding: pad, dilation });
  return fits([a[0]!, ...places, a.at(-1)!], showSides(ks), a, op);
}

/** [batch, ...space, channels] is [batch, ...size, channels]: as many windows as are asked for. */
export type AdaptivePool<R extends Rank, A extends Shape, Size extends PerAxis, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [infer B extends Dim, ...infer S extends Shape, infer C extends Dim]
      ? S['length'] extends R
        ? Each<R, Size> extends infer P extends Shape
          ? [B, ...P, C]
          : never
        : NoBatch<Op, A, R>
      : NoBatch<Op, A, R>;
/** [batch, ...space, channels] is [batch, ...size, channels]: as many windows as are asked for. */
export function adaptivePoolShape<
  const R extends Rank,
  const A extends Shape,
  const Size extends PerAxis,
  const Op extends string,
>(rank: R, a: A, size: Size, op: Op): Verdict<AdaptivePool<R, A, Size, Op>>;
export function adaptivePoolShape(rank: Rank, a: Shape, size: PerAxis, op: string): Shape | string {
  if (a.length !== rank + 2) return noBatch(op, a, rank);
  return [a[0]!, ...each(rank, size), a.at(-1)!];
}

/** [batch, ...space, channels] is [batch, channels]. */
export type GlobalPool<R extends Rank, A extends Shape, Op extends string> =
  DynRank<A> extends true
    ? Dim[]
    : A extends readonly [infer B extends Dim, ...infer S extends Shape, infer C extends Dim]
      ? S['length'] extends R
        ? [B, C]
        : NoBatch<Op, A, R>
      : NoBatch<Op, A, R>;
/** [batch, ...space, channels] is [batch, channels]. */
export function globalPoolShape<
  const R extends Rank,
  const A extends Shape,
  const Op extends string,
>(rank: R, a: A, op: Op): Verdict<GlobalPool<R, A, Op>>;
export function globalPoolShape(rank: Rank, a: Shape, op: string): Shape | string {
  return a.length === rank + 2 ? [a[0]!, a.at(-1)!] : noBatch(op, a, rank);
}
