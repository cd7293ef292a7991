/** Smooth activations, elementwise, as layers. */
import * as p from '../prim/index.ts';
import { type FloatMap, floatMap } from './rules.ts';
import { sigmoidOf, softplusOf } from './smooth.ts';
import { magnitude, one, stated, times } from './stated.ts';

const ONE_OVER_ROOT_TWO_PI = 0.3989422804014327;

/** The distribution of the standard normal; its density as the derivative, from x alone. */
const normalDistribution = stated(
  'normalDistribution',
  (x) => times(0.5, p.erfc(times(-Math.SQRT1_2, x))),
  (x) => times(ONE_OVER_ROOT_TWO_PI, p.exp(p.mul(x, times(-0.5, x)))),
);

/**
 * x Phi(x), Phi being the distribution of the normal: x erfc(-x / sqrt 2) / 2, with all digits for negative x. Shape:
 * S -> S. Hendrycks and Gimpel 2016. PyTorch, Keras: gelu; JAX: nn.gelu(approximate=False).
 */
export const gelu: FloatMap<'gelu'> = floatMap('gelu', (x) => p.mul(x, normalDistribution(x)));

const GELU_LINEAR = 1.5957691216057308;
const GELU_CUBIC = 0.07135481627260025;
/**
 * x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, close to gelu: the same as x sigmoid(2 sqrt(2 / pi) (...)). Shape:
 * S -> S. Hendrycks and Gimpel 2016. PyTorch: gelu(approximate='tanh'); JAX: nn.gelu.
 */
export const geluTanh: FloatMap<'geluTanh'> = floatMap('geluTanh', (x) => {
  const slope = p.add(p.fill(GELU_LINEAR, x), times(GELU_CUBIC, p.mul(x, x)));
  return p.mul(x, sigmoidOf(p.mul(x, slope)));
});

/** x sigmoid(x). Shape: S -> S. Ramachandran et al. 2017 (swish). PyTorch, Keras: silu; JAX: nn.silu. */
export const silu: FloatMap<'silu'> = floatMap('silu', (x) => p.mul(x, sigmoidOf(x)));

/** x tanh(softplus(x)). Shape: S -> S. Misra 2019. PyTorch, Keras: mish; JAX: nn.mish. */
export const mish: FloatMap<'mish'> = floatMap('mish', (x) => p.mul(x, p.tanh(softplusOf(x))));

/**
 * ln sigmoid(x) = -softplus(-x), which does not overflow; derivative sigmoid(-x). Shape: S -> S. PyTorch: logsigmoid;
 * JAX: nn.log_sigmoid.
 */
export const logSigmoid: FloatMap<'logSigmoid'> = floatMap('logSigmoid', (x) =>
  p.neg(softplusOf(p.neg(x))),
);

const softsignOf = stated(
  'softsign',
  (x) => p.div(x, p.add(one(x), magnitude(x))),
  (x) => {
    const d = p.add(one(x), magnitude(x));
    return p.div(one(x), p.mul(d, d));
  },
);
/** x / (1 + |x|); derivative 1 / (1 + |x|)^2. Shape: S -> S. PyTorch, Keras: softsign; JAX: nn.soft_sign. */
export const softsign: FloatMap<'softsign'> = floatMap('softsign', softsignOf);

const tanhshrinkOf = stated(
  'tanhshrink',
  (x) => p.sub(x, p.tanh(x)),
  (x) => {
    const y = p.tanh(x);
    return p.mul(y, y);
  },
);
/** x - tanh x; derivative tanh^2 x. Shape: S -> S. PyTorch: tanhshrink. */
export const tanhshrink: FloatMap<'tanhshrink'> = floatMap('tanhshrink', tanhshrinkOf);

/** How sharp the bend is, and where it ends. */
export interface Sharpness {
  /** 1 if absent */
  readonly beta?: number;
  /** beta x beyond which the result is x; never if absent */
  readonly threshold?: number;
}
/**
 * ln(1 + e^(beta x)) / beta, which tends to relu for large beta: scaledSoftplus({ beta: 2 }); derivative
 * sigmoid(beta x). Beyond the threshold it is x, where one is given. Shape: S -> S. Throws RangeError for a beta that
 * is not positive. PyTorch: softplus(x, beta, threshold), whose threshold is 20.
 */
export const scaledSoftplus = ({
  beta = 1,
  threshold = Infinity,
}: Sharpness = {}): FloatMap<'scaledSoftplus'> => {
  if (!(beta > 0)) throw new RangeError(`scaledSoftplus: beta must be positive, got ${beta}`);
  return floatMap('scaledSoftplus', (x) => {
    const z = times(beta, x);
    const y = times(1 / beta, softplusOf(z));
    return threshold === Infinity ? y : p.select(p.less(p.fill(threshold, x), z), x, y);
  });
};
