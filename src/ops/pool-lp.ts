/** Pooling by the p-norm of every window; the powers and the root have derivative 0 at 0, where the norm has none. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { sumPool } from './pool-average.ts';
import type { Pooling } from './pool-geometry.ts';

/** Throws ShapeError unless n is the number of a norm: real and at least 1. */
export const checkPower = (op: string, n: number): void => {
  if (Number.isFinite(n) && n >= 1) return;
  throw new ShapeError(`${op}: power must be a number >= 1, got ${n}`);
};

/** f of x >= 0 where it is positive, elsewhere 0. */
const whereSome = (x: Value, f: (x: Value) => Value): Value => {
  const none = p.equal(x, p.zeros(x));
  return p.select(none, p.zeros(x), f(p.select(none, p.fill(1, x), x)));
};

/** x^n of x >= 0. */
const power = (x: Value, n: number): Value => {
  if (n === 1) return x;
  if (n === 2) return p.mul(x, x);
  if (n === 0.5) return whereSome(x, p.sqrt);
  return whereSome(x, (y) => p.exp(p.mul(p.fill(n, y), p.log(y))));
};

/** y[b, i, c] = (sum over taps t of |x[b, i stride + t - before, c]|^n)^(1/n). x [batch, ...space, channels]. */
export const lpPool = (x: Value, n: number, pool: Pooling): Value =>
  power(sumPool(power(p.maximum(x, p.neg(x)), n), pool), 1 / n);
