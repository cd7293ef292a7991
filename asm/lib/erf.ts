/**
 * erf x in four lanes: an odd polynomial up to 475/512, above it 1 - e^p(|x|); the two minimax
 * approximations are N. Juffa's (answer 35148199 on Stack Overflow, 2016), evaluated without fused
 * multiply-add.
 */
import { expBounded4 } from './exp';

const ERF: usize = memory.data<f32>([
  -5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1,
  -1.7285347e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1,
  -1.28717512e-1, 0.927734375, 1.0, 4.0,
]);
const SIGN: usize = memory.data<i32>([-0x80000000]);

/** Within 2 ulp; NaN stays. */
// @ts-ignore: decorator
@inline
export function erf4(x: v128): v128 {
  const sign = v128.and(x, v128.load32_splat(SIGN));
  const a = f32x4.pmin(v128.xor(x, sign), v128.load32_splat(ERF, 60));
  const s = f32x4.mul(a, a);
  let p = f32x4.add(f32x4.mul(v128.load32_splat(ERF), s), v128.load32_splat(ERF, 4));
  p = f32x4.add(f32x4.mul(p, s), v128.load32_splat(ERF, 8));
  p = f32x4.add(f32x4.mul(p, s), v128.load32_splat(ERF, 12));
  p = f32x4.add(f32x4.mul(p, s), v128.load32_splat(ERF, 16));
  p = f32x4.add(f32x4.mul(p, s), v128.load32_splat(ERF, 20));
  const small = f32x4.add(f32x4.mul(p, x), x);
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
