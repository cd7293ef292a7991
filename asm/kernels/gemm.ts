/**
 * Batched matrix product by packed panels (Goto & van de Geijn 2008; BLIS). Packing absorbs every
 * transpose.
 *
 * for each batch, for its rows in [begin, end):
 *   for 512 columns of C, for 256 of k:      B block packed, in L2
 *     for 120 rows of C:                     A block packed, in L2
 *       for 8 columns, for 5 rows:           C tile in registers, panels streamed from L1
 * Fewer than 5 rows or one column: gemv, unpacked. Edges: panels are padded with zeros and the tile
 * goes through a buffer, from which the exact part is copied. An element of C is the sum over
 * blocks of 256 of sums in the order of k, whatever the range is.
 */
import { DOT_BLOCK, GEMM_ROWS, GemmArg } from '../abi';
import { streams, vectorMatrix } from '../lib/gemv';
import { micro } from '../lib/micro';
import { packA, packB } from '../lib/pack';
import { word } from '../lib/program';
import { fillWords, storeWords } from '../lib/tail';

const ROWS: i32 = 120;
const COLUMNS: i32 = 512;
/**
 * Bytes of the buffer of an edge tile, at the start of the workspace; then the blocks of A and B.
 */
const TILE_BUFFER: usize = 4096;

export function gemm(args: usize): void {
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

/**
 * The address of an element of a matrix; `base` is the argument followed by its batch, row and
 * column strides.
 */
// @ts-ignore: decorator
@inline
function element(args: usize, base: i32, batch: i32, row: i32, column: i32): usize {
  const offset =
    batch * word(args, base + 1) + row * word(args, base + 2) + column * word(args, base + 3);
  return <usize>(word(args, base) + (offset << 2));
}

// @ts-ignore: decorator
@inline
function result(args: usize, batch: i32, row: i32, column: i32): usize {
  const offset = batch * word(args, GemmArg.cBatch) + row * word(args, GemmArg.cRow) + column;
  return <usize>(word(args, GemmArg.c) + (offset << 2));
}

function product(args: usize, batch: i32, row: i32, rows: i32): void {
  const n = word(args, GemmArg.n);
  const k = word(args, GemmArg.k);
  if (k == 0) {
    for (let i = 0; i < rows; i++) fillWords(result(args, batch, row + i, 0), 0, n);
    return;
  }
  if (vectorProduct(args, batch, row, rows)) return;
  for (let column = 0; column < n; column += COLUMNS) {
    for (let from = 0; from < k; from += DOT_BLOCK) {
      blockOfB(
        args,
        batch,
        row,
        rows,
        column,
        min(COLUMNS, n - column),
        from,
        min(DOT_BLOCK, k - from),
      );
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
  const c = result(args, batch, row, 0);
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

function blockOfB(
  args: usize,
  batch: i32,
  row: i32,
  rows: i32,
  column: i32,
  columns: i32,
  from: i32,
  k: i32,
): void {
  const bufferA = <usize>word(args, GemmArg.workspace) + TILE_BUFFER;
  const bufferB = bufferA + ROWS * DOT_BLOCK * 4;
  const bRow = (<usize>word(args, GemmArg.bRow)) << 2;
  const bCol = (<usize>word(args, GemmArg.bCol)) << 2;
  packB(bufferB, element(args, GemmArg.b, batch, from, column), bCol, bRow, k, columns);
  const aRow = (<usize>word(args, GemmArg.aRow)) << 2;
  const aCol = (<usize>word(args, GemmArg.aCol)) << 2;
  const ldc = (<usize>word(args, GemmArg.cRow)) << 2;
  for (let i = 0; i < rows; i += ROWS) {
    const count = min(ROWS, rows - i);
    packA(bufferA, element(args, GemmArg.a, batch, row + i, from), aRow, aCol, k, count);
    tiles(bufferA, bufferB, result(args, batch, row + i, column), ldc, count, columns, k, from > 0);
  }
}

function tiles(
  a: usize,
  b: usize,
  c: usize,
  ldc: usize,
  rows: i32,
  columns: i32,
  k: i32,
  accumulate: bool,
): void {
  const buffer = a - TILE_BUFFER;
  for (let j = 0; j < columns; j += 8) {
    const width = min(8, columns - j);
    let panel = a;
    let at = c + ((<usize>j) << 2);
    for (let i = 0; i < rows; i += GEMM_ROWS) {
      const height = min(GEMM_ROWS, rows - i);
      if (height == GEMM_ROWS && width == 8) micro(k, panel, b, at, ldc, accumulate);
      else {
        micro(k, panel, b, buffer, 32, false);
        storeEdge(at, ldc, buffer, height, width, accumulate);
      }
      panel += <usize>(k * GEMM_ROWS * 4);
      at += <usize>GEMM_ROWS * ldc;
    }
    b += <usize>(k * 32);
  }
}

function storeEdge(
  c: usize,
  ldc: usize,
  tile: usize,
  height: i32,
  width: i32,
  accumulate: bool,
): void {
  for (; height > 0; height--) {
    let at = c;
    let from = tile;
    for (let n = width; n > 0; n -= 4) {
      let v = v128.load(from);
      if (accumulate) v = f32x4.add(v128.load(at), v);
      if (n >= 4) v128.store(at, v);
      else storeWords(at, v, n);
      at += 16;
      from += 16;
    }
    c += ldc;
    tile += 32;
  }
}
