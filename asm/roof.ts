/**
 * What this machine's WebAssembly can do at best, measured beside the kernels by bench/kernels.mjs:
 * no kernel of the package. `arithmetic` multiplies and adds in registers alone; `tile` is gemm's
 * register tile on panels that stay in L1.
 */
import { GEMM_ROWS } from './abi';
import { micro, multiplyAdd } from './lib/micro';

/** 10 independent chains of a multiplication and an addition: 80 operations a round. */
export function arithmetic(rounds: i32, at: usize): void {
  const x = v128.load(at);
  let s0 = v128.load(at, 32);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  let s8 = s0;
  let s9 = s0;
  for (; rounds > 0; rounds--) {
    s0 = multiplyAdd<f32>(s0, s0, x);
    s1 = multiplyAdd<f32>(s1, s1, x);
    s2 = multiplyAdd<f32>(s2, s2, x);
    s3 = multiplyAdd<f32>(s3, s3, x);
    s4 = multiplyAdd<f32>(s4, s4, x);
    s5 = multiplyAdd<f32>(s5, s5, x);
    s6 = multiplyAdd<f32>(s6, s6, x);
    s7 = multiplyAdd<f32>(s7, s7, x);
    s8 = multiplyAdd<f32>(s8, s8, x);
    s9 = multiplyAdd<f32>(s9, s9, x);
  }
  v128.store(at, s0, 48);
  v128.store(at, s1, 64);
  v128.store(at, s2, 80);
  v128.store(at, s3, 96);
  v128.store(at, s4, 112);
  v128.store(at, s5, 128);
  v128.store(at, s6, 144);
  v128.store(at, s7, 160);
  v128.store(at, s8, 176);
  v128.store(at, s9, 192);
}

/** `times` tiles of depth k, from the same panels onto the same tile. */
export function tile(k: i32, times: i32, a: usize, b: usize, c: usize): void {
  for (; times > 0; times--) micro<f32>(k, a, b, c, 32, true);
}

/** One tile; a second caller keeps the tile a function of its own, as it is in the kernels. */
export function once(k: i32, a: usize, b: usize, c: usize, accumulate: bool): void {
  micro<f32>(k, a, b, c, 32, accumulate);
}

/** Operations of one tile of depth 1. */
export function tileWork(): i32 {
  return 2 * GEMM_ROWS * 8;
}
