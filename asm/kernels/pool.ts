/**
 * Pooling forward, channels last.
 *
 * for each row of places, for its places:
 *   for 16 channels (then 4):        accumulators in 4 registers (then 1)
 *     for the taps inside:           streamed, the window from L1
 */
import { MaxPoolTangentArg, PoolArg, PoolWord } from '../abi-operations';
import {
  beats,
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

export function maxPool(args: usize): void {
  poolRows(args, true);
}

export function avgPool(args: usize): void {
  poolRows(args, false);
}

// @ts-ignore: decorator
@inline
function poolRows(args: usize, max: bool): void {
  const g = args + (PoolArg.geometry << 2);
  const rows = word(g, PoolWord.rows);
  const end = word(args, PoolArg.end);
  const line = <usize>word(g, PoolWord.columns) * pixelBytes(g);
  for (let unit = word(args, PoolArg.begin); unit < end; unit++) {
    const batch = unit / rows;
    const x = <usize>word(args, PoolArg.x) + <usize>batch * imageBytes(g);
    const y = <usize>word(args, PoolArg.y) + <usize>unit * line;
    if (max) maxRow(g, x, y, firstRow(g, unit - batch * rows));
    else avgRow(g, x, y, firstRow(g, unit - batch * rows));
  }
}

// @ts-ignore: decorator
@inline
function rowsInside(g: usize, row: i32): i32 {
  const apart = word(g, PoolWord.dilationHeight);
  return inside(row, word(g, PoolWord.windowHeight), word(g, PoolWord.height), apart);
}

function maxRow(g: usize, x: usize, y: usize, row: i32): void {
  poolRow(g, x, y, row, true);
}

function avgRow(g: usize, x: usize, y: usize, row: i32): void {
  poolRow(g, x, y, row, false);
}

// @ts-ignore: decorator
@inline
function poolRow(g: usize, x: usize, y: usize, row: i32, isMax: bool): void {
  const pixel = rightBytes(g);
  const step = downBytes(g);
  const apart = word(g, PoolWord.dilationWidth);
  const channels = word(g, PoolWord.channels);
  const columns = word(g, PoolWord.columns);
  const height = rowsInside(g, row);
  x += <usize>start(row, word(g, PoolWord.dilationHeight)) * rowBytes(g);
  for (let q = 0; q < columns; q++) {
    const column = firstColumn(g, q);
    const width = inside(column, word(g, PoolWord.windowWidth), word(g, PoolWord.width), apart);
    const by = divisor(g, height * width);
    let from = x + <usize>start(column, apart) * pixelBytes(g);
    let c = channels;
    for (; c >= 16; c -= 16) {
      if (pool16(y, from, height, width, step, pixel, by, isMax)) {
        for (let k: usize = 0; k < 64; k += 16) {
          v128.store(y + k, pool4(from + k, height, width, step, pixel, by, isMax));
        }
      }
      from += 64;
      y += 64;
    }
    for (; c > 0; c -= 4) {
      const v = pool4(from, height, width, step, pixel, by, isMax);
      if (c >= 4) {
        v128.store(y, v);
        from += 16;
        y += 16;
      } else {
        storeWords(y, v, c);
        y += (<usize>c) << 2;
      }
    }
  }
}

/**
 * 16 channels of one place. A maximum is taken by `pmax`, one instruction, which drops NaN: says
 * whether there was one, and the channels must be done again.
 */
// @ts-ignore: decorator
@inline
function pool16(
  y: usize,
  x: usize,
  height: i32,
  width: i32,
  step: usize,
  pixel: usize,
  by: v128,
  isMax: bool,
): bool {
  const start = f32x4.splat(isMax ? -Infinity : 0);
  let a = start;
  let b = start;
  let c = start;
  let d = start;
  let nan = i32x4.splat(0);
  for (; height > 0; height--) {
    let p = x;
    for (let w = width; w > 0; w--) {
      if (isMax) {
        const va = v128.load(p);
        const vb = v128.load(p, 16);
        const vc = v128.load(p, 32);
        const vd = v128.load(p, 48);
        a = f32x4.pmax(a, va);
        b = f32x4.pmax(b, vb);
        c = f32x4.pmax(c, vc);
        d = f32x4.pmax(d, vd);
        nan = v128.or(nan, v128.or(f32x4.ne(va, va), f32x4.ne(vb, vb)));
        nan = v128.or(nan, v128.or(f32x4.ne(vc, vc), f32x4.ne(vd, vd)));
      } else {
        a = f32x4.add(a, v128.load(p));
        b = f32x4.add(b, v128.load(p, 16));
        c = f32x4.add(c, v128.load(p, 32));
        d = f32x4.add(d, v128.load(p, 48));
      }
      p += pixel;
    }
    x += step;
  }
  v128.store(y, isMax ? a : f32x4.div(a, by));
  v128.store(y, isMax ? b : f32x4.div(b, by), 16);
  v128.store(y, isMax ? c : f32x4.div(c, by), 32);
  v128.store(y, isMax ? d : f32x4.div(d, by), 48);
  return isMax && v128.any_true(nan);
}

// @ts-ignore: decorator
@inline
function pool4(
  x: usize,
  height: i32,
  width: i32,
  step: usize,
  pixel: usize,
  by: v128,
  isMax: bool,
): v128 {
  let a = f32x4.splat(isMax ? -Infinity : 0);
  for (; height > 0; height--) {
    let p = x;
    for (let w = width; w > 0; w--) {
      a = isMax ? f32x4.max(a, v128.load(p)) : f32x4.add(a, v128.load(p));
      p += pixel;
    }
    x += step;
  }
  return isMax ? a : f32x4.div(a, by);
}

export function maxPoolTangent(args: usize): void {
  const g = args + (MaxPoolTangentArg.geometry << 2);
  const rows = word(g, PoolWord.rows);
  const end = word(args, MaxPoolTangentArg.end);
  const line = <usize>word(g, PoolWord.columns) * pixelBytes(g);
  for (let unit = word(args, MaxPoolTangentArg.begin); unit < end; unit++) {
    const batch = unit / rows;
    const image = <usize>batch * imageBytes(g);
    const x = <usize>word(args, MaxPoolTangentArg.x) + image;
    const t = <usize>word(args, MaxPoolTangentArg.t) + image;
    const y = <usize>word(args, MaxPoolTangentArg.y) + <usize>unit * line;
    tangentRow(g, x, t, y, firstRow(g, unit - batch * rows));
  }
}

function tangentRow(g: usize, x: usize, t: usize, y: usize, row: i32): void {
  const pixel = rightBytes(g);
  const step = downBytes(g);
  const apart = word(g, PoolWord.dilationWidth);
  const columns = word(g, PoolWord.columns);
  const height = rowsInside(g, row);
  const top = <usize>start(row, word(g, PoolWord.dilationHeight)) * rowBytes(g);
  for (let q = 0; q < columns; q++) {
    const column = firstColumn(g, q);
    const width = inside(column, word(g, PoolWord.windowWidth), word(g, PoolWord.width), apart);
    let at = top + <usize>start(column, apart) * pixelBytes(g);
    for (let c = word(g, PoolWord.channels); c > 0; c -= 4) {
      const v = tangent4(x + at, t + at, height, width, step, pixel);
      if (c >= 4) v128.store(y, v);
      else storeWords(y, v, c);
      y += (<usize>min(c, 4)) << 2;
      at += 16;
    }
  }
}

/** The elements of t at the first maxima of x, 0 where no tap is inside. */
function tangent4(
  x: usize,
  t: usize,
  height: i32,
  width: i32,
  step: usize,
  pixel: usize,
): v128 {
  if (height == 0 || width == 0) return i32x4.splat(0);
  let m = v128.load(x);
  let best = v128.load(t);
  for (let i = 0; i < height; i++) {
    let at: usize = 0;
    for (let w = width; w > 0; w--) {
      const v = v128.load(x + at);
      const won = beats(v, m);
      m = v128.bitselect(v, m, won);
      best = v128.bitselect(v128.load(t + at), best, won);
      at += pixel;
    }
    x += step;
    t += step;
  }
  return best;
}
