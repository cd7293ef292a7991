/** Windows that slide over axes: convolution, its transpose, pooling, and padding; channels last. */
import {
  addDim,
  type DAdd,
  type DDiv,
  type Dim,
  type DMul,
  type DSub,
  divDim,
  mulDim,
  subDim,
} from './dim.ts';
import type { IsNegative } from './integer.ts';
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

/** 'same': ceil(size / stride) places; 'valid': no padding; a number: zeros on both sides. */
export type Padding = 'same' | 'valid' | number;

type Zeros<Pad extends Padding> = Pad extends number ? N.Mul<2, Pad> : 0;
const zeros = (pad: Padding): number => (typeof pad === 'number' ? 2 * pad : 0);

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
/** The size of the window with its gaps. */
type Reach<K extends number, Dilation extends number> = N.Add<N.Mul<Dilation, N.Sub<K, 1>>, 1>;
/** The places of a window: floor((h + 2 pad - dilation (k - 1) - 1) / stride) + 1. */
export const convDim = (h: Dim, k: number, stride: number, pad: Padding, dilation = 1): Dim => {
  const reach = pad === 'same' ? 1 : dilation * (k - 1) + 1 - zeros(pad);
  return addDim(divDim(subDim(h, reach), stride), 1);
};

/** The size whose windows they are: (H - 1) stride - 2 pad + K; 'same': H stride. */
export type ConvTransposeDim<
  H extends Dim,
  K extends number,
  Stride extends number,
  Pad extends Padding,
> = Pad extends 'same' ? DMul<H, Stride> : DAdd<DMul<DSub<H, 1>, Stride>, N.Sub<K, Zeros<Pad>>>;
/** The size whose windows they are: (h - 1) stride - 2 pad + k; 'same': h stride. */
export const convTransposeDim = (h: Dim, k: number, stride: number, pad: Padding): Dim =>
  pad === 'same' ? mulDim(h, stride) : addDim(mulDim(subDim(h, 1), stride), k - zeros(pad));

type TooSmall<D extends Dim> = D extends number ? (D extends 0 ? true : IsNegative<D>) : false;
const tooSmall = (d: Dim): boolean => typeof d === 'number' && d <= 0;
/** The result, unless a known size has no place for the window. */
type Fits<R, Window extends Dim, A extends Shape, Op extends string> = R extends Shape
  ? true extends TooSmall<R[number]>
    ? `${Op}: window ${ShowDim<Window>} does not fit input ${Show<A>}`
    : R
  : never;
const fits = (r: Shape, window: Dim, a: Shape, op: string): Shape | string =>
  r.some(tooSmall) ? `${op}: window ${window} does not fit input ${show(a)}` : r;

type Image<
  Op extends string,
  A extends Shape,
> = `${Op}: input must be [batch, height, width, channels], got ${Show<A>}`;
const image = (op: string, a: Shape): string =>
  `${op}: input must be [batch, height, width, channels], got ${show(a)}`;
type Channels<
  Op extends string,
  A extends Shape,
  C extends Dim,
  Want extends Dim,
> = `${Op}: input ${Show<A>} has ${ShowDim<C>} channels, kernel expects ${ShowDim<Want>}`;
const channels = (op: string, a: Shape, have: Dim, want: Dim): string =>
  `${op}: input ${show(a)} has ${have} channels, kernel expects ${want}`;
type Kernel<
  Op extends string,
  Form extends string,
  W extends Shape,
> = `${Op}: kernel must be ${Form}, got ${Show<W>}`;
const kernel = (op: string, form: string, w: Shape): string =>
  `${op}: kernel must be ${form}, got ${show(w)}`;

/** [batch, length, in] with a kernel [k, in, out] is [batch, places, out]. */
export type Conv1d<
  A extends Shape,
  W extends Shape,
  Stride extends number,
  Pad extends Padding,
  Dilation extends number = 1,
> = true extends DynRank<A> | DynRank<W>
  ? Dim[]
  : A extends readonly [infer B extends Dim, infer L extends Dim, infer C extends Dim]
    ? W extends readonly [infer k extends number, infer ci extends Dim, infer co extends Dim]
      ? [Uni<C, ci>] extends [never]
        ? Channels<'conv1d', A, C, ci>
        : Fits<[B, ConvDim<L, k, Stride, Pad, Dilation>, co], k, A, 'conv1d'>
      : Kernel<'conv1d', '[k, in, out]', W>
    : `conv1d: input must be [batch, length, channels], got ${Show<A>}`;
