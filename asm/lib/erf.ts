/**
 * erf x and erfc x = 1 - erf x in four lanes. erf: an odd polynomial up to 475/512, above it
 * 1 - e^p(|x|); the two minimax approximations are N. Juffa's (answer 35148199 on Stack Overflow,
 * 2016), evaluated without fused multiply-add.
 */
import { expBounded4, expOfSum4 } from './exp';

const ERF: usize = memory.data<f32>([
  -5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1,
  -1.7285347e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1,
  -1.28717512e-1, 0.927734375, 1.0, 4.0,
]);
/**
 * (1 + 2x) e^(x^2) erfc x in q = (x - 2) / (x + 2) of Shepherd, Laframboise (1981), fitted for
 * 0 <= x <= 10.2 with relative error 1.4e-8; 1; 2; 11
 */
const ERFC: usize = memory.data<f32>([
  -3.994469589088112e-4, -1.2279992224648595e-3, 1.3133073225617409e-3, 8.63009411841631e-3,
  -8.060142397880554e-3, -5.4203882813453674e-2, 1.6405542194843292e-1, -1.6603146493434906e-1,
  -9.27639827132225e-2, 1.2769783735275269, 1.0, 2.0, 11.0,
]);
/** the sign; what stays of a number whose square is then exact */
const SIGN: usize = memory.data<i32>([-0x80000000, -0x1000]);

/** erf x for |x| < 475/512 */
// @ts-ignore: decorator
@inline
function nearZero(x: v128, s: v128): v128 {
  let p = f32x4.add(f32x4.mul(v128.load32_splat(ERF), s), v128.load32_splat(ERF, 4));
  p = f32x4.add(f32x4.mul(p, s), v128.load32_splat(ERF, 8));
  p = f32x4.add(f32x4.mul(p, s), v128.load32_splat(ERF, 12));
  p = f32x4.add(f32x4.mul(p, s), v128.load32_splat(ERF, 16));
  p = f32x4.add(f32x4.mul(p, s), v128.load32_splat(ERF, 20));
  return f32x4.add(f32x4.mul(p, x), x);
}

/** Within 2 ulp; NaN stays. */
// @ts-ignore: decorator
@inline
export function erf4(x: v128): v128 {
  const sign = v128.and(x, v128.load32_splat(SIGN));
  const a = f32x4.pmin(v128.xor(x, sign), v128.load32_splat(ERF, 60));
  const s = f32x4.mul(a, a);
  const small = nearZero(x, s);
  let r = f32x4.add(f32x4.mul(v128.load32_splat(ERF, 24), a), v128.load32_splat(ERF, 28));
  const u = f32x4.add(f32x4.mul(v128.load32_splat(ERF, 32), a), v128.load32_splat(ERF, 36));
  r = f32x4.add(f32x4.mul(r, s), u);
  r = f32x4.add(f32x4.mul(r, a), v128.load32_splat(ERF, 40));
  r = f32x4.add(f32x4.mul(r, a), v128.load32_splat(ERF, 44));
  r = f32x4.add(f32x4.mul(r, a), v128.load32_splat(ERF, 48));
  r = f32x4.sub(f32x4.mul(r, a), a);
  const large = v128.or(f32x4.sub(v128.load32_splat(ERF, 56), expBounded4(r)), sign);
  return v128.bitselect(small, large, f32x4.lt(a, v128.load32_splat(ERF, 52)));
}

/** e^(-a^2): the square in two parts, as rounding it would cost a^2 / 2 units. */
// @ts-ignore: decorator
@inline
function gauss(a: v128): v128 {
  const h = v128.and(a, v128.load32_splat(SIGN, 4));
  const rest = f32x4.mul(f32x4.sub(h, a), f32x4.add(h, a));
  return expOfSum4(f32x4.neg(f32x4.mul(h, h)), rest);
}

/** Within 6 ulp, down to denormals; NaN stays. */
// @ts-ignore: decorator
@inline
export function erfc4(x: v128): v128 {
  const one = v128.load32_splat(ERFC, 40);
  const two = v128.load32_splat(ERFC, 44);
  const a = f32x4.pmin(f32x4.abs(x), v128.load32_splat(ERFC, 48));
  const q = f32x4.div(f32x4.sub(a, two), f32x4.add(a, two));
  let p = f32x4.add(f32x4.mul(v128.load32_splat(ERFC), q), v128.load32_splat(ERFC, 4));
  p = f32x4.add(f32x4.mul(p, q), v128.load32_splat(ERFC, 8));
  p = f32x4.add(f32x4.mul(p, q), v128.load32_splat(ERFC, 12));
  p = f32x4.add(f32x4.mul(p, q), v128.load32_splat(ERFC, 16));
  p = f32x4.add(f32x4.mul(p, q), v128.load32_splat(ERFC, 20));
  p = f32x4.add(f32x4.mul(p, q), v128.load32_splat(ERFC, 24));
  p = f32x4.add(f32x4.mul(p, q), v128.load32_splat(ERFC, 28));
  p = f32x4.add(f32x4.mul(p, q), v128.load32_splat(ERFC, 32));
  p = f32x4.add(f32x4.mul(p, q), v128.load32_splat(ERFC, 36));
  const right = f32x4.mul(gauss(a), f32x4.div(p, f32x4.add(f32x4.add(a, a), one)));
  return v128.bitselect(f32x4.sub(two, right), right, f32x4.lt(x, i32x4.splat(0)));
}
