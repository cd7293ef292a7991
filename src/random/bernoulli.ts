/** Coins: truth values, signs, and how many tosses come before the first success. */
import type { Value } from '../core/node.ts';
import type { Ok, Tensor, Writable } from '../core/tensor.ts';
import { log1pOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { type bool, DTypes, type i32 } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import type { AnyKey, Keyed } from './key.ts';
import { type Fits, type Parameter, parameter, probability } from './parameter.ts';
import { unit } from './uniform.ts';

/**
 * True with probability p, between 0 and 1: u < p for u uniform in [0, 1). Without derivative. Throws RangeError for a
 * number outside. JAX: random.bernoulli; PyTorch: bernoulli.
 */
export function bernoulli<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  p: Ok<Fits<P, S, 'bernoulli'>, P>,
  shape: S,
): Tensor<Writable<S>, bool>;
export function bernoulli(key: Keyed, given: number | Value, shape: Shape): Value {
  return p.less(unit(key, shape), parameter('bernoulli', 'p', given, shape, probability));
}

/** -1 or 1, either with probability 1/2. JAX: random.rademacher. */
export function rademacher<const S extends Shape>(key: AnyKey, shape: S): Tensor<Writable<S>, i32>;
export function rademacher(key: Keyed, shape: Shape): Value {
  const u = unit(key, shape);
  const heads = p.cast(p.less(u, p.fill(0.5, u)), DTypes.i32);
  return p.sub(p.add(heads, heads), p.fill(1, heads));
}

/**
 * The number k = 1, 2, ... of the first success, if each has probability p: mass p (1 - p)^(k - 1), mean 1/p, by
 * inversion: floor(ln(1 - u) / ln(1 - p)) + 1. Without derivative. Throws RangeError for a number outside [0, 1].
 * JAX: random.geometric.
 */
export function geometric<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  p: Ok<Fits<P, S, 'geometric'>, P>,
  shape: S,
): Tensor<Writable<S>, i32>;
export function geometric(key: Keyed, given: number | Value, shape: Shape): Value {
  const chance = parameter('geometric', 'p', given, shape, probability);
  const u = unit(key, shape);
  const failures = p.floor(p.div(log1pOf(p.neg(u)), log1pOf(p.neg(chance))));
  return p.cast(p.add(failures, p.fill(1, failures)), DTypes.i32);
}
