/**
 * The transforms of F(2 x 2, 3 x 3), four channels at a time: kernels G g G', images B' d B,
 * products A' m A. Each is done along columns, into the buffer at the start of the scratch memory,
 * then along rows.
 */
import { GEMM_ROWS } from '../abi';
import { WINOGRAD_TILES, WinogradArg } from '../abi-operations';
import { word } from './program';

// @ts-ignore: decorator
@inline
function half(v: v128): v128 {
  return f32x4.mul(v, f32x4.splat(0.5));
}

/** The address of vector i of the buffer. */
// @ts-ignore: decorator
@inline
function at(buffer: usize, i: i32): usize {
  return buffer + ((<usize>i) << 4);
}

/** U[16][filters / 8][channels][8]. */
export function transformKernels(args: usize, u: usize): void {
  const c = word(args, WinogradArg.channels);
  const o = word(args, WinogradArg.filters);
  for (let j = 0; j < o; j += 4) {
    const panel = u + ((<usize>((j >> 3) * c * 8 + (j & 4))) << 2);
    for (let i = 0; i < c; i++) transformKernel(args, i, j, panel + ((<usize>i) << 5));
  }
}

function transformKernel(args: usize, channel: i32, filter: i32, to: usize): void {
  const buffer = <usize>word(args, WinogradArg.scratch);
  const next = <usize>(word(args, WinogradArg.channels) * word(args, WinogradArg.filters)) << 2;
  for (let s = 0; s < 3; s++) {
    const g0 = tap(args, s, channel, filter);
    const g1 = tap(args, 3 + s, channel, filter);
    const g2 = tap(args, 6 + s, channel, filter);
    const ends = f32x4.add(g0, g2);
    v128.store(at(buffer, s), g0);
    v128.store(at(buffer, 4 + s), half(f32x4.add(ends, g1)));
    v128.store(at(buffer, 8 + s), half(f32x4.sub(ends, g1)));
    v128.store(at(buffer, 12 + s), g2);
  }
  for (let r = 0; r < 4; r++) {
    const g0 = v128.load(at(buffer, 4 * r));
    const g1 = v128.load(at(buffer, 4 * r + 1));
    const g2 = v128.load(at(buffer, 4 * r + 2));
    const ends = f32x4.add(g0, g2);
    v128.store(to, g0);
    v128.store(to + next, half(f32x4.add(ends, g1)));
    v128.store(to + 2 * next, half(f32x4.sub(ends, g1)));
    v128.store(to + 3 * next, g2);
    to += 4 * next;
  }
}

/** Tap t of a channel, for four filters. */
function tap(args: usize, t: i32, channel: i32, filter: i32): v128 {
  const c = word(args, WinogradArg.channels);
  const o = word(args, WinogradArg.filters);
  const w = <usize>word(args, WinogradArg.w);
  if (word(args, WinogradArg.flipped) == 0) {
    return v128.load(w + ((<usize>((t * c + channel) * o + filter)) << 2));
  }
  const p = w + ((<usize>(((8 - t) * o + filter) * c + channel)) << 2);
  const step = (<usize>c) << 2;
  let v = v128.load32_zero(p);
  v = v128.load32_lane(p + step, v, 1);
  v = v128.load32_lane(p + 2 * step, v, 2);
  return v128.load32_lane(p + 3 * step, v, 3);
}

/** V[16][tiles / 5][channels][5]; tiles that are missing in the last panel repeat the last one. */
export function transformImages(args: usize, v: usize, first: i32, tiles: i32): void {
  const c = word(args, WinogradArg.channels);
  const whole = ((tiles + GEMM_ROWS - 1) / GEMM_ROWS) * GEMM_ROWS;
  for (let t = 0; t < whole; t++) {
    const panel = t / GEMM_ROWS;
    const to = v + ((<usize>(panel * GEMM_ROWS * c + (t - panel * GEMM_ROWS))) << 2);
    transformTile(args, first + min(t, tiles - 1), to);
  }
}

function transformTile(args: usize, tile: i32, to: usize): void {
  const height = word(args, WinogradArg.height);
  const width = word(args, WinogradArg.width);
  const across = (word(args, WinogradArg.columns) + 1) >> 1;
  const down = (word(args, WinogradArg.rows) + 1) >> 1;
  const line = tile / across;
  const image = line / down;
  const row = 2 * (line - image * down) - word(args, WinogradArg.top);
  const column = 2 * (tile - line * across) - word(args, WinogradArg.left);
  const pixel = <usize>word(args, WinogradArg.channels) << 2;
  const x = <usize>word(args, WinogradArg.x);
  const p = x + <usize>((image * height + row) * width + column) * pixel;
  const inside = row >= 0 && column >= 0 && row + 4 <= height && column + 4 <= width;
  for (let i: usize = 0; i < pixel; i += 16) {
    if (inside) columnsInside(args, p + i, pixel);
    else columnsAtEdge(args, p + i, pixel, row, column);
    spread(args, to + i * GEMM_ROWS);
  }
}

// @ts-ignore: decorator
@inline
function downColumn(to: usize, d0: v128, d1: v128, d2: v128, d3: v128): void {
  v128.store(to, f32x4.sub(d0, d2));
  v128.store(to, f32x4.add(d1, d2), 64);
  v128.store(to, f32x4.sub(d2, d1), 128);
  v128.store(to, f32x4.sub(d1, d3), 192);
}

