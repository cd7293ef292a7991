/** Convolution layers in their three forms: specification of parameters, function of them, definition for `net`. */

import { DTypeError, ShapeError } from '../core/error.ts';
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
import { type Convolution, checkGeometry, convolve, expand, whole } from '../ops/index.ts';
import { add } from '../prim/index.ts';
import { child, type Init, initOf } from '../tree/index.ts';
import type { DDiv, Dim } from '../types/dim.ts';
import type { f32 } from '../types/dtype.ts';
import {
  type Conv1d as Conv1dRule,
  type Conv2d as Conv2dRule,
  conv1dShape,
  conv2dShape,
  type High,
  type Last,
  type Padding,
  type Padding2d,
  type Pair,
  pairOf,
  type Shape,
  show,
  type Wide,
} from '../types/shape.ts';
import { paramSpec } from './init.ts';
import { glorotUniform, type Initializer, zerosOf } from './initializers.ts';
import { tensorAt, width } from './params.ts';

/** The parameters of a 1-D convolution: K taps, I input channels of one group, O filters. */
export interface Conv1dP<K extends number, I extends Dim, O extends Dim> {
  readonly w: Tensor<[K, I, O]>;
  readonly b: Tensor<[O]>;
}
/** The parameters of a 2-D convolution: K or [height, width] taps, I input channels of one group, O filters. */
export interface Conv2dP<K extends Pair, I extends Dim, O extends Dim> {
  readonly w: Tensor<[High<K>, Wide<K>, I, O]>;
  readonly b: Tensor<[O]>;
}

/** How the windows of a convolution move: stride 1, no padding, no dilation, one group if absent. */
export interface ConvOptions<Stride, Pad, Dilation, Groups> {
  /** elements from one window to the next, 1 if absent */
  readonly stride?: Stride;
  /** 'valid' if absent */
  readonly padding?: Pad;
  /** elements from one tap to the next, 1 if absent */
  readonly dilation?: Dilation;
  /** channels are split into so many groups that do not mix, 1 if absent; as many as channels: depthwise */
  readonly groups?: Groups;
}

/** How the parameters of a convolution get their first values. */
export interface ConvInitializers {
  /** of the filters, glorotUniform if absent */
  readonly weights?: Initializer;
  /** of the bias, zeros if absent */
  readonly bias?: Initializer;
}

type F32<Op extends string, R, D> = D extends f32
  ? R
  : `${Op}: dtypes differ: ${D extends { readonly dtype: infer N extends string } ? N : '?'} and f32; use cast`;

/** The type of `conv1d(p)`: [B, L, C] -> [B, places, O]. */
export interface Conv1d<
  W extends Shape,
  Stride extends number,
  Pad extends Padding,
  Dilation extends number,
  Groups extends number,
> extends Layer {
  readonly [Out]: Mk<
    F32<'conv1d', Conv1dRule<InShape<this>, W, Stride, Pad, Dilation, Groups>, InDType<this>>,
    InDType<this>
  >;
}
/** The type of `conv2d(p)`: [B, H, W, C] -> [B, rows, columns, O]. */
export interface Conv2d<
  W extends Shape,
  Stride extends Pair,
  Pad extends Padding2d,
  Dilation extends Pair,
  Groups extends number,
> extends Layer {
  readonly [Out]: Mk<
    F32<'conv2d', Conv2dRule<InShape<this>, W, Stride, Pad, Dilation, Groups>, InDType<this>>,
    InDType<this>
  >;
}

type Options = ConvOptions<Pair, Padding2d, Pair, number>;

/** Everything but the rank, checked. */
const geometryOf = (op: string, o: Options, rank: 1 | 2): Convolution => {
  const all = <T extends number | string>(p: T | readonly [number, number]) =>
    pairOf<T>(p).slice(0, rank);
  const g = {
    stride: all<number>(o.stride ?? 1),
    padding: all<Padding>(o.padding ?? 'valid'),
    dilation: all<number>(o.dilation ?? 1),
    groups: o.groups ?? 1,
  };
  checkGeometry(op, g);
  whole(op, 'groups', [g.groups]);
  return g;
};

