/**
 * Pooling backward, channels last.
 *
 * for each image:                     its gradient is zeroed, unless all of it is stored
 *   for each place, for 4 channels:   (maximum) the maximum of the taps inside
 *     for the taps inside:            the cotangent is added, or, where windows do not overlap,
 *                                     stored; (maximum) only where the tap is the first maximum
 */
import { AvgPoolGradArg, MaxPoolGradArg, PoolWord } from '../abi-operations';
import {
  divisor,
  downBytes,
  firstColumn,
  firstRow,
  imageBytes,
  inside,
  pixelBytes,
  rightBytes,
  rowBytes,
  start,
} from '../lib/pool';
import { word } from '../lib/program';
import { storeWords } from '../lib/tail';

export function maxPoolGrad(args: usize): void {
  const g = args + (MaxPoolGradArg.geometry << 2);
  const end = word(args, MaxPoolGradArg.end);
  for (let image = word(args, MaxPoolGradArg.begin); image < end; image++) {
    const at = <usize>image * imageBytes(g);
    const x = <usize>word(args, MaxPoolGradArg.x) + at;
    const dx = <usize>word(args, MaxPoolGradArg.dx) + at;
    maxImage(g, x, <usize>word(args, MaxPoolGradArg.c) + <usize>image * placesBytes(g), dx);
  }
}

export function avgPoolGrad(args: usize): void {
  const g = args + (AvgPoolGradArg.geometry << 2);
  const end = word(args, AvgPoolGradArg.end);
  for (let image = word(args, AvgPoolGradArg.begin); image < end; image++) {
    const dx = <usize>word(args, AvgPoolGradArg.dx) + <usize>image * imageBytes(g);
    avgImage(g, <usize>word(args, AvgPoolGradArg.c) + <usize>image * placesBytes(g), dx);
  }
}

// @ts-ignore: decorator
@inline
function placesBytes(g: usize): usize {
  return <usize>(word(g, PoolWord.rows) * word(g, PoolWord.columns)) * pixelBytes(g);
}

function maxImage(g: usize, x: usize, c: usize, dx: usize): void {
  if (isDisjoint(g)) scatterImage(g, x, c, dx, true, false);
  else scatterImage(g, x, c, dx, true, true);
}

function avgImage(g: usize, c: usize, dx: usize): void {
  if (isDisjoint(g)) scatterImage(g, 0, c, dx, false, false);
  else scatterImage(g, 0, c, dx, false, true);
}

/** Whether no element is in two windows. */
// @ts-ignore: decorator
@inline
function isDisjoint(g: usize): bool {
  const rows = (word(g, PoolWord.windowHeight) - 1) * word(g, PoolWord.dilationHeight);
  const columns = (word(g, PoolWord.windowWidth) - 1) * word(g, PoolWord.dilationWidth);
  return word(g, PoolWord.strideHeight) > rows && word(g, PoolWord.strideWidth) > columns;
}

/** Whether the windows, which are disjoint, leave nothing out. */
function tiles(g: usize): bool {
  return (
    (word(g, PoolWord.top) | word(g, PoolWord.left)) == 0 &&
    max(word(g, PoolWord.dilationHeight), word(g, PoolWord.dilationWidth)) == 1 &&
    word(g, PoolWord.strideHeight) == word(g, PoolWord.windowHeight) &&
    word(g, PoolWord.strideWidth) == word(g, PoolWord.windowWidth) &&
    word(g, PoolWord.rows) * word(g, PoolWord.windowHeight) == word(g, PoolWord.height) &&
    word(g, PoolWord.columns) * word(g, PoolWord.windowWidth) == word(g, PoolWord.width)
  );
}

// @ts-ignore: decorator
@inline
function scatterImage(g: usize, x: usize, c: usize, dx: usize, isMax: bool, add: bool): void {
  const pixel = rightBytes(g);
  const step = downBytes(g);
  const down = word(g, PoolWord.dilationHeight);
  const right = word(g, PoolWord.dilationWidth);
  const rows = word(g, PoolWord.rows);
  const columns = word(g, PoolWord.columns);
  if (add || !tiles(g)) memory.fill(dx, 0, imageBytes(g));
  for (let r = 0; r < rows; r++) {
    const row = firstRow(g, r);
    const height = inside(row, word(g, PoolWord.windowHeight), word(g, PoolWord.height), down);
    const top = <usize>start(row, down) * rowBytes(g);
    for (let q = 0; q < columns; q++) {
      const column = firstColumn(g, q);
      const width = inside(column, word(g, PoolWord.windowWidth), word(g, PoolWord.width), right);
      const at = top + <usize>start(column, right) * pixelBytes(g);
      const by = divisor(g, height * width);
      let n = word(g, PoolWord.channels);
      let k: usize = 0;
      for (; n >= 16; n -= 16, k += 64) {
        if (isMax && scatter16(dx + at + k, x + at + k, c + k, height, width, step, pixel, add))
          continue;
        for (let i: usize = 0; i < 64; i += 16) {
          const v = v128.load(c + k + i);
          scatter4(dx, x, at + k + i, v, by, height, width, step, pixel, 4, isMax, add);
        }
      }
      for (; n > 0; n -= 4, k += 16) {
        scatter4(dx, x, at + k, v128.load(c + k), by, height, width, step, pixel, n, isMax, add);
      }
      c += pixelBytes(g);
    }
  }
}

