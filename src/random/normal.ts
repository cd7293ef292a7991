/** Normal numbers, by the inverse of the error function. */
import type { Value } from '../core/node.ts';
import type { Tensor, Writable } from '../core/tensor.ts';
import { log1pOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Shape } from '../types/shape.ts';
import type { Key } from './key.ts';
import { uniform } from './uniform.ts';

const CENTRAL = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
  -0.00417768164, 0.246640727, 1.50140941,
] as const;
const TAIL = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
  0.00943887047, 1.00167406, 2.83297682,
] as const;

/** The polynomial with these coefficients, highest first, by Horner's rule. */
const polynomial = (coefficients: readonly number[], x: Value): Value =>
  coefficients
    .slice(1)
    .reduce((sum, c) => p.add(p.fill(c, x), p.mul(sum, x)), p.fill(coefficients[0]!, x));

/**
 * The inverse of erf in (-1, 1): x times a polynomial in w = -ln(1 - x^2), or in sqrt(w) for the tails. M. Giles,
 * "Approximating the erfinv function", GPU Computing Gems 2 (2011).
 */
const inverseErf = (x: Value): Value => {
  const w = p.neg(log1pOf(p.neg(p.mul(x, x))));
  const central = polynomial(CENTRAL, p.sub(w, p.fill(2.5, w)));
  const tail = polynomial(TAIL, p.sub(p.sqrt(w), p.fill(3, w)));
  return p.mul(p.select(p.less(w, p.fill(5, w)), central, tail), x);
};

/** The float after -1: uniform numbers of the open interval (-1, 1). */
const OPEN = { min: -1 + 2 ** -24, max: 1 } as const;

/** Normal numbers of mean 0 and variance 1: sqrt(2) erf^-1(u), u uniform in (-1, 1). JAX: random.normal. */
export function normal<const S extends Shape>(key: Key, shape: S): Tensor<Writable<S>>;
export function normal(key: Key, shape: Shape): Value {
  const u: Value = uniform(key, shape, OPEN);
  return p.mul(p.fill(Math.SQRT2, u), inverseErf(u));
}