const shapeOf = (x: Shape, w: Shape, { stride, padding, dilation, groups }: Options): Shape => {
  if (w.length === 4) {
    return must(conv2dShape(x, w, stride ?? 1, padding ?? 'valid', dilation, groups));
  }
  const [s] = pairOf<number>(stride ?? 1);
  const [p] = pairOf<Padding>(padding ?? 'valid');
  const [d] = pairOf<number>(dilation ?? 1);
  return must(conv1dShape(x, w, s, p, d, groups));
};

const convolved = (
  op: string,
  x: Value,
  w: Value,
  b: Value | undefined,
  o: Options,
  g: Convolution,
): Value => {
  if (x.dtype.dtype !== w.dtype.dtype) {
    throw new DTypeError(`${op}: dtypes differ: ${x.dtype.dtype} and ${w.dtype.dtype}; use cast`);
  }
  const shape = shapeOf(x.shape, w.shape, o);
  const filters = w.shape.slice(-1);
  if (b !== undefined && show(b.shape) !== show(filters)) {
    throw new ShapeError(`${op}: the bias must be ${show(filters)}, got ${show(b.shape)}`);
  }
  const y = convolve(x, w, g);
  return b === undefined ? y : add(y, expand(b, shape));
};

/**
 * y[b, i, o] = sum over taps t and channels c of x[b, i stride + t dilation, c] w[t, c, o] + b_o:
 * [B, L, C] -> [B, places, O]. The bias may be absent. PyTorch: Conv1d; Keras: Conv1D.
 */
export const conv1d = <
  K extends number,
  I extends Dim,
  O extends Dim,
  const Stride extends number = 1,
  const Pad extends Padding = 'valid',
  const Dilation extends number = 1,
  const Groups extends number = 1,
>(
  p: { readonly w: Tensor<[K, I, O]>; readonly b?: Tensor<[NoInfer<O>]> },
  o: ConvOptions<Stride, Pad, Dilation, Groups> = {},
): Conv1d<[K, I, O], Stride, Pad, Dilation, Groups> => {
  const g = geometryOf('conv1d', o, 1);
  return layer((x) => convolved('conv1d', x, p.w, p.b, o, g));
};

/**
 * y[b, i, j, o] = sum over taps s, t and channels c of x[b, i stride + s dilation, j stride + t dilation, c]
 * w[s, t, c, o] + b_o: [B, H, W, C] -> [B, rows, columns, O]. The bias may be absent. Goodfellow, Bengio, Courville
 * (9.7). PyTorch: Conv2d; Keras: Conv2D.
 */
export const conv2d = <
  Kh extends number,
  Kw extends number,
  I extends Dim,
  O extends Dim,
  const Stride extends Pair = 1,
  const Pad extends Padding2d = 'valid',
  const Dilation extends Pair = 1,
  const Groups extends number = 1,
>(
  p: { readonly w: Tensor<[Kh, Kw, I, O]>; readonly b?: Tensor<[NoInfer<O>]> },
  o: ConvOptions<Stride, Pad, Dilation, Groups> = {},
): Conv2d<[Kh, Kw, I, O], Stride, Pad, Dilation, Groups> => {
  const g = geometryOf('conv2d', o, 2);
  return layer((x) => convolved('conv2d', x, p.w, p.b, o, g));
};

const specsOf = (
  size: readonly number[],
  i: number,
  o: number,
  { weights, bias }: ConvInitializers,
): unknown => ({
  w: paramSpec([...size, i, o], weights ?? glorotUniform),
  b: paramSpec([o], bias ?? zerosOf),
});

/** The parameters of a 1-D convolution from i channels (of one group) to o filters of k taps. */
export const conv1dSpec = <I extends number, O extends number, K extends number>(
  i: I,
  o: O,
  k: K,
  options: ConvInitializers = {},
): Init<Conv1dP<K, I, O>> => initOf(specsOf([k], i, o, options));

