/** Batch normalisation: by the mean and variance of the batch in training, by running ones in evaluation. */
import { stopGradient } from '../control/index.ts';
import {
  type Def,
  type InDType,
  type InShape,
  type Layer,
  layer,
  type Out,
  type Par,
} from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  type Mk,
  must,
  type Ok,
  type Ret,
  sameDType,
  type Tensor,
} from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import { add, div, fill, maximum, mul, reduceSum, sqrt, sub } from '../prim/index.ts';
import { child, type Init, initOf } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import { type Last, type LastTo, lastToShape, type Shape, sizeOf } from '../types/shape.ts';
import { type Affine, affineAt, affineSpecs, type F32Rule } from './affine.ts';
import { paramSpec } from './init.ts';
import { onesOf, zerosOf } from './initializers.ts';
import { tensorAt, width } from './params.ts';
import { type Name, type State, stageDef } from './stage.ts';

/** The parameters of batch normalisation: scale and shift of every channel. */
export interface BatchNormP<C extends Dim> {
  readonly gamma: Tensor<[C]>;
  readonly beta: Tensor<[C]>;
}
/** Its state: running mean and variance of every channel. */
export interface BatchNormS<C extends Dim> {
  readonly mean: Tensor<[C]>;
  readonly var: Tensor<[C]>;
}

/** The constants of batch normalisation. */
export interface BatchNormOptions {
  /** added to the variance, 1e-5 if absent; Keras: 1e-3 */
  readonly eps?: number;
  /** the weight of the new batch in the running statistics, 0.1 if absent; Keras counts the weight of the old: 0.99 */
  readonly momentum?: number;
  /** whether the running variance divides by n - 1, as PyTorch's, or by n, as Keras's; 'unbiased' if absent */
  readonly variance?: 'unbiased' | 'biased';
}

const EPS = 1e-5;
const MOMENTUM = 0.1;

/** The parameters for c channels: gamma 1, beta 0. */
export const batchNormSpec = <C extends number>(c: C): Init<BatchNormP<C>> =>
  initOf(affineSpecs([c]));
/** The state for c channels before the first batch: mean 0, variance 1. */
export const batchNormStateSpec = <C extends number>(c: C): Init<BatchNormS<C>> =>
  initOf(stateOf(c));

const stateOf = (c: number): unknown => ({
  mean: paramSpec([c], zerosOf),
  var: paramSpec([c], onesOf),
});

type BatchNormRule<S extends Shape, C extends Dim, D> = F32Rule<
  'batchNorm',
  LastTo<S, C, C, 'batchNorm'>,
  D
>;

interface Moments {
  readonly mean: Value;
  readonly var: Value;
}

const checkInput = (x: Value, { gamma }: Affine): void => {
  const c = gamma.shape[0]!;
  must(sameDType(x, gamma, 'batchNorm', lastToShape(x.shape, c, c, 'batchNorm')));
};

/** gamma / sqrt(var + eps) * centred + beta, the factor computed once a channel. */
const affine = (centred: Value, variance: Value, { gamma, beta }: Affine, eps: number): Value => {
  const factor = div(gamma, sqrt(add(variance, fill(eps, variance))));
  return add(mul(centred, expand(factor, centred.shape)), expand(beta, centred.shape));
};

const evaluated = (p: Affine, s: Moments, { eps = EPS }: BatchNormOptions, x: Value): Value => {
  checkInput(x, p);
  return affine(sub(x, expand(s.mean, x.shape)), s.var, p, eps);
};

/** (1 - momentum) old + momentum now; no derivative goes through it. */
const moved = (old: Value, now: Value, momentum: number): Value => {
  const step = mul(fill(momentum, old), stopGradient(now));
  return add(mul(fill(1 - momentum, old), stopGradient(old)), step);
};

