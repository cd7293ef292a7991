/** erf and erfc, the integral of the Gaussian, with the series and the continued fraction that the reference sums. */

import type { Primitive } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { mul, neg } from './arithmetic.ts';
import { fill } from './broadcast-sum.ts';
import { elementwise, type None, none } from './families/elementwise.ts';
import { exp } from './transcendental.ts';

const TWO_OVER_ROOT_PI = 1.1283791670955126;

/** e^(-x^2), the square in two parts: rounding it would cost x^2 / 2 units. */
const gauss = (x: number): number => {
  if (x > 28) return 0;
  const h = Math.fround(x);
  return Math.exp(-h * h) * Math.exp((h - x) * (h + x));
};

/** 2 / sqrt(pi) e^(-x^2) sum_n 2^n x^(2n+1) / (2n+1)!!, whose terms have one sign. Abramowitz, Stegun 7.1.6. */
const series = (x: number): number => {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_ROOT_PI * gauss(x) * sum;
};

/**
 * e^(-x^2) / sqrt(pi) / (x + 1/2 / (x + 1 / (x + 3/2 / ...))) for x >= 0.5. Abramowitz, Stegun 7.1.14; the error after n
 * fractions is about e^(-2 x sqrt(2n)).
 */
const fraction = (x: number): number => {
  let f = x;
  for (let k = Math.ceil(200 / (x * x)) + 30; k > 0; k--) f = x + k / 2 / f;
  return ((TWO_OVER_ROOT_PI / 2) * gauss(x)) / f;
};

const erfOf = (x: number): number => {
  if (x >= 1) return 1 - fraction(x);
  return x <= -1 ? fraction(-x) - 1 : series(x);
};

const erfcOf = (x: number): number => {
  if (x >= 0.5) return fraction(x);
  return x <= -1 ? 2 - fraction(-x) : 1 - series(x);
};

/** t k e^(-x^2) */
const gaussian = (t: Value, x: Value, k: number): Value =>
  mul(t, mul(fill(k, x), exp(neg(mul(x, x)))));

export const erfPrimitive: Primitive<None> = elementwise<None>({
  name: 'erf',
  arity: 1,
  scalar: () => erfOf,
  simd: { f32: 'erf4($0)', f64: 'erf64($0)' },
  jvp: ([t], [x]) => [t == null ? null : gaussian(t, x!, TWO_OVER_ROOT_PI)],
});
/** 2 / sqrt(pi) times the integral of e^(-u^2) from 0 to x */
export const erf = (x: Value): Value => apply1(erfPrimitive, [x], none);

export const erfcPrimitive: Primitive<None> = elementwise<None>({
  name: 'erfc',
  arity: 1,
  scalar: () => erfcOf,
  simd: { f32: 'erfc4($0)', f64: 'erfc64($0)' },
  jvp: ([t], [x]) => [t == null ? null : gaussian(t, x!, -TWO_OVER_ROOT_PI)],
});
/** 1 - erf x, without its cancellation */
export const erfc = (x: Value): Value => apply1(erfcPrimitive, [x], none);
