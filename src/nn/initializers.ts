/** First values of parameters, drawn from a key. The fans are read off the shape: [..., in, out]. */

import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { full, qrOf, scale } from '../ops/index.ts';
import { add, fill, mul, permute, reshape } from '../prim/index.ts';
import { type Key, normal, truncatedNormal, uniform } from '../random/index.ts';

type Sizes = readonly number[];
/** How a parameter of a shape gets its first value. */
export type Initializer = (key: Key, shape: Sizes) => Tensor<Sizes>;

/**
 * Inputs and outputs of one unit; the axes before the last two are a receptive field: of [3, 3, 16, 32] the fans are
 * 144 and 288. PyTorch: _calculate_fan_in_and_fan_out.
 */
export const fans = (shape: Sizes): { readonly fanIn: number; readonly fanOut: number } => {
  const [rows = 1, columns = rows] = shape.slice(-2);
  const field = shape.slice(0, -2).reduce((n, d) => n * d, 1);
  return { fanIn: field * rows, fanOut: field * columns };
};

/** What a parameter's output goes through; convolutions and dense layers alone are 'linear'. */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

/**
 * The factor by which weights make up for what a nonlinearity takes from the deviation: linear and sigmoid 1, tanh 5/3,
 * relu sqrt(2), leakyRelu sqrt(2 / (1 + slope^2)), selu 3/4. PyTorch: calculate_gain.
 */
export const gainOf = (nonlinearity: Nonlinearity, slope = 0.01): number =>
  ({
    ...{ linear: 1, sigmoid: 1, tanh: 5 / 3, relu: Math.SQRT2, selu: 3 / 4 },
    leakyRelu: Math.sqrt(2 / (1 + slope * slope)),
  })[nonlinearity];

type Deviation = (shape: Sizes) => number;

/** Uniform of a deviation, which is the bound over sqrt(3). */
const uniformBy =
  (deviation: Deviation): Initializer =>
  (key, shape) => {
    const bound = Math.sqrt(3) * deviation(shape);
    return uniform(key, shape, { min: -bound, max: bound });
  };
const normalBy =
  (deviation: Deviation): Initializer =>
  (key, shape) =>
    scale(deviation(shape), normal(key, shape));

/** A factor of the deviation. */
export interface Gain {
  /** 1 if absent; `gainOf` gives that of a nonlinearity */
  readonly gain?: number;
}

const xavier =
  ({ gain = 1 }: Gain): Deviation =>
  (shape) => {
    const { fanIn, fanOut } = fans(shape);
    return gain * Math.sqrt(2 / (fanIn + fanOut));
  };

/** Uniform of deviation gain sqrt(2 / (fanIn + fanOut)). Glorot and Bengio 2010. PyTorch: xavier_uniform_. */
export const xavierUniform = (options: Gain = {}): Initializer => uniformBy(xavier(options));
/** Normal of deviation gain sqrt(2 / (fanIn + fanOut)). PyTorch: xavier_normal_. */
export const xavierNormal = (options: Gain = {}): Initializer => normalBy(xavier(options));

/** What `kaimingUniform` and `kaimingNormal` keep: the deviation of activations, or that of their gradients. */
export interface KaimingOptions {
  /** 'fanIn' (if absent) for activations, 'fanOut' for gradients */
  readonly mode?: 'fanIn' | 'fanOut';
  /** what comes after; 'relu' if absent */
  readonly nonlinearity?: Nonlinearity;
  /** of leakyRelu below 0; 0.01 if absent */
  readonly slope?: number;
}

const kaiming =
  ({ mode = 'fanIn', nonlinearity = 'relu', slope }: KaimingOptions): Deviation =>
  (shape) =>
    gainOf(nonlinearity, slope) / Math.sqrt(fans(shape)[mode]);

/** Uniform of deviation gain / sqrt(fan). He et al. 2015. PyTorch: kaiming_uniform_. */
export const kaimingUniform = (options: KaimingOptions = {}): Initializer =>
  uniformBy(kaiming(options));
/** Normal of deviation gain / sqrt(fan). PyTorch: kaiming_normal_. */
export const kaimingNormal = (options: KaimingOptions = {}): Initializer =>
  normalBy(kaiming(options));

const lecun: Deviation = (shape) => 1 / Math.sqrt(fans(shape).fanIn);

