/** rem, what a division that truncates leaves. */

import type { Primitive, Tangent } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { add, addTangents, div, mul, neg, sub } from './arithmetic.ts';
import { fill } from './broadcast-sum.ts';
import { elementwise, type None, none } from './families/elementwise.ts';
import { floor } from './order.ts';

const ofIntegers = (x: number, y: number): number => (y === 0 ? x : x % y);

/** The integer trunc(x / y): (x - rem) / y is that up to rounding. */
const quotient = (x: Value, y: Value, out: Value): Value =>
  floor(add(div(sub(x, out), y), fill(0.5, y)));

export const remPrimitive: Primitive<None> = elementwise<None>({
  name: 'rem',
  arity: 2,
  scalar: () => (x, y) => x % y,
  integer: () => ofIntegers,
  simd: {
    f32: 'rem4($0, $1)',
    f64: 'rem64($0, $1)',
    i32: 'i32x4.sub($0, i32x4.mul(idiv4($0, $1), $1))',
    u32: 'i32x4.sub($0, i32x4.mul(udiv4($0, $1), $1))',
  },
  jvp: ([s, t], [x, y], [out]): readonly Tangent[] => [
    addTangents(s ?? null, t == null ? null : neg(mul(t, quotient(x!, y!, out!)))),
  ],
});
/** x - trunc(x / y) y, exactly; it has the sign of x. Of integers, x where y is 0 */
export const rem = (x: Value, y: Value): Value => apply1(remPrimitive, [x, y], none);
