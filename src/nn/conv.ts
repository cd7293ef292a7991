/** Convolution layers in their three forms: specification of parameters, function of them, definition for `net`. */
import {
  type Def,
  def,
  type InDType,
  type InShape,
  type Layer,
  layer,
  type Out,
  type Par,
} from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must, type Tensor } from '../core/tensor.ts';
import { type Convolution, convolve } from '../ops/index.ts';
import { child, type Init, initOf } from '../tree/index.ts';
import type { DDiv, Dim } from '../types/dim.ts';
import {
  type Conv,
  convShape,
  each,
  type Last,
  type Paddings,
  type PerAxis,
  type Rank,
  type Shape,
} from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import {
  type AnyOptions,
  biased,
  type ConvInitializers,
  type ConvOptions,
  checkDTypes,
  geometryOf,
  type KernelOf,
  specsOf,
} from './conv-parts.ts';
import { tensorAt, width } from './params.ts';

/** The parameters of a 1-D convolution: K taps, I input channels of one group, O filters. */
export interface Conv1dP<K extends PerAxis, I extends Dim, O extends Dim> {
  readonly w: Tensor<KernelOf<1, K, I, O>>;
  readonly b: Tensor<[O]>;
}
/** The parameters of a 2-D convolution: K or [height, width] taps, I input channels of one group, O filters. */
export interface Conv2dP<K extends PerAxis, I extends Dim, O extends Dim> {
  readonly w: Tensor<KernelOf<2, K, I, O>>;
  readonly b: Tensor<[O]>;
}
/** The parameters of a 3-D convolution: K or [depth, height, width] taps, I input channels of one group, O filters. */
export interface Conv3dP<K extends PerAxis, I extends Dim, O extends Dim> {
  readonly w: Tensor<KernelOf<3, K, I, O>>;
  readonly b: Tensor<[O]>;
}
interface Params<K extends PerAxis, I extends Dim, O extends Dim> {
  readonly 1: Conv1dP<K, I, O>;
  readonly 2: Conv2dP<K, I, O>;
  readonly 3: Conv3dP<K, I, O>;
}

interface ConvLayer<
  R extends Rank,
  W extends Shape,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Groups extends number,
> extends Layer {
  readonly [Out]: Mk<
    F32Rule<`conv${R}d`, Conv<R, InShape<this>, W, Stride, Pad, Dilation, Groups>, InDType<this>>,
    InDType<this>
  >;
}
/** The type of `conv1d(p)`: [B, L, C] -> [B, places, O]. */
export interface Conv1d<
  W extends Shape,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Groups extends number,
> extends ConvLayer<1, W, Stride, Pad, Dilation, Groups> {}
/** The type of `conv2d(p)`: [B, H, W, C] -> [B, rows, columns, O]. */
export interface Conv2d<
  W extends Shape,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Groups extends number,
> extends ConvLayer<2, W, Stride, Pad, Dilation, Groups> {}
/** The type of `conv3d(p)`: [B, D, H, W, C] -> [B, planes, rows, columns, O]. */
export interface Conv3d<
  W extends Shape,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Groups extends number,
> extends ConvLayer<3, W, Stride, Pad, Dilation, Groups> {}
interface Layers<
  W extends Shape,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Groups extends number,
> {
  readonly 1: Conv1d<W, Stride, Pad, Dilation, Groups>;
  readonly 2: Conv2d<W, Stride, Pad, Dilation, Groups>;
  readonly 3: Conv3d<W, Stride, Pad, Dilation, Groups>;
}

const opOf = <R extends Rank>(rank: R): `conv${R}d` => `conv${rank}d`;

const convolved = (
  rank: Rank,
  x: Value,
  w: Value,
  b: Value | undefined,
  { stride = 1, padding = 'valid', dilation, groups }: AnyOptions,
  g: Convolution,
): Value => {
  const op = opOf(rank);
  checkDTypes(op, x, w);
  must(convShape(rank, x.shape, w.shape, stride, padding, dilation, groups));
  return biased(op, convolve(x, w, g), b);
};

/** Of a kernel and perhaps a bias, the layer over R axes of space. */
export type ConvOf<R extends Rank> = <
  W extends Shape,
  const Stride extends PerAxis<R> = 1,
  const Pad extends Paddings<R> = 'valid',
  const Dilation extends PerAxis<R> = 1,
  const Groups extends number = 1,
>(
  p: { readonly w: Tensor<W>; readonly b?: Tensor<[NoInfer<Last<W>>]> },
  o?: ConvOptions<Stride, Pad, Dilation, Groups>,
) => Layers<W, Stride, Pad, Dilation, Groups>[R] extends infer L extends Layer ? L : never;

/** @__NO_SIDE_EFFECTS__ */
const convOf =
  <R extends Rank>(rank: R): ConvOf<R> =>
  (p, o = {}) => {
    const g = geometryOf(opOf(rank), rank, o);
    return layer((x) => convolved(rank, x, p.w, p.b, o, g), opOf(rank));
  };

/**
 * y[b, i, o] = sum over taps t and channels c of x[b, i stride + t dilation, c] w[t, c, o] + b_o:
 * [B, L, C] -> [B, places, O]. The bias may be absent. PyTorch: Conv1d; Keras: Conv1D.
 */
