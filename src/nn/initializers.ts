/** First values of parameters, drawn from a key. The fans are read off the shape: [..., in, out]. */

import type { Tensor } from '../core/tensor.ts';
import { full, scale } from '../ops/index.ts';
import { type Key, normal, uniform } from '../random/index.ts';

type Sizes = readonly number[];
/** How a parameter of a shape gets its first value. */
export type Initializer = (key: Key, shape: Sizes) => Tensor<Sizes>;

/** Inputs and outputs of one unit; the axes before the last two are a receptive field. */
export const fans = (shape: Sizes): { readonly fanIn: number; readonly fanOut: number } => {
  const [rows = 1, columns = rows] = shape.slice(-2);
  const field = shape.slice(0, -2).reduce((n, d) => n * d, 1);
  return { fanIn: field * rows, fanOut: field * columns };
};

const fanMean = (shape: Sizes): number => {
  const { fanIn, fanOut } = fans(shape);
  return (fanIn + fanOut) / 2;
};
const spread = (variance: number): number => Math.sqrt(3 * variance);

const uniformOf =
  (variance: (shape: Sizes) => number): Initializer =>
  (key, shape) => {
    const bound = spread(variance(shape));
    return uniform(key, shape, { min: -bound, max: bound });
  };
const normalOf =
  (variance: (shape: Sizes) => number): Initializer =>
  (key, shape) =>
    scale(Math.sqrt(variance(shape)), normal(key, shape));

/** Uniform of variance 2 / (fanIn + fanOut). Glorot and Bengio 2010; PyTorch: xavier_uniform_. */
export const glorotUniform: Initializer = /* @__PURE__ */ uniformOf((s) => 1 / fanMean(s));
/** Normal of variance 2 / (fanIn + fanOut). PyTorch: xavier_normal_. */
export const glorotNormal: Initializer = /* @__PURE__ */ normalOf((s) => 1 / fanMean(s));
/** Uniform of variance 2 / fanIn, for relu. He et al. 2015; PyTorch: kaiming_uniform_. */
export const heUniform: Initializer = /* @__PURE__ */ uniformOf((s) => 2 / fans(s).fanIn);
/** Normal of variance 2 / fanIn, for relu. PyTorch: kaiming_normal_. */
export const heNormal: Initializer = /* @__PURE__ */ normalOf((s) => 2 / fans(s).fanIn);
/** All elements the same. */
export const constantOf =
  (value: number): Initializer =>
  (_, shape) =>
    full(shape, value);
/** Zeros, as biases start. */
export const zerosOf: Initializer = /* @__PURE__ */ constantOf(0);
