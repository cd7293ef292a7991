/**
 * Rows brought to mean 0 and variance 1, and the gradient of that. Each row is passed over while it
 * is in L1 or L2: sum; difference and sum of its squares; scaling. Sums are blocked as in reduce.ts.
 */
import { StandardizeArg, StandardizeGradArg } from '../abi-operations';
import { word } from '../lib/program';
import { addLanes, BLOCK, halfOf, sumF32 } from '../lib/reduce';
import { firstLanes, storeWords } from '../lib/tail';

export function standardizeRows(args: usize): void {
  const n = word(args, StandardizeArg.columns);
  const end = word(args, StandardizeArg.end);
  const count = f32x4.splat(<f32>n);
  const eps = v128.load32_splat(args + ((<usize>StandardizeArg.eps) << 2));
  for (let row = word(args, StandardizeArg.begin); row < end; row++) {
    const x = <usize>(word(args, StandardizeArg.x) + ((row * n) << 2));
    const y = <usize>(word(args, StandardizeArg.y) + ((row * n) << 2));
    const mean = f32x4.div(sumF32(x, n), count);
    const squares = addLanes<f32>(centre(y, x, n, mean));
    const root = f32x4.sqrt(f32x4.add(f32x4.div(squares, count), eps));
    v128.store32_lane(<usize>(word(args, StandardizeArg.root) + (row << 2)), root, 0);
    multiply(y, n, f32x4.div(f32x4.splat(1), root));
  }
}

/** y = x - mean; the lanes' part of the sum of its squares. */
function centre(y: usize, x: usize, n: i32, mean: v128): v128 {
  if (n <= BLOCK) return centreBlock(y, x, n, mean);
  const half = halfOf(n);
  const offset = (<usize>half) << 2;
  const first = centre(y, x, half, mean);
  return f32x4.add(first, centre(y + offset, x + offset, n - half, mean));
}

function centreBlock(y: usize, x: usize, n: i32, mean: v128): v128 {
  let a = f32x4.splat(0);
  let b = a;
  for (; n >= 8; n -= 8) {
    const d = f32x4.sub(v128.load(x), mean);
    const e = f32x4.sub(v128.load(x, 16), mean);
    v128.store(y, d);
    v128.store(y, e, 16);
    a = f32x4.add(a, f32x4.mul(d, d));
    b = f32x4.add(b, f32x4.mul(e, e));
    x += 32;
    y += 32;
  }
  a = f32x4.add(a, b);
  for (; n > 0; n -= 4) {
    let d = f32x4.sub(v128.load(x), mean);
    if (n >= 4) v128.store(y, d);
    else {
      storeWords(y, d, n);
      d = v128.and(d, firstLanes(n));
    }
    a = f32x4.add(a, f32x4.mul(d, d));
    x += 16;
    y += 16;
  }
  return a;
}

function multiply(y: usize, n: i32, by: v128): void {
  for (; n >= 8; n -= 8) {
    v128.store(y, f32x4.mul(v128.load(y), by));
    v128.store(y, f32x4.mul(v128.load(y, 16), by), 16);
    y += 32;
  }
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.mul(v128.load(y), by));
    y += 16;
  }
  if (n > 0) storeWords(y, f32x4.mul(v128.load(y), by), n);
}

export function standardizeGradRows(args: usize): void {
  const n = word(args, StandardizeGradArg.columns);
  const end = word(args, StandardizeGradArg.end);
  const count = f32x4.splat(<f32>n);
  for (let row = word(args, StandardizeGradArg.begin); row < end; row++) {
    const at = (row * n) << 2;
    const y = <usize>(word(args, StandardizeGradArg.y) + at);
    const dy = <usize>(word(args, StandardizeGradArg.dy) + at);
    const root = v128.load32_splat(<usize>(word(args, StandardizeGradArg.root) + (row << 2)));
    const mean = f32x4.div(sumF32(dy, n), count);
    const share = f32x4.div(addLanes<f32>(products(y, dy, n)), count);
    const by = f32x4.div(f32x4.splat(1), root);
    gradRow(<usize>(word(args, StandardizeGradArg.dx) + at), y, dy, n, mean, share, by);
  }
}

/** The lanes' part of sum y dy. */
function products(y: usize, dy: usize, n: i32): v128 {
  if (n <= BLOCK) return productBlock(y, dy, n);
  const half = halfOf(n);
  const offset = (<usize>half) << 2;
  return f32x4.add(products(y, dy, half), products(y + offset, dy + offset, n - half));
}

function productBlock(y: usize, dy: usize, n: i32): v128 {
  let a = f32x4.splat(0);
  let b = a;
  for (; n >= 8; n -= 8) {
    a = f32x4.add(a, f32x4.mul(v128.load(y), v128.load(dy)));
    b = f32x4.add(b, f32x4.mul(v128.load(y, 16), v128.load(dy, 16)));
    y += 32;
    dy += 32;
  }
  a = f32x4.add(a, b);
  for (; n > 0; n -= 4) {
    let product = f32x4.mul(v128.load(y), v128.load(dy));
    if (n < 4) product = v128.and(product, firstLanes(n));
    a = f32x4.add(a, product);
    y += 16;
    dy += 16;
  }
  return a;
}

/** dx = ((dy - mean) - y share) by */
function gradRow(
  dx: usize,
  y: usize,
  dy: usize,
  n: i32,
  mean: v128,
  share: v128,
  by: v128,
): void {
  for (; n > 0; n -= 4) {
    const d = f32x4.sub(v128.load(dy), mean);
    const v = f32x4.mul(f32x4.sub(d, f32x4.mul(v128.load(y), share)), by);
    if (n >= 4) v128.store(dx, v);
    else storeWords(dx, v, n);
    dx += 16;
    dy += 16;
    y += 16;
  }
}
