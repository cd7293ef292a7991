/**
 * The matrix product of gemm64, by packed panels as in gemm.ts but with one plain path.
 *
 * for COLUMNS columns of C, for parts of k:   B block packed
 *   for 5 rows of C:                          A panel packed
 *     for 4 columns:                          C tile in registers, added to C through a buffer
 * Strides and tables of offsets are read while packing; what is missing at an edge is 0. An element
 * of C is the sum over parts of DOT_BLOCK of sums in the order of k, whatever the range is.
 */
import { DOT_BLOCK, GEMM_ROWS, GemmArg, GemmTable } from '../abi';
import { result } from './gemm-blocks';
import { micro } from './micro';
import { word } from './program';

const COLUMNS: i32 = 128;
const WIDTH: i32 = 4;
/** Bytes of the tile, then of the panel of A. */
const TILE: usize = 256;
const PANEL: usize = 10240;

/** The offset along one axis of an operand: by its table, or by its stride. */
// @ts-ignore: decorator
@inline
function along(table: i32, stride: i32, i: i32): i32 {
  return table != 0 ? load<i32>(<usize>(table + (i << 2))) : i * stride;
}

/** Rows [row, row + rows) of C. */
export function product64(args: usize, batch: i32, row: i32, rows: i32): void {
  const n = word(args, GemmArg.n);
  const k = word(args, GemmArg.k);
  for (let i = 0; i < rows; i++) {
    memory.fill(result<f64>(args, batch, row + i, 0), 0, (<usize>n) << 3);
  }
  for (let column = 0; column < n; column += COLUMNS) {
    const columns = min(COLUMNS, n - column);
    for (let from = 0; from < k; from += DOT_BLOCK) {
      block(args, batch, row, rows, column, columns, from, min(DOT_BLOCK, k - from));
    }
  }
}

function block(
  args: usize,
  batch: i32,
  row: i32,
  rows: i32,
  column: i32,
  columns: i32,
  from: i32,
  k: i32,
): void {
  const a = <usize>word(args, GemmArg.workspace) + TILE;
  const b = a + PANEL;
  for (let j = 0; j < columns; j += WIDTH) {
    pack(b + ((<usize>(j * k)) << 3), args, false, batch, column + j, columns - j, from, k);
  }
  for (let i = 0; i < rows; i += GEMM_ROWS) {
    pack(a, args, true, batch, row + i, rows - i, from, k);
    for (let j = 0; j < columns; j += WIDTH) {
      micro<f64>(k, a, b + ((<usize>(j * k)) << 3), a - TILE, 32, false);
      const c = result<f64>(args, batch, row + i, column + j);
      const height = min(GEMM_ROWS, rows - i);
      addTile(c, word(args, GemmArg.cRow), a - TILE, height, min(WIDTH, columns - j));
    }
  }
}

/**
 * Lines of A, 5 of them, or of B, 4 of them, interleaved by the index that is summed over: `count`
 * of them are there.
 */
function pack(
  dst: usize,
  args: usize,
  left: bool,
  batch: i32,
  line: i32,
  count: i32,
  from: i32,
  k: i32,
): void {
  const first = left ? GemmArg.a : GemmArg.b;
  const tables = GemmArg.size_ + (left ? GemmTable.aRows : GemmTable.bRows);
  const lines = word(args, tables + (left ? 0 : 1));
  const steps = word(args, tables + (left ? 1 : 0));
  const lineStride = word(args, first + (left ? 2 : 3));
  const stepStride = word(args, first + (left ? 3 : 2));
  const base = word(args, first) + ((batch * word(args, first + 1)) << 3);
  const width = left ? GEMM_ROWS : WIDTH;
  for (let i = 0; i < width; i++) {
    const start = i < count ? base + (along(lines, lineStride, line + i) << 3) : 0;
    let to = dst + ((<usize>i) << 3);
    for (let p = 0; p < k; p++) {
      const at = start + (along(steps, stepStride, from + p) << 3);
      store<f64>(to, i < count ? load<f64>(<usize>at) : 0);
      to += (<usize>width) << 3;
    }
  }
}

function addTile(c: usize, row: i32, tile: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j: usize = 0; j < <usize>columns; j++) {
      const at = c + ((<usize>(i * row)) << 3) + (j << 3);
      store<f64>(at, load<f64>(at) + load<f64>(tile + ((<usize>i) << 5) + (j << 3)));
    }
  }
}
