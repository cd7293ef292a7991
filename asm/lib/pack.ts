/**
 * Packing for gemm: panels of R lines (rows of A, columns of B), the R elements of each k side by
 * side, lines that are missing filled with zeros. Strides are in bytes: `line` between lines,
 * `step` between values of k.
 */

/** Packs `lines` lines of length k into panels of 5. */
export function packA(dst: usize, src: usize, line: usize, step: usize, k: i32, lines: i32): void {
  for (; lines > 0; lines -= 5) {
    if (lines < 5) packEdge(dst, src, line, step, k, lines, 5);
    else if (step == 4) rows5(dst, src, line, k);
    else columns5(dst, src, line, step, k);
    dst += <usize>(k * 20);
    src += 5 * line;
  }
}

/** Packs `lines` lines of length k into panels of 8. */
export function packB(dst: usize, src: usize, line: usize, step: usize, k: i32, lines: i32): void {
  for (; lines > 0; lines -= 8) {
    if (lines < 8) packEdge(dst, src, line, step, k, lines, 8);
    else if (line == 4) contiguous8(dst, src, step, k);
    else rows8(dst, src, line, step, k);
    dst += <usize>(k * 32);
    src += 8 * line;
  }
}

function packEdge(
  dst: usize,
  src: usize,
  line: usize,
  step: usize,
  k: i32,
  lines: i32,
  panel: i32,
): void {
  for (; k > 0; k--) {
    let from = src;
    for (let i = 0; i < panel; i++) {
      store<f32>(dst, i < lines ? load<f32>(from) : 0);
      dst += 4;
      from += line;
    }
    src += step;
  }
}

function columns5(dst: usize, src: usize, line: usize, step: usize, k: i32): void {
  for (; k > 0; k--) {
    store<f32>(dst, load<f32>(src));
    store<f32>(dst, load<f32>(src + line), 4);
    store<f32>(dst, load<f32>(src + 2 * line), 8);
    store<f32>(dst, load<f32>(src + 3 * line), 12);
    store<f32>(dst, load<f32>(src + 4 * line), 16);
    dst += 20;
    src += step;
  }
}

/** Rows contiguous along k: 4 x 4 blocks transposed in registers, the fifth row by elements. */
function rows5(dst: usize, src: usize, line: usize, k: i32): void {
  for (; k >= 4; k -= 4) {
    transpose4(dst, 20, src, line);
    const last = v128.load(src + 4 * line);
    v128.store32_lane(dst, last, 0, 16);
    v128.store32_lane(dst, last, 1, 36);
    v128.store32_lane(dst, last, 2, 56);
    v128.store32_lane(dst, last, 3, 76);
    dst += 80;
    src += 16;
  }
  columns5(dst, src, line, 4, k);
}

function contiguous8(dst: usize, src: usize, step: usize, k: i32): void {
  for (; k > 0; k--) {
    const y = v128.load(src, 16);
    v128.store(dst, v128.load(src));
    v128.store(dst, y, 16);
    dst += 32;
    src += step;
  }
}

function rows8(dst: usize, src: usize, line: usize, step: usize, k: i32): void {
  if (step == 4) {
    for (; k >= 4; k -= 4) {
      transpose4(dst, 32, src, line);
      transpose4(dst + 16, 32, src + 4 * line, line);
      dst += 128;
      src += 16;
    }
  }
  packEdge(dst, src, line, step, k, 8, 8);
}

/** dst[j][i] = src[i][j] for i, j < 4; rows `to` and `from` bytes apart. */
// @ts-ignore: decorator
@inline
export function transpose4(dst: usize, to: usize, src: usize, from: usize): void {
  transposeLines(dst, to, src, src + from, src + 2 * from, src + 3 * from);
}

/** As transpose4, from four rows that lie anywhere. */
// @ts-ignore: decorator
@inline
export function transposeLines(
  dst: usize,
  to: usize,
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
): void {
  const x0 = v128.load(p0);
  const x1 = v128.load(p1);
  const x2 = v128.load(p2);
  const x3 = v128.load(p3);
  const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(dst + to, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(dst + 2 * to, v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(dst + 3 * to, v128.shuffle<f64>(high01, high23, 1, 3));
}
