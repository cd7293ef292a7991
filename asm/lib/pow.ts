/**
 * x^y = 2^(y log2 |x|) in four lanes, both functions in f64: |x| = m 2^e with m in
 * [sqrt(1/2), sqrt(2)), log2 m by the series of the inverse hyperbolic tangent of
 * (m - 1) / (m + 1), 2^f for |f| <= 1/2 by Taylor's series. Errors below 2^-30 leave the rounding
 * to f32. Special cases are those of C99, annex F.9.4.4.
 */

/** 2 / (ln(2) (2k + 1)) for k = 7, ..., 0 */
const LOG2: usize = memory.data<f64>([
  0.19235933878519512, 0.2219530832136867, 0.2623081892525388, 0.3205988979753252,
  0.41219858311113244, 0.5770780163555853, 0.9617966939259757, 2.8853900817779268,
]);
/** (ln 2)^k / k! for k = 9, ..., 0 */
const EXP2: usize = memory.data<f64>([
  1.0178086009239696e-7, 1.3215486790144305e-6, 1.5252733804059838e-5, 1.5403530393381606e-4,
  1.3333558146428441e-3, 9.618129107628477e-3, 5.5504108664821576e-2, 2.402265069591007e-1,
  6.931471805599453e-1, 1.0,
]);
/** 1.5 * 2^52, 160, inf */
const WIDE: usize = memory.data<f64>([6755399441055744.0, 160.0, Infinity]);
/** the bits of sqrt(1/2), of sign and exponent, of 1 */
const BITS: usize = memory.data<i64>([
  0x3fe6a09e667f3bcd, -0x0010000000000000, 0x3ff0000000000000,
]);
/** 1, one half, inf; the sign */
const LANE: usize = memory.data<f32>([1.0, 0.5, Infinity]);
const SIGN: usize = memory.data<i32>([-0x80000000, 0x7fc00000]);

/** log2 of two lanes of f64, whose range is that of f32; -inf at 0, inf at inf */
// @ts-ignore: decorator
@inline
function log2(x: v128): v128 {
  const one = v128.load64_splat(BITS, 16);
  const over = i64x2.sub(x, v128.load64_splat(BITS));
  const m = i64x2.sub(x, v128.and(over, v128.load64_splat(BITS, 8)));
  const e = i32x4.shr_s(over, 20);
  const exponent = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(e, e, 1, 3, 1, 3));
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  let p = f64x2.add(f64x2.mul(v128.load64_splat(LOG2), z), v128.load64_splat(LOG2, 8));
  p = f64x2.add(f64x2.mul(p, z), v128.load64_splat(LOG2, 16));
  p = f64x2.add(f64x2.mul(p, z), v128.load64_splat(LOG2, 24));
  p = f64x2.add(f64x2.mul(p, z), v128.load64_splat(LOG2, 32));
  p = f64x2.add(f64x2.mul(p, z), v128.load64_splat(LOG2, 40));
  p = f64x2.add(f64x2.mul(p, z), v128.load64_splat(LOG2, 48));
  p = f64x2.add(f64x2.mul(p, z), v128.load64_splat(LOG2, 56));
  const y = f64x2.add(f64x2.mul(p, s), exponent);
  const infinite = v128.load64_splat(WIDE, 16);
  const zero = f64x2.eq(x, f64x2.splat(0));
  // inf and NaN stay
  const top = v128.bitselect(y, x, f64x2.lt(x, infinite));
  return v128.bitselect(f64x2.neg(infinite), top, zero);
}

/** 2^p of two lanes of f64 for a result in f32; inf, 0 and NaN as they come */
// @ts-ignore: decorator
@inline
function exp2(p: v128): v128 {
  const bound = v128.load64_splat(WIDE, 8);
  p = f64x2.pmax(f64x2.pmin(p, bound), f64x2.neg(bound));
  const n = f64x2.nearest(p);
  const f = f64x2.sub(p, n);
  let r = f64x2.add(f64x2.mul(v128.load64_splat(EXP2), f), v128.load64_splat(EXP2, 8));
  r = f64x2.add(f64x2.mul(r, f), v128.load64_splat(EXP2, 16));
  r = f64x2.add(f64x2.mul(r, f), v128.load64_splat(EXP2, 24));
  r = f64x2.add(f64x2.mul(r, f), v128.load64_splat(EXP2, 32));
  r = f64x2.add(f64x2.mul(r, f), v128.load64_splat(EXP2, 40));
  r = f64x2.add(f64x2.mul(r, f), v128.load64_splat(EXP2, 48));
  r = f64x2.add(f64x2.mul(r, f), v128.load64_splat(EXP2, 56));
  r = f64x2.add(f64x2.mul(r, f), v128.load64_splat(EXP2, 64));
  r = f64x2.add(f64x2.mul(r, f), v128.load64_splat(EXP2, 72));
  const k = i64x2.shl(f64x2.add(n, v128.load64_splat(WIDE)), 52);
  return f64x2.mul(r, i64x2.add(k, v128.load64_splat(BITS, 16)));
}

/** |x|^y of the two lower lanes, in the two lower lanes */
// @ts-ignore: decorator
@inline
function lower(x: v128, y: v128): v128 {
  const p = f64x2.mul(f64x2.promote_low_f32x4(y), log2(f64x2.promote_low_f32x4(x)));
  return f32x4.demote_f64x2_zero(exp2(p));
}

/** The power of |x| with the sign and the NaN that a negative x makes of it. */
// @ts-ignore: decorator
@inline
function signed(r: v128, x: v128, a: v128, y: v128): v128 {
  const half = f32x4.mul(y, v128.load32_splat(LANE, 4));
  const whole = f32x4.eq(f32x4.trunc(y), y);
  const odd = v128.andnot(whole, f32x4.eq(f32x4.trunc(half), half));
  const sign = v128.and(v128.and(x, odd), v128.load32_splat(SIGN));
  const proper = v128.and(f32x4.lt(x, i32x4.splat(0)), f32x4.lt(a, v128.load32_splat(LANE, 8)));
  const none = v128.and(v128.andnot(proper, whole), v128.load32_splat(SIGN, 4));
  return v128.or(v128.xor(r, sign), none);
}

/** Within 1 ulp; x^0 and 1^y are 1, even with NaN. */
// @ts-ignore: decorator
@inline
export function pow4(x: v128, y: v128): v128 {
  const one = v128.load32_splat(LANE);
  const a = f32x4.abs(x);
  const low = lower(a, y);
  const top = lower(v128.shuffle<f64>(a, a, 1, 1), v128.shuffle<f64>(y, y, 1, 1));
  const r = signed(v128.shuffle<f64>(low, top, 0, 2), x, a, y);
  const endless = f32x4.eq(f32x4.abs(y), v128.load32_splat(LANE, 8));
  const unit = v128.or(f32x4.eq(x, one), v128.and(f32x4.eq(a, one), endless));
  return v128.bitselect(one, r, v128.or(unit, f32x4.eq(y, i32x4.splat(0))));
}
