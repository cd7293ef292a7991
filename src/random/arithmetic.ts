/** Arithmetic with constants, of which the approximations of distributions consist. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';

/** k in the form of x. */
export const constant = (k: number, x: Value): Value => p.fill(k, x);
/** x + k */
export const plus = (x: Value, k: number): Value => p.add(x, constant(k, x));
/** k / x */
export const over = (k: number, x: Value): Value => p.div(constant(k, x), x);

/** The polynomial with these coefficients, highest first, by Horner's rule. */
export const polynomial = (coefficients: readonly number[], x: Value): Value =>
  coefficients
    .slice(1)
    .reduce((sum, c) => p.add(constant(c, x), p.mul(sum, x)), constant(coefficients[0]!, x));
