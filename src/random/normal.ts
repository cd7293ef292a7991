/** Normal numbers, by the inverse of the error function: free, truncated, exponentiated. */
import type { Value } from '../core/node.ts';
import type { Ok, Tensor, Writable } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { DTypes } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import { inverseErf } from './inverse-erf.ts';
import type { AnyKey, Keyed } from './key.ts';
import { anyNumber, type Fits, nonNegative, type Parameter, parameter } from './parameter.ts';
import { stretched, uniformOf, unit } from './uniform.ts';

/** The float after -1: uniform numbers of the open interval (-1, 1). */
export const OPEN: { readonly min: number; readonly max: number } = { min: -1 + 2 ** -24, max: 1 };

const rootTwo = (x: Value): Value => p.fill(Math.SQRT2, x);

/** Normal numbers of mean 0 and variance 1. */
export const normalOf = (key: Keyed, shape: Shape): Value => {
  const u = uniformOf(key, shape, OPEN);
  return p.mul(rootTwo(u), inverseErf(u));
};

/**
 * Normal numbers of mean 0 and variance 1, density e^(-x^2 / 2) / sqrt(2 pi): sqrt(2) erf^-1(u), u uniform in (-1, 1).
 * JAX: random.normal; PyTorch: randn.
 */
export function normal<const S extends Shape>(key: AnyKey, shape: S): Tensor<Writable<S>>;
export function normal(key: Keyed, shape: Shape): Value {
  return normalOf(key, shape);
}

/** The next float upwards (1) or downwards (-1), for floats that are not 0 or not finite: their bits count so. */
const beside = (x: Value, step: number): Value => {
  const word = p.bitcast(x, DTypes.i32);
  const towardsZero = p.less(x, p.zeros(x));
  const by = p.select(towardsZero, p.fill(-step, word), p.fill(step, word));
  const next = p.bitcast(p.add(word, by), DTypes.f32);
  const least = p.fill(step * 2 ** -126, x);
  return p.select(p.equal(x, p.zeros(x)), least, next);
};

/** -1 for the bound -inf, 1 for inf: where the uniform numbers are cut. */
const cut = (bound: Value): Value => p.erf(p.div(bound, rootTwo(bound)));

/** x in the open interval; what lies outside by rounding is moved in, without derivative of its own. */
const inside = (x: Value, lower: Value, upper: Value): Value => {
  const least = p.maximum(x, beside(lower, 1));
  const greatest = beside(upper, -1);
  return p.select(p.less(greatest, least), greatest, least);
};

/**
 * Normal numbers of mean 0 and variance 1 in the open interval (lower, upper), which may be infinite: density that of
 * `normal` divided by its mass there. sqrt(2) erf^-1(u), u uniform in [erf(lower / sqrt(2)), erf(upper / sqrt(2))).
 * Differentiable in the bounds. JAX: random.truncated_normal; PyTorch: trunc_normal_.
 */
export function truncatedNormal<
  const L extends Parameter,
  const U extends Parameter,
  const S extends Shape,
>(
  key: AnyKey,
  lower: Ok<Fits<L, S, 'truncatedNormal'>, L>,
  upper: Ok<Fits<U, S, 'truncatedNormal'>, U>,
  shape: S,
): Tensor<Writable<S>>;
export function truncatedNormal(
  key: Keyed,
  lower: number | Value,
  upper: number | Value,
  shape: Shape,
): Value {
  const bound = (name: string, given: number | Value): Value =>
    parameter('truncatedNormal', name, given, shape, anyNumber);
  const [low, high] = [bound('lower', lower), bound('upper', upper)];
  const [from, to] = [cut(low), cut(high)];
  const u = stretched(unit(key, shape), from, p.sub(to, from));
  return inside(p.mul(rootTwo(u), inverseErf(u)), low, high);
}

/**
 * e^(sigma z) for normal z: density e^(-(ln x)^2 / (2 sigma^2)) / (x sigma sqrt(2 pi)), mean e^(sigma^2 / 2).
 * Differentiable in sigma. Throws RangeError for a negative number. JAX: random.lognormal.
 */
export function logNormal<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  sigma: Ok<Fits<P, S, 'logNormal'>, P>,
  shape: S,
): Tensor<Writable<S>>;
export function logNormal(key: Keyed, sigma: number | Value, shape: Shape): Value {
  const scale = parameter('logNormal', 'sigma', sigma, shape, nonNegative);
  return p.exp(p.mul(scale, normalOf(key, shape)));
}
