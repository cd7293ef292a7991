/** Rectifiers that keep something of what is negative, elementwise. */
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { expandBoth } from './expand.ts';
import { expm1Of } from './exponential.ts';
import { type Both, type FloatMap, type Floats, floatMap, floats, type Second } from './rules.ts';
import { times } from './stated.ts';

const whenPositive = (x: Value, positive: Value, rest: Value): Value =>
  p.select(p.less(p.zeros(x), x), positive, rest);

/** How steep the negative side is. */
export interface Leak {
  /** 0.01 if absent */
  readonly negativeSlope?: number;
}
/**
 * x where it is positive, k x elsewhere: leakyRelu({ negativeSlope: 0.01 }); derivative k at 0. Shape: S -> S. Maas et
 * al. 2013. PyTorch: leaky_relu; Keras: LeakyReLU; JAX: nn.leaky_relu.
 */
export const leakyRelu = ({ negativeSlope = 0.01 }: Leak = {}): FloatMap<'leakyRelu'> =>
  floatMap('leakyRelu', (x) => whenPositive(x, x, times(negativeSlope, x)));

/**
 * x where it is positive, slope times x elsewhere; the slopes are learned: one, or one a channel, the last axis.
 * Derivative by x at 0: the slope. Shapes broadcast. He et al. 2015. PyTorch: prelu, whose channels are axis 1; Keras:
 * PReLU.
 */
export function prelu<A extends AnyTensor, B extends AnyTensor>(
  x: Floats<A, 'prelu'>,
  slope: Second<A, B, 'prelu'>,
): Both<A, B, 'prelu'>;
export function prelu(x: Value, slope: Value): Value {
  const [v, k] = expandBoth('prelu', floats('prelu', x), slope);
  return whenPositive(v, v, p.mul(k, v));
}

/** k (e^(rate x) - 1) for x <= 0; the exponential of positive x never arises, as 0 times it would be NaN. */
const saturating = (x: Value, k: number, rate: number): Value =>
  times(k, expm1Of(times(rate, whenPositive(x, p.zeros(x), x))));

/** What the negative side tends to. */
export interface Saturation {
  /** 1 if absent */
  readonly alpha?: number;
}
/**
 * x where it is positive, alpha (e^x - 1) elsewhere: elu({ alpha: 1 }); derivative alpha at 0. Shape: S -> S. Clevert
 * et al. 2015. PyTorch, Keras: elu; JAX: nn.elu.
 */
export const elu = ({ alpha = 1 }: Saturation = {}): FloatMap<'elu'> =>
  floatMap('elu', (x) => whenPositive(x, x, saturating(x, alpha, 1)));

/**
 * x where it is positive, alpha (e^(x / alpha) - 1) elsewhere: celu({ alpha: 1 }); derivative 1 at 0. Shape: S -> S.
 * Throws RangeError for an alpha of 0. Barron 2017. PyTorch: celu; JAX: nn.celu.
 */
export const celu = ({ alpha = 1 }: Saturation = {}): FloatMap<'celu'> => {
  if (alpha === 0) throw new RangeError('celu: alpha must not be 0');
  return floatMap('celu', (x) => whenPositive(x, x, saturating(x, alpha, 1 / alpha)));
};

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
/**
 * 1.0507 x where x is positive, 1.7581 (e^x - 1) elsewhere: the numbers for which mean 0 and variance 1 stay. Shape:
 * S -> S. Klambauer et al. 2017. PyTorch, Keras: selu; JAX: nn.selu.
 */
export const selu: FloatMap<'selu'> = floatMap('selu', (x) =>
  whenPositive(x, times(SELU_SCALE, x), saturating(x, SELU_SCALE * SELU_ALPHA, 1)),
);
