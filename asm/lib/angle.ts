/**
 * atan2(y, x), the angle of the point (x, y), in four lanes: the quotient of the smaller by the
 * larger coordinate, reduced below tan(pi / 8), and the polynomial of Cephes `atanf` (Moshier
 * 1989).
 */

const ATAN: usize = memory.data<f32>([
  8.05374449538e-2, -1.38776856032e-1, 1.99777106478e-1, -3.33329491539e-1, 0.4142135623730950,
  0.7853981633974483, 1.5707963267948966, 3.141592653589793, 1.0, 0.25, 4.2535296e37,
]);
/** the sign, inf, the least denormal */
const BITS: usize = memory.data<i32>([-0x80000000, 0x7f800000, 1]);

/** atan(a / b) for 0 <= a <= b, not both infinite; 0 for a = b = 0 */
// @ts-ignore: decorator
@inline
function octant(a: v128, b: v128): v128 {
  // a + b must not overflow
  const far = f32x4.gt(b, v128.load32_splat(ATAN, 40));
  const k = v128.bitselect(v128.load32_splat(ATAN, 36), v128.load32_splat(ATAN, 32), far);
  a = f32x4.mul(a, k);
  b = f32x4.mul(b, k);
  const upper = f32x4.gt(a, f32x4.mul(b, v128.load32_splat(ATAN, 16)));
  const n = f32x4.sub(a, v128.and(b, upper));
  // a denominator of 0 is a numerator of 0
  const d = f32x4.max(f32x4.add(b, v128.and(a, upper)), v128.load32_splat(BITS, 8));
  const q = f32x4.div(n, d);
  const z = f32x4.mul(q, q);
  let p = f32x4.add(f32x4.mul(v128.load32_splat(ATAN), z), v128.load32_splat(ATAN, 4));
  p = f32x4.add(f32x4.mul(p, z), v128.load32_splat(ATAN, 8));
  p = f32x4.add(f32x4.mul(p, z), v128.load32_splat(ATAN, 12));
  const r = f32x4.add(f32x4.mul(f32x4.mul(p, z), q), q);
  return f32x4.add(r, v128.and(v128.load32_splat(ATAN, 20), upper));
}

/** Within 3 ulp; the signs of zeros and the infinities as in C; NaN stays. */
// @ts-ignore: decorator
@inline
export function angle4(y: v128, x: v128): v128 {
  const one = v128.load32_splat(ATAN, 32);
  const u = f32x4.abs(x);
  const v = f32x4.abs(y);
  const low = f32x4.min(u, v);
  const high = f32x4.max(u, v);
  // beside an infinity all is 0, two of them are equal
  const infinite = f32x4.eq(high, v128.load32_splat(BITS, 4));
  const a = v128.bitselect(v128.and(f32x4.eq(low, high), one), low, infinite);
  let r = octant(a, v128.bitselect(one, high, infinite));
  const steep = f32x4.gt(v, u);
  r = v128.bitselect(f32x4.sub(v128.load32_splat(ATAN, 24), r), r, steep);
  const left = i32x4.shr_s(x, 31);
  r = v128.bitselect(f32x4.sub(v128.load32_splat(ATAN, 28), r), r, left);
  return v128.xor(r, v128.and(y, v128.load32_splat(BITS)));
}
