/** atan2, the angle of a point. */

import type { Primitive, Tangent } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { add, addTangents, div, mul, neg } from './arithmetic.ts';
import { zeros } from './broadcast-sum.ts';
import { elementwise, type None, none } from './families/elementwise.ts';
import { equal, maximum, select } from './order.ts';

const magnitude = (x: Value): Value => maximum(x, neg(x));

/** x / (x^2 + y^2) and y / (x^2 + y^2), 0 at the origin; the squares are of quotients, which do not overflow. */
const inverse = (x: Value, y: Value): readonly [Value, Value] => {
  const h = maximum(magnitude(x), magnitude(y));
  const [u, v] = [div(x, h), div(y, h)];
  const n = mul(h, add(mul(u, u), mul(v, v)));
  const offOrigin = (w: Value): Value => select(equal(h, zeros(h)), zeros(h), div(w, n));
  return [offOrigin(u), offOrigin(v)];
};

export const atan2Primitive: Primitive<None> = elementwise<None>({
  name: 'atan2',
  arity: 2,
  scalar: () => Math.atan2,
  simd: { f32: 'angle4($0, $1)', f64: 'angle64($0, $1)' },
  jvp: ([s, t], [y, x]): readonly Tangent[] => {
    const [u, v] = inverse(x!, y!);
    return [addTangents(s == null ? null : mul(s, u), t == null ? null : neg(mul(t, v)))];
  },
});
/** The angle of (x, y) from the positive x axis, from -pi to pi; the derivative at the origin is 0 */
export const atan2 = (y: Value, x: Value): Value => apply1(atan2Primitive, [y, x], none);
