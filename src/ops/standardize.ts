/** Numbers brought to mean 0 and variance 1 over some axes, and divided by the size of their neighbours. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { must, type Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { addDim } from '../types/dim.ts';
import type { Float } from '../types/dtype.ts';
import { axisOf, reduceDims } from '../types/shape.ts';
import { whole } from './conv-geometry.ts';
import { type Axes, listOf, meanOver, type Reduced } from './reduce.ts';
import { alongAll } from './rows.ts';
import { type FloatMap, floats } from './rules.ts';
import { standardizeLast } from './standardize-rows.ts';
import { centred } from './variance.ts';

/** x / sqrt(mean of x^2 over the axes + eps); the root is taken once for all that share it. */
export const overRootMeanSquare = (x: Value, axes: readonly number[], eps: number): Value => {
  const meanSquare = meanOver(p.mul(x, x), axes);
  const root = p.sqrt(p.add(meanSquare, p.fill(eps, meanSquare)));
  return p.div(x, alongAll(x, axes, root));
};

/** (x - mean) / sqrt(variance + eps) over axes given as 0 to rank - 1. */
export const standardizeOver = (x: Value, axes: readonly number[], eps: number): Value => {
  const first = x.shape.length - axes.length;
  const last = axes.length > 0 && axes.every((axis, k) => axis === first + k);
  return last
    ? standardizeLast(x, axes.length, eps)
    : overRootMeanSquare(centred(x, axes), axes, eps);
};

/** The constant of a normalisation. */
export interface Epsilon {
  /** added to the variance, 1e-5 if absent */
  readonly eps?: number;
}

/** The type of `standardize(axes)`: the axes exist, the shape stays. */
export interface Standardize<I extends Axes> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Reduced<InShape<this>, I, true, 'standardize'> extends infer M
      ? M extends string
        ? M
        : Tensor<InShape<this>, InDType<this>>
      : never
    : `standardize: needs a float tensor, got ${InDType<this>['dtype']}`;
}

/**
 * (x - mean) / sqrt(variance + eps) over the axes, the variance that of n: S -> S. What layer and instance
 * normalisation are without parameters. JAX: nn.standardize; PyTorch: layer_norm without weight.
 */
export const standardize = <const I extends Axes = undefined>(
  axes?: I,
  { eps = 1e-5 }: Epsilon = {},
): Standardize<I> =>
  layer((x) => {
    const list = listOf(floats('standardize', x), axes);
    must(reduceDims(x.shape, list, true, 'standardize'));
    const own = list.map((axis) => axisOf(x.shape, axis));
    return standardizeOver(x, own, eps);
  }, 'standardize');

/** The constants of local response normalisation; those left out are PyTorch's. */
export interface LocalResponseOptions {
  /** how much the neighbours count, 1e-4 if absent */
  readonly alpha?: number;
  /** the exponent, 0.75 if absent */
  readonly beta?: number;
  /** added to the mean of the squares, 1 if absent */
  readonly k?: number;
}

/** For each channel the sum over the `size` channels around it, those outside being 0. */
const sumOfNeighbours = (x: Value, size: number): Value => {
  const last = x.shape.length - 1;
  const padded = p.embed(x, {
    shape: x.shape.with(last, addDim(x.shape[last]!, size - 1)),
    start: x.shape.map((_, k) => (k === last ? Math.floor(size / 2) : 0)),
    stride: x.shape.map(() => 1),
  });
  const places = [x.shape[last]!];
  const windows = { axes: [last], places, size: [size], stride: [1], dilation: [1] };
  return p.reduceSum(p.window(padded, windows), [x.shape.length]);
};

/**
 * x / (k + alpha / size * sum of the squares of the `size` channels around)^beta; channels are the last axis: S -> S.
 * Krizhevsky, Sutskever, Hinton 2012, 3.3 (where alpha is not divided). PyTorch: LocalResponseNorm.
 */
export const localResponseNorm = (
  size: number,
  { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseOptions = {},
): FloatMap<'localResponseNorm'> => {
  whole('localResponseNorm', 'size', [size]);
  return layer((x) => {
    const sums = sumOfNeighbours(p.mul(floats('localResponseNorm', x), x), size);
    const base = p.add(p.fill(k, x), p.mul(p.fill(alpha / size, x), sums));
    return p.mul(x, p.pow(base, p.fill(-beta, x)));
  }, 'localResponseNorm');
};
