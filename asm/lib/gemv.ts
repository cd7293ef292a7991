/**
 * Vector times matrix without packing, for products with one row or one column, which are bound by
 * the memory that holds the matrix. Blocks of 1024 values of k are summed apart (each lane adds at
 * most 256 terms in sequence) and added to the result; the sum of an element depends on k alone.
 * Strides are in bytes.
 */
import { addF32Run } from './copy-rows';
import { firstLanes, storeWords } from './tail';

const BLOCK: i32 = 1024;
/** Columns whose sums stay in L1 while rows of the matrix are streamed. */
const COLUMNS: i32 = 1024;
/** Bytes of buffer: a block of the vector, then a block of sums. */
const SUMS: usize = 4 * 1024;

/** Whether the matrix is contiguous in one direction. */
// @ts-ignore: decorator
@inline
export function streams(stepK: usize, stepN: usize): bool {
  return stepK == 4 || stepN == 4;
}

/** y[j] = sum_p x[p] B[p, j] for j < n, k > 0; y contiguous; `buffer`: 8 KiB. */
export function vectorMatrix(
  y: usize,
  x: usize,
  stepX: usize,
  b: usize,
  stepK: usize,
  stepN: usize,
  n: i32,
  k: i32,
  buffer: usize,
): void {
  for (let from = 0; from < k; from += BLOCK) {
    const count = min(BLOCK, k - from);
    const vector = contiguous(buffer, x + <usize>from * stepX, stepX, count);
    const matrix = b + <usize>from * stepK;
    for (let j = 0; j < n; j += COLUMNS) {
      const columns = min(COLUMNS, n - j);
      const at = y + ((<usize>j) << 2);
      const sums = from == 0 ? at : buffer + SUMS;
      if (stepN == 4) byRows(sums, vector, matrix + ((<usize>j) << 2), stepK, columns, count);
      else byColumns(sums, vector, matrix + <usize>j * stepN, stepN, columns, count);
      if (from > 0) addF32Run(at, sums, columns);
    }
  }
}

function contiguous(buffer: usize, x: usize, step: usize, n: i32): usize {
  if (step == 4) return x;
  for (let at = buffer; n > 0; n--) {
    store<f32>(at, load<f32>(x));
    at += 4;
    x += step;
  }
  return buffer;
}

/** Rows of the matrix contiguous: four of them at a time are added to the sums. */
function byRows(y: usize, x: usize, b: usize, row: usize, n: i32, k: i32): void {
  let first = true;
  for (; k >= 4; k -= 4) {
    fourRows(y, x, b, row, n, first);
    first = false;
    x += 16;
    b += 4 * row;
  }
  for (; k > 0; k--) {
    oneRow(y, x, b, n, first);
    first = false;
    x += 4;
    b += row;
  }
}

function fourRows(y: usize, x: usize, b: usize, row: usize, n: i32, first: bool): void {
  const x0 = v128.load32_splat(x);
  const x1 = v128.load32_splat(x, 4);
  const x2 = v128.load32_splat(x, 8);
  const x3 = v128.load32_splat(x, 12);
  let b1 = b + row;
  let b2 = b1 + row;
  let b3 = b2 + row;
  for (; n > 0; n -= 4) {
    const low = f32x4.add(f32x4.mul(x0, v128.load(b)), f32x4.mul(x1, v128.load(b1)));
    const high = f32x4.add(f32x4.mul(x2, v128.load(b2)), f32x4.mul(x3, v128.load(b3)));
    put(y, f32x4.add(low, high), n, first);
    y += 16;
    b += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
}

function oneRow(y: usize, x: usize, b: usize, n: i32, first: bool): void {
  const x0 = v128.load32_splat(x);
  for (; n > 0; n -= 4) {
    put(y, f32x4.mul(x0, v128.load(b)), n, first);
    y += 16;
    b += 16;
  }
}

// @ts-ignore: decorator
@inline
function put(y: usize, v: v128, n: i32, first: bool): void {
  if (!first) v = f32x4.add(v128.load(y), v);
  if (n >= 4) v128.store(y, v);
  else storeWords(y, v, n);
}

/**
 * Columns of the matrix contiguous: four dot products at a time; a missing column is read as the
 * last one.
 */
function byColumns(y: usize, x: usize, b: usize, column: usize, n: i32, k: i32): void {
  for (; n > 0; n -= 4) {
    const b1 = n > 1 ? b + column : b;
    const b2 = n > 2 ? b1 + column : b1;
    const b3 = n > 3 ? b2 + column : b2;
    const v = fourDots(x, b, b1, b2, b3, k);
    if (n >= 4) v128.store(y, v);
    else storeWords(y, v, n);
    y += 16;
    b = b3 + column;
  }
}

function fourDots(x: usize, b0: usize, b1: usize, b2: usize, b3: usize, k: i32): v128 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; k >= 4; k -= 4) {
    const v = v128.load(x);
    s0 = f32x4.add(s0, f32x4.mul(v, v128.load(b0)));
    s1 = f32x4.add(s1, f32x4.mul(v, v128.load(b1)));
    s2 = f32x4.add(s2, f32x4.mul(v, v128.load(b2)));
    s3 = f32x4.add(s3, f32x4.mul(v, v128.load(b3)));
    x += 16;
    b0 += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  if (k > 0) {
    const v = v128.load(x);
    const mask = firstLanes(k);
    s0 = f32x4.add(s0, v128.and(f32x4.mul(v, v128.load(b0)), mask));
    s1 = f32x4.add(s1, v128.and(f32x4.mul(v, v128.load(b1)), mask));
    s2 = f32x4.add(s2, v128.and(f32x4.mul(v, v128.load(b2)), mask));
    s3 = f32x4.add(s3, v128.and(f32x4.mul(v, v128.load(b3)), mask));
  }
  return sumsOfFour(s0, s1, s2, s3);
}

/** The sums of the lanes of four vectors. */
// @ts-ignore: decorator
@inline
function sumsOfFour(s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const low01 = v128.shuffle<f32>(s0, s1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(s0, s1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(s2, s3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(s2, s3, 2, 6, 3, 7);
  const sum01 = f32x4.add(low01, high01);
  const sum23 = f32x4.add(low23, high23);
  return f32x4.add(v128.shuffle<f64>(sum01, sum23, 0, 2), v128.shuffle<f64>(sum01, sum23, 1, 3));
}
