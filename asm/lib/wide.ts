/**
 * What the instructions of map64 need beyond single ones, on two lanes: smooth functions one lane
 * after the other by AssemblyScript's NativeMath, a port of musl and fdlibm that is compiled into
 * the module; conversions of numbers to and from i64 and the formats of 16 bits.
 */
import { erf, erfc } from './erf64';
import { narrow, widen } from './half';

// @ts-ignore: decorator
@inline
function pair(low: f64, high: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(low), 1, high);
}

// @ts-ignore: decorator
@inline
function low(x: v128): f64 {
  return f64x2.extract_lane(x, 0);
}

// @ts-ignore: decorator
@inline
function high(x: v128): f64 {
  return f64x2.extract_lane(x, 1);
}

// @ts-ignore: decorator
@inline
export function exp64(x: v128): v128 {
  return pair(NativeMath.exp(low(x)), NativeMath.exp(high(x)));
}

// @ts-ignore: decorator
@inline
export function log64(x: v128): v128 {
  return pair(NativeMath.log(low(x)), NativeMath.log(high(x)));
}

// @ts-ignore: decorator
@inline
export function sin64(x: v128): v128 {
  return pair(NativeMath.sin(low(x)), NativeMath.sin(high(x)));
}

// @ts-ignore: decorator
@inline
export function cos64(x: v128): v128 {
  return pair(NativeMath.cos(low(x)), NativeMath.cos(high(x)));
}

// @ts-ignore: decorator
@inline
export function tanh64(x: v128): v128 {
  return pair(NativeMath.tanh(low(x)), NativeMath.tanh(high(x)));
}

// @ts-ignore: decorator
@inline
export function erf64(x: v128): v128 {
  return pair(erf(low(x)), erf(high(x)));
}

// @ts-ignore: decorator
@inline
export function erfc64(x: v128): v128 {
  return pair(erfc(low(x)), erfc(high(x)));
}

// @ts-ignore: decorator
@inline
export function angle64(y: v128, x: v128): v128 {
  return pair(NativeMath.atan2(low(y), low(x)), NativeMath.atan2(high(y), high(x)));
}

// @ts-ignore: decorator
@inline
export function rem64(x: v128, y: v128): v128 {
  return pair(NativeMath.mod(low(x), low(y)), NativeMath.mod(high(x), high(y)));
}

/** C99's pow, where JavaScript's gives NaN for a base of 1 or of -1 to an infinite power. */
function power(x: f64, y: f64): f64 {
  return x == 1 || (x == -1 && abs<f64>(y) == Infinity) ? 1 : NativeMath.pow(x, y);
}

// @ts-ignore: decorator
@inline
export function pow64(x: v128, y: v128): v128 {
  return pair(power(low(x), low(y)), power(high(x), high(y)));
}

/** The nearest float of 16 bits, as a number. */
// @ts-ignore: decorator
@inline
export function half64(x: v128, m: i32, bias: i32): v128 {
  return pair(widen(narrow(low(x), m, bias), m, bias), widen(narrow(high(x), m, bias), m, bias));
}

/** i64 to the nearest f64 */
// @ts-ignore: decorator
@inline
export function fromLong(x: v128): v128 {
  return pair(<f64>i64x2.extract_lane(x, 0), <f64>i64x2.extract_lane(x, 1));
}

/** i64 to the nearest f32 */
// @ts-ignore: decorator
@inline
export function fromLong32(x: v128): v128 {
  return pair(<f32>i64x2.extract_lane(x, 0), <f32>i64x2.extract_lane(x, 1));
}

/** The lower 32 bits of i64 as i32. */
// @ts-ignore: decorator
@inline
export function lowerSigned(x: v128): v128 {
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(x, x, 0, 2, 0, 2));
}

/** The lower 32 bits of i64 as u32. */
// @ts-ignore: decorator
@inline
export function lowerUnsigned(x: v128): v128 {
  return f64x2.convert_low_i32x4_u(v128.shuffle<i32>(x, x, 0, 2, 0, 2));
}

/** Truncates and saturates; NaN becomes 0. */
// @ts-ignore: decorator
@inline
export function toLong(x: v128): v128 {
  return i64x2.replace_lane(i64x2.splat(<i64>low(x)), 1, <i64>high(x));
}

/** The lower 8 bits of i64 as u8. */
// @ts-ignore: decorator
@inline
export function lowerByte(x: v128): v128 {
  return lowerUnsigned(v128.and(x, i64x2.splat(255)));
}

/** Truncates and saturates to u8; NaN becomes 0. */
// @ts-ignore: decorator
@inline
export function toByte(x: v128): v128 {
  const whole = i32x4.trunc_sat_f64x2_u_zero(x);
  return f64x2.convert_low_i32x4_u(i32x4.min_u(whole, i32x4.splat(255)));
}
