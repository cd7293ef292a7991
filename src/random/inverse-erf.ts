/** The inverse of the error function, from which normal numbers are made. */
import { composite } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import { log1pOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { polynomial } from './arithmetic.ts';

const CENTRAL = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
  -0.00417768164, 0.246640727, 1.50140941,
] as const;
const TAIL = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
  0.00943887047, 1.00167406, 2.83297682,
] as const;

const approximation = (x: Value): Value => {
  const w = p.neg(log1pOf(p.neg(p.mul(x, x))));
  const central = polynomial(CENTRAL, p.sub(w, p.fill(2.5, w)));
  const tail = polynomial(TAIL, p.sub(p.sqrt(w), p.fill(3, w)));
  return p.mul(p.select(p.less(w, p.fill(5, w)), central, tail), x);
};

const HALF_ROOT_PI = 0.886226925452758;

/**
 * The inverse y of erf in (-1, 1): x times a polynomial in w = -ln(1 - x^2), or in sqrt(w) for the tails; its derivative
 * is sqrt(pi) / 2 e^(y^2). M. Giles, "Approximating the erfinv function", GPU Computing Gems 2 (2011).
 */
export const inverseErf = (x: Value): Value =>
  composite('inverseErf', (v) => [approximation(v!)], {
    jvp: ([t], _, [y]) => [
      t == null ? null : p.mul(t, p.mul(p.fill(HALF_ROOT_PI, y!), p.exp(p.mul(y!, y!)))),
    ],
    batch: ([v]) => [inverseErf(v!)],
  })(x)[0]!;
