/** exp, log, sqrt, sin, cos, tanh: smooth functions, each with its derivative in one line. */

import type { Primitive } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { div, mul, neg, sub } from './arithmetic.ts';
import { fill } from './broadcast-sum.ts';
import { elementwise, type None, none } from './families/elementwise.ts';

/** @__NO_SIDE_EFFECTS__ */
const smooth = (
  name: string,
  f: (x: number) => number,
  simd: readonly [f32: string, f64: string],
  jvp: (t: Value, x: Value, y: Value) => Value,
): Primitive<None> =>
  elementwise<None>({
    name,
    arity: 1,
    scalar: () => f,
    simd: { f32: simd[0], f64: simd[1] },
    jvp: ([t], [x], [y]) => [t == null ? null : jvp(t, x!, y!)],
  });

export const expPrimitive: Primitive<None> = smooth(
  'exp',
  Math.exp,
  ['exp4($0)', 'exp64($0)'],
  (t, _, y) => mul(t, y),
);
/** e^x */
export const exp = (x: Value): Value => apply1(expPrimitive, [x], none);

export const logPrimitive: Primitive<None> = smooth(
  'log',
  Math.log,
  ['log4($0)', 'log64($0)'],
  (t, x) => div(t, x),
);
/** ln x; -inf at 0, NaN below */
export const log = (x: Value): Value => apply1(logPrimitive, [x], none);

export const sqrtPrimitive: Primitive<None> = smooth(
  'sqrt',
  Math.sqrt,
  ['v128.sqrt<f32>($0)', 'v128.sqrt<f64>($0)'],
  (t, _, y) => div(mul(t, fill(0.5, y)), y),
);
/** Square root. */
export const sqrt = (x: Value): Value => apply1(sqrtPrimitive, [x], none);

export const sinPrimitive: Primitive<None> = smooth(
  'sin',
  Math.sin,
  ['sin4($0)', 'sin64($0)'],
  (t, x) => mul(t, cos(x)),
);
/** Sine of x in radians. */
export const sin = (x: Value): Value => apply1(sinPrimitive, [x], none);

export const cosPrimitive: Primitive<None> = smooth(
  'cos',
  Math.cos,
  ['cos4($0)', 'cos64($0)'],
  (t, x) => neg(mul(t, sin(x))),
);
/** Cosine of x in radians. */
export const cos = (x: Value): Value => apply1(cosPrimitive, [x], none);

export const tanhPrimitive: Primitive<None> = smooth(
  'tanh',
  Math.tanh,
  ['tanh4($0)', 'tanh64($0)'],
  (t, _, y) => mul(t, sub(fill(1, y), mul(y, y))),
);
/** Hyperbolic tangent. */
export const tanh = (x: Value): Value => apply1(tanhPrimitive, [x], none);
