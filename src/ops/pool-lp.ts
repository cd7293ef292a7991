/** Pooling by the p-norm of every window; the powers and the root have derivative 0 at 0, where the norm has none. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { powerOf } from './norm.ts';
import { sumPool } from './pool-average.ts';
import type { Pooling } from './pool-geometry.ts';
import { magnitude } from './stated.ts';
import { sqrtOrFlat } from './variance.ts';

/** Throws ShapeError unless n is the number of a norm: real and at least 1. */
export const checkPower = (op: string, n: number): void => {
  if (Number.isFinite(n) && n >= 1) return;
  throw new ShapeError(`${op}: power must be a number >= 1, got ${n}`);
};

/** x^n of x >= 0. */
const power = (x: Value, n: number): Value => {
  if (n === 1) return x;
  if (n === 2) return p.mul(x, x);
  return n === 0.5 ? sqrtOrFlat(x) : powerOf(x, n);
};

/** y[b, i, c] = (sum over taps t of |x[b, i stride + t - before, c]|^n)^(1/n). x [batch, ...space, channels]. */
export const lpPool = (x: Value, n: number, pool: Pooling): Value =>
  power(sumPool(power(magnitude(x), n), pool), 1 / n);
