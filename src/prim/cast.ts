/** Conversion between dtypes: of the number (cast) and of its bits (bitcast). */

import { DTypeError } from '../core/error.ts';
import { BF16, F16, roundHalf } from '../core/half.ts';
import { isWide, type Lane } from '../core/lowering.ts';
import type { Primitive } from '../core/node.ts';
import { apply1, type TensorType, type Value } from '../core/node.ts';
import { compact, type Numbers } from '../core/strided.ts';
import { type DType, type DTypeName, equalDType, isDifferentiable } from '../types/dtype.ts';
import { elementwise, isInteger } from './families/elementwise.ts';

export interface To {
  readonly dtype: DType;
}

const clamp =
  (lo: number, hi: number) =>
  (x: number): number =>
    Number.isNaN(x) ? 0 : Math.trunc(Math.min(hi, Math.max(lo, x)));

const same = (x: number): number => x;
/** From floats; what is not rounded here is by the storage. */
const CONVERT: Readonly<Record<DTypeName, (x: number) => number>> = {
  f32: same,
  f64: same,
  f16: (x) => roundHalf(x, F16),
  bf16: (x) => roundHalf(x, BF16),
  i32: clamp(-(2 ** 31), 2 ** 31 - 1),
  u32: clamp(0, 2 ** 32 - 1),
  u8: clamp(0, 255),
  i64: clamp(-(2 ** 63), 2 ** 63),
  bool: (x) => (x !== 0 ? 1 : 0),
};

/** What a register of 64 bits holds of a dtype, by which the conversion is chosen: integers wrap, floats saturate. */
const held = (from: DTypeName, to: DTypeName): DTypeName => {
  if (from === 'bool' || from === 'i64') return from;
  return to === 'u8' && (from === 'i32' || from === 'u32') ? 'i32' : 'f64';
};

const castLane = ([x]: readonly TensorType[], { dtype }: To): Lane => {
  const [from, to] = [x!.dtype.dtype, dtype.dtype];
  if (!isWide(from) && !isWide(to)) return `${from}_${to}`;
  return from === 'bool' && to !== 'i64' ? 'bool_f64' : `${held(from, to)}_${to}`;
};

export const castPrimitive: Primitive<To> = elementwise<To>({
  name: 'cast',
  arity: 1,
  scalar: ({ dtype }) => CONVERT[dtype.dtype],
  // integers wrap: the storage does it
  integer: ({ dtype }) => (isInteger(dtype.dtype) ? same : CONVERT[dtype.dtype]),
  simd: {
    f32_f32: '$0',
    f32_i32: 'v128.trunc_sat<i32>($0)',
    f32_u32: 'v128.trunc_sat<u32>($0)',
    i32_f32: 'v128.convert<i32>($0)',
    u32_f32: 'v128.convert<u32>($0)',
    i32_u32: '$0',
    u32_i32: '$0',
    bool_f32: 'v128.and($0, f32x4.splat(1))',
    bool_i32: 'v128.and($0, i32x4.splat(1))',
    bool_u32: 'v128.and($0, i32x4.splat(1))',
    f32_bool: 'v128.ne<f32>($0, f32x4.splat(0))',
    i32_bool: 'v128.ne<i32>($0, i32x4.splat(0))',
    u32_bool: 'v128.ne<i32>($0, i32x4.splat(0))',
    f64_f64: '$0',
    f64_f32: 'f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero($0))',
    f64_f16: 'half64($0, 10, 15)',
    f64_bf16: 'half64($0, 7, 127)',
    f64_i32: 'f64x2.convert_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero($0))',
    f64_u32: 'f64x2.convert_low_i32x4_u(i32x4.trunc_sat_f64x2_u_zero($0))',
    f64_u8: 'toByte($0)',
    f64_i64: 'toLong($0)',
    f64_bool: 'v128.ne<f64>($0, f64x2.splat(0))',
    i32_u8: 'lowerByte(toLong($0))',
    i64_f64: 'fromLong($0)',
    i64_f32: 'fromLong32($0)',
    i64_f16: 'half64(fromLong($0), 10, 15)',
    i64_bf16: 'half64(fromLong($0), 7, 127)',
    i64_i32: 'lowerSigned($0)',
    i64_u32: 'lowerUnsigned($0)',
    i64_u8: 'lowerByte($0)',
    i64_bool: 'i64x2.ne($0, i64x2.splat(0))',
    bool_f64: 'v128.and($0, f64x2.splat(1))',
    bool_i64: 'v128.and($0, i64x2.splat(1))',
  },
  result: (_, { dtype }) => dtype,
  lane: castLane,
  jvp: ([t], _x, _y, p) => [
    t == null || !isDifferentiable(p.dtype) ? null : apply1(castPrimitive, [t], p),
  ],
  transpose: ([c], [x]) => [c == null ? null : cast(c, x!.dtype)],
});
/**
 * The number in another dtype: floats become the nearest float, ties to even, or are truncated and saturate, NaN as 0;
 * integers wrap. Casts between floats have the derivative 1, rounded to the dtype that the tangent or cotangent goes to.
 */
export const cast = (x: Value, dtype: DType): Value =>
  equalDType(x.dtype, dtype) ? x : apply1(castPrimitive, [x], { dtype });

const is32 = (d: DType): boolean => ['f32', 'i32', 'u32'].includes(d.dtype);

const reinterpret = (bits: Numbers, from: DTypeName, to: DTypeName): ArrayLike<number> => {
  const words =
    from === 'f32'
      ? Float32Array.from(bits)
      : from === 'i32'
        ? Int32Array.from(bits)
        : Uint32Array.from(bits);
  if (to === 'f32') return new Float32Array(words.buffer);
  return to === 'i32' ? new Int32Array(words.buffer) : new Uint32Array(words.buffer);
};

export const bitcastPrimitive: Primitive<To> = {
  name: 'bitcast',
  infer: ([x], { dtype }) => {
    if (!is32(x!.dtype) || !is32(dtype)) {
      throw new DTypeError(`bitcast: needs 32-bit dtypes, got ${x!.dtype.dtype} to ${dtype.dtype}`);
    }
    return [{ shape: x!.shape, dtype }];
  },
  evaluate: ([x], { dtype }, arithmetic) => {
    const dense = compact(x!, arithmetic);
    const data = arithmetic.alloc(dtype, dense.data.length);
    data.set(reinterpret(dense.data, x!.dtype.dtype, dtype.dtype));
    return [{ ...dense, dtype, data }];
  },
  jvp: () => [null],
  batch: ([x], _, p) => [apply1(bitcastPrimitive, [x!], p)],
  lower: { kind: 'view', map: (layout) => layout },
};
/** The same 32 bits read as another dtype. */
export const bitcast = (x: Value, dtype: DType): Value =>
  equalDType(x.dtype, dtype) ? x : apply1(bitcastPrimitive, [x], { dtype });
