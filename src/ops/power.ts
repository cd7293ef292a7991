/** Powers and roots: of tensors by tensors, by a number; and the length of a hypotenuse. Elementwise. */
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { expandBoth } from './expand.ts';
import { type Both, type FloatMap, type Floats, floatMap, floats, type Second } from './rules.ts';
import { magnitude, one, stated, statedByEach, times } from './stated.ts';

/**
 * x^y, elementwise; 1 where y is 0 or x is 1, NaN where x is negative and y no integer. Derivatives y x^(y-1) by x, 0
 * where y is 0; x^y ln x by y, 0 where x is 0 and y is not negative. Shapes broadcast. Cases: C99 F.9.4.4. PyTorch:
 * pow; JAX: power.
 */
export function pow<A extends AnyTensor, B extends AnyTensor>(
  x: Floats<A, 'pow'>,
  y: Second<A, B, 'pow'>,
): Both<A, B, 'pow'>;
export function pow(x: Value, y: Value): Value {
  return p.pow(...expandBoth('pow', floats('pow', x), y));
}

/** Exponents that cost less than a power. */
const special: Readonly<Record<number, (x: Value) => Value>> = {
  [-2]: (x) => p.div(one(x), p.mul(x, x)),
  [-1]: (x) => p.div(one(x), x),
  [-0.5]: (x) => p.div(one(x), p.sqrt(x)),
  0: one,
  0.5: p.sqrt,
  1: (x) => x,
  2: (x) => p.mul(x, x),
  3: (x) => p.mul(p.mul(x, x), x),
};
const powerOf = (k: number): ((x: Value) => Value) =>
  stated('power', special[k] ?? ((x) => p.pow(x, p.fill(k, x))), (x) =>
    k === 0 ? p.zeros(x) : times(k, powerOf(k - 1)(x)),
  );
/**
 * x^k for a number k: power(3)(x); derivative k x^(k-1). NaN where x is negative and k no integer. Shape: S -> S.
 * PyTorch: pow(x, k); JAX: x ** k.
 */
export const power = (exponent: number): FloatMap<'power'> => floatMap('power', powerOf(exponent));

/** 1 / sqrt x; inf at 0, NaN below; derivative -y / (2x). Shape: S -> S. PyTorch: rsqrt; JAX: lax.rsqrt. */
export const rsqrt: FloatMap<'rsqrt'> = floatMap(
  'rsqrt',
  stated(
    'rsqrt',
    (x) => p.div(one(x), p.sqrt(x)),
    (x, y) => times(-0.5, p.div(y, x)),
  ),
);

/** The longer leg times the root of 1 + the square of the quotient; equal legs, of 0 or inf too, have quotient 1. */
const hypotenuse = (x: Value, y: Value): Value => {
  const [a, b] = [magnitude(x), magnitude(y)];
  const swap = p.less(a, b);
  const [long, short] = [p.select(swap, b, a), p.select(swap, a, b)];
  const q = p.select(p.equal(a, b), one(a), p.div(short, long));
  return p.mul(long, p.sqrt(p.add(one(q), p.mul(q, q))));
};
export const hypotOf: (x: Value, y: Value) => Value = statedByEach(
  'hypot',
  (x, y) => hypotenuse(x!, y!),
  [([x], h) => p.div(x!, h), ([, y], h) => p.div(y!, h)],
);
/**
 * sqrt(x^2 + y^2) without overflow; derivatives x / h and y / h, NaN at the origin, where there are none, as in
 * PyTorch. Shapes broadcast. PyTorch, JAX: hypot.
 */
export function hypot<A extends AnyTensor, B extends AnyTensor>(
  x: Floats<A, 'hypot'>,
  y: Second<A, B, 'hypot'>,
): Both<A, B, 'hypot'>;
export function hypot(x: Value, y: Value): Value {
  return hypotOf(...expandBoth('hypot', floats('hypot', x), y));
}