/** [batch, length, in] with a kernel [k, in, out] is [batch, places, out]. */
export function conv1dShape<
  const A extends Shape,
  const W extends Shape,
  const Stride extends number,
  const Pad extends Padding,
  const Dilation extends number = 1,
>(
  a: A,
  w: W,
  stride: Stride,
  pad: Pad,
  dilation?: Dilation,
): Verdict<Conv1d<A, W, Stride, Pad, Dilation>>;
export function conv1dShape(
  a: Shape,
  w: Shape,
  stride: number,
  pad: Padding,
  dilation = 1,
): Shape | string {
  const [b, length, c] = a;
  const [k, ci, co] = w;
  if (a.length !== 3 || b === undefined || length === undefined || c === undefined)
    return `conv1d: input must be [batch, length, channels], got ${show(a)}`;
  if (w.length !== 3 || typeof k !== 'number' || ci === undefined || co === undefined)
    return kernel('conv1d', '[k, in, out]', w);
  if (c !== ci) return channels('conv1d', a, c, ci);
  return fits([b, convDim(length, k, stride, pad, dilation), co], k, a, 'conv1d');
}

/** [batch, height, width, in] with a kernel [kh, kw, in / groups, out] is [batch, rows, columns, out]. */
export type Conv2d<
  A extends Shape,
  W extends Shape,
  Stride extends number,
  Pad extends Padding,
  Dilation extends number = 1,
  Groups extends number = 1,
> = true extends DynRank<A> | DynRank<W>
  ? Dim[]
  : A extends readonly [Dim, Dim, Dim, infer C extends Dim]
    ? W extends readonly [number, number, infer ci extends Dim, infer co extends Dim]
      ? [Uni<C, DMul<ci, Groups>>] extends [never]
        ? Channels<'conv2d', A, C, DMul<ci, Groups>>
        : Groups extends 1
          ? Convolved<A, W, Stride, Pad, Dilation>
          : [co] extends [infer O extends number]
            ? N.Mod<O, Groups> extends 0
              ? Convolved<A, W, Stride, Pad, Dilation>
              : `conv2d: ${O} output channels are not divisible by ${Groups} groups`
            : Convolved<A, W, Stride, Pad, Dilation>
      : Kernel<'conv2d', '[kh, kw, in, out]', W>
    : Image<'conv2d', A>;
type Convolved<
  A extends Shape,
  W extends Shape,
  Stride extends number,
  Pad extends Padding,
  Dilation extends number,
> = [A, W] extends [
  readonly [infer B extends Dim, infer H extends Dim, infer Wd extends Dim, Dim],
  readonly [infer kh extends number, infer kw extends number, Dim, infer co extends Dim],
]
  ? Fits<
      [B, ConvDim<H, kh, Stride, Pad, Dilation>, ConvDim<Wd, kw, Stride, Pad, Dilation>, co],
      kh,
      A,
      'conv2d'
    >
  : never;
/** [batch, height, width, in] with a kernel [kh, kw, in / groups, out] is [batch, rows, columns, out]. */
export function conv2dShape<
  const A extends Shape,
  const W extends Shape,
  const Stride extends number,
  const Pad extends Padding,
  const Dilation extends number = 1,
  const Groups extends number = 1,
>(
  a: A,
  w: W,
  stride: Stride,
  pad: Pad,
  dilation?: Dilation,
  groups?: Groups,
): Verdict<Conv2d<A, W, Stride, Pad, Dilation, Groups>>;
export function conv2dShape(
  a: Shape,
  w: Shape,
  stride: number,
  pad: Padding,
  dilation = 1,
  groups = 1,
): Shape | string {
  const [b, h, wd, c] = a;
  const [kh, kw, ci, co] = w;
  if (a.length !== 4 || b === undefined || h === undefined || wd === undefined || c === undefined)
    return image('conv2d', a);
  if (
    w.length !== 4 ||
    typeof kh !== 'number' ||
    typeof kw !== 'number' ||
    ci === undefined ||
    co === undefined
  )
    return kernel('conv2d', '[kh, kw, in, out]', w);
  if (c !== mulDim(ci, groups)) return channels('conv2d', a, c, mulDim(ci, groups));
  if (typeof co === 'number' && co % groups !== 0)
    return `conv2d: ${co} output channels are not divisible by ${groups} groups`;
  const place = (d: Dim, k: number): Dim => convDim(d, k, stride, pad, dilation);
  return fits([b, place(h, kh), place(wd, kw), co], kh, a, 'conv2d');
}

