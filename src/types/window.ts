/** Windows that slide over axes: convolution and its transpose; channels last. Pooling is in pool.ts. */
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
/** One number for height and width, or one each. */
export type Pair = number | readonly [number, number];
/** Padding of height and width alike, or a number for each. */
export type Padding2d = Padding | readonly [number, number];

/** What a pair says of the height; `As` is number or Padding. */
export type High<P, As = number> = P extends readonly [infer H extends As, unknown]
  ? H
  : P extends As
    ? P
    : never;
/** What a pair says of the width; `As` is number or Padding. */
export type Wide<P, As = number> = P extends readonly [unknown, infer W extends As]
  ? W
  : P extends As
    ? P
    : never;
/** What a pair says of height and width. */
export const pairOf = <T extends string | number>(
  p: T | readonly [number, number],
): readonly [T | number, T | number] => (typeof p === 'object' ? p : [p, p]);

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

/** '3', or '2x3' for a window that is not square. */
export type ShowWindow<H extends Dim, W extends Dim> = [H, W] extends [W, H]
  ? ShowDim<H>
  : `${ShowDim<H>}x${ShowDim<W>}`;
/** '3', or '2x3' for a window that is not square. */
export const showWindow = (h: Dim, w: Dim): string => (h === w ? `${h}` : `${h}x${w}`);

type TooSmall<D extends Dim> = D extends number ? (D extends 0 ? true : IsNegative<D>) : false;
const tooSmall = (d: Dim): boolean => typeof d === 'number' && d <= 0;
/** The shape of the places, unless a known size has no place for the window. */
export type Fits<R, Places extends Dim, Window extends string, A extends Shape, Op extends string> =
  true extends TooSmall<Places> ? `${Op}: window ${Window} does not fit input ${Show<A>}` : R;
/** [batch, ...places, channels], unless a known size has no place for the window. */
export const fits = (r: Shape, window: string, a: Shape, op: string): Shape | string =>
  r.slice(1, -1).some(tooSmall) ? `${op}: window ${window} does not fit input ${show(a)}` : r;

/** The sentence for an input that is no batch of images. */
export type Image<
  Op extends string,
  A extends Shape,
> = `${Op}: input must be [batch, height, width, channels], got ${Show<A>}`;
/** The sentence for an input that is no batch of images. */
export const image = (op: string, a: Shape): string =>
  `${op}: input must be [batch, height, width, channels], got ${show(a)}`;
/** The sentence for an input that is no batch of sequences. */
export type Sequence<
  Op extends string,
  A extends Shape,
> = `${Op}: input must be [batch, length, channels], got ${Show<A>}`;
/** The sentence for an input that is no batch of sequences. */
export const sequence = (op: string, a: Shape): string =>
  `${op}: input must be [batch, length, channels], got ${show(a)}`;

type Channels<
  Op extends string,
  A extends Shape,
  C extends Dim,
  Want extends Dim,
> = `${Op}: input ${Show<A>} has ${ShowDim<C>} channels, kernel expects ${ShowDim<Want>}`;
type Kernel<
  Op extends string,
  Form extends string,
  W extends Shape,
> = `${Op}: kernel must be ${Form}, got ${Show<W>}`;
const kernel = (op: string, form: string, w: Shape): string =>
  `${op}: kernel must be ${form}, got ${show(w)}`;

/** The result, if a kernel for `Ci` channels a group and `Co` filters fits C channels in groups. */
type Grouped<
  Op extends string,
  A extends Shape,
  C extends Dim,
  Ci extends Dim,
  Co extends Dim,
  Groups extends number,
  R,
> = [Uni<C, DMul<Ci, Groups>>] extends [never]
  ? Channels<Op, A, C, DMul<Ci, Groups>>
  : Groups extends 1
    ? R
    : [Co] extends [infer O extends number]
      ? N.Mod<O, Groups> extends 0
        ? R
        : `${Op}: ${O} output channels are not divisible by ${Groups} groups`
      : R;
/** The sentence, or null if a kernel for `ci` channels a group and `co` filters fits c channels in groups. */
const grouped = (op: string, a: Shape, c: Dim, ci: Dim, co: Dim, groups: number): string | null => {
  const want = mulDim(ci, groups);
  if (c !== want) return `${op}: input ${show(a)} has ${c} channels, kernel expects ${want}`;
  return typeof co === 'number' && co % groups !== 0
    ? `${op}: ${co} output channels are not divisible by ${groups} groups`
    : null;
};

