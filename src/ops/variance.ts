/** Variance and standard deviation over axes. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { sizeOf } from '../types/shape.ts';
import { type Axes, type FloatReduction, type Keepdims, meanOver, reduction } from './reduce.ts';
import { alongAll } from './rows.ts';
import { floats } from './rules.ts';

/** How the mean of the squares is taken. */
export interface VarianceOptions<Keep extends boolean> extends Keepdims<Keep> {
  /** what is taken off the number of elements, 0 unless given; 1 makes the variance unbiased (PyTorch's default) */
  readonly correction?: number;
}

/** x - mean over the axes. Variances take this second pass, as the difference of the means of squares would cancel. */
export const centred = (x: Value, axes: readonly number[]): Value =>
  p.sub(x, alongAll(x, axes, meanOver(x, axes)));

const varianceOver =
  (correction: number) =>
  (x: Value, axes: readonly number[]): Value => {
    const d = centred(x, axes);
    const total = p.reduceSum(p.mul(d, d), axes);
    const n = p.sub(p.fill(sizeOf(axes.map((k) => x.shape[k]!)), total), p.fill(correction, total));
    return p.div(total, p.maximum(n, p.zeros(n)));
  };

/** f(x), but 0 with derivative 0 where x is 0. */
export const flatAtZero = (x: Value, f: (x: Value) => Value): Value => {
  const isZero = p.equal(x, p.zeros(x));
  return p.select(isZero, p.zeros(x), f(p.select(isZero, p.fill(1, x), x)));
};

/** sqrt(x), with derivative 0 at 0: there the standard deviation and the norm have none, and 0 is a subgradient. */
export const sqrtOrFlat = (x: Value): Value => flatAtZero(x, p.sqrt);

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
