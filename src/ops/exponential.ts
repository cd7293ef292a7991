/** Exponentials and logarithms to other bases, and e^x - 1 without cancellation; elementwise, as layers. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type FloatMap, floatMap } from './rules.ts';
import { magnitude, one, stated, times } from './stated.ts';

/** 2^x; derivative y ln 2. Shape: S -> S. Powers of integers are exact. PyTorch: exp2; JAX: exp2. */
export const exp2: FloatMap<'exp2'> = floatMap(
  'exp2',
  stated(
    'exp2',
    (x) => p.pow(p.fill(2, x), x),
    (_, y) => times(Math.LN2, y),
  ),
);

/** 2 h / (1 - h) for h = tanh(x / 2) where |x| < 1, which does not cancel. */
export const expm1Of: (x: Value) => Value = stated(
  'expm1',
  (x) => {
    const h = p.tanh(times(0.5, x));
    const near = p.div(p.add(h, h), p.sub(one(x), h));
    return p.select(p.less(magnitude(x), one(x)), near, p.sub(p.exp(x), one(x)));
  },
  (x) => p.exp(x),
);
/** e^x - 1, exact for small x; derivative e^x. Shape: S -> S. PyTorch, JAX: expm1. */
export const expm1: FloatMap<'expm1'> = floatMap('expm1', expm1Of);

const logTo =
  (base: number) =>
  (x: Value): Value =>
    p.div(p.log(x), p.fill(base, x));
/** ln x / ln 2; -inf at 0, NaN below; derivative 1 / (x ln 2). Shape: S -> S. PyTorch, JAX: log2. */
export const log2: FloatMap<'log2'> = floatMap('log2', logTo(Math.LN2));
/** ln x / ln 10; -inf at 0, NaN below; derivative 1 / (x ln 10). Shape: S -> S. PyTorch, JAX: log10. */
export const log10: FloatMap<'log10'> = floatMap('log10', logTo(Math.LN10));
