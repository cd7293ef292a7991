/** What divisions leave: with the sign of the dividend (fmod) or of the divisor (remainder). Elementwise. */
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { expandBoth } from './expand.ts';
import { type Both, type Numbers, numbers, type Second } from './rules.ts';

/**
 * a - trunc(a / b) b, exactly, with the sign of a; NaN where b is 0, for integers a. Derivatives 1 by a and
 * -trunc(a / b) by b. Shapes broadcast. C, PyTorch: fmod; JAX: lax.rem.
 */
export function fmod<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'fmod'>,
  b: Second<A, B, 'fmod'>,
): Both<A, B, 'fmod'>;
export function fmod(a: Value, b: Value): Value {
  return p.rem(...expandBoth('fmod', numbers('fmod', a), b));
}

/** The rest of the truncating division, moved by b where it has another sign. */
const floored = (a: Value, b: Value): Value => {
  const r = p.rem(a, b);
  const zero = p.zeros(r);
  // where r is 0 neither is below the other
  const apart = p.xor(
    p.and(p.less(r, zero), p.less(zero, b)),
    p.and(p.less(zero, r), p.less(b, zero)),
  );
  return p.select(apart, p.add(r, b), r);
};
/**
 * a - floor(a / b) b, with the sign of b; NaN where b is 0, for integers a. Derivatives 1 by a and -floor(a / b) by b.
 * Shapes broadcast. Python: %; PyTorch, JAX: remainder.
 */
export function remainder<A extends AnyTensor, B extends AnyTensor>(
  a: Numbers<A, 'remainder'>,
  b: Second<A, B, 'remainder'>,
): Both<A, B, 'remainder'>;
export function remainder(a: Value, b: Value): Value {
  return floored(...expandBoth('remainder', numbers('remainder', a), b));
}
