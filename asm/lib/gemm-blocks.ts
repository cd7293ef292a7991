/**
 * The blocks of gemm: packed panels of A and B, multiplied tile by tile; and the addresses of the
 * elements of its matrices.
 */
import { DOT_BLOCK, GEMM_ROWS, GemmArg, GemmTable } from '../abi';
import { micro, microFew } from './micro';
import { packA, packB } from './pack';
import { packIndexed } from './pack-indexed';
import { word } from './program';
import { storeWords } from './tail';

/** Rows of a packed block of A. */
const ROWS: i32 = 120;
/** Columns of a packed block of B. */
export const COLUMNS: i32 = 512;
/**
 * Bytes of the buffer of an edge tile, at the start of the workspace; then the blocks of A and B.
 */
const TILE_BUFFER: usize = 4096;

/**
 * The address of an element of a matrix; `base` is the argument followed by its batch, row and
 * column strides.
 */
// @ts-ignore: decorator
@inline
export function element(args: usize, base: i32, batch: i32, row: i32, column: i32): usize {
  const offset =
    batch * word(args, base + 1) + row * word(args, base + 2) + column * word(args, base + 3);
  return <usize>(word(args, base) + (offset << 2));
}

/** The address of an element of C. */
// @ts-ignore: decorator
@inline
export function result<T>(args: usize, batch: i32, row: i32, column: i32): usize {
  const offset = batch * word(args, GemmArg.cBatch) + row * word(args, GemmArg.cRow) + column;
  return <usize>(word(args, GemmArg.c) + (offset << (<i32>alignof<T>())));
}

/** The table of offsets of gemmIndexed from index `from` on, 0 if there is none. */
// @ts-ignore: decorator
@inline
function table(args: usize, indexed: bool, which: i32, from: i32): usize {
  const at = indexed ? word(args, GemmArg.size_ + which) : 0;
  return at == 0 ? 0 : <usize>(at + (from << 2));
}

/**
 * The rows [row, row + rows) of C of columns `columns` from `column` on get the part of k from
 * `from` on.
 */
export function multiplyBlock(
  args: usize,
  indexed: bool,
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
  blockOfB(bufferB, args, indexed, batch, column, columns, from, k);
  const ldc = (<usize>word(args, GemmArg.cRow)) << 2;
  for (let i = 0; i < rows; i += ROWS) {
    const count = min(ROWS, rows - i);
    blockOfA(bufferA, args, indexed, batch, row + i, count, from, k);
    const c = result<f32>(args, batch, row + i, column);
    tiles(bufferA, bufferB, c, ldc, count, columns, k, from > 0);
  }
}

function blockOfA(
  dst: usize,
  args: usize,
  indexed: bool,
  batch: i32,
  row: i32,
  rows: i32,
  from: i32,
  k: i32,
): void {
  const lines = table(args, indexed, GemmTable.aRows, row);
  if (lines != 0) {
    const base = <usize>(word(args, GemmArg.a) + ((batch * word(args, GemmArg.aBatch)) << 2));
    packIndexed(dst, base, lines, table(args, indexed, GemmTable.aCols, from), k, rows, GEMM_ROWS);
    return;
  }
  const line = (<usize>word(args, GemmArg.aRow)) << 2;
  const step = (<usize>word(args, GemmArg.aCol)) << 2;
  packA(dst, element(args, GemmArg.a, batch, row, from), line, step, k, rows);
}

function blockOfB(
  dst: usize,
  args: usize,
  indexed: bool,
  batch: i32,
  column: i32,
  columns: i32,
  from: i32,
  k: i32,
): void {
  const lines = table(args, indexed, GemmTable.bCols, column);
  if (lines != 0) {
    const base = <usize>(word(args, GemmArg.b) + ((batch * word(args, GemmArg.bBatch)) << 2));
    packIndexed(dst, base, lines, table(args, indexed, GemmTable.bRows, from), k, columns, 8);
    return;
  }
  const line = (<usize>word(args, GemmArg.bCol)) << 2;
  const step = (<usize>word(args, GemmArg.bRow)) << 2;
  packB(dst, element(args, GemmArg.b, batch, from, column), line, step, k, columns);
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
      if (height == GEMM_ROWS && width == 8) micro<f32>(k, panel, b, at, ldc, accumulate);
      else {
        if (height <= 2) microFew(k, panel, b, buffer);
        else micro<f32>(k, panel, b, buffer, 32, false);
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
