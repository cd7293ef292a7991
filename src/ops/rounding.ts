/** Rounding to integers and the sign, whose derivatives are 0; elementwise, as layers. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type FloatMap, floatMap, isInteger, type NumberMap, numberMap } from './rules.ts';
import { one, times } from './stated.ts';

/** The smallest integer not below x. */
const up = (x: Value): Value => p.neg(p.floor(p.neg(x)));

/** The smallest integer not below x; derivative 0. Shape: S -> S. PyTorch, JAX: ceil. */
export const ceil: FloatMap<'ceil'> = floatMap('ceil', up);

/** x without its fraction, toward 0; derivative 0. Shape: S -> S. PyTorch, JAX: trunc. */
export const trunc: FloatMap<'trunc'> = floatMap('trunc', (x) =>
  p.select(p.less(x, p.zeros(x)), up(x), p.floor(x)),
);

const isOdd = (n: Value): Value => {
  const half = times(0.5, n);
  return p.less(p.floor(half), half);
};
export const nearest = (x: Value): Value => {
  const below = p.floor(x);
  const rest = p.sub(x, below);
  const half = p.fill(0.5, x);
  const halfUp = p.and(p.equal(rest, half), isOdd(below));
  return p.select(p.xor(p.less(half, rest), halfUp), p.add(below, one(x)), below);
};
/** The nearest integer, the even one of two; derivative 0. Shape: S -> S. PyTorch, JAX: round. */
export const round: FloatMap<'round'> = floatMap('round', nearest);

/** 0 where x is 0, NaN where it is NaN */
const zeroOrNaN = (x: Value): Value =>
  isInteger(x.dtype) ? p.zeros(x) : p.select(p.equal(x, x), p.zeros(x), p.fill(NaN, x));
const signOf = (x: Value): Value => {
  const positive = p.less(p.zeros(x), x);
  if (x.dtype.dtype === 'u32') return p.select(positive, one(x), p.zeros(x));
  const rest = p.select(p.less(x, p.zeros(x)), p.fill(-1, x), zeroOrNaN(x));
  return p.select(positive, one(x), rest);
};
/** -1, 0 or 1 as x is negative, 0 or positive; NaN stays; derivative 0. Shape: S -> S. PyTorch, JAX: sign. */
export const sign: NumberMap<'sign'> = numberMap('sign', signOf);