/** The parameters of a 2-D convolution from i channels (of one group) to o filters of k x k or [height, width] taps. */
export const conv2dSpec = <I extends number, O extends number, const K extends Pair>(
  i: I,
  o: O,
  k: K,
  options: ConvInitializers = {},
): Init<Conv2dP<K, I, O>> => initOf(specsOf(pairOf<number>(k), i, o, options));

/** A convolution of `net`: how many filters of how many taps. */
export interface ConvDefOptions<O, K, Stride, Pad, Dilation, Groups>
  extends ConvOptions<Stride, Pad, Dilation, Groups>,
    ConvInitializers {
  readonly filters: O;
  readonly kernel: K;
}

/** The channels of one group of the input. */
type GroupOf<T, Groups extends number> = DDiv<Last<InShape<T>>, Groups>;

/** The type of `layer.conv1d(name, options)`. */
export interface Conv1dDef<
  Name extends string,
  O extends number,
  K extends number,
  Stride extends number,
  Pad extends Padding,
  Dilation extends number,
  Groups extends number,
> extends Def {
  readonly [Out]: Mk<
    F32<
      'conv1d',
      Conv1dRule<InShape<this>, [K, GroupOf<this, Groups>, O], Stride, Pad, Dilation, Groups>,
      InDType<this>
    >,
    InDType<this>
  >;
  readonly [Par]: { readonly [k in Name]: Conv1dP<K, GroupOf<this, Groups>, O> };
}
/** The type of `layer.conv2d(name, options)`. */
export interface Conv2dDef<
  Name extends string,
  O extends number,
  K extends Pair,
  Stride extends Pair,
  Pad extends Padding2d,
  Dilation extends Pair,
  Groups extends number,
> extends Def {
  readonly [Out]: Mk<
    F32<
      'conv2d',
      Conv2dRule<
        InShape<this>,
        [High<K>, Wide<K>, GroupOf<this, Groups>, O],
        Stride,
        Pad,
        Dilation,
        Groups
      >,
      InDType<this>
    >,
    InDType<this>
  >;
  readonly [Par]: { readonly [k in Name]: Conv2dP<K, GroupOf<this, Groups>, O> };
}

const defOf = <D extends Def>(
  op: string,
  name: string,
  size: readonly number[],
  o: Options & ConvInitializers & { readonly filters: number },
  g: Convolution,
): D =>
  def((x) => ({
    params: { [name]: specsOf(size, Math.floor(width(op, x) / g.groups), o.filters, o) },
    apply: (params, v) => {
      const own = child(params, name);
      return convolved(op, v, tensorAt(own, 'w'), tensorAt(own, 'b'), o, g);
    },
  }));

/** A 1-D convolution of `net`, whose channels are counted there: layer.conv1d('c1', { filters: 32, kernel: 3 }). */
export const conv1dDef = <
  Name extends string,
  O extends number,
  K extends number,
  const Stride extends number = 1,
  const Pad extends Padding = 'valid',
  const Dilation extends number = 1,
  const Groups extends number = 1,
>(
  name: Name,
  o: ConvDefOptions<O, K, Stride, Pad, Dilation, Groups>,
): Conv1dDef<Name, O, K, Stride, Pad, Dilation, Groups> =>
  defOf('conv1d', name, [o.kernel], o, geometryOf('conv1d', o, 1));

/** A 2-D convolution of `net`, whose channels are counted there: layer.conv2d('c1', { filters: 32, kernel: 3 }). */
export const conv2dDef = <
  Name extends string,
  O extends number,
  const K extends Pair,
  const Stride extends Pair = 1,
  const Pad extends Padding2d = 'valid',
  const Dilation extends Pair = 1,
  const Groups extends number = 1,
>(
  name: Name,
  o: ConvDefOptions<O, K, Stride, Pad, Dilation, Groups>,
): Conv2dDef<Name, O, K, Stride, Pad, Dilation, Groups> =>
  defOf('conv2d', name, pairOf<number>(o.kernel), o, geometryOf('conv2d', o, 2));
