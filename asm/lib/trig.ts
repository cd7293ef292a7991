/**
 * sin x and cos x in four lanes. The argument is reduced in f64, where x - n * (33 bits of pi/2) is
 * exact for |n| < 2^20, then the polynomials of Cephes `sinf` (Moshier 1989) on |r| <= pi/4. Lanes
 * beyond 2^20 take the scalar Payne-Hanek reduction of musl in f64, through AssemblyScript's
 * NativeMath.
 */

const TRIG: usize = memory.data<f32>([
  -1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1, 2.443315711809948e-5, -1.388731625493765e-3,
  4.166664568298827e-2, 0.5, 1.0, 1048576.0,
]);
const SIGN: usize = memory.data<i32>([-0x80000000]);
/** 2 / pi, the first 33 bits of pi / 2, the rest */
const PI: usize = memory.data<f64>([0.6366197723675814, 1.5707963267341256, 6.077100506506192e-11]);

/**
 * The nearest integer to x * 2 / pi; adding 0 turns -0 into 0, so that x - n * pi / 2 keeps a
 * negative zero.
 */
// @ts-ignore: decorator
@inline
function turns(x: v128): v128 {
  return f64x2.add(f64x2.nearest(f64x2.mul(x, v128.load64_splat(PI))), f64x2.splat(0));
}

/** x - n * pi / 2 for n the nearest integer to x * 2 / pi, two lanes in f64 */
// @ts-ignore: decorator
@inline
function reduce(x: v128, n: v128): v128 {
  const r = f64x2.sub(x, f64x2.mul(n, v128.load64_splat(PI, 8)));
  return f64x2.sub(r, f64x2.mul(n, v128.load64_splat(PI, 16)));
}

/** sin(x + quarter * pi / 2) where |x| <= 2^20 */
// @ts-ignore: decorator
@inline
function sine(x: v128, quarter: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 1));
  const lowN = turns(low);
  const highN = turns(high);
  const lowR = f32x4.demote_f64x2_zero(reduce(low, lowN));
  const r = v128.shuffle<f64>(lowR, f32x4.demote_f64x2_zero(reduce(high, highN)), 0, 2);
  const highQ = i32x4.trunc_sat_f64x2_s_zero(highN);
  const q = v128.shuffle<f64>(i32x4.trunc_sat_f64x2_s_zero(lowN), highQ, 0, 2);
  return quadrant(r, i32x4.add(q, i32x4.splat(quarter)));
}

/** sin(r + q * pi / 2) for |r| <= pi / 4 */
// @ts-ignore: decorator
@inline
function quadrant(r: v128, q: v128): v128 {
  const z = f32x4.mul(r, r);
  let s = f32x4.add(f32x4.mul(v128.load32_splat(TRIG), z), v128.load32_splat(TRIG, 4));
  s = f32x4.add(f32x4.mul(s, z), v128.load32_splat(TRIG, 8));
  s = f32x4.add(f32x4.mul(f32x4.mul(s, z), r), r);
  s = v128.or(s, v128.and(r, v128.load32_splat(SIGN)));
  let c = f32x4.add(f32x4.mul(v128.load32_splat(TRIG, 12), z), v128.load32_splat(TRIG, 16));
  c = f32x4.add(f32x4.mul(c, z), v128.load32_splat(TRIG, 20));
  c = f32x4.mul(f32x4.mul(c, z), z);
  c = f32x4.add(
    f32x4.sub(c, f32x4.mul(z, v128.load32_splat(TRIG, 24))),
    v128.load32_splat(TRIG, 28),
  );
  const odd = i32x4.shr_s(i32x4.shl(q, 31), 31);
  const sign = i32x4.shl(i32x4.shr_u(q, 1), 31);
  return v128.xor(v128.bitselect(c, s, odd), sign);
}

// @ts-ignore: decorator
@inline
function far(x: v128): bool {
  return v128.any_true(f32x4.gt(f32x4.abs(x), v128.load32_splat(TRIG, 32)));
}

function farSin(x: v128): v128 {
  let y = f32x4.splat(<f32>NativeMath.sin(f32x4.extract_lane(x, 0)));
  y = f32x4.replace_lane(y, 1, <f32>NativeMath.sin(f32x4.extract_lane(x, 1)));
  y = f32x4.replace_lane(y, 2, <f32>NativeMath.sin(f32x4.extract_lane(x, 2)));
  return f32x4.replace_lane(y, 3, <f32>NativeMath.sin(f32x4.extract_lane(x, 3)));
}

function farCos(x: v128): v128 {
  let y = f32x4.splat(<f32>NativeMath.cos(f32x4.extract_lane(x, 0)));
  y = f32x4.replace_lane(y, 1, <f32>NativeMath.cos(f32x4.extract_lane(x, 1)));
  y = f32x4.replace_lane(y, 2, <f32>NativeMath.cos(f32x4.extract_lane(x, 2)));
  return f32x4.replace_lane(y, 3, <f32>NativeMath.cos(f32x4.extract_lane(x, 3)));
}

/** Near lanes must not depend on their neighbours: only the far ones take the scalar value. */
// @ts-ignore: decorator
@inline
function mix(x: v128, near: v128, other: v128): v128 {
  return v128.bitselect(other, near, f32x4.gt(f32x4.abs(x), v128.load32_splat(TRIG, 32)));
}

/** Within 2 ulp for all x; sin -0 = -0; NaN at +-inf and NaN. */
// @ts-ignore: decorator
@inline
export function sin4(x: v128): v128 {
  const y = sine(x, 0);
  return far(x) ? mix(x, y, farSin(x)) : y;
}

/** Within 2 ulp for all x; NaN at +-inf and NaN. */
// @ts-ignore: decorator
@inline
export function cos4(x: v128): v128 {
  const y = sine(x, 1);
  return far(x) ? mix(x, y, farCos(x)) : y;
}