function columnsInside(args: usize, p: usize, pixel: usize): void {
  const line = <usize>word(args, WinogradArg.width) * pixel;
  const buffer = <usize>word(args, WinogradArg.scratch);
  for (let j = 0; j < 4; j++) {
    const d0 = v128.load(p);
    const d1 = v128.load(p + line);
    const d2 = v128.load(p + 2 * line);
    downColumn(at(buffer, j), d0, d1, d2, v128.load(p + 3 * line));
    p += pixel;
  }
}

function columnsAtEdge(args: usize, p: usize, pixel: usize, row: i32, column: i32): void {
  const height = word(args, WinogradArg.height);
  const width = word(args, WinogradArg.width);
  const line = <usize>width * pixel;
  const buffer = <usize>word(args, WinogradArg.scratch);
  for (let j = 0; j < 4; j++) {
    const there = <u32>(column + j) < <u32>width;
    const d0 = pixelOr0(p, there && <u32>row < <u32>height);
    const d1 = pixelOr0(p + line, there && <u32>(row + 1) < <u32>height);
    const d2 = pixelOr0(p + 2 * line, there && <u32>(row + 2) < <u32>height);
    const d3 = pixelOr0(p + 3 * line, there && <u32>(row + 3) < <u32>height);
    downColumn(at(buffer, j), d0, d1, d2, d3);
    p += pixel;
  }
}

// @ts-ignore: decorator
@inline
function pixelOr0(p: usize, there: bool): v128 {
  return there ? v128.load(p) : f32x4.splat(0);
}

/** Along rows, then every lane to its channel's line of the panel. */
function spread(args: usize, to: usize): void {
  const buffer = <usize>word(args, WinogradArg.scratch);
  const next = <usize>(WINOGRAD_TILES * word(args, WinogradArg.channels)) << 2;
  for (let i = 0; i < 4; i++) {
    const d0 = v128.load(at(buffer, 4 * i));
    const d1 = v128.load(at(buffer, 4 * i + 1));
    const d2 = v128.load(at(buffer, 4 * i + 2));
    const d3 = v128.load(at(buffer, 4 * i + 3));
    lanes(to, f32x4.sub(d0, d2));
    lanes(to + next, f32x4.add(d1, d2));
    lanes(to + 2 * next, f32x4.sub(d2, d1));
    lanes(to + 3 * next, f32x4.sub(d1, d3));
    to += 4 * next;
  }
}

// @ts-ignore: decorator
@inline
function lanes(to: usize, v: v128): void {
  v128.store32_lane(to, v, 0);
  v128.store32_lane(to, v, 1, 4 * GEMM_ROWS);
  v128.store32_lane(to, v, 2, 8 * GEMM_ROWS);
  v128.store32_lane(to, v, 3, 12 * GEMM_ROWS);
}

/** y from M[16][tiles][filters]; places outside of y are left out. */
export function transformProducts(args: usize, m: usize, first: i32, tiles: i32): void {
  const row = <usize>word(args, WinogradArg.filters) << 2;
  for (let t = 0; t < tiles; t++) placesOf(args, m + <usize>t * row, first + t);
}

function placesOf(args: usize, m: usize, tile: i32): void {
  const rows = word(args, WinogradArg.rows);
  const columns = word(args, WinogradArg.columns);
  const across = (columns + 1) >> 1;
  const down = (rows + 1) >> 1;
  const line = tile / across;
  const image = line / down;
  const row = 2 * (line - image * down);
  const column = 2 * (tile - line * across);
  const pixel = <usize>word(args, WinogradArg.filters) << 2;
  let y = <usize>word(args, WinogradArg.y);
  y += <usize>((image * rows + row) * columns + column) * pixel;
  const below = row + 1 < rows ? <usize>columns * pixel : 0;
  const beside = column + 1 < columns ? pixel : 0;
  for (let i: usize = 0; i < pixel; i += 16) places(args, m + i, y + i, below, beside);
}

/** `below`, `beside`: bytes to the neighbours, 0 where there is none; then they are not written. */
function places(args: usize, m: usize, y: usize, below: usize, beside: usize): void {
  const buffer = <usize>word(args, WinogradArg.scratch);
  const next = <usize>(WINOGRAD_TILES * word(args, WinogradArg.filters)) << 2;
  for (let j = 0; j < 4; j++) {
    const m1 = v128.load(m + 4 * next);
    const m2 = v128.load(m + 8 * next);
    v128.store(at(buffer, j), f32x4.add(v128.load(m), f32x4.add(m1, m2)));
    v128.store(at(buffer, 4 + j), f32x4.sub(f32x4.sub(m1, m2), v128.load(m + 12 * next)));
    m += next;
  }
  twoPlaces(buffer, y, beside);
  if (below != 0) twoPlaces(buffer + 64, y + below, beside);
}

// @ts-ignore: decorator
@inline
function twoPlaces(s: usize, y: usize, beside: usize): void {
  const s1 = v128.load(s, 16);
  const s2 = v128.load(s, 32);
  v128.store(y, f32x4.add(v128.load(s), f32x4.add(s1, s2)));
  if (beside != 0) v128.store(y + beside, f32x4.sub(f32x4.sub(s1, s2), v128.load(s, 48)));
}
