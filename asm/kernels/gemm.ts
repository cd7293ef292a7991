/**
 * Batched matrix product by packed panels (Goto & van de Geijn 2008; BLIS). Packing absorbs every
 * transpose, and in gemmIndexed the windows of a convolution.
 *
 * for each batch, for its rows in [begin, end):
 *   for 512 columns of C, for parts of k:    B block packed, in L2
 *     for 120 rows of C:                     A block packed, in L2
 *       for 8 columns, for 5 rows:           C tile in registers, panels streamed from L1
 * Fewer than 5 rows or one column: gemv, unpacked. Edges: panels are padded and the tile goes
 * through a buffer, from which the exact part is copied. k is cut into the fewest equal parts of at
 * most 256: a short last part would pay for packing and for C as much as a whole one. An element of
 * C is the sum over the parts of sums in the order of k, whatever the range is. In f64: gemm64.ts.
 */
import { DOT_BLOCK, GEMM_ROWS, GemmArg } from '../abi';
import { COLUMNS, element, multiplyBlock, result } from '../lib/gemm-blocks';
import { product64 } from '../lib/gemm64';
import { streams, vectorMatrix } from '../lib/gemv';
import { word } from '../lib/program';
import { fillWords } from '../lib/tail';

export function gemm(args: usize): void {
  forEachBatch<f32>(args, false);
}

export function gemmIndexed(args: usize): void {
  forEachBatch<f32>(args, true);
}

export function gemm64(args: usize): void {
  forEachBatch<f64>(args, true);
}

function forEachBatch<T>(args: usize, indexed: bool): void {
  const m = word(args, GemmArg.m);
  const units = (m + GEMM_ROWS - 1) / GEMM_ROWS;
  const end = word(args, GemmArg.end);
  for (let unit = word(args, GemmArg.begin); unit < end; ) {
    const batch = unit / units;
    const first = unit - batch * units;
    const count = min(units - first, end - unit);
    const row = first * GEMM_ROWS;
    const rows = min(count * GEMM_ROWS, m - row);
    if (sizeof<T>() == 8) product64(args, batch, row, rows);
    else product(args, indexed, batch, row, rows);
    unit += count;
  }
}

function product(args: usize, indexed: bool, batch: i32, row: i32, rows: i32): void {
  const n = word(args, GemmArg.n);
  const k = word(args, GemmArg.k);
  if (k == 0) {
    for (let i = 0; i < rows; i++) fillWords(result<f32>(args, batch, row + i, 0), 0, n);
    return;
  }
  if (!indexed && vectorProduct(args, batch, row, rows)) return;
  const blocks = (k + DOT_BLOCK - 1) / DOT_BLOCK;
  const block = (k + blocks - 1) / blocks;
  for (let column = 0; column < n; column += COLUMNS) {
    const columns = min(COLUMNS, n - column);
    for (let from = 0; from < k; from += block) {
      const part = min(block, k - from);
      multiplyBlock(args, indexed, batch, row, rows, column, columns, from, part);
    }
  }
}

/**
 * Products of few rows or for one column, for which packing would not pay. Says whether it was one.
 */
function vectorProduct(args: usize, batch: i32, row: i32, rows: i32): bool {
  const aRow = (<usize>word(args, GemmArg.aRow)) << 2;
  const aCol = (<usize>word(args, GemmArg.aCol)) << 2;
  const bRow = (<usize>word(args, GemmArg.bRow)) << 2;
  const bCol = (<usize>word(args, GemmArg.bCol)) << 2;
  const n = word(args, GemmArg.n);
  const k = word(args, GemmArg.k);
  const a = element(args, GemmArg.a, batch, row, 0);
  const b = element(args, GemmArg.b, batch, 0, 0);
  const c = result<f32>(args, batch, row, 0);
  const buffer = <usize>word(args, GemmArg.workspace);
  if (word(args, GemmArg.m) < GEMM_ROWS && streams(bRow, bCol)) {
    const ldc = (<usize>word(args, GemmArg.cRow)) << 2;
    for (let i = 0; i < rows; i++) {
      vectorMatrix(c + <usize>i * ldc, a + <usize>i * aRow, aCol, b, bRow, bCol, n, k, buffer);
    }
  } else if (n == 1 && word(args, GemmArg.cRow) == 1 && streams(aCol, aRow)) {
    vectorMatrix(c, b, bRow, a, aCol, aRow, rows, k, buffer);
  } else return false;
  return true;
}
