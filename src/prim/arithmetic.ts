/** neg, add, mul, div: the field operations, linear in each argument or stated. */

import type { Primitive, Tangent } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { elementwise, type None, none } from './families/elementwise.ts';

/** a + b where null is zero. */
export const addTangents = (a: Tangent | undefined, b: Tangent | undefined): Tangent =>
  a == null ? (b ?? null) : b == null ? a : add(a, b);

export const negPrimitive: Primitive<None> = elementwise<None>({
  name: 'neg',
  arity: 1,
  scalar: () => (x) => -x,
  simd: {
    f32: 'v128.neg<f32>($0)',
    f64: 'v128.neg<f64>($0)',
    i32: 'v128.neg<i32>($0)',
    u32: 'v128.neg<i32>($0)',
  },
  jvp: ([t]) => [t == null ? null : neg(t)],
  transpose: ([c]) => [c == null ? null : neg(c)],
});
/** -x */
export const neg = (x: Value): Value => apply1(negPrimitive, [x], none);

export const addPrimitive: Primitive<None> = elementwise<None>({
  name: 'add',
  arity: 2,
  scalar: () => (x, y) => x + y,
  simd: {
    f32: 'v128.add<f32>($0, $1)',
    f64: 'v128.add<f64>($0, $1)',
    i32: 'v128.add<i32>($0, $1)',
    u32: 'v128.add<i32>($0, $1)',
  },
  jvp: ([s, t]) => [addTangents(s, t)],
  transpose: ([c], _, linear) => linear.map((l) => (l ? c! : null)),
});
/** x + y */
export const add = (x: Value, y: Value): Value => apply1(addPrimitive, [x, y], none);
/** x - y, as x + (-y), which is the same number. */
export const sub = (x: Value, y: Value): Value => add(x, neg(y));

export const mulPrimitive: Primitive<None> = elementwise<None>({
  name: 'mul',
  arity: 2,
  scalar: () => (x, y) => x * y,
  integer: () => Math.imul,
  simd: {
    f32: 'v128.mul<f32>($0, $1)',
    f64: 'v128.mul<f64>($0, $1)',
    i32: 'v128.mul<i32>($0, $1)',
    u32: 'v128.mul<i32>($0, $1)',
  },
  jvp: ([s, t], [x, y]) => [
    addTangents(s == null ? null : mul(s, y!), t == null ? null : mul(x!, t)),
  ],
  transpose: ([c], [x, y], [left]) => (left === true ? [mul(c!, y!), null] : [null, mul(x!, c!)]),
});
/** x * y */
export const mul = (x: Value, y: Value): Value => apply1(mulPrimitive, [x, y], none);

const quotient = (x: number, y: number): number => (y === 0 ? 0 : Math.trunc(x / y));

export const divPrimitive: Primitive<None> = elementwise<None>({
  name: 'div',
  arity: 2,
  scalar: () => (x, y) => x / y,
  integer: () => quotient,
  simd: {
    f32: 'v128.div<f32>($0, $1)',
    f64: 'v128.div<f64>($0, $1)',
    i32: 'idiv4($0, $1)',
    u32: 'udiv4($0, $1)',
  },
  jvp: ([s, t], [, y], [out]) => [
    addTangents(s == null ? null : div(s, y!), t == null ? null : neg(div(mul(t, out!), y!))),
  ],
  transpose: ([c], [, y]) => [div(c!, y!), null],
});
/** x / y; integers truncate, and x / 0 is 0 for them */
export const div = (x: Value, y: Value): Value => apply1(divPrimitive, [x, y], none);
