/** Arithmetic of updates over one parameter: scalars are computed once and repeated, everything else is elementwise. */
import type { Value } from '../core/node.ts';
import { untyped } from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import {
  add,
  cast,
  div,
  fill,
  less,
  literal,
  maximum,
  mul,
  neg,
  reduceSum,
  select,
  sqrt,
  zeros,
} from '../prim/index.ts';
import { type DType, DTypes } from '../types/dtype.ts';
import type { Rate } from './form.ts';

/** A number, or a scalar, as a scalar. */
const scalarOf = (x: number | Value, dtype: DType): Value =>
  typeof x === 'number' ? literal(x, dtype) : cast(x, dtype);

/** The rate after `count` steps. */
export const rateAt = (rate: Rate, count: Value): Value => {
  if (typeof rate === 'function') return cast(untyped(rate)(count), DTypes.f32);
  const given: number | Value = rate;
  return scalarOf(given, DTypes.f32);
};

/** A count before the first step. */
export const none = (): Value => literal(0, DTypes.i32);
/** n + 1 */
export const increment = (n: Value): Value => add(n, fill(1, n));

/** k x for a number k. */
export const times = (k: number, x: Value): Value => (k === 1 ? x : mul(fill(k, x), x));
/** x + k for a number k. */
export const plus = (x: Value, k: number): Value => (k === 0 ? x : add(x, fill(k, x)));
/** 1 / x */
export const inverse = (x: Value): Value => div(fill(1, x), x);
/** x^2 */
export const square = (x: Value): Value => mul(x, x);
/** b x + (1 - b) y */
export const average = (b: number, x: Value, y: Value): Value => add(times(b, x), times(1 - b, y));
/** The mass of the weights of a running mean after one more step, 1 - b^t: the running mean of ones. */
export const massAfter = (b: number, mass: Value): Value => average(b, mass, fill(1, mass));

/** A scalar repeated to the form of x. */
export const repeated = (s: Value, x: Value): Value => expand(cast(s, x.dtype), x.shape);
/** s x for a scalar s. */
export const scaled = (s: Value, x: Value): Value => mul(repeated(s, x), x);

/** -1, 0 or 1. */
export const sign = (x: Value): Value =>
  select(less(zeros(x), x), fill(1, x), select(less(x, zeros(x)), fill(-1, x), x));
/** |x|; the halves of the derivative on the tie of x and -x cancel: 0 at 0. */
export const size = (x: Value): Value => maximum(x, neg(x));
/** The smaller; NaN wins. */
export const minimum = (x: Value, y: Value): Value => neg(maximum(neg(x), neg(y)));
/** p ? x : y for a scalar p. */
export const choose = (p: Value, x: Value, y: Value): Value => select(expand(p, x.shape), x, y);

/** The sum of all elements. */
export const sum = (x: Value): Value => reduceSum(x, [...x.shape.keys()]);
/** The sum of the squares of all elements. */
export const squaredNorm = (x: Value): Value => sum(square(x));
/** The square root of the sum of the squares of all elements. */
export const norm = (x: Value): Value => sqrt(squaredNorm(x));

/** The sum of scalars, 0 of none. */
export const total = (xs: readonly Value[]): Value =>
  xs.length === 0 ? literal(0, DTypes.f32) : xs.reduce(add);
