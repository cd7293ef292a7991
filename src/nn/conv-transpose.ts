/** Transposed convolution layers in their three forms: specification of parameters, function of them, definition for `net`. */

import { ShapeError } from '../core/error.ts';
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
import { type Convolution, convolveTranspose, whole } from '../ops/index.ts';
import { child, type Init, initOf } from '../tree/index.ts';
import type { DDiv, Dim, DMul } from '../types/dim.ts';
import {
  type ConvTranspose,
  convTransposeShape,
  type Divisible,
  divisible,
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

/** How the windows of the convolution move whose transpose it is, and how large its input was. */
export interface ConvTransposeOptions<Stride, Pad, Dilation, Groups, More>
  extends ConvOptions<Stride, Pad, Dilation, Groups> {
  /**
   * elements more at the end, 0 if absent, fewer than the stride: the sizes that a convolution of this stride takes to
   * the input's differ by so many. With padding 'same' the result is the input's size times the stride
   */
  readonly outputPadding?: More;
}
/** Of a transposed convolution over any number of axes of space. */
type Options = AnyOptions & { readonly outputPadding?: PerAxis };

/** The parameters of a 1-D transposed convolution: K taps, E output channels of one group, I inputs, O outputs. */
export interface ConvTranspose1dP<
  K extends PerAxis,
  I extends Dim,
  O extends Dim,
  E extends Dim = O,
> {
  readonly w: Tensor<KernelOf<1, K, E, I>>;
  readonly b: Tensor<[O]>;
}
/** The parameters of a 2-D transposed convolution: K taps, E output channels of one group, I inputs, O outputs. */
export interface ConvTranspose2dP<
  K extends PerAxis,
  I extends Dim,
  O extends Dim,
  E extends Dim = O,
> {
  readonly w: Tensor<KernelOf<2, K, E, I>>;
  readonly b: Tensor<[O]>;
}
/** The parameters of a 3-D transposed convolution: K taps, E output channels of one group, I inputs, O outputs. */
export interface ConvTranspose3dP<
  K extends PerAxis,
  I extends Dim,
  O extends Dim,
  E extends Dim = O,
> {
  readonly w: Tensor<KernelOf<3, K, E, I>>;
  readonly b: Tensor<[O]>;
}
interface Params<K extends PerAxis, I extends Dim, O extends Dim, E extends Dim> {
  readonly 1: ConvTranspose1dP<K, I, O, E>;
  readonly 2: ConvTranspose2dP<K, I, O, E>;
  readonly 3: ConvTranspose3dP<K, I, O, E>;
}

/** The type of `convTranspose2d(p)`, and of those over other numbers R of axes of space. */
export interface ConvTransposed<
  R extends Rank,
  W extends Shape,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Groups extends number,
  More extends PerAxis,
> extends Layer {
  readonly [Out]: Mk<
    F32Rule<
      `convTranspose${R}d`,
      ConvTranspose<R, InShape<this>, W, Stride, Pad, Dilation, Groups, More>,
      InDType<this>
    >,
    InDType<this>
  >;
}

const opOf = <R extends Rank>(rank: R): `convTranspose${R}d` => `convTranspose${rank}d`;

/** Everything but the shapes, checked. */
const geometry = (rank: Rank, o: Options): Convolution => {
  whole(opOf(rank), 'outputPadding', each(rank, o.outputPadding ?? 0), 0);
  return geometryOf(opOf(rank), rank, o);
};

const transposed = (
  rank: Rank,
  x: Value,
  w: Value,
  b: Value | undefined,
  { stride = 1, padding = 'valid', dilation, groups, outputPadding }: Options,
  g: Convolution,
): Value => {
  const op = opOf(rank);
  checkDTypes(op, x, w);
  const shape = must(
    convTransposeShape(rank, x.shape, w.shape, stride, padding, dilation, groups, outputPadding),
  );
  return biased(op, convolveTranspose(x, w, shape.slice(1, -1), g), b);
};

/** The output channels of one group of a kernel [...taps, out / groups, in]. */
type EachOf<W extends Shape> = W extends readonly [...Shape, infer E extends Dim, Dim] ? E : never;

/** Of a kernel and perhaps a bias, the layer over R axes of space. */
export type ConvTransposeOf<R extends Rank> = <
  W extends Shape,
  const Stride extends PerAxis<R> = 1,
  const Pad extends Paddings<R> = 'valid',
  const Dilation extends PerAxis<R> = 1,
  const Groups extends number = 1,
  const More extends PerAxis<R> = 0,
>(
  p: { readonly w: Tensor<W>; readonly b?: Tensor<[DMul<EachOf<NoInfer<W>>, NoInfer<Groups>>]> },
  o?: ConvTransposeOptions<Stride, Pad, Dilation, Groups, More>,
) => ConvTransposed<R, W, Stride, Pad, Dilation, Groups, More>;

/** @__NO_SIDE_EFFECTS__ */
const convTransposeOf =
  <R extends Rank>(rank: R): ConvTransposeOf<R> =>
  (p, o = {}) => {
    const g = geometry(rank, o);
    return layer((x) => transposed(rank, x, p.w, p.b, o, g), opOf(rank));
  };

/**
 * The transpose of the linear map `conv1d` of the same kernel [k, out / groups, in], which takes [B, L', out] to
 * [B, L, in]: every element of x adds its multiple of the kernel at its place,
 * y[b, i stride + t dilation - before, o] += x[b, i, c] w[t, o, c], and then b_o: [B, L, C] -> [B, L', O],
 * L' = (L - 1) stride - 2 padding + dilation (k - 1) + 1 + outputPadding. The bias may be absent. Dumoulin and Visin 2016,
 * chapter 4. PyTorch: ConvTranspose1d, weight [in, out / groups, k]; Keras: Conv1DTranspose.
 */
export const convTranspose1d: ConvTransposeOf<1> = /* @__PURE__ */ convTransposeOf(1);
/**
 * The transpose of the linear map `conv2d` of the same kernel [kh, kw, out / groups, in], which takes [B, H', W', out]
 * to [B, H, W, in]: every pixel of x adds its multiple of the kernel at its place,
 * y[b, i stride + s dilation - before, j stride + t dilation - before, o] += x[b, i, j, c] w[s, t, o, c], and then b_o:
 * [B, H, W, C] -> [B, H', W', O], H' = (H - 1) stride - 2 padding + dilation (kh - 1) + 1 + outputPadding. The bias may be
 * absent. Dumoulin and Visin 2016, chapter 4. PyTorch: ConvTranspose2d, weight [in, out / groups, kh, kw]; Keras:
 * Conv2DTranspose.
 */
export const convTranspose2d: ConvTransposeOf<2> = /* @__PURE__ */ convTransposeOf(2);
/**
 * The transpose of the linear map `conv3d` of the same kernel [kd, kh, kw, out / groups, in], which takes
 * [B, D', H', W', out] to [B, D, H, W, in]: `convTranspose2d` with one axis more, [B, D, H, W, C] -> [B, D', H', W', O].
 * The bias may be absent. PyTorch: ConvTranspose3d, weight [in, out / groups, kd, kh, kw]; Keras: Conv3DTranspose.
 */
export const convTranspose3d: ConvTransposeOf<3> = /* @__PURE__ */ convTransposeOf(3);

/** The parameters of a transposed convolution over R axes, from i channels to o filters (in groups) of k taps. */
export type ConvTransposeSpecOf<R extends Rank> = <
  I extends number,
  O extends number,
  const K extends PerAxis<R>,
  const Groups extends number = 1,
>(
  i: I,
  o: O,
  k: K,
  options?: ConvInitializers & { readonly groups?: Groups },
) => Init<Params<K, I, O, DDiv<O, Groups>>[R]>;

const specs = (
  rank: Rank,
  i: number,
  o: number,
  k: PerAxis,
  groups: number,
  options: ConvInitializers,
): unknown => {
  const wrong = divisible(opOf(rank), 'output', o, groups);
  if (wrong !== null) throw new ShapeError(wrong);
  return specsOf([...each(rank, k), o / groups, i], o, options);
};

/** @__NO_SIDE_EFFECTS__ */
const convTransposeSpecOf =
  <R extends Rank>(rank: R): ConvTransposeSpecOf<R> =>
  (i, o, k, options = {}) => {
    whole(opOf(rank), 'groups', [options.groups ?? 1]);
    return initOf(specs(rank, i, o, k, options.groups ?? 1, options));
  };

/** The parameters of a 1-D transposed convolution from i channels to o filters (in groups) of k taps. */
export const convTranspose1dSpec: ConvTransposeSpecOf<1> = /* @__PURE__ */ convTransposeSpecOf(1);
/** The parameters of a 2-D transposed convolution from i channels to o filters (in groups) of k taps. */
export const convTranspose2dSpec: ConvTransposeSpecOf<2> = /* @__PURE__ */ convTransposeSpecOf(2);
/** The parameters of a 3-D transposed convolution from i channels to o filters (in groups) of k taps. */
export const convTranspose3dSpec: ConvTransposeSpecOf<3> = /* @__PURE__ */ convTransposeSpecOf(3);

/** A transposed convolution of `net`: how many filters of how many taps. */
export interface ConvTransposeDefOptions<O, K, Stride, Pad, Dilation, Groups, More>
  extends ConvTransposeOptions<Stride, Pad, Dilation, Groups, More>,
    ConvInitializers {
  readonly filters: O;
  readonly kernel: K;
}

/** The type of `layer.convTranspose2d(name, options)`, and of those over other numbers R of axes of space. */
export interface ConvTransposeDef<
  R extends Rank,
  Name extends string,
  O extends number,
  K extends PerAxis,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Groups extends number,
  More extends PerAxis,
> extends Def {
  readonly [Out]: Mk<
    Divisible<
      `convTranspose${R}d`,
      'output',
      O,
      Groups,
      F32Rule<
        `convTranspose${R}d`,
        ConvTranspose<
          R,
          InShape<this>,
          KernelOf<R, K, DDiv<O, Groups>, Last<InShape<this>>>,
          Stride,
          Pad,
          Dilation,
          Groups,
          More
        >,
        InDType<this>
      >
    >,
    InDType<this>
  >;
  readonly [Par]: {
    readonly [k in Name]: Params<K, Last<InShape<this>>, O, DDiv<O, Groups>>[R];
  };
}

/** Of a name and options, the definition over R axes of space. */
export type ConvTransposeDefOf<R extends Rank> = <
  Name extends string,
  O extends number,
  const K extends PerAxis<R>,
  const Stride extends PerAxis<R> = 1,
  const Pad extends Paddings<R> = 'valid',
  const Dilation extends PerAxis<R> = 1,
  const Groups extends number = 1,
  const More extends PerAxis<R> = 0,
>(
  name: Name,
  o: ConvTransposeDefOptions<O, K, Stride, Pad, Dilation, Groups, More>,
) => ConvTransposeDef<R, Name, O, K, Stride, Pad, Dilation, Groups, More>;

/** @__NO_SIDE_EFFECTS__ */
const convTransposeDefOf =
  <R extends Rank>(rank: R): ConvTransposeDefOf<R> =>
  (name, o) => {
    const op = opOf(rank);
    const g = geometry(rank, o);
    return def(op, (x) => ({
      params: { [name]: specs(rank, width(op, x), o.filters, o.kernel, g.groups, o) },
      apply: (params, v) => {
        const own = child(params, name);
        return transposed(rank, v, tensorAt(own, 'w'), tensorAt(own, 'b'), o, g);
      },
    }));
  };

/** A 1-D transposed convolution of `net`: layer.convTranspose1d('up', { filters: 32, kernel: 4, stride: 2 }). */
export const convTranspose1dDef: ConvTransposeDefOf<1> = /* @__PURE__ */ convTransposeDefOf(1);
/** A 2-D transposed convolution of `net`: layer.convTranspose2d('up', { filters: 32, kernel: 4, stride: 2 }). */
export const convTranspose2dDef: ConvTransposeDefOf<2> = /* @__PURE__ */ convTransposeDefOf(2);
/** A 3-D transposed convolution of `net`: layer.convTranspose3d('up', { filters: 32, kernel: 4, stride: 2 }). */
export const convTranspose3dDef: ConvTransposeDefOf<3> = /* @__PURE__ */ convTransposeDefOf(3);