export const conv1d: ConvOf<1> = /* @__PURE__ */ convOf(1);
/**
 * y[b, i, j, o] = sum over taps s, t and channels c of x[b, i stride + s dilation, j stride + t dilation, c]
 * w[s, t, c, o] + b_o: [B, H, W, C] -> [B, rows, columns, O]. The bias may be absent. Goodfellow, Bengio, Courville
 * (9.7). PyTorch: Conv2d; Keras: Conv2D.
 */
export const conv2d: ConvOf<2> = /* @__PURE__ */ convOf(2);
/**
 * y[b, h, i, j, o] = sum over taps r, s, t and channels c of x[b, h stride + r dilation, i stride + s dilation,
 * j stride + t dilation, c] w[r, s, t, c, o] + b_o: [B, D, H, W, C] -> [B, planes, rows, columns, O]. The bias may be
 * absent. PyTorch: Conv3d; Keras: Conv3D.
 */
export const conv3d: ConvOf<3> = /* @__PURE__ */ convOf(3);

/** The parameters of a convolution over R axes, from i channels (of one group) to o filters of k taps. */
export type ConvSpecOf<R extends Rank> = <
  I extends number,
  O extends number,
  const K extends PerAxis<R>,
>(
  i: I,
  o: O,
  k: K,
  options?: ConvInitializers,
) => Init<Params<K, I, O>[R]>;

/** @__NO_SIDE_EFFECTS__ */
const convSpecOf =
  <R extends Rank>(rank: R): ConvSpecOf<R> =>
  (i, o, k, options = {}) =>
    initOf(specsOf([...each(rank, k), i, o], o, options));

/** The parameters of a 1-D convolution from i channels (of one group) to o filters of k taps. */
export const conv1dSpec: ConvSpecOf<1> = /* @__PURE__ */ convSpecOf(1);
/** The parameters of a 2-D convolution from i channels (of one group) to o filters of k x k or [height, width] taps. */
export const conv2dSpec: ConvSpecOf<2> = /* @__PURE__ */ convSpecOf(2);
/** The parameters of a 3-D convolution from i channels (of one group) to o filters of k or [depth, height, width] taps. */
export const conv3dSpec: ConvSpecOf<3> = /* @__PURE__ */ convSpecOf(3);

/** A convolution of `net`: how many filters of how many taps. */
export interface ConvDefOptions<O, K, Stride, Pad, Dilation, Groups>
  extends ConvOptions<Stride, Pad, Dilation, Groups>,
    ConvInitializers {
  readonly filters: O;
  readonly kernel: K;
}

/** The channels of one group of the input. */
type GroupOf<T, Groups extends number> = DDiv<Last<InShape<T>>, Groups>;

/** The type of `layer.conv2d(name, options)`, and of those over other numbers R of axes of space. */
export interface ConvDef<
  R extends Rank,
  Name extends string,
  O extends number,
  K extends PerAxis,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Groups extends number,
> extends Def {
  readonly [Out]: Mk<
    F32Rule<
      `conv${R}d`,
      Conv<
        R,
        InShape<this>,
        KernelOf<R, K, GroupOf<this, Groups>, O>,
        Stride,
        Pad,
        Dilation,
        Groups
      >,
      InDType<this>
    >,
    InDType<this>
  >;
  readonly [Par]: { readonly [k in Name]: Params<K, GroupOf<this, Groups>, O>[R] };
}

/** Of a name and options, the definition over R axes of space. */
export type ConvDefOf<R extends Rank> = <
  Name extends string,
  O extends number,
  const K extends PerAxis<R>,
  const Stride extends PerAxis<R> = 1,
  const Pad extends Paddings<R> = 'valid',
  const Dilation extends PerAxis<R> = 1,
  const Groups extends number = 1,
>(
  name: Name,
  o: ConvDefOptions<O, K, Stride, Pad, Dilation, Groups>,
) => ConvDef<R, Name, O, K, Stride, Pad, Dilation, Groups>;

/** @__NO_SIDE_EFFECTS__ */
const convDefOf =
  <R extends Rank>(rank: R): ConvDefOf<R> =>
  (name, o) => {
    const op = opOf(rank);
    const g = geometryOf(op, rank, o);
    const taps = each(rank, o.kernel);
    return def(op, (x) => ({
      params: {
        [name]: specsOf([...taps, Math.floor(width(op, x) / g.groups), o.filters], o.filters, o),
      },
      apply: (params, v) => {
        const own = child(params, name);
        return convolved(rank, v, tensorAt(own, 'w'), tensorAt(own, 'b'), o, g);
      },
    }));
  };

/** A 1-D convolution of `net`, whose channels are counted there: layer.conv1d('c1', { filters: 32, kernel: 3 }). */
export const conv1dDef: ConvDefOf<1> = /* @__PURE__ */ convDefOf(1);
/** A 2-D convolution of `net`, whose channels are counted there: layer.conv2d('c1', { filters: 32, kernel: 3 }). */
export const conv2dDef: ConvDefOf<2> = /* @__PURE__ */ convDefOf(2);
/** A 3-D convolution of `net`, whose channels are counted there: layer.conv3d('c1', { filters: 32, kernel: 3 }). */
export const conv3dDef: ConvDefOf<3> = /* @__PURE__ */ convDefOf(3);