/** Uniform of variance 2 / (fanIn + fanOut). Glorot and Bengio 2010; PyTorch: xavier_uniform_. */
export const glorotUniform: Initializer = /* @__PURE__ */ uniformBy(/* @__PURE__ */ xavier({}));
/** Normal of variance 2 / (fanIn + fanOut). PyTorch: xavier_normal_. */
export const glorotNormal: Initializer = /* @__PURE__ */ normalBy(/* @__PURE__ */ xavier({}));
/** Uniform of variance 2 / fanIn, for relu. He et al. 2015; PyTorch: kaiming_uniform_. */
export const heUniform: Initializer = /* @__PURE__ */ uniformBy(/* @__PURE__ */ kaiming({}));
/** Normal of variance 2 / fanIn, for relu. PyTorch: kaiming_normal_. */
export const heNormal: Initializer = /* @__PURE__ */ normalBy(/* @__PURE__ */ kaiming({}));
/** Uniform of variance 1 / fanIn, for selu and tanh. LeCun et al. 1998; Keras: lecun_uniform. */
export const lecunUniform: Initializer = /* @__PURE__ */ uniformBy(lecun);
/** Normal of variance 1 / fanIn, not truncated; `varianceScaling()` draws JAX's and Keras's lecun_normal, which is. */
export const lecunNormal: Initializer = /* @__PURE__ */ normalBy(lecun);
/** Uniform within 1 / sqrt(fanIn) of 0: what PyTorch's Linear and Conv layers draw their weights from. */
export const fanInUniform: Initializer = /* @__PURE__ */ uniformBy(
  (shape) => lecun(shape) / Math.sqrt(3),
);

/** Uniform in [min, max). PyTorch: uniform_. */
export const uniformOf =
  (min: number, max: number): Initializer =>
  (key, shape) =>
    uniform(key, shape, { min, max });

/** Mean and deviation of a normal distribution, before it is cut. */
export interface NormalOptions {
  /** 0 if absent */
  readonly mean?: number;
  /** 1 if absent */
  readonly std?: number;
}

/** x + mean */
function moved(mean: number, x: Tensor<Sizes>): Tensor<Sizes>;
function moved(mean: number, x: Value): Value {
  return mean === 0 ? x : add(x, fill(mean, x));
}

/** Normal of a mean and a deviation. PyTorch: normal_. */
export const normalOf =
  ({ mean = 0, std = 1 }: NormalOptions = {}): Initializer =>
  (key, shape) =>
    moved(mean, scale(std, normal(key, shape)));

/** Where a normal distribution is cut. */
export interface TruncatedOptions extends NormalOptions {
  /** -2 if absent */
  readonly lower?: number;
  /** 2 if absent */
  readonly upper?: number;
}
/** Normal of a mean and a deviation, redrawn outside (lower, upper). PyTorch: trunc_normal_. */
export const truncatedNormalOf =
  ({ mean = 0, std = 1, lower = -2, upper = 2 }: TruncatedOptions = {}): Initializer =>
  (key, shape) => {
    const [low, high] = [(lower - mean) / std, (upper - mean) / std];
    return moved(mean, scale(std, truncatedNormal(key, low, high, shape)));
  };

/**
 * Orthonormal columns, times a gain, of the matrix [field in, out] that a shape [...field, in, out] is; rows where there
 * are fewer rows than columns. Uniform among these matrices. Saxe et al. 2014. PyTorch: orthogonal_.
 */
export function orthogonalOf(options?: Gain): Initializer;
export function orthogonalOf({ gain = 1 }: Gain = {}): (key: Key, shape: Sizes) => Value {
  return (key, shape) => {
    const columns = shape.at(-1) ?? 1;
    const rows = shape.slice(0, -1).reduce((n, d) => n * d, 1);
    const [most, least] = [Math.max(rows, columns), Math.min(rows, columns)];
    const [q] = qrOf(normal(key, [most, least]));
    const matrix = mul(fill(gain, q), q);
    return reshape(rows < columns ? permute(matrix, [1, 0]) : matrix, shape);
  };
}

/** All elements the same. PyTorch: constant_; Keras: Constant. */
export const constantOf =
  (value: number): Initializer =>
  (_, shape) =>
    full(shape, value);
/** Zeros, as biases start. PyTorch: zeros_; Keras: Zeros. */
export const zerosOf: Initializer = /* @__PURE__ */ constantOf(0);
/** Ones, as factors of normalisations start. PyTorch: ones_; Keras: Ones. */
export const onesOf: Initializer = /* @__PURE__ */ constantOf(1);
