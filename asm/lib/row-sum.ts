/**
 * Sums of functions of a row without storing them: blocks of SUM_BLOCK vectors, combined pairwise
 * as in reduce.ts.
 */
import { SUM_BLOCK } from '../abi';
import { exp4 } from './exp';
import { addLanes, least } from './reduce';
import { firstLanes } from './tail';

const BLOCK: i32 = SUM_BLOCK * 4;

/**
 * The maximum of a row in every lane, for a shift: a NaN may be passed over, as what it makes of
 * the exponentials is NaN all the same. One instruction a vector, where joinMax needs eight.
 */
export function rowShift(x: usize, n: i32): v128 {
  let a = least<f32>();
  if (n >= 16) {
    let b = a;
    let c = a;
    let d = a;
    for (; n >= 16; n -= 16) {
      a = f32x4.pmax(a, v128.load(x));
      b = f32x4.pmax(b, v128.load(x, 16));
      c = f32x4.pmax(c, v128.load(x, 32));
      d = f32x4.pmax(d, v128.load(x, 48));
      x += 64;
    }
    a = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
  }
  for (; n >= 4; n -= 4) {
    a = f32x4.pmax(a, v128.load(x));
    x += 16;
  }
  if (n > 0) a = f32x4.pmax(a, v128.bitselect(v128.load(x), least<f32>(), firstLanes(n)));
  a = f32x4.pmax(a, v128.shuffle<i32>(a, a, 2, 3, 0, 1));
  return f32x4.pmax(a, v128.shuffle<i32>(a, a, 1, 0, 3, 2));
}

/** sum e^(x - shift) in every lane */
// @ts-ignore: decorator
@inline
export function expSum(x: usize, n: i32, shift: v128): v128 {
  return addLanes<f32>(expLanes(x, n, shift));
}

function expLanes(x: usize, n: i32, shift: v128): v128 {
  if (n <= BLOCK) return expBlock(x, n, shift);
  const half = halfOf(n);
  return f32x4.add(expLanes(x, half, shift), expLanes(x + ((<usize>half) << 2), n - half, shift));
}

function expBlock(x: usize, n: i32, shift: v128): v128 {
  let s = f32x4.splat(0);
  for (; n >= 4; n -= 4) {
    s = f32x4.add(s, exp4(f32x4.sub(v128.load(x), shift)));
    x += 16;
  }
  if (n > 0) s = f32x4.add(s, v128.and(exp4(f32x4.sub(v128.load(x), shift)), firstLanes(n)));
  return s;
}

/** sum x y in every lane */
// @ts-ignore: decorator
@inline
export function productSum(x: usize, y: usize, n: i32): v128 {
  return addLanes<f32>(productLanes(x, y, n));
}

function productLanes(x: usize, y: usize, n: i32): v128 {
  if (n <= BLOCK) return productBlock(x, y, n);
  const half = halfOf(n);
  const rest = productLanes(x + ((<usize>half) << 2), y + ((<usize>half) << 2), n - half);
  return f32x4.add(productLanes(x, y, half), rest);
}

function productBlock(x: usize, y: usize, n: i32): v128 {
  let s = f32x4.splat(0);
  for (; n >= 4; n -= 4) {
    s = f32x4.add(s, f32x4.mul(v128.load(x), v128.load(y)));
    x += 16;
    y += 16;
  }
  if (n > 0) s = f32x4.add(s, v128.and(f32x4.mul(v128.load(x), v128.load(y)), firstLanes(n)));
  return s;
}

/** The largest BLOCK * 2^k below n. */
// @ts-ignore: decorator
@inline
function halfOf(n: i32): i32 {
  return BLOCK << (31 - clz((n - 1) / BLOCK));
}
