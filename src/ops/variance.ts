/** Variance and standard deviation over axes. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { sizeOf } from '../types/shape.ts';
import { expand } from './expand.ts';
import { type Axes, type FloatReduction, type Keepdims, meanOver, reduction } from './reduce.ts';
import { floats } from './rules.ts';

/** How the mean of the squares is taken. */
export interface VarianceOptions<Keep extends boolean> extends Keepdims<Keep> {
  /** what is taken off the number of elements, 0 unless given; 1 makes the variance unbiased (PyTorch's default) */
  readonly correction?: number;
}

/** In two passes: the difference of the means of squares would cancel. */
const varianceOver =
  (correction: number) =>
  (x: Value, axes: readonly number[]): Value => {
    const kept = x.shape.map((d, k) => (axes.includes(k) ? 1 : d));
    const centred = p.sub(x, expand(p.reshape(meanOver(x, axes), kept), x.shape));
    const total = p.reduceSum(p.mul(centred, centred), axes);
    const n = p.sub(p.fill(sizeOf(axes.map((k) => x.shape[k]!)), total), p.fill(correction, total));
    return p.div(total, p.maximum(n, p.zeros(n)));
  };

/** sqrt(x), with derivative 0 at 0: there the standard deviation and the norm have none, and 0 is a subgradient. */
export const sqrtOrFlat = (x: Value): Value => {
  const isZero = p.equal(x, p.zeros(x));
  return p.select(isZero, p.zeros(x), p.sqrt(p.select(isZero, p.fill(1, x), x)));
};

/**
 * sum_i (x_i - mean)^2 / max(0, n - correction) over the axes. Shape: as of `sum`. NumPy: var (ddof); PyTorch: var
 * (correction, 1 by default).
 */
export const variance = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: VarianceOptions<Keep> = {},
): FloatReduction<'variance', I, Keep> =>
  reduction('variance', floats, varianceOver(options.correction ?? 0), axes, options);

/**
 * The square root of `variance`, with derivative 0 where all elements are equal. Shape: as of `sum`. NumPy, PyTorch:
 * std.
 */
export const std = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: VarianceOptions<Keep> = {},
): FloatReduction<'std', I, Keep> => {
  const over = varianceOver(options.correction ?? 0);
  return reduction('std', floats, (x, list) => sqrtOrFlat(over(x, list)), axes, options);
};
