/**
 * e^x in four lanes. Cody-Waite reduction to |r| <= ln(2) / 2 and the degree-6 polynomial of Cephes
 * `expf` (Moshier 1989); 2^n is applied in two factors so that results pass through the denormals
 * to 0 and reach inf. The constants are loaded from memory: V8 would build every v128.const again
 * in each iteration of a loop.
 */

const EXP: usize = memory.data<f32>([
  89.0, -104.0, 12582912.0, 1.44269504, 0.693359375, -2.1219444e-4, 1.98756915e-4, 1.3981999507e-3,
  8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1.0,
]);

/** e^(x - n ln 2) for n the integer nearest to x / ln 2; `t` is n + 1.5 * 2^23. */
// @ts-ignore: decorator
@inline
function remainder(x: v128, t: v128): v128 {
  const n = f32x4.sub(t, v128.load32_splat(EXP, 8));
  let r = f32x4.sub(x, f32x4.mul(n, v128.load32_splat(EXP, 16)));
  r = f32x4.sub(r, f32x4.mul(n, v128.load32_splat(EXP, 20)));
  let p = f32x4.add(f32x4.mul(v128.load32_splat(EXP, 24), r), v128.load32_splat(EXP, 28));
  p = f32x4.add(f32x4.mul(p, r), v128.load32_splat(EXP, 32));
  p = f32x4.add(f32x4.mul(p, r), v128.load32_splat(EXP, 36));
  p = f32x4.add(f32x4.mul(p, r), v128.load32_splat(EXP, 40));
  p = f32x4.add(f32x4.mul(p, r), v128.load32_splat(EXP, 44));
  return f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), v128.load32_splat(EXP, 48));
}

/** Adding 1.5 * 2^23 rounds x / ln 2 to an integer and leaves it in the low bits. */
// @ts-ignore: decorator
@inline
function rounded(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, v128.load32_splat(EXP, 12)), v128.load32_splat(EXP, 8));
}

/** Within 2 ulp; 1 at 0, 0 at -inf; inf and NaN stay. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax in this order keep NaN
  x = f32x4.pmax(f32x4.pmin(x, v128.load32_splat(EXP)), v128.load32_splat(EXP, 4));
  const t = rounded(x);
  const k = i32x4.sub(t, v128.load32_splat(EXP, 8));
  const half = i32x4.shr_s(k, 1);
  const one = v128.load32_splat(EXP, 48);
  const lower = i32x4.add(i32x4.shl(half, 23), one);
  const upper = i32x4.add(i32x4.shl(i32x4.sub(k, half), 23), one);
  return f32x4.mul(f32x4.mul(remainder(x, t), lower), upper);
}

/** e^x for |x| <= 80, where 2^n is normal; NaN stays. */
// @ts-ignore: decorator
@inline
export function expBounded4(x: v128): v128 {
  const t = rounded(x);
  return f32x4.mul(remainder(x, t), i32x4.add(i32x4.shl(t, 23), v128.load32_splat(EXP, 48)));
}
