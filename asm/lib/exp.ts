/**
 * e^x in four lanes. Cody-Waite reduction to |r| <= ln(2) / 2 and the degree-6 polynomial of Cephes
 * `expf` (Moshier 1989); 2^n is applied in two factors so that results pass through the denormals
 * to 0 and reach inf. The constants are loaded from memory: V8 would build every v128.const again
 * in each iteration of a loop.
 */

const EXP: usize = memory.data<f32>([
  89.0, -104.0, 12582912.0, 1.44269504, 0.693359375, -2.1219444e-4, 1.98756915e-4, 1.3981999507e-3,
  8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1.0, 80.0,
]);

/** x - n ln 2 for n the integer nearest to x / ln 2; `t` is n + 1.5 * 2^23. */
// @ts-ignore: decorator
@inline
function reduced(x: v128, t: v128): v128 {
  const n = f32x4.sub(t, v128.load32_splat(EXP, 8));
  const r = f32x4.sub(x, f32x4.mul(n, v128.load32_splat(EXP, 16)));
  return f32x4.sub(r, f32x4.mul(n, v128.load32_splat(EXP, 20)));
}

/** e^r for |r| about up to ln(2) / 2 */
// @ts-ignore: decorator
@inline
function polynomial(r: v128): v128 {
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

/** p 2^n for `t` = n + 1.5 * 2^23, also where the result is no normal number. */
// @ts-ignore: decorator
@inline
function scaled(p: v128, t: v128): v128 {
  const k = i32x4.sub(t, v128.load32_splat(EXP, 8));
  const half = i32x4.shr_s(k, 1);
  const one = v128.load32_splat(EXP, 48);
  const lower = i32x4.add(i32x4.shl(half, 23), one);
  const upper = i32x4.add(i32x4.shl(i32x4.sub(k, half), 23), one);
  return f32x4.mul(f32x4.mul(p, lower), upper);
}

/** Within 2 ulp; 1 at 0, 0 at -inf; inf and NaN stay. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax in this order keep NaN
  x = f32x4.pmax(f32x4.pmin(x, v128.load32_splat(EXP)), v128.load32_splat(EXP, 4));
  const t = rounded(x);
  return scaled(polynomial(reduced(x, t)), t);
}

/** e^(x + d) for x in [-170, 80] and a small d, which is added where it is not rounded away. */
// @ts-ignore: decorator
@inline
export function expOfSum4(x: v128, d: v128): v128 {
  const t = rounded(x);
  return scaled(polynomial(f32x4.add(reduced(x, t), d)), t);
}

/** e^x for |x| <= 80, where 2^n is normal; NaN stays. */
// @ts-ignore: decorator
@inline
export function expBounded4(x: v128): v128 {
  const t = rounded(x);
  const power = i32x4.add(i32x4.shl(t, 23), v128.load32_splat(EXP, 48));
  return f32x4.mul(polynomial(reduced(x, t)), power);
}

/**
 * Stores exp4 of 16 elements. The usual case, all within 80 and then the same bits, costs a third
 * less; what four vectors share is loaded once.
 */
// @ts-ignore: decorator
@inline
export function storeExp16(d: usize, x: v128, y: v128, z: v128, w: v128): void {
  // a NaN is either in `far`, or what it hides is: none is below the bound
  const one = f32x4.pmax(f32x4.abs(x), f32x4.abs(y));
  const far = f32x4.pmax(one, f32x4.pmax(f32x4.abs(z), f32x4.abs(w)));
  if (i32x4.all_true(f32x4.le(far, v128.load32_splat(EXP, 52)))) {
    const a = expBounded4(x);
    const b = expBounded4(y);
    const c = expBounded4(z);
    const e = expBounded4(w);
    storeFour(d, a, b, c, e);
  } else storeFour(d, anyExp(x), anyExp(y), anyExp(z), anyExp(w));
}

function anyExp(x: v128): v128 {
  return exp4(x);
}

// @ts-ignore: decorator
@inline
function storeFour(d: usize, x: v128, y: v128, z: v128, w: v128): void {
  v128.store(d, x);
  v128.store(d, y, 16);
  v128.store(d, z, 32);
  v128.store(d, w, 48);
}
