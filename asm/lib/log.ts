/**
 * ln x in four lanes: x = m 2^e with m in [sqrt(1/2), sqrt(2)) and the polynomial of Cephes `logf`
 * (Moshier 1989).
 */

const LOG: usize = memory.data<f32>([
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1, -2.1219444e-4, 0.5,
  0.693359375, 1.0, 1.1754943508222875e-38, 23.0,
]);
/**
 * sqrt(1/2), the mask of sign and exponent (also -inf), inf, NaN, the bits of 1 ^ the bits of 2^23
 */
const LOG_BITS: usize = memory.data<i32>([
  0x3f3504f3, -0x00800000, 0x7f800000, 0x7fc00000, 0x74800000,
]);

/**
 * Within 2 ulp; log 0 = -inf, log of a negative = NaN, inf and NaN stay; denormals are exact
 * inputs.
 */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const one = v128.load32_splat(LOG, 48);
  const tiny = f32x4.lt(x, v128.load32_splat(LOG, 52));
  const scaled = f32x4.mul(x, v128.xor(one, v128.and(tiny, v128.load32_splat(LOG_BITS, 16))));
  // subtracting the bits of sqrt(1/2) borrows from the exponent where the mantissa is below it
  const over = i32x4.sub(scaled, v128.load32_splat(LOG_BITS));
  const power = v128.and(over, v128.load32_splat(LOG_BITS, 4));
  const f = f32x4.sub(i32x4.sub(scaled, power), one);
  const shift = v128.and(tiny, v128.load32_splat(LOG, 56));
  const e = f32x4.sub(f32x4.convert_i32x4_s(i32x4.shr_s(over, 23)), shift);
  const z = f32x4.mul(f, f);
  let p = f32x4.add(f32x4.mul(v128.load32_splat(LOG), f), v128.load32_splat(LOG, 4));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(LOG, 8));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(LOG, 12));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(LOG, 16));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(LOG, 20));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(LOG, 24));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(LOG, 28));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(LOG, 32));
  let y = f32x4.mul(p, f32x4.mul(f, z));
  y = f32x4.add(y, f32x4.mul(e, v128.load32_splat(LOG, 36)));
  y = f32x4.sub(y, f32x4.mul(z, v128.load32_splat(LOG, 40)));
  y = f32x4.add(f32x4.add(y, f), f32x4.mul(e, v128.load32_splat(LOG, 44)));
  return f32x4.add(y, special(x));
}

/**
 * What to add at special arguments, where the polynomial is finite: -inf at 0, NaN at negatives,
 * inf and NaN.
 */
// @ts-ignore: decorator
@inline
function special(x: v128): v128 {
  const zero = i32x4.splat(0);
  const top = v128.andnot(x, f32x4.lt(x, v128.load32_splat(LOG_BITS, 8)));
  const atZero = v128.and(f32x4.eq(x, zero), v128.load32_splat(LOG_BITS, 4));
  const negative = v128.and(f32x4.lt(x, zero), v128.load32_splat(LOG_BITS, 12));
  return v128.or(v128.or(top, atZero), negative);
}
