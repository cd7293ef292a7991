/**
 * Packing for gemmIndexed: element (line, step) of an operand is at base + lines[line] +
 * steps[step], offsets in elements. That is what windows of a convolution are, so their matrix is
 * never stored.
 */
import { transposeLines } from './pack';

/**
 * Packs `count` lines of length k into panels of `panel` lines; missing lines repeat the last one.
 */
export function packIndexed(
  dst: usize,
  base: usize,
  lines: usize,
  steps: usize,
  k: i32,
  count: i32,
  panel: i32,
): void {
  const row = <usize>(panel << 2);
  for (let first = 0; first < count; first += panel) {
    let i = 0;
    for (; i + 4 <= panel; i += 4) {
      const last = count - 1;
      const p0 = base + offset(lines, min(first + i, last));
      const p1 = base + offset(lines, min(first + i + 1, last));
      const p2 = base + offset(lines, min(first + i + 2, last));
      const p3 = base + offset(lines, min(first + i + 3, last));
      packFour(dst + ((<usize>i) << 2), row, p0, p1, p2, p3, steps, k);
    }
    for (; i < panel; i++) {
      const p = base + offset(lines, min(first + i, count - 1));
      packOne(dst + ((<usize>i) << 2), row, p, steps, k);
    }
    dst += row * <usize>k;
  }
}

/** Bytes. */
// @ts-ignore: decorator
@inline
function offset(table: usize, i: i32): usize {
  return load<usize>(table + ((<usize>i) << 2)) << 2;
}

function packFour(
  dst: usize,
  row: usize,
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  steps: usize,
  k: i32,
): void {
  if (p1 - p0 == 4 && p2 - p0 == 8 && p3 - p0 == 12) {
    packVectors(dst, row, p0, steps, k);
    return;
  }
  for (; k >= 4; k -= 4) {
    const s = offset(steps, 0);
    if (contiguous(steps)) {
      transposeLines(dst, row, p0 + s, p1 + s, p2 + s, p3 + s);
    } else packElements(dst, row, p0, p1, p2, p3, steps, 4);
    dst += 4 * row;
    steps += 16;
  }
  packElements(dst, row, p0, p1, p2, p3, steps, k);
}

/** Whether the next four steps are neighbours. */
// @ts-ignore: decorator
@inline
function contiguous(steps: usize): bool {
  const s = v128.load(steps);
  const want = i32x4.add(v128.load32_splat(steps), i32x4(0, 1, 2, 3));
  return i32x4.all_true(i32x4.eq(s, want));
}

/** Four lines that are neighbours. */
function packVectors(dst: usize, row: usize, p: usize, steps: usize, k: i32): void {
  for (; k > 0; k--) {
    v128.store(dst, v128.load(p + offset(steps, 0)));
    dst += row;
    steps += 4;
  }
}

function packElements(
  dst: usize,
  row: usize,
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  steps: usize,
  k: i32,
): void {
  for (; k > 0; k--) {
    const s = offset(steps, 0);
    store<f32>(dst, load<f32>(p0 + s));
    store<f32>(dst, load<f32>(p1 + s), 4);
    store<f32>(dst, load<f32>(p2 + s), 8);
    store<f32>(dst, load<f32>(p3 + s), 12);
    dst += row;
    steps += 4;
  }
}

function packOne(dst: usize, row: usize, p: usize, steps: usize, k: i32): void {
  for (; k > 0; k--) {
    store<f32>(dst, load<f32>(p + offset(steps, 0)));
    dst += row;
    steps += 4;
  }
}