/** [batch, height, width, in] with a kernel [kh, kw, in, out] is [batch, rows, columns, out]. */
export type ConvTranspose2d<
  A extends Shape,
  W extends Shape,
  Stride extends number,
  Pad extends Padding,
> = true extends DynRank<A> | DynRank<W>
  ? Dim[]
  : A extends readonly [
        infer B extends Dim,
        infer H extends Dim,
        infer Wd extends Dim,
        infer C extends Dim,
      ]
    ? W extends readonly [
        infer kh extends number,
        infer kw extends number,
        infer ci extends Dim,
        infer co extends Dim,
      ]
      ? [Uni<C, ci>] extends [never]
        ? Channels<'convTranspose2d', A, C, ci>
        : [B, ConvTransposeDim<H, kh, Stride, Pad>, ConvTransposeDim<Wd, kw, Stride, Pad>, co]
      : Kernel<'convTranspose2d', '[kh, kw, in, out]', W>
    : Image<'convTranspose2d', A>;
/** [batch, height, width, in] with a kernel [kh, kw, in, out] is [batch, rows, columns, out]. */
export function convTranspose2dShape<
  const A extends Shape,
  const W extends Shape,
  const Stride extends number,
  const Pad extends Padding,
>(a: A, w: W, stride: Stride, pad: Pad): Verdict<ConvTranspose2d<A, W, Stride, Pad>>;
export function convTranspose2dShape(
  a: Shape,
  w: Shape,
  stride: number,
  pad: Padding,
): Shape | string {
  const [b, h, wd, c] = a;
  const [kh, kw, ci, co] = w;
  if (a.length !== 4 || b === undefined || h === undefined || wd === undefined || c === undefined)
    return image('convTranspose2d', a);
  if (
    w.length !== 4 ||
    typeof kh !== 'number' ||
    typeof kw !== 'number' ||
    ci === undefined ||
    co === undefined
  )
    return kernel('convTranspose2d', '[kh, kw, in, out]', w);
  if (c !== ci) return channels('convTranspose2d', a, c, ci);
  return [b, convTransposeDim(h, kh, stride, pad), convTransposeDim(wd, kw, stride, pad), co];
}

/** [batch, height, width, channels] is [batch, rows, columns, channels], a place for each window. */
export type Pool2d<
  A extends Shape,
  K extends number,
  Stride extends number,
  Pad extends Padding,
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
      ? Fits<[B, ConvDim<H, K, Stride, Pad>, ConvDim<W, K, Stride, Pad>, C], K, A, Op>
      : Image<Op, A>;
/** [batch, height, width, channels] is [batch, rows, columns, channels], a place for each window. */
export function pool2dShape<
  const A extends Shape,
  const K extends number,
  const Stride extends number,
  const Pad extends Padding,
  const Op extends string = 'pool2d',
>(a: A, k: K, stride: Stride, pad: Pad, op?: Op): Verdict<Pool2d<A, K, Stride, Pad, Op>>;
export function pool2dShape(
  a: Shape,
  k: number,
  stride: number,
  pad: Padding,
  op = 'pool2d',
): Shape | string {
  const [b, h, w, c] = a;
  if (a.length !== 4 || b === undefined || h === undefined || w === undefined || c === undefined)
    return image(op, a);
  return fits([b, convDim(h, k, stride, pad), convDim(w, k, stride, pad), c], k, a, op);
}

/** Zeros before and after, for each axis. */
export type Pads = readonly (readonly [before: number, after: number])[];
/** The shape with zeros put around. */
export type Pad<A extends Shape, Z extends Pads> = number extends A['length'] | Z['length']
  ? Dim[]
  : Z['length'] extends A['length']
    ? { -readonly [K in keyof A]: K extends keyof Z ? Padded<A[K], Z[K]> : A[K] }
    : `pad: ${Z['length']} pairs given for ${Show<A>}`;
type Padded<D extends Dim, Z> = Z extends readonly [infer L extends number, infer H extends number]
  ? DAdd<D, N.Add<L, H>>
  : D;
/** The shape with zeros put around. */
export function padShape<const A extends Shape, const Z extends Pads>(
  a: A,
  zeros: Z,
): Verdict<Pad<A, Z>>;
export function padShape(a: Shape, pads: Pads): Shape | string {
  return pads.length === a.length
    ? a.map((d, i) => addDim(d, pads[i]![0] + pads[i]![1]))
    : `pad: ${pads.length} pairs given for ${show(a)}`;
}
