/** Smooth functions of floats, elementwise, as layers: `exp(x)`, or a stage of `pipe`, `seq`, `net`. */

import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type FloatMap, floatMap } from './rules.ts';
import { one, stated } from './stated.ts';

/** e^x; derivative y. Shape: S -> S. PyTorch, JAX: exp. */
export const exp: FloatMap<'exp'> = floatMap('exp', p.exp);
/** ln x; -inf at 0, NaN below; derivative 1 / x. Shape: S -> S. PyTorch, JAX: log. */
export const log: FloatMap<'log'> = floatMap('log', p.log);
/** Square root; NaN below 0; derivative 1 / (2y). Shape: S -> S. PyTorch, JAX: sqrt. */
export const sqrt: FloatMap<'sqrt'> = floatMap('sqrt', p.sqrt);
/** Sine of x in radians; derivative cos x. Shape: S -> S. PyTorch, JAX: sin. */
export const sin: FloatMap<'sin'> = floatMap('sin', p.sin);
/** Cosine of x in radians; derivative -sin x. Shape: S -> S. PyTorch, JAX: cos. */
export const cos: FloatMap<'cos'> = floatMap('cos', p.cos);
/**
 * Hyperbolic tangent, (e^x - e^-x) / (e^x + e^-x); derivative 1 - y^2. Shape: S -> S. PyTorch, Keras, JAX: tanh.
 */
export const tanh: FloatMap<'tanh'> = floatMap('tanh', p.tanh);
/** 1 / x; derivative -1 / x^2. Shape: S -> S. PyTorch, JAX: reciprocal. */
export const reciprocal: FloatMap<'reciprocal'> = floatMap('reciprocal', (x) =>
  p.div(p.fill(1, x), x),
);
/** The largest integer not above x; derivative 0. Shape: S -> S. PyTorch, JAX: floor. */
export const floor: FloatMap<'floor'> = floatMap('floor', p.floor);

export const sigmoidOf: (x: Value) => Value = stated(
  'sigmoid',
  (x) => p.div(one(x), p.add(one(x), p.exp(p.neg(x)))),
  (_, y) => p.mul(y, p.sub(one(y), y)),
);
/**
 * 1 / (1 + e^-x); derivative y (1 - y), which does not overflow. Shape: S -> S. PyTorch, Keras: sigmoid; JAX:
 * nn.sigmoid.
 */
export const sigmoid: FloatMap<'sigmoid'> = floatMap('sigmoid', sigmoidOf);

/** ln(1 + x) by Kahan's correction: the rounding of 1 + x is undone by the quotient. */
export const log1pOf: (x: Value) => Value = stated(
  'log1p',
  (x) => {
    const u = p.add(one(x), x);
    const d = p.sub(u, one(x));
    const corrected = p.mul(p.log(u), p.div(x, d));
    return p.select(p.equal(d, p.zeros(x)), x, p.select(p.equal(u, x), p.log(u), corrected));
  },
  (x) => p.div(one(x), p.add(one(x), x)),
);
/**
 * ln(1 + x), exact for small x; -inf at -1, NaN below; derivative 1 / (1 + x). Shape: S -> S. PyTorch, JAX: log1p.
 */
export const log1p: FloatMap<'log1p'> = floatMap('log1p', log1pOf);

export const softplusOf: (x: Value) => Value = stated(
  'softplus',
  (x) => p.add(p.maximum(x, p.zeros(x)), log1pOf(p.exp(p.neg(p.maximum(x, p.neg(x)))))),
  sigmoidOf,
);
/**
 * ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), which does not overflow; derivative sigmoid(x). Shape: S -> S. PyTorch,
 * Keras: softplus; JAX: nn.softplus.
 */
export const softplus: FloatMap<'softplus'> = floatMap('softplus', softplusOf);
