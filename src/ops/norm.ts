/** Norms of vectors over axes. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { reversed } from './arithmetic.ts';
import { type Axes, type FloatReduction, type Keepdims, reduction } from './reduce.ts';
import { floats } from './rules.ts';
import { magnitude } from './stated.ts';
import { flatAtZero, sqrtOrFlat } from './variance.ts';

/** Which norm. */
export interface NormOptions<Keep extends boolean> extends Keepdims<Keep> {
  /** p of the p-norm, 2 unless given; Infinity: the largest size, -Infinity: the smallest, 0: how many are not 0 */
  readonly order?: number;
}

type Over = (x: Value, axes: readonly number[]) => Value;

/** a^k for a >= 0, and 0 with derivative 0 at 0. */
export const powerOf = (a: Value, k: number): Value =>
  flatAtZero(a, (x) => p.exp(p.mul(p.fill(k, x), p.log(x))));

/** a^k by multiplication. */
const wholePower = (a: Value, k: number): Value =>
  Array.from({ length: k - 1 }).reduce<Value>((y) => p.mul(y, a), a);

/** The largest power that is multiplied out. */
const FEW = 8;

const general =
  (order: number): Over =>
  (x, axes) => {
    const whole = Number.isInteger(order) && order > 0 && order <= FEW;
    const powers = whole ? wholePower(magnitude(x), order) : powerOf(magnitude(x), order);
    return powerOf(p.reduceSum(powers, axes), 1 / order);
  };

const count: Over = (x, axes) => {
  const isZero = p.equal(x, p.zeros(x));
  return p.reduceSum(p.select(isZero, p.zeros(x), p.fill(1, x)), axes);
};

export const normOver = (order: number): Over => {
  if (order === 2) return (x, axes) => sqrtOrFlat(p.reduceSum(p.mul(x, x), axes));
  if (order === 1) return (x, axes) => p.reduceSum(magnitude(x), axes);
  if (order === 0) return count;
  if (order === Number.POSITIVE_INFINITY) return (x, axes) => p.reduceMax(magnitude(x), axes);
  if (order === Number.NEGATIVE_INFINITY)
    return (x, axes) => reversed(p.reduceMax(reversed(magnitude(x)), axes));
  return general(order);
};

/**
 * (sum_i |x_i|^p)^(1/p) over the axes, p = 2 unless another `order` is given. The derivative is 0 where the norm is 0;
 * where several sizes are the largest (order Infinity) they share it. Shape: as of `sum`. PyTorch: linalg.vector_norm.
 */
export const norm = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: NormOptions<Keep> = {},
): FloatReduction<'norm', I, Keep> =>
  reduction('norm', floats, normOver(options.order ?? 2), axes, options);
