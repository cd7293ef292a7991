/** Poisson numbers: small means by counting exponential gaps, large ones by transformed rejection. */
import type { Value } from '../core/node.ts';
import { isValue, type Ok, type Tensor, type Writable } from '../core/tensor.ts';
import { log1pOf, notOf, orOf, times } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import { constant, over, plus } from './arithmetic.ts';
import { exponentialOf } from './inversion.ts';
import { type AnyKey, children, type Keyed } from './key.ts';
import { type Fits, nonNegative, type Parameter, parameter } from './parameter.ts';
import { any, rounds, untilAccepted } from './rejection.ts';
import { unit } from './uniform.ts';

/** From this mean on by rejection, whose constants are made for it. */
const LARGE = 10;

/** How many gaps between events, exponential of mean 1, begin and end before the time is up. */
const counted = (key: Keyed, time: Value): Value => {
  const [, events] = rounds(
    key,
    [p.zeros(time), constant(-1, time)],
    ([elapsed]) => any(atMost(elapsed!, time)),
    (k, [elapsed, count]) => {
      const runs = p.cast(atMost(elapsed!, time), DTypes.f32);
      return [p.add(elapsed!, exponentialOf(k, time.shape)), p.add(count!, runs)];
    },
  );
  return events!;
};
const atMost = (x: Value, y: Value): Value => notOf(p.less(y, x));

/** 1 / (12 m) - 1 / (360 m^3) + 1 / (1260 m^5), what Stirling's formula lacks of ln m! */
const stirlingRest = (m: Value): Value => {
  const r = over(1, m);
  const r2 = p.mul(r, r);
  const inner = p.add(constant(-1 / 360, m), times(1 / 1260, r2));
  return p.mul(r, p.add(constant(1 / 12, m), p.mul(r2, inner)));
};

/**
 * ln of the mass e^-mean mean^k / k!, whose large terms never meet: from m = k + 4 on by Stirling's formula in d = (m -
 * mean) / mean, then back by the factors (k + 1) / mean to (k + 4) / mean.
 */
const logMass = (k: Value, mean: Value): Value => {
  const m = plus(k, 4);
  const d = p.div(p.sub(m, mean), mean);
  const deviance = p.mul(mean, p.sub(p.mul(plus(d, 1), log1pOf(d)), d));
  const density = p.add(times(0.5, p.log(times(2 * Math.PI, m))), stirlingRest(m));
  const factors = [1, 2, 3, 4].map((j) => p.div(plus(k, j), mean)).reduce(p.mul);
  return p.sub(p.log(factors), p.add(deviance, density));
};

/** PTRS of W. Hormann, "The transformed rejection method for generating Poisson random variables", 1993. */
const rejected = (key: Keyed, mean: Value, done: Value): Value => {
  const b = plus(times(2.53, p.sqrt(mean)), 0.931);
  const a = plus(times(0.02483, b), -0.059);
  const inverseAlpha = plus(over(1.1328, plus(b, -3.4)), 1.1239);
  const quick = p.sub(constant(0.9277, b), over(3.6224, plus(b, -2)));
  return untilAccepted(key, p.zeros(mean), done, (k) => {
    const [forU, forV] = children(k, 2);
    const u = plus(unit(forU!, mean.shape), -0.5);
    // v in (0, 1], so that its logarithm is finite
    const v = p.sub(constant(1, u), unit(forV!, mean.shape));
    const us = p.sub(constant(0.5, u), p.maximum(u, p.neg(u)));
    const slope = p.add(p.div(times(2, a), us), b);
    const n = p.floor(plus(p.add(p.mul(slope, u), mean), 0.43));
    const inside = p.and(notOf(p.less(us, constant(0.07, us))), atMost(v, quick));
    const outside = orOf(
      p.less(n, p.zeros(n)),
      p.and(p.less(us, constant(0.013, us)), p.less(us, v)),
    );
    const scale = p.add(p.div(a, p.mul(us, us)), b);
    const height = p.log(p.div(p.mul(v, inverseAlpha), scale));
    const safe = p.maximum(n, p.zeros(n));
    const below = p.and(notOf(outside), atMost(height, logMass(safe, mean)));
    return [n, orOf(inside, below)];
  });
};

const poissonOf = (key: Keyed, mean: Value, known: number | undefined): Value => {
  const zero = p.zeros(mean);
  const valid = p.and(atMost(zero, mean), p.less(mean, constant(Infinity, mean)));
  const isLarge = p.and(valid, atMost(constant(LARGE, mean), mean));
  const few = (): Value => counted(key, p.select(orOf(isLarge, notOf(valid)), zero, mean));
  const many = (): Value =>
    rejected(key, p.select(isLarge, mean, constant(LARGE, mean)), notOf(isLarge));
  const count =
    known === undefined ? p.select(isLarge, many(), few()) : known < LARGE ? few() : many();
  return p.cast(p.select(valid, count, constant(-1, mean)), DTypes.i32);
};

/**
 * Numbers of events, k = 0, 1, ... with mass e^-mean mean^k / k!, mean and variance `mean`. Without derivative. Throws
 * RangeError for a number that is negative; elements that are negative or NaN give -1. Below a mean of 10 by counting,
 * else Hormann's PTRS (1993). JAX: random.poisson; PyTorch: poisson.
 */
export function poisson<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  mean: Ok<Fits<P, S, 'poisson'>, P>,
  shape: S,
): Tensor<Writable<S>, i32>;
export function poisson(key: Keyed, mean: number | Value, shape: Shape): Value {
  const of = parameter('poisson', 'mean', mean, shape, nonNegative);
  return poissonOf(key, of, isValue(mean) ? undefined : mean);
}
