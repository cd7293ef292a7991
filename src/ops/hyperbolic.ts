/** The functions of the hyperbola and their inverses, elementwise, as layers. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { expm1Of } from './exponential.ts';
import { hypotOf } from './power.ts';
import { type FloatMap, floatMap } from './rules.ts';
import { log1pOf } from './smooth.ts';
import { magnitude, one, stated, times, withSignOf } from './stated.ts';

/** e^x / 2 by the half exponent, which overflows only where the result does. */
const halfExp = (x: Value): Value => {
  const root = p.exp(times(0.5, x));
  return p.mul(times(0.5, root), root);
};

/** For a >= 0; beyond 40 what is left out is below e^-80 of the result. */
const sinhOfPositive = (a: Value): Value => {
  const e = expm1Of(a);
  const near = times(0.5, p.add(e, p.div(e, p.add(e, one(e)))));
  return p.select(p.less(a, p.fill(40, a)), near, halfExp(a));
};
const sinhOf = stated(
  'sinh',
  (x) => withSignOf(x, sinhOfPositive(magnitude(x))),
  (x) => coshOf(x),
);
/** (e^x - e^-x) / 2, exact for small x; derivative cosh x. Shape: S -> S. PyTorch, JAX: sinh. */
export const sinh: FloatMap<'sinh'> = floatMap('sinh', sinhOf);

const coshOf: (x: Value) => Value = stated(
  'cosh',
  (x) => {
    const half = halfExp(magnitude(x));
    return p.add(half, p.div(p.fill(0.25, x), half));
  },
  sinhOf,
);
/** (e^x + e^-x) / 2; derivative sinh x. Shape: S -> S. PyTorch, JAX: cosh. */
export const cosh: FloatMap<'cosh'> = floatMap('cosh', coshOf);

/** Beyond it x^2 + 1 is x^2 in f64 too. */
const FAR = 2 ** 28;
/** ln 2x for large x, near(x) for others */
const unlessFar = (x: Value, near: Value): Value => {
  const far = p.add(p.log(x), p.fill(Math.LN2, x));
  return p.select(p.less(p.fill(FAR, x), x), far, near);
};

const asinhOfPositive = (a: Value): Value => {
  const square = p.mul(a, a);
  const root = p.sqrt(p.add(square, one(a)));
  return unlessFar(a, log1pOf(p.add(a, p.div(square, p.add(one(a), root)))));
};
/**
 * ln(x + sqrt(x^2 + 1)), exact for small x; derivative 1 / sqrt(x^2 + 1). Shape: S -> S. PyTorch, JAX: asinh, arcsinh.
 */
export const asinh: FloatMap<'asinh'> = floatMap(
  'asinh',
  stated(
    'asinh',
    (x) => withSignOf(x, asinhOfPositive(magnitude(x))),
    (x) => p.div(one(x), hypotOf(x, one(x))),
  ),
);

/** sqrt(x^2 - 1) as a product, in which nothing cancels or overflows. */
const leg = (x: Value): Value => p.mul(p.sqrt(p.sub(x, one(x))), p.sqrt(p.add(x, one(x))));
/**
 * ln(x + sqrt(x^2 - 1)), exact near 1; NaN below 1; derivative 1 / sqrt(x^2 - 1). Shape: S -> S. PyTorch, JAX: acosh,
 * arccosh.
 */
export const acosh: FloatMap<'acosh'> = floatMap(
  'acosh',
  stated(
    'acosh',
    (x) => unlessFar(x, log1pOf(p.add(p.sub(x, one(x)), leg(x)))),
    (x) => p.div(one(x), leg(x)),
  ),
);

const atanhOfPositive = (a: Value): Value =>
  times(0.5, log1pOf(p.div(p.add(a, a), p.sub(one(a), a))));
/**
 * ln((1 + x) / (1 - x)) / 2, exact for small x; infinite at 1 and -1, NaN beyond; derivative 1 / (1 - x^2).
 * Shape: S -> S. PyTorch, JAX: atanh, arctanh.
 */
export const atanh: FloatMap<'atanh'> = floatMap(
  'atanh',
  stated(
    'atanh',
    (x) => withSignOf(x, atanhOfPositive(magnitude(x))),
    (x) => p.div(one(x), p.mul(p.sub(one(x), x), p.add(one(x), x))),
  ),
);
