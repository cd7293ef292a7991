/** The last two dims of a copy: the fast paths by strides. All strides are in bytes. */
import { CopyMode } from '../abi';
import { transpose4 } from './pack';
import { copyWords, storeWords } from './tail';

export function copyRows(
  dst: usize,
  src: usize,
  rows: i32,
  columns: i32,
  to: i32,
  from: i32,
  innerTo: i32,
  innerFrom: i32,
  bytes: i32,
  mode: i32,
): void {
  const run = columns == 1 || (innerTo == bytes && innerFrom == bytes);
  if (run && to == columns * bytes && from == to) {
    copyRun(dst, src, rows * columns, bytes, mode);
  } else if (columns == 1 && rows > 1) {
    copyLines(dst, src, 1, rows, 0, 0, to, from, bytes, mode);
  } else if (
    bytes == 4 &&
    mode == CopyMode.write &&
    from == 4 &&
    innerTo == 4 &&
    rows >= 4 &&
    columns >= 4
  ) {
    transpose(dst, src, rows, columns, to, innerFrom);
  } else if (
    bytes == 4 &&
    mode == CopyMode.write &&
    to == 4 &&
    innerFrom == 4 &&
    rows >= 4 &&
    columns >= 4
  ) {
    transpose(dst, src, columns, rows, innerTo, from);
  } else if (run) {
    for (; rows > 0; rows--) {
      copyRun(dst, src, columns, bytes, mode);
      dst += to;
      src += from;
    }
  } else copyLines(dst, src, rows, columns, to, from, innerTo, innerFrom, bytes, mode);
}

// @ts-ignore: decorator
@inline
function copyRun(dst: usize, src: usize, n: i32, bytes: i32, mode: i32): void {
  if (mode == CopyMode.addF32) addF32Run(dst, src, n);
  else if (mode == CopyMode.addI32) addI32Run(dst, src, n);
  else if (mode == CopyMode.addF64) addF64Run(dst, src, n);
  else if (bytes == 4 && n < 128) copyWords(dst, src, n);
  else memory.copy(dst, src, <usize>n * bytes);
}

export function addF32Run(dst: usize, src: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(dst, f32x4.add(v128.load(dst), v128.load(src)));
    dst += 16;
    src += 16;
  }
  if (n > 0) storeWords(dst, f32x4.add(v128.load(dst), v128.load(src)), n);
}

export function addI32Run(dst: usize, src: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(dst, i32x4.add(v128.load(dst), v128.load(src)));
    dst += 16;
    src += 16;
  }
  if (n > 0) storeWords(dst, i32x4.add(v128.load(dst), v128.load(src)), n);
}

export function addF64Run(dst: usize, src: usize, n: i32): void {
  addF64Line(dst, src, n, 8, 8);
}

/** Any strides; the order of the nest, in which repeated destinations are added. */
function copyLines(
  dst: usize,
  src: usize,
  rows: i32,
  columns: i32,
  to: i32,
  from: i32,
  innerTo: i32,
  innerFrom: i32,
  bytes: i32,
  mode: i32,
): void {
  for (; rows > 0; rows--) {
    if (mode == CopyMode.addF32) addF32Line(dst, src, columns, innerTo, innerFrom);
    else if (mode == CopyMode.addI32) addI32Line(dst, src, columns, innerTo, innerFrom);
    else if (mode == CopyMode.addF64) addF64Line(dst, src, columns, innerTo, innerFrom);
    else if (bytes == 4) line<u32>(dst, src, columns, innerTo, innerFrom);
    else if (bytes == 2) line<u16>(dst, src, columns, innerTo, innerFrom);
    else if (bytes == 1) line<u8>(dst, src, columns, innerTo, innerFrom);
    else line<u64>(dst, src, columns, innerTo, innerFrom);
    dst += to;
    src += from;
  }
}

function line<T>(dst: usize, src: usize, n: i32, to: i32, from: i32): void {
  for (; n > 0; n--) {
    store<T>(dst, load<T>(src));
    dst += to;
    src += from;
  }
}

function addF32Line(dst: usize, src: usize, n: i32, to: i32, from: i32): void {
  for (; n > 0; n--) {
    store<f32>(dst, load<f32>(dst) + load<f32>(src));
    dst += to;
    src += from;
  }
}

function addI32Line(dst: usize, src: usize, n: i32, to: i32, from: i32): void {
  for (; n > 0; n--) {
    store<i32>(dst, load<i32>(dst) + load<i32>(src));
    dst += to;
    src += from;
  }
}

function addF64Line(dst: usize, src: usize, n: i32, to: i32, from: i32): void {
  for (; n > 0; n--) {
    store<f64>(dst, load<f64>(dst) + load<f64>(src));
    dst += to;
    src += from;
  }
}

/**
 * dst[i][j] = src[j][i] in 4-byte elements: dst rows `to` bytes apart, src rows `from`. Lines of
 * memory that lie a power of two apart share few places in the cache: 8 rows of src are read
 * together, and half a line of dst is written before the next row.
 */
function transpose(dst: usize, src: usize, rows: i32, columns: i32, to: i32, from: i32): void {
  for (let i = 0; i < rows; i += 16) {
    const height = min(16, rows - i);
    for (let j = 0; j < columns; j += 8) {
      const d = dst + <usize>(i * to + (j << 2));
      transposeBlock(d, src + <usize>(j * from + (i << 2)), height, min(8, columns - j), to, from);
    }
  }
}

function transposeBlock(dst: usize, src: usize, rows: i32, columns: i32, to: i32, from: i32): void {
  const half = src + <usize>(from << 2);
  let i = 0;
  if (columns == 8) {
    for (; i + 4 <= rows; i += 4) {
      const d = dst + <usize>(i * to);
      transpose4(d, to, src + <usize>(i << 2), from);
      transpose4(d + 16, to, half + <usize>(i << 2), from);
    }
  }
  for (; i < rows; i += 4) {
    for (let j = 0; j < columns; j += 4) {
      const d = dst + <usize>(i * to + (j << 2));
      const s = src + <usize>(j * from + (i << 2));
      if (i + 4 <= rows && j + 4 <= columns) transpose4(d, to, s, from);
      else
        copyLines(d, s, min(4, rows - i), min(4, columns - j), to, 4, 4, from, 4, CopyMode.write);
    }
  }
}