/** [batch, length, in] with a kernel [k, in / groups, out] is [batch, places, out]. */
export type Conv1d<
  A extends Shape,
  W extends Shape,
  Stride extends number,
  Pad extends Padding,
  Dilation extends number = 1,
  Groups extends number = 1,
> = true extends DynRank<A> | DynRank<W>
  ? Dim[]
  : A extends readonly [infer B extends Dim, infer L extends Dim, infer C extends Dim]
    ? W extends readonly [infer k extends number, infer ci extends Dim, infer co extends Dim]
      ? ConvDim<L, k, Stride, Pad, Dilation> extends infer P extends Dim
        ? Grouped<'conv1d', A, C, ci, co, Groups, Fits<[B, P, co], P, `${k}`, A, 'conv1d'>>
        : never
      : Kernel<'conv1d', '[k, in, out]', W>
    : Sequence<'conv1d', A>;
/** [batch, length, in] with a kernel [k, in / groups, out] is [batch, places, out]. */
export function conv1dShape<
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
): Verdict<Conv1d<A, W, Stride, Pad, Dilation, Groups>>;
export function conv1dShape(
  a: Shape,
  w: Shape,
  stride: number,
  pad: Padding,
  dilation = 1,
  groups = 1,
): Shape | string {
  const [b, length, c] = a;
  const [k, ci, co] = w;
  if (a.length !== 3 || b === undefined || length === undefined || c === undefined)
    return sequence('conv1d', a);
  if (w.length !== 3 || typeof k !== 'number' || ci === undefined || co === undefined)
    return kernel('conv1d', '[k, in, out]', w);
  const places = convDim(length, k, stride, pad, dilation);
  return grouped('conv1d', a, c, ci, co, groups) ?? fits([b, places, co], `${k}`, a, 'conv1d');
}

/** [batch, height, width, in] with a kernel [kh, kw, in / groups, out] is [batch, rows, columns, out]. */
export type Conv2d<
  A extends Shape,
  W extends Shape,
  Stride extends Pair,
  Pad extends Padding2d,
  Dilation extends Pair = 1,
  Groups extends number = 1,
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
      ? Places2d<H, Wd, kh, kw, Stride, Pad, Dilation> extends [
          infer P extends Dim,
          infer Q extends Dim,
        ]
        ? Grouped<
            'conv2d',
            A,
            C,
            ci,
            co,
            Groups,
            Fits<[B, P, Q, co], P | Q, ShowWindow<kh, kw>, A, 'conv2d'>
          >
        : never
      : Kernel<'conv2d', '[kh, kw, in, out]', W>
    : Image<'conv2d', A>;
/** The places of a window of Kh x Kw in an image. */
export type Places2d<
  H extends Dim,
  W extends Dim,
  Kh extends number,
  Kw extends number,
  Stride extends Pair,
  Pad extends Padding2d,
  Dilation extends Pair,
> = [
  ConvDim<H, Kh, High<Stride>, High<Pad, Padding>, High<Dilation>>,
  ConvDim<W, Kw, Wide<Stride>, Wide<Pad, Padding>, Wide<Dilation>>,
];
/** The places of a window of kh x kw in an image. */
export const places2d = (
  [h, w]: readonly [Dim, Dim],
  [kh, kw]: readonly [number, number],
  stride: Pair,
  pad: Padding2d,
  dilation: Pair,
): readonly [Dim, Dim] => {
  const [s, p, d] = [pairOf(stride), pairOf(pad), pairOf(dilation)];
  return [convDim(h, kh, s[0], p[0], d[0]), convDim(w, kw, s[1], p[1], d[1])];
};
/** [batch, height, width, in] with a kernel [kh, kw, in / groups, out] is [batch, rows, columns, out]. */
export function conv2dShape<
  const A extends Shape,
  const W extends Shape,
  const Stride extends Pair,
  const Pad extends Padding2d,
  const Dilation extends Pair = 1,
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
  stride: Pair,
  pad: Padding2d,
  dilation: Pair = 1,
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
  const wrong = grouped('conv2d', a, c, ci, co, groups);
  if (wrong !== null) return wrong;
  const places = places2d([h, wd], [kh, kw], stride, pad, dilation);
  return fits([b, ...places, co], showWindow(kh, kw), a, 'conv2d');
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
  const wrong = grouped('convTranspose2d', a, c, ci, co, 1);
  if (wrong !== null) return wrong;
  return [b, convTransposeDim(h, kh, stride, pad), convTransposeDim(wd, kw, stride, pad), co];
}