const trained = (
  p: Affine,
  s: Moments,
  { eps = EPS, momentum = MOMENTUM, variance = 'unbiased' }: BatchNormOptions,
  x: Value,
): readonly [Value, Moments] => {
  checkInput(x, p);
  const axes = [...x.shape.keys()].slice(0, -1);
  const n = fill(sizeOf(axes.map((k) => x.shape[k]!)), p.gamma);
  const mean = div(reduceSum(x, axes), n);
  const centred = sub(x, expand(mean, x.shape));
  const squares = reduceSum(mul(centred, centred), axes);
  const one = fill(1, n);
  // of one value a channel the unbiased variance is 0 / 0: it counts as 0
  const count = variance === 'biased' ? n : maximum(sub(n, one), one);
  const state = {
    mean: moved(s.mean, mean, momentum),
    var: moved(s.var, div(squares, count), momentum),
  };
  return [affine(centred, div(squares, n), p, eps), state];
};

/** The type of `batchNorm(p, state)`: the last axis is C, the shape stays. */
export interface BatchNorm<C extends Dim> extends Layer {
  readonly [Out]: Mk<BatchNormRule<InShape<this>, C, InDType<this>>, InDType<this>>;
}

/**
 * y = gamma (x - mean) / sqrt(var + eps) + beta with the running statistics of `state`, per channel of the last axis:
 * [..., C] -> [..., C]. What batch normalisation is in evaluation. Ioffe and Szegedy 2015; PyTorch: BatchNorm2d.eval().
 */
export const batchNorm = <C extends Dim>(
  p: BatchNormP<C>,
  state: BatchNormS<C>,
  options: Pick<BatchNormOptions, 'eps'> = {},
): BatchNorm<C> => layer((x) => evaluated(p, state, options, x));

/** A batch to its normalised form and the state after it. */
export type BatchNormTrain<C extends Dim> = <T extends AnyTensor>(
  x: Ok<BatchNormRule<T['shape'], C, T['dtype']>, T>,
) => readonly [Ret<BatchNormRule<T['shape'], C, T['dtype']>, T['dtype']>, BatchNormS<C>];

/**
 * The same with the mean and the biased variance of the batch, over all axes but the last, and the state after it:
 * running <- (1 - momentum) running + momentum batch, without derivative. Shape: S -> S. PyTorch: BatchNorm2d.train().
 */
export function batchNormTrain<C extends Dim>(
  p: BatchNormP<C>,
  state: BatchNormS<C>,
  options?: BatchNormOptions,
): BatchNormTrain<C>;
export function batchNormTrain(p: Affine, state: Moments, options: BatchNormOptions = {}): unknown {
  return (x: Value) => trained(p, state, options, x);
}

/** The type of `layer.batchNorm(name)`: parameters and state are named K. */
export interface BatchNormDef<K extends string> extends Def {
  readonly [Out]: Mk<
    BatchNormRule<InShape<this>, Last<InShape<this>>, InDType<this>>,
    InDType<this>
  >;
  readonly [Par]: { readonly [k in K]: BatchNormP<Last<InShape<this>>> };
  readonly [State]: { readonly [k in K]: BatchNormS<Last<InShape<this>>> };
  readonly [Name]: K;
}

const momentsAt = (state: unknown, name: string): Moments => {
  const own = child(state, name);
  return { mean: tensorAt(own, 'mean'), var: tensorAt(own, 'var') };
};

/** Batch normalisation as a stage of `net`, whose channels are counted there: layer.batchNorm('bn1'). */
export const batchNormDef = <const K extends string>(
  name: K,
  options: BatchNormOptions = {},
): BatchNormDef<K> =>
  stageDef('batchNorm', (input) => {
    const channels = width('batchNorm', input);
    return {
      names: [name],
      params: { [name]: affineSpecs([channels]) },
      state: { [name]: stateOf(channels) },
      random: false,
      evaluate: (p, s, x) => evaluated(affineAt(p, name), momentsAt(s, name), options, x),
      train: (p, s, _, x) => {
        const [y, next] = trained(affineAt(p, name), momentsAt(s, name), options, x);
        return [y, { [name]: next }];
      },
    };
  });
