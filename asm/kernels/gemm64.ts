/**
 * Batched matrix product in f64, by packed panels as in gemm.ts but with one plain path.
 *
 * for each batch, for its rows in [begin, end):
 *   for COLUMNS columns of C, for parts of k:   B block packed
 *     for 5 rows of C:                          A panel packed
 *       for 4 columns:                          C tile in registers, added to C through a buffer
 * Strides and tables of offsets are read while packing; what is missing at an edge is 0. An element
 * of C is the sum over parts of DOT_BLOCK of sums in the order of k, whatever the range is.
 */
import { DOT_BLOCK, GEMM_ROWS, GemmArg, GemmTable } from '../abi';
import { word } from '../lib/program';

const COLUMNS: i32 = 128;
const WIDTH: i32 = 4;
/** Bytes of the tile, then of the panel of A. */
const TILE: usize = 256;
const PANEL: usize = 10240;

export function gemm64(args: usize): void {
  const m = word(args, GemmArg.m);
  const units = (m + GEMM_ROWS - 1) / GEMM_ROWS;
  const end = word(args, GemmArg.end);
  for (let unit = word(args, GemmArg.begin); unit < end; ) {
    const batch = unit / units;
    const first = unit - batch * units;
    const count = min(units - first, end - unit);
    const row = first * GEMM_ROWS;
    product(args, batch, row, min(count * GEMM_ROWS, m - row));
    unit += count;
  }
}

/** The address of an element of C. */
function result(args: usize, batch: i32, row: i32, column: i32): usize {
  const offset = batch * word(args, GemmArg.cBatch) + row * word(args, GemmArg.cRow) + column;
  return <usize>(word(args, GemmArg.c) + (offset << 3));
}

/** The offset along one axis of an operand: by its table, or by its stride. */
// @ts-ignore: decorator
@inline
function along(table: i32, stride: i32, i: i32): i32 {
  return table != 0 ? load<i32>(<usize>(table + (i << 2))) : i * stride;
}

function product(args: usize, batch: i32, row: i32, rows: i32): void {
  const n = word(args, GemmArg.n);
  const k = word(args, GemmArg.k);
  for (let i = 0; i < rows; i++) memory.fill(result(args, batch, row + i, 0), 0, (<usize>n) << 3);
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
      micro(a - TILE, a, b + ((<usize>(j * k)) << 3), k);
      const c = result(args, batch, row + i, column + j);
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

/** tile[5][4] = sum over p of a[p][5] b[p][4] */
function micro(tile: usize, a: usize, b: usize, k: i32): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let c40 = c00;
  let c41 = c00;
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(x, b0));
    c01 = f64x2.add(c01, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(x, b0));
    c11 = f64x2.add(c11, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(x, b0));
    c21 = f64x2.add(c21, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(x, b0));
    c31 = f64x2.add(c31, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 32);
    c40 = f64x2.add(c40, f64x2.mul(x, b0));
    c41 = f64x2.add(c41, f64x2.mul(x, b1));
    a += 40;
    b += 32;
  }
  v128.store(tile, c00);
  v128.store(tile, c01, 16);
  v128.store(tile, c10, 32);
  v128.store(tile, c11, 48);
  v128.store(tile, c20, 64);
  v128.store(tile, c21, 80);
  v128.store(tile, c30, 96);
  v128.store(tile, c31, 112);
  v128.store(tile, c40, 128);
  v128.store(tile, c41, 144);
}

function addTile(c: usize, row: i32, tile: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j: usize = 0; j < <usize>columns; j++) {
      const at = c + ((<usize>(i * row)) << 3) + (j << 3);
      store<f64>(at, load<f64>(at) + load<f64>(tile + ((<usize>i) << 5) + (j << 3)));
    }
  }
}
