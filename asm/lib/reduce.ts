/**
 * Sums and maxima of contiguous runs, in lanes. Blocks of 16 vectors times 4 accumulators are
 * summed in sequence and combined pairwise, so that the error of a sum of n terms is within (2 +
 * log2 n + SUM_BLOCK) 2^-24 sum |terms| (Higham 1993, "The accuracy of floating point summation").
 * The grouping depends on n alone.
 */
import { SUM_BLOCK } from '../abi';
import { firstLanes } from './tail';

/** Elements of a block: SUM_BLOCK terms in each of 16 lanes. */
export const BLOCK: i32 = SUM_BLOCK * 16;

/** The lanes' part of a sum of n <= BLOCK elements; v128.add<T> of it gives the sum. */
export function sumBlock<T>(p: usize, n: i32): v128 {
  let a = i32x4.splat(0);
  if (n >= 16) {
    let b = a;
    let c = a;
    let d = a;
    for (; n >= 16; n -= 16) {
      a = v128.add<T>(a, v128.load(p));
      b = v128.add<T>(b, v128.load(p, 16));
      c = v128.add<T>(c, v128.load(p, 32));
      d = v128.add<T>(d, v128.load(p, 48));
      p += 64;
    }
    a = v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d));
  }
  for (; n >= 4; n -= 4) {
    a = v128.add<T>(a, v128.load(p));
    p += 16;
  }
  return n > 0 ? v128.add<T>(a, v128.and(v128.load(p), firstLanes(n))) : a;
}

/** The lanes' part of a sum of n elements in memory: halves at multiples of BLOCK. */
export function sumLanes<T>(p: usize, n: i32): v128 {
  if (n <= BLOCK) return sumBlock<T>(p, n);
  const half = halfOf(n);
  return v128.add<T>(sumLanes<T>(p, half), sumLanes<T>(p + ((<usize>half) << 2), n - half));
}

/** The largest BLOCK * 2^k below n. */
// @ts-ignore: decorator
@inline
export function halfOf(n: i32): i32 {
  return BLOCK << (31 - clz((n - 1) / BLOCK));
}

// @ts-ignore: decorator
@inline
export function addLanes<T>(v: v128): v128 {
  v = v128.add<T>(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return v128.add<T>(v, v128.shuffle<i32>(v, v, 1, 0, 3, 2));
}

/** The sum of n f32 in every lane. */
// @ts-ignore: decorator
@inline
export function sumF32(p: usize, n: i32): v128 {
  return addLanes<f32>(sumLanes<f32>(p, n));
}

/** -inf, or the least integer, in every lane. */
// @ts-ignore: decorator
@inline
export function least<T>(): v128 {
  if (isFloat<T>()) return f32x4.splat(-Infinity);
  return isSigned<T>() ? i32x4.splat(i32.MIN_VALUE) : i32x4.splat(0);
}

/**
 * The maximum of n elements, by lanes; NaN wins. Four accumulators hide the latency of a maximum
 * that orders NaN.
 */
export function maxLanes<T>(p: usize, n: i32): v128 {
  let a = least<T>();
  if (n >= 16) {
    let b = a;
    let c = a;
    let d = a;
    for (; n >= 16; n -= 16) {
      a = v128.max<T>(a, v128.load(p));
      b = v128.max<T>(b, v128.load(p, 16));
      c = v128.max<T>(c, v128.load(p, 32));
      d = v128.max<T>(d, v128.load(p, 48));
      p += 64;
    }
    a = v128.max<T>(v128.max<T>(a, b), v128.max<T>(c, d));
  }
  for (; n >= 4; n -= 4) {
    a = v128.max<T>(a, v128.load(p));
    p += 16;
  }
  return n > 0 ? v128.max<T>(a, v128.bitselect(v128.load(p), least<T>(), firstLanes(n))) : a;
}

/** The maximum of the lanes in every lane. */
// @ts-ignore: decorator
@inline
export function joinMax<T>(v: v128): v128 {
  v = v128.max<T>(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return v128.max<T>(v, v128.shuffle<i32>(v, v, 1, 0, 3, 2));
}
