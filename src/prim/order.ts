/** Comparison and choice: floor, max, less, equal, select. */

import { DTypeError } from '../core/error.ts';
import { isWide } from '../core/lowering.ts';
import type { Primitive, Tangent } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { equalDType } from '../types/dtype.ts';
import { add, mul } from './arithmetic.ts';
import { fill, zeros } from './broadcast-sum.ts';
import { elementwise, flat, type None, none, toBool } from './families/elementwise.ts';

export const floorPrimitive: Primitive<None> = elementwise<None>({
  name: 'floor',
  arity: 1,
  scalar: () => Math.floor,
  simd: { f32: 'v128.floor<f32>($0)', f64: 'v128.floor<f64>($0)' },
  jvp: flat,
});
/** The largest integer not above x. */
export const floor = (x: Value): Value => apply1(floorPrimitive, [x], none);

export const lessPrimitive: Primitive<None> = elementwise<None>({
  name: 'less',
  arity: 2,
  scalar: () => (x, y) => (x < y ? 1 : 0),
  simd: {
    f32: 'v128.lt<f32>($0, $1)',
    f64: 'v128.lt<f64>($0, $1)',
    i32: 'v128.lt<i32>($0, $1)',
    u32: 'v128.lt<u32>($0, $1)',
  },
  result: toBool,
  jvp: flat,
});
/** x < y; false where either is NaN */
export const less = (x: Value, y: Value): Value => apply1(lessPrimitive, [x, y], none);

export const equalPrimitive: Primitive<None> = elementwise<None>({
  name: 'equal',
  arity: 2,
  scalar: () => (x, y) => (x === y ? 1 : 0),
  simd: {
    f32: 'v128.eq<f32>($0, $1)',
    f64: 'v128.eq<f64>($0, $1)',
    i32: 'v128.eq<i32>($0, $1)',
    u32: 'v128.eq<i32>($0, $1)',
    bool: 'v128.eq<i32>($0, $1)',
    i64: 'i64x2.eq($0, $1)',
  },
  // of what is only stored too: it is compared, not computed with
  lane: ([x]) => {
    const { dtype } = x!.dtype;
    return isWide(dtype) && dtype !== 'i64' ? 'f64' : dtype;
  },
  result: toBool,
  jvp: flat,
});
/** x = y; false where either is NaN */
export const equal = (x: Value, y: Value): Value => apply1(equalPrimitive, [x, y], none);

const orZeros = (t: Tangent | undefined, x: Value): Value => t ?? zeros(x);

export const selectPrimitive: Primitive<None> = elementwise<None>({
  name: 'select',
  arity: 3,
  scalar: () => (p, x, y) => (p !== 0 ? x : y),
  simd: { f32: 'v128.bitselect($1, $2, $0)', f64: 'v128.bitselect($1, $2, $0)' },
  sameDType: [1, 2],
  lane: ([p, x]) => {
    if (p!.dtype.dtype !== 'bool') throw new DTypeError('select: the condition must be bool');
    return isWide(x!.dtype.dtype) ? 'f64' : 'f32';
  },
  result: ([, x]) => x!.dtype,
  jvp: ([, s, t], [p, x]) => [
    s == null && t == null ? null : select(p!, orZeros(s, x!), orZeros(t, x!)),
  ],
  transpose: ([c], [p], linear) => [
    null,
    linear[1] === true ? select(p!, c!, zeros(c!)) : null,
    linear[2] === true ? select(p!, zeros(c!), c!) : null,
  ],
});
/** p ? x : y, elementwise; the side that is not taken never matters, even where it is NaN */
export const select = (p: Value, x: Value, y: Value): Value =>
  apply1(selectPrimitive, [p, x, y], none);

const halfOnTies = (x: Value, y: Value, s: Value, t: Value): Value =>
  select(equal(x, y), mul(fill(0.5, s), add(s, t)), select(less(x, y), t, s));

export const maxPrimitive: Primitive<None> = elementwise<None>({
  name: 'max',
  arity: 2,
  scalar: () => Math.max,
  simd: {
    f32: 'v128.max<f32>($0, $1)',
    f64: 'v128.max<f64>($0, $1)',
    i32: 'v128.max<i32>($0, $1)',
    u32: 'v128.max<u32>($0, $1)',
  },
  jvp: ([s, t], [x, y], [out]) => [halfOnTies(x!, y!, orZeros(s, out!), orZeros(t, out!))],
});
/** The larger; NaN wins; the derivative on a tie is the mean of both */
export const maximum = (x: Value, y: Value): Value => {
  if (!equalDType(x.dtype, y.dtype)) throw new DTypeError('max: dtypes differ; use cast');
  return apply1(maxPrimitive, [x, y], none);
};
