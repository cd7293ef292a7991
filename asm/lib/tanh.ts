/**
 * tanh x in four lanes: below 0.625 the odd polynomial of Cephes `tanhf` (Moshier 1989), above it
 * 1 - 2 / (e^2|x| + 1) with the sign put back.
 */
import { expBounded4 } from './exp';

const TANH: usize = memory.data<f32>([
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
  0.625, 1.0, 2.0, 40.0,
]);
const SIGN: usize = memory.data<i32>([-0x80000000]);

/** Within 2 ulp; tanh -0 = -0, NaN stays. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const sign = v128.and(x, v128.load32_splat(SIGN));
  const a = v128.xor(x, sign);
  const z = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(v128.load32_splat(TANH), z), v128.load32_splat(TANH, 4));
  p = f32x4.add(f32x4.mul(p, z), v128.load32_splat(TANH, 8));
  p = f32x4.add(f32x4.mul(p, z), v128.load32_splat(TANH, 12));
  p = f32x4.add(f32x4.mul(p, z), v128.load32_splat(TANH, 16));
  const small = v128.or(f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x), sign);
  const one = v128.load32_splat(TANH, 24);
  const e = expBounded4(f32x4.pmin(f32x4.add(a, a), v128.load32_splat(TANH, 32)));
  const q = f32x4.div(v128.load32_splat(TANH, 28), f32x4.add(e, one));
  const large = v128.or(f32x4.sub(one, q), sign);
  return v128.bitselect(small, large, f32x4.lt(a, v128.load32_splat(TANH, 20)));
}