/**
 * Adds 16 channels of a cotangent at their first maxima. False, and nothing is done, if there is a
 * NaN among them: `pmax`, one instruction, drops it.
 */
// @ts-ignore: decorator
@inline
function scatter16(
  dx: usize,
  x: usize,
  c: usize,
  height: i32,
  width: i32,
  step: usize,
  pixel: usize,
  add: bool,
): bool {
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  let m2 = m0;
  let m3 = m0;
  let nan = i32x4.splat(0);
  let line = x;
  for (let h = height; h > 0; h--) {
    let p = line;
    for (let w = width; w > 0; w--) {
      const u0 = v128.load(p);
      const u1 = v128.load(p, 16);
      const u2 = v128.load(p, 32);
      const u3 = v128.load(p, 48);
      m0 = f32x4.pmax(m0, u0);
      m1 = f32x4.pmax(m1, u1);
      m2 = f32x4.pmax(m2, u2);
      m3 = f32x4.pmax(m3, u3);
      nan = v128.or(nan, v128.or(f32x4.ne(u0, u0), f32x4.ne(u1, u1)));
      nan = v128.or(nan, v128.or(f32x4.ne(u2, u2), f32x4.ne(u3, u3)));
      p += pixel;
    }
    line += step;
  }
  if (v128.any_true(nan)) return false;
  let v0 = v128.load(c);
  let v1 = v128.load(c, 16);
  let v2 = v128.load(c, 32);
  let v3 = v128.load(c, 48);
  for (; height > 0; height--) {
    let p = x;
    let q = dx;
    for (let w = width; w > 0; w--) {
      v0 = putAt(q, v0, f32x4.eq(v128.load(p), m0), add);
      v1 = putAt(q + 16, v1, f32x4.eq(v128.load(p, 16), m1), add);
      v2 = putAt(q + 32, v2, f32x4.eq(v128.load(p, 32), m2), add);
      v3 = putAt(q + 48, v3, f32x4.eq(v128.load(p, 48), m3), add);
      p += pixel;
      q += pixel;
    }
    x += step;
    dx += step;
  }
  return true;
}

/** Adds or stores the lanes of v that are hit; what is left of v. */
// @ts-ignore: decorator
@inline
function putAt(dx: usize, v: v128, hit: v128, add: bool): v128 {
  let part = v128.and(v, hit);
  if (add) part = f32x4.add(v128.load(dx), part);
  v128.store(dx, part);
  return v128.andnot(v, hit);
}

/** Four channels `at` bytes from the start of the images: c, or c / by for a mean. */
function scatter4(
  dx: usize,
  x: usize,
  at: usize,
  c: v128,
  by: v128,
  height: i32,
  width: i32,
  step: usize,
  pixel: usize,
  n: i32,
  isMax: bool,
  add: bool,
): void {
  const v = isMax ? c : f32x4.div(c, by);
  const m = isMax ? maximum(x + at, height, width, step, pixel) : v;
  scatter(dx + at, x + at, m, v, height, width, step, pixel, n, isMax, add);
}

/** The maximum by lanes; NaN wins. */
// @ts-ignore: decorator
@inline
function maximum(x: usize, height: i32, width: i32, step: usize, pixel: usize): v128 {
  let m = f32x4.splat(-Infinity);
  let nan = i32x4.splat(0);
  for (; height > 0; height--) {
    let p = x;
    for (let w = width; w > 0; w--) {
      const v = v128.load(p);
      m = f32x4.pmax(m, v);
      nan = v128.or(nan, f32x4.ne(v, v));
      p += pixel;
    }
    x += step;
  }
  return v128.or(m, nan);
}

/**
 * Adds v to every tap, or, by lanes, to the first tap of x that is m; `n` lanes are left in the
 * pixel. Without `add` nothing is there yet.
 */
// @ts-ignore: decorator
@inline
function scatter(
  dx: usize,
  x: usize,
  m: v128,
  v: v128,
  height: i32,
  width: i32,
  step: usize,
  pixel: usize,
  n: i32,
  isMax: bool,
  add: bool,
): void {
  const nan = f32x4.ne(m, m);
  for (; height > 0; height--) {
    let at: usize = 0;
    for (let w = width; w > 0; w--) {
      let part = v;
      if (isMax) {
        const u = v128.load(x + at);
        const hit = v128.or(f32x4.eq(u, m), v128.and(nan, f32x4.ne(u, u)));
        part = v128.and(v, hit);
        v = v128.andnot(v, hit);
      }
      if (add) part = f32x4.add(v128.load(dx + at), part);
      if (n >= 4) v128.store(dx + at, part);
      else storeWords(dx + at, part, n);
      at += pixel;
    }
    x += step;
    dx += step;
  }
}
