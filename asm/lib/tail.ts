/** The last, partial vector of a row: reads may pass the end, writes must not. */

/** Stores the first n (1 to 3) 32-bit lanes. */
// @ts-ignore: decorator
@inline
export function storeWords(p: usize, v: v128, n: i32): void {
  if (n == 1) {
    v128.store32_lane(p, v, 0);
  } else {
    v128.store64_lane(p, v, 0);
    if (n == 3) v128.store32_lane(p, v, 2, 8);
  }
}

const LANES: usize = memory.data<i32>([-1, -1, -1, 0, 0, 0, 0]);

/** A mask of the first n (1 to 3) lanes. */
// @ts-ignore: decorator
@inline
export function firstLanes(n: i32): v128 {
  return v128.load(LANES + ((<usize>(3 - n)) << 2));
}

/** n 32-bit words from src to dst, not overlapping unless equal; never writes past them. */
export function copyWords(dst: usize, src: usize, n: i32): void {
  for (; n >= 8; n -= 8) {
    const v = v128.load(src, 16);
    v128.store(dst, v128.load(src));
    v128.store(dst, v, 16);
    dst += 32;
    src += 32;
  }
  if (n >= 4) {
    v128.store(dst, v128.load(src));
    dst += 16;
    src += 16;
    n -= 4;
  }
  if (n > 0) storeWords(dst, v128.load(src), n);
}

/** n equal 32-bit words. */
export function fillWords(dst: usize, value: i32, n: i32): void {
  const v = i32x4.splat(value);
  for (; n >= 4; n -= 4) {
    v128.store(dst, v);
    dst += 16;
  }
  if (n > 0) storeWords(dst, v, n);
}
