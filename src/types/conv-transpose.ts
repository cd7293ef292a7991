/** Transposed convolution over one, two or three axes of space: the sizes whose convolution gives the input's. */
import {
  type Channels,
  channels,
  type Divisible,
  divisible,
  isKernel,
  type NoKernel,
  noKernel,
  tapsOf,
} from './conv.ts';
import { addDim, type DAdd, type Dim, type DMul, type DSub, mulDim, subDim } from './dim.ts';
import type { AddInt } from './integer.ts';
import type * as N from './num.ts';
import { type DynRank, type Shape, type Show, show, type Uni, type Verdict } from './show.ts';
import {
  type At,
  each,
  type NoBatch,
  noBatch,
  type Padding,
  type Paddings,
  type PerAxis,
  type Rank,
  type Reach,
  reach,
  type ShowSides,
  showSides,
  type TooSmall,
  tooSmall,
  type Zeros,
  zeros,
} from './window.ts';

/** The size whose windows they are: (H - 1) stride - 2 pad + dilation (K - 1) + 1 + more; 'same': H stride. */
export type ConvTransposeDim<
  H extends Dim,
  K extends number,
  Stride extends number,
  Pad extends Padding,
  Dilation extends number = 1,
  More extends number = 0,
> = Pad extends 'same'
  ? DMul<H, Stride>
  : DAdd<DMul<DSub<H, 1>, Stride>, AddInt<N.Sub<Reach<K, Dilation>, Zeros<Pad>>, More>>;
/** The size whose windows they are: (h - 1) stride - 2 pad + dilation (k - 1) + 1 + more; 'same': h stride. */
export const convTransposeDim = (
  h: Dim,
  k: number,
  stride: number,
  pad: Padding,
  dilation = 1,
  more = 0,
): Dim =>
  pad === 'same'
    ? mulDim(h, stride)
    : addDim(mulDim(subDim(h, 1), stride), reach(k, dilation) - zeros(pad) + more);

type Images<Space extends Shape, Size, Stride, Pad, Dilation, More> = {
  -readonly [I in keyof Space]: ConvTransposeDim<
    Space[I],
    At<Size, I>,
    At<Stride, I>,
    At<Pad, I, Padding>,
    At<Dilation, I>,
    At<More, I>
  >;
};

/** The sentence for more elements at the end than a stride leaves open, or never. */
type Excess<Op extends string, More, Stride, Pad, I extends string[]> = I extends [
  infer K,
  ...infer Next extends string[],
]
  ? ExcessAt<Op, At<More, K>, At<Stride, K>, At<Pad, K, Padding>> extends infer M
    ? [M] extends [never]
      ? Excess<Op, More, Stride, Pad, Next>
      : M
    : never
  : never;
type ExcessAt<
  Op extends string,
  More extends number,
  Stride extends number,
  Pad extends Padding,
> = More extends 0
  ? never
  : Pad extends 'same'
    ? `${Op}: outputPadding must be 0 where padding is 'same', got ${More}`
    : number extends More | Stride
      ? never
      : N.Compare<More, Stride> extends '<'
        ? never
        : `${Op}: outputPadding ${More} must be less than stride ${Stride}`;
type Indices = { 1: ['0']; 2: ['0', '1']; 3: ['0', '1', '2'] };
/** The sentence for more elements at the end than a stride leaves open, or null. */
const excess = (op: string, more: number, stride: number, pad: Padding): string | null => {
  if (more === 0) return null;
  if (pad === 'same') return `${op}: outputPadding must be 0 where padding is 'same', got ${more}`;
  return more < stride ? null : `${op}: outputPadding ${more} must be less than stride ${stride}`;
};

/** The result, unless the padding takes away all of a known size. */
type Remains<Op extends string, A extends Shape, Size extends Shape, P extends Shape, R> =
  true extends TooSmall<P[number]>
    ? `${Op}: window ${ShowSides<Size>} with this padding leaves nothing of input ${Show<A>}`
    : R;

/**
 * [batch, ...space, in] with a kernel [...taps, out / groups, in] is [batch, ...sizes, out]: what `Conv` with the same
 * kernel takes to [batch, ...space, in].
 */
export type ConvTranspose<
  R extends Rank,
  A extends Shape,
  W extends Shape,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis = 1,
  Groups extends number = 1,
  More extends PerAxis = 0,
  Op extends string = `convTranspose${R}d`,
> = true extends DynRank<A> | DynRank<W>
  ? Dim[]
  : A extends readonly [infer B extends Dim, ...infer Space extends Shape, infer C extends Dim]
    ? Space['length'] extends R
      ? W extends readonly [
          ...infer Size extends readonly number[],
          infer Co extends Dim,
          infer Ci extends Dim,
        ]
        ? Size['length'] extends R
          ? Images<Space, Size, Stride, Pad, Dilation, More> extends infer P extends Shape
            ? [Uni<C, Ci>] extends [never]
              ? Channels<Op, A, C, Ci>
              : [Excess<Op, More, Stride, Pad, Indices[R]>] extends [never]
                ? Divisible<
                    Op,
                    'input',
                    Ci,
                    Groups,
                    Remains<Op, A, Size, P, [B, ...P, DMul<Co, Groups>]>
                  >
                : Excess<Op, More, Stride, Pad, Indices[R]>
            : never
          : NoKernel<Op, W, R, 'out, in'>
        : NoKernel<Op, W, R, 'out, in'>
      : NoBatch<Op, A, R>
    : NoBatch<Op, A, R>;
/**
 * [batch, ...space, in] with a kernel [...taps, out / groups, in] is [batch, ...sizes, out]: what `convShape` with the
 * same kernel takes to [batch, ...space, in].
 */
export function convTransposeShape<
  const R extends Rank,
  const A extends Shape,
  const W extends Shape,
  const Stride extends PerAxis<R>,
  const Pad extends Paddings<R>,
  const Dilation extends PerAxis<R> = 1,
  const Groups extends number = 1,
  const More extends PerAxis<R> = 0,
>(
  rank: R,
  a: A,
  w: W,
  stride: Stride,
  pad: Pad,
  dilation?: Dilation,
  groups?: Groups,
  more?: More,
): Verdict<ConvTranspose<R, A, W, Stride, Pad, Dilation, Groups, More>>;
export function convTransposeShape(
  rank: Rank,
  a: Shape,
  w: Shape,
  stride: PerAxis,
  pad: Paddings,
  dilation: PerAxis = 1,
  groups = 1,
  more: PerAxis = 0,
): Shape | string {
  const op = `convTranspose${rank}d`;
  if (a.length !== rank + 2) return noBatch(op, a, rank);
  if (!isKernel(w, rank)) return noKernel(op, w, rank, 'out, in');
  const [s, p, d, m] = [
    each(rank, stride),
    each<Padding>(rank, pad),
    each(rank, dilation),
    each(rank, more),
  ];
  const [[batch], taps, [out, inputs]] = [a, tapsOf(w), w.slice(-2)];
  const wrong =
    channels(op, a, inputs!) ??
    s.map((n, k) => excess(op, m[k]!, n, p[k]!)).find((e) => e !== null) ??
    divisible(op, 'input', inputs!, groups);
  if (wrong !== null) return wrong;
  const sizes = taps.map((n, k) => convTransposeDim(a[k + 1]!, n, s[k]!, p[k]!, d[k]!, m[k]!));
  return sizes.some(tooSmall)
    ? `${op}: window ${showSides(taps)} with this padding leaves nothing of input ${show(a)}`
    : [batch!, ...sizes, mulDim(out!, groups)];
}
