/** pow, the power of two tensors. */

import type { Primitive, Tangent } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { add, addTangents, mul } from './arithmetic.ts';
import { fill, zeros } from './broadcast-sum.ts';
import { elementwise, type None, none } from './families/elementwise.ts';
import { equal, less, select } from './order.ts';
import { log } from './transcendental.ts';

/** C99's pow, which differs from JavaScript's where the base is 1 or the exponent of -1 is infinite. */
const power = (x: number, y: number): number =>
  x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;

/** y x^(y-1), 0 where y is 0 */
const byBase = (s: Value, x: Value, y: Value): Value => {
  const slope = mul(y, pow(x, add(y, fill(-1, y))));
  return mul(s, select(equal(y, zeros(y)), zeros(y), slope));
};

/** x^y ln x, 0 where x is 0 and y is not negative */
const byExponent = (t: Value, x: Value, y: Value, out: Value): Value => {
  const slope = mul(out, log(x));
  const atZero = select(less(y, zeros(y)), slope, zeros(y));
  return mul(t, select(equal(x, zeros(x)), atZero, slope));
};

export const powPrimitive: Primitive<None> = elementwise<None>({
  name: 'pow',
  arity: 2,
  scalar: () => power,
  simd: { f32: 'pow4($0, $1)', f64: 'pow64($0, $1)' },
  jvp: ([s, t], [x, y], [out]): readonly Tangent[] => [
    addTangents(
      s == null ? null : byBase(s, x!, y!),
      t == null ? null : byExponent(t, x!, y!, out!),
    ),
  ],
});
/** x^y; 1 where y is 0 or x is 1, NaN where x is negative and y no integer */
export const pow = (x: Value, y: Value): Value => apply1(powPrimitive, [x, y], none);
