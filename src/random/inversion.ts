/** Distributions whose cumulative distribution function has an inverse in one line, applied to uniform numbers. */
import type { Value } from '../core/node.ts';
import type { Ok, Tensor, Writable } from '../core/tensor.ts';
import { log1pOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Shape } from '../types/shape.ts';
import type { AnyKey, Keyed } from './key.ts';
import { OPEN } from './normal.ts';
import { type Fits, nonNegative, type Parameter, parameter, positive } from './parameter.ts';
import { uniformOf, unit } from './uniform.ts';

/** The smallest normal float. */
const TINY = 2 ** -126;
/** The distance from 1 to the next float. */
const EPSILON = 2 ** -23;

/** Exponential numbers of mean 1. */
export const exponentialOf = (key: Keyed, shape: Shape): Value =>
  p.neg(log1pOf(p.neg(unit(key, shape))));

/** Exponential numbers of rate and mean 1, density e^-x for x >= 0: -ln(1 - u). JAX: random.exponential. */
export function exponential<const S extends Shape>(key: AnyKey, shape: S): Tensor<Writable<S>>;
export function exponential(key: Keyed, shape: Shape): Value {
  return exponentialOf(key, shape);
}

/** Gumbel numbers of location 0 and scale 1. */
export const gumbelOf = (key: Keyed, shape: Shape): Value =>
  p.neg(p.log(p.neg(p.log(uniformOf(key, shape, { min: TINY })))));

/**
 * Gumbel numbers of location 0 and scale 1, cumulative distribution e^(-e^-x), mean 0.5772...: -ln(-ln u). The position
 * of the largest of x_i + l_i is i with probability e^(l_i) / sum e^(l_j). JAX: random.gumbel (mode "low").
 */
export function gumbel<const S extends Shape>(key: AnyKey, shape: S): Tensor<Writable<S>>;
export function gumbel(key: Keyed, shape: Shape): Value {
  return gumbelOf(key, shape);
}

/** Laplace numbers of mean 0 and scale 1, density e^-|x| / 2: sign(u) ln(1 - |u|), u in (-1, 1). JAX: random.laplace. */
export function laplace<const S extends Shape>(key: AnyKey, shape: S): Tensor<Writable<S>>;
export function laplace(key: Keyed, shape: Shape): Value {
  const u = uniformOf(key, shape, OPEN);
  const negative = p.less(u, p.zeros(u));
  const size = log1pOf(p.neg(p.maximum(u, p.neg(u))));
  return p.select(negative, p.neg(size), size);
}

/**
 * Logistic numbers of mean 0 and scale 1, cumulative distribution 1 / (1 + e^-x): ln(u / (1 - u)). JAX:
 * random.logistic.
 */
export function logistic<const S extends Shape>(key: AnyKey, shape: S): Tensor<Writable<S>>;
export function logistic(key: Keyed, shape: Shape): Value {
  const u = uniformOf(key, shape, { min: EPSILON });
  return p.sub(p.log(u), log1pOf(p.neg(u)));
}

/**
 * Cauchy numbers of location 0 and scale 1, density 1 / (pi (1 + x^2)), without moments: tan(pi (u - 1/2)). JAX:
 * random.cauchy.
 */
export function cauchy<const S extends Shape>(key: AnyKey, shape: S): Tensor<Writable<S>>;
export function cauchy(key: Keyed, shape: Shape): Value {
  const u = uniformOf(key, shape, { min: EPSILON });
  const angle = p.mul(p.fill(Math.PI, u), p.sub(u, p.fill(0.5, u)));
  return p.div(p.sin(angle), p.cos(angle));
}

/**
 * Rayleigh numbers, density x / s^2 e^(-x^2 / (2 s^2)) for x >= 0, mean s sqrt(pi / 2): s sqrt(2 e), e exponential.
 * Differentiable in the scale s. Throws RangeError for a negative number. JAX: random.rayleigh.
 */
export function rayleigh<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  scale: Ok<Fits<P, S, 'rayleigh'>, P>,
  shape: S,
): Tensor<Writable<S>>;
export function rayleigh(key: Keyed, scale: number | Value, shape: Shape): Value {
  const e = exponentialOf(key, shape);
  return p.mul(parameter('rayleigh', 'scale', scale, shape, nonNegative), p.sqrt(p.add(e, e)));
}

/**
 * Weibull numbers, cumulative distribution 1 - e^(-(x / scale)^k) for x >= 0: scale e^(1 / k), e exponential.
 * Differentiable in both. Throws RangeError for a number that is not positive. JAX: random.weibull_min(scale, k).
 */
export function weibull<
  const A extends Parameter,
  const K extends Parameter,
  const S extends Shape,
>(
  key: AnyKey,
  scale: Ok<Fits<A, S, 'weibull'>, A>,
  k: Ok<Fits<K, S, 'weibull'>, K>,
  shape: S,
): Tensor<Writable<S>>;
export function weibull(key: Keyed, scale: number | Value, k: number | Value, shape: Shape): Value {
  const e = exponentialOf(key, shape);
  const power = parameter('weibull', 'k', k, shape, positive);
  const factor = parameter('weibull', 'scale', scale, shape, positive);
  return p.mul(factor, p.pow(e, p.div(p.fill(1, power), power)));
}

/**
 * Pareto numbers, density b x^-(b + 1) for x >= 1: e^(e / b), e exponential. Differentiable in b. Throws RangeError for a
 * number that is not positive. JAX: random.pareto.
 */
export function pareto<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  b: Ok<Fits<P, S, 'pareto'>, P>,
  shape: S,
): Tensor<Writable<S>>;
export function pareto(key: Keyed, b: number | Value, shape: Shape): Value {
  const e = exponentialOf(key, shape);
  return p.exp(p.div(e, parameter('pareto', 'b', b, shape, positive)));
}
