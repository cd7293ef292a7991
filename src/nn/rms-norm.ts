/** Root mean square normalisation: every example by the size of its numbers on the last axis; no mean is taken off. */
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
import { type Mk, must, sameDType, type Tensor } from '../core/tensor.ts';
import { expand, overRootMeanSquare } from '../ops/index.ts';
import { mul } from '../prim/index.ts';
import { child, type Init, initOf } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import { type Last, type LastTo, lastToShape, type Shape } from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import { paramSpec } from './init.ts';
import { onesOf } from './initializers.ts';
import { tensorAt, width } from './params.ts';

/** The parameters of RMS normalisation: the scale of every channel. */
export interface RmsNormP<C extends Dim> {
  readonly gamma: Tensor<[C]>;
}

/** The constant of RMS normalisation. */
export interface RmsNormOptions {
  /** added to the mean square, 1e-6 if absent */
  readonly eps?: number;
}
const EPS = 1e-6;

const specsOf = (c: number): unknown => ({ gamma: paramSpec([c], onesOf) });
/** The parameters for c channels: gamma 1. */
export const rmsNormSpec = <C extends number>(c: C): Init<RmsNormP<C>> => initOf(specsOf(c));

type RmsNormRule<S extends Shape, C extends Dim, D> = F32Rule<
  'rmsNorm',
  LastTo<S, C, C, 'rmsNorm'>,
  D
>;
/** The type of `rmsNorm(p)`: the last axis is C, the shape stays. */
export interface RmsNorm<C extends Dim> extends Layer {
  readonly [Out]: Mk<RmsNormRule<InShape<this>, C, InDType<this>>, InDType<this>>;
}

const normalized = (x: Value, gamma: Value, { eps = EPS }: RmsNormOptions): Value => {
  const c = gamma.shape[0]!;
  must(sameDType(x, gamma, 'rmsNorm', lastToShape(x.shape, c, c, 'rmsNorm')));
  return mul(overRootMeanSquare(x, [x.shape.length - 1], eps), expand(gamma, x.shape));
};

/**
 * y = gamma x / sqrt(mean of x^2 + eps) over the last axis: [..., C] -> [..., C]. Zhang, Sennrich 2019. PyTorch: RMSNorm.
 */
export const rmsNorm = <C extends Dim>(p: RmsNormP<C>, options: RmsNormOptions = {}): RmsNorm<C> =>
  layer((x) => normalized(x, p.gamma, options), 'rmsNorm');

/** The type of `layer.rmsNorm(name)`: the parameters are named K, the shape stays. */
export interface RmsNormDef<K extends string> extends Def {
  readonly [Out]: Mk<RmsNormRule<InShape<this>, Last<InShape<this>>, InDType<this>>, InDType<this>>;
  readonly [Par]: { readonly [k in K]: RmsNormP<Last<InShape<this>>> };
}
/** RMS normalisation as a stage of `net`, whose channels are counted there: layer.rmsNorm('rn1'). */
export const rmsNormDef = <const K extends string>(
  name: K,
  options: RmsNormOptions = {},
): RmsNormDef<K> =>
  def('rmsNorm', (x) => ({
    params: { [name]: specsOf(width('rmsNorm', x)) },
    apply: (params, v) => normalized(v, tensorAt(child(params, name), 'gamma'), options),
  }));
