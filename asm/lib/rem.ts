/**
 * The remainder of a division that truncates, a - trunc(a / b) b, in four lanes; it is exact. In
 * f64 the product is, as long as the quotient has 29 bits; beyond that the scalar algorithm of musl
 * takes over, through AssemblyScript's NativeMathf.
 */

const REM: usize = memory.data<f64>([536870912.0]);
/** the sign, inf */
const BITS: usize = memory.data<i32>([-0x80000000, 0x7f800000]);

// @ts-ignore: decorator
@inline
function high(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 1, 1);
}

/**
 * a - trunc(q) b for q, the rounded a / b, all of them >= 0: a quotient may have been rounded up.
 */
// @ts-ignore: decorator
@inline
function rest(a: v128, b: v128, q: v128): v128 {
  const r = f64x2.sub(a, f64x2.mul(f64x2.trunc(q), b));
  return f64x2.add(r, v128.and(b, f64x2.lt(r, f64x2.splat(0))));
}

function farRem(x: v128, y: v128): v128 {
  let r = f32x4.splat(NativeMathf.mod(f32x4.extract_lane(x, 0), f32x4.extract_lane(y, 0)));
  const b = NativeMathf.mod(f32x4.extract_lane(x, 1), f32x4.extract_lane(y, 1));
  const c = NativeMathf.mod(f32x4.extract_lane(x, 2), f32x4.extract_lane(y, 2));
  const d = NativeMathf.mod(f32x4.extract_lane(x, 3), f32x4.extract_lane(y, 3));
  r = f32x4.replace_lane(r, 1, b);
  r = f32x4.replace_lane(r, 2, c);
  return f32x4.replace_lane(r, 3, d);
}

/** Exact, with the sign of x; NaN where x is infinite or y is 0; x where y is infinite. */
// @ts-ignore: decorator
@inline
export function rem4(x: v128, y: v128): v128 {
  const a = f32x4.abs(x);
  const b = f32x4.abs(y);
  const lowA = f64x2.promote_low_f32x4(a);
  const highA = f64x2.promote_low_f32x4(high(a));
  const lowB = f64x2.promote_low_f32x4(b);
  const highB = f64x2.promote_low_f32x4(high(b));
  const lowQ = f64x2.div(lowA, lowB);
  const highQ = f64x2.div(highA, highB);
  const far = v128.load64_splat(REM);
  if (v128.any_true(v128.or(f64x2.gt(lowQ, far), f64x2.gt(highQ, far)))) return farRem(x, y);
  const low = f32x4.demote_f64x2_zero(rest(lowA, lowB, lowQ));
  const top = f32x4.demote_f64x2_zero(rest(highA, highB, highQ));
  const r = v128.shuffle<f64>(low, top, 0, 2);
  const infinite = v128.load32_splat(BITS, 4);
  const whole = v128.and(f32x4.eq(b, infinite), f32x4.lt(a, infinite));
  return v128.or(v128.bitselect(a, r, whole), v128.and(x, v128.load32_splat(BITS)));
}
