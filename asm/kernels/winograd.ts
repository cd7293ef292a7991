/**
 * Convolution with kernels 3 x 3 at stride 1 by F(2 x 2, 3 x 3): 16 multiplications for 4 places
 * instead of 36 (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks").
 *
 * the kernels transformed, U[16], packed as B panels
 * for 40 tiles of 2 x 2 places:
 *   their 4 x 4 pixels transformed, V[16], packed as A panels
 *   for the 16 products V U = M:          gemm's register tile
 *   M transformed back
 * An element of y depends on its own tile alone: the same whatever the range is.
 */
import { DOT_BLOCK, GEMM_ROWS } from '../abi';
import { WINOGRAD_HEAD, WINOGRAD_TILES, WinogradArg } from '../abi-operations';
import { micro } from '../lib/micro';
import { word } from '../lib/program';
import { transformImages, transformKernels, transformProducts } from '../lib/winograd';

export function winograd(args: usize): void {
  const begin = word(args, WinogradArg.begin);
  const end = word(args, WinogradArg.end);
  if (begin >= end) return;
  const c = word(args, WinogradArg.channels);
  const o = word(args, WinogradArg.filters);
  const u = <usize>(word(args, WinogradArg.scratch) + WINOGRAD_HEAD);
  const v = u + ((<usize>(c * o)) << 6);
  const m = v + ((<usize>(WINOGRAD_TILES * c)) << 6);
  transformKernels(args, u);
  for (let first = begin; first < end; first += WINOGRAD_TILES) {
    const tiles = min(WINOGRAD_TILES, end - first);
    transformImages(args, v, first, tiles);
    for (let i: usize = 0; i < 16; i++) {
      const ui = u + ((i * <usize>(c * o)) << 2);
      const vi = v + ((i * <usize>(WINOGRAD_TILES * c)) << 2);
      const mi = m + ((i * <usize>(WINOGRAD_TILES * o)) << 2);
      product(mi, vi, ui, tiles, c, o);
    }
    transformProducts(args, m, first, tiles);
  }
}

/** M [tiles, o] = V [tiles, c] U [c, o], both packed; k in parts, as in gemm. */
function product(m: usize, v: usize, u: usize, tiles: i32, c: i32, o: i32): void {
  const row = (<usize>o) << 2;
  for (let from = 0; from < c; from += DOT_BLOCK) {
    const k = min(DOT_BLOCK, c - from);
    const a = v + <usize>(from * GEMM_ROWS * 4);
    for (let j = 0; j < o; j += 8) {
      const b = u + ((<usize>(j * c + from * 8)) << 2);
      for (let i = 0; i < tiles; i += GEMM_ROWS) {
        const at = m + <usize>i * row + ((<usize>j) << 2);
        micro<f32>(k, a + ((<usize>(i * c)) << 2), b, at, row, from > 0);
      }
    }
  }
}
