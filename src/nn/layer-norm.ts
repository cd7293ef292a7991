/** Layer normalisation: every example by its own mean and variance over the last axes. */
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
import { type Mk, must, sameDType, type Tensor, type Writable } from '../core/tensor.ts';
import { type Epsilon, standardizeOver } from '../ops/index.ts';
import { type Init, initOf } from '../tree/index.ts';
import {
  type LastAxes,
  lastAxes,
  type Shape,
  type Trailing,
  trailingShape,
} from '../types/shape.ts';
import { type Affine, affine, affineAt, affineSpecs, type F32Rule } from './affine.ts';
import { known } from './params.ts';

/** The parameters of layer normalisation over the last axes, whose sizes are N: scale and shift of every element. */
export interface LayerNormP<N extends Shape> {
  readonly gamma: Tensor<N>;
  readonly beta: Tensor<N>;
}

/** The parameters for the last axes of these sizes: gamma 1, beta 0. spec.layerNorm(128). */
export const layerNormSpec = <const N extends readonly number[]>(
  ...sizes: N
): Init<LayerNormP<Writable<N>>> => initOf(affineSpecs(sizes));

type LayerNormRule<S extends Shape, N extends Shape, D> = F32Rule<
  'layerNorm',
  Trailing<S, N, 'layerNorm'>,
  D
>;
/** The type of `layerNorm(p)`: the last sizes are N, the shape stays. */
export interface LayerNorm<N extends Shape> extends Layer {
  readonly [Out]: Mk<LayerNormRule<InShape<this>, N, InDType<this>>, InDType<this>>;
}

const EPS = 1e-5;

/** Untyped: gamma (x - mean) / sqrt(variance + eps) + beta over the axes of gamma. */
export const layerNormalized = (x: Value, p: Affine, eps: number | undefined): Value => {
  const rule = trailingShape(x.shape, p.gamma.shape, 'layerNorm');
  must(sameDType(x, p.gamma, 'layerNorm', rule));
  const first = x.shape.length - p.gamma.shape.length;
  return affine(standardizeOver(x, [...x.shape.keys()].slice(first), eps ?? EPS), p);
};

/**
 * y = gamma (x - mean) / sqrt(variance + eps) + beta, mean and biased variance those of each example over the last axes,
 * which gamma and beta have: [..., N] -> [..., N]. Ba, Kiros, Hinton 2016. PyTorch: LayerNorm; Keras:
 * LayerNormalization.
 */
export const layerNorm = <N extends Shape>(p: LayerNormP<N>, { eps }: Epsilon = {}): LayerNorm<N> =>
  layer((x) => layerNormalized(x, p, eps), 'layerNorm');

/** How a layer normalisation of `net` finds its axes. */
export interface LayerNormOptions<Axes extends number> extends Epsilon {
  /** how many of the last axes are normalised over, 1 if absent */
  readonly axes?: Axes;
}

type DefRule<S extends Shape, Axes extends number, D> =
  LastAxes<S, Axes, 'layerNorm'> extends infer N
    ? N extends Shape
      ? LayerNormRule<S, N, D>
      : F32Rule<'layerNorm', N, D>
    : never;
/** The type of `layer.layerNorm(name)`: the parameters are named K, the shape stays. */
export interface LayerNormDef<K extends string, Axes extends number> extends Def {
  readonly [Out]: Mk<DefRule<InShape<this>, Axes, InDType<this>>, InDType<this>>;
  readonly [Par]: {
    readonly [k in K]: LayerNormP<Extract<LastAxes<InShape<this>, Axes, 'layerNorm'>, Shape>>;
  };
}

/** The last sizes, to make parameters of them. */
const sizesOf = (x: Value, count: number): readonly number[] => {
  const which = count === 1 ? 'the last dimension' : `the last ${count} dimensions`;
  return known('layerNorm', which, must(lastAxes(x.shape, count, 'layerNorm')), x);
};

/** Layer normalisation as a stage of `net`, whose sizes are read there: layer.layerNorm('ln1'). */
export const layerNormDef = <const K extends string, const Axes extends number = 1>(
  name: K,
  { eps, axes }: LayerNormOptions<Axes> = {},
): LayerNormDef<K, Axes> =>
  def('layerNorm', (x) => ({
    params: { [name]: affineSpecs(sizesOf(x, axes ?? 1)) },
    apply: (params, v) => layerNormalized(v, affineAt(params, name), eps),
  }));
