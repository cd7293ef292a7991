/**
 * Truncating division in four lanes, through f64: the correctly rounded quotient of two 32-bit
 * integers never rounds up to an integer that the exact quotient does not reach. x / 0 = 0; the
 * least integer / -1 wraps.
 */

// @ts-ignore: decorator
@inline
function high(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 1, 1);
}

/** x where y is not 0, else 0 */
// @ts-ignore: decorator
@inline
function unlessZero(x: v128, y: v128): v128 {
  return v128.andnot(x, i32x4.eq(y, i32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
export function idiv4(x: v128, y: v128): v128 {
  const low = f64x2.div(f64x2.convert_low_i32x4_s(x), f64x2.convert_low_i32x4_s(y));
  const top = f64x2.div(f64x2.convert_low_i32x4_s(high(x)), f64x2.convert_low_i32x4_s(high(y)));
  const q = v128.shuffle<f64>(
    i32x4.trunc_sat_f64x2_s_zero(low),
    i32x4.trunc_sat_f64x2_s_zero(top),
    0,
    2,
  );
  const least = i32x4.splat(i32.MIN_VALUE);
  const wraps = v128.and(i32x4.eq(x, least), i32x4.eq(y, i32x4.splat(-1)));
  return unlessZero(v128.bitselect(least, q, wraps), y);
}

// @ts-ignore: decorator
@inline
export function udiv4(x: v128, y: v128): v128 {
  const low = f64x2.div(f64x2.convert_low_i32x4_u(x), f64x2.convert_low_i32x4_u(y));
  const top = f64x2.div(f64x2.convert_low_i32x4_u(high(x)), f64x2.convert_low_i32x4_u(high(y)));
  const q = v128.shuffle<f64>(
    i32x4.trunc_sat_f64x2_u_zero(low),
    i32x4.trunc_sat_f64x2_u_zero(top),
    0,
    2,
  );
  return unlessZero(q, y);
}
