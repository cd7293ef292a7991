/**
 * The register tile of gemm: 5 rows x 8 columns of C, in f64 4 columns, in 10 accumulators, 2
 * registers for B and 1 for A, as many as V8 keeps in the 15 usable xmm registers (Goto & van de
 * Geijn 2008, "Anatomy of High-Performance Matrix Multiplication"). K is not unrolled: V8 does it
 * better.
 */

/**
 * C[5, 8] (rows `ldc` bytes apart) = or += A[5, k] B[k, 8]; A packed by columns of 5, B by rows of
 * 8, which are 4 of f64. Per k: 2 vector loads of B, 5 splat loads of A, 10 multiplies and adds.
 */
export function micro<T>(k: i32, a: usize, b: usize, c: usize, ldc: usize, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let b0: v128;
  let b1: v128;
  let x: v128;
  for (; k > 0; k--) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(c00, x, b0);
    c01 = multiplyAdd<T>(c01, x, b1);
    x = v128.load_splat<T>(a, sizeof<T>());
    c10 = multiplyAdd<T>(c10, x, b0);
    c11 = multiplyAdd<T>(c11, x, b1);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = multiplyAdd<T>(c20, x, b0);
    c21 = multiplyAdd<T>(c21, x, b1);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = multiplyAdd<T>(c30, x, b0);
    c31 = multiplyAdd<T>(c31, x, b1);
    x = v128.load_splat<T>(a, 4 * sizeof<T>());
    c40 = multiplyAdd<T>(c40, x, b0);
    c41 = multiplyAdd<T>(c41, x, b1);
    a += 5 * sizeof<T>();
    b += 32;
  }
  // one branch: choosing row by row makes V8 spill the accumulators in the loop
  if (accumulate) {
    addRow<T>(c, c00, c01);
    addRow<T>(c + ldc, c10, c11);
    addRow<T>(c + 2 * ldc, c20, c21);
    addRow<T>(c + 3 * ldc, c30, c31);
    addRow<T>(c + 4 * ldc, c40, c41);
  } else {
    storeRow(c, c00, c01);
    storeRow(c + ldc, c10, c11);
    storeRow(c + 2 * ldc, c20, c21);
    storeRow(c + 3 * ldc, c30, c31);
    storeRow(c + 4 * ldc, c40, c41);
  }
}

/** sum + x y; in the relaxed build fused where the processor can. */
// @ts-ignore: decorator
@inline
export function multiplyAdd<T>(sum: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(x, y, sum);
  return v128.add<T>(sum, v128.mul<T>(x, y));
}

/**
 * C[2, 8] = A B of the first 2 rows of a panel, for edges that want no more; the numbers are those
 * of micro.
 */
export function microFew(k: i32, a: usize, b: usize, c: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x = v128.load32_splat(a);
    c00 = multiplyAdd<f32>(c00, x, b0);
    c01 = multiplyAdd<f32>(c01, x, b1);
    const y = v128.load32_splat(a, 4);
    c10 = multiplyAdd<f32>(c10, y, b0);
    c11 = multiplyAdd<f32>(c11, y, b1);
    a += 20;
    b += 32;
  }
  storeRow(c, c00, c01);
  storeRow(c + 32, c10, c11);
}

// @ts-ignore: decorator
@inline
function storeRow(c: usize, x: v128, y: v128): void {
  v128.store(c, x);
  v128.store(c, y, 16);
}

// @ts-ignore: decorator
@inline
function addRow<T>(c: usize, x: v128, y: v128): void {
  v128.store(c, v128.add<T>(v128.load(c), x));
  v128.store(c, v128.add<T>(v128.load(c, 16), y), 16);
}
