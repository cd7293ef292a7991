/**
 * Threefry-2x32 with 20 rounds, four counters at a time (Salmon et al. 2011, "Parallel random
 * numbers: as easy as 1, 2, 3"). Four counters in the lanes of a vector, all rounds in registers,
 * one or two vectors written; the words of the last, partial group are stored exactly.
 */
import { ThreefryArg } from '../abi-operations';
import { word } from '../lib/program';
import { storeWords } from '../lib/tail';

/** The second word of a round. */
// @ts-ignore: decorator
@inline
function turn(y: v128, by: i32, x: v128): v128 {
  return v128.xor(v128.or(i32x4.shl(y, by), i32x4.shr_u(y, 32 - by)), x);
}

/** Random bits: x ^ y. */
export function threefry(args: usize): void {
  generate(args, false);
}

/** Keys: the pairs x, y. */
export function threefrySplit(args: usize): void {
  generate(args, true);
}

function generate(args: usize, pairs: bool): void {
  const key = <usize>word(args, ThreefryArg.key);
  const k0 = v128.load32_splat(key);
  const k1 = v128.load32_splat(key, 4);
  const k2 = v128.xor(v128.xor(k0, k1), i32x4.splat(0x1bd11bda));
  const begin = word(args, ThreefryArg.begin);
  let out = <usize>(word(args, ThreefryArg.out) + (begin << (pairs ? 3 : 2)));
  let counters = i32x4.add(i32x4.splat(begin), i32x4(0, 1, 2, 3));
  for (let n = word(args, ThreefryArg.end) - begin; n > 0; n -= 4) {
    block4(out, k0, k1, k2, counters, min(n, 4), pairs);
    counters = i32x4.add(counters, i32x4.splat(4));
    out += pairs ? 32 : 16;
  }
}

/** (x, y) = block(key, (0, i)) for the first n of the four counters i. */
// @ts-ignore: decorator
@inline
function block4(out: usize, k0: v128, k1: v128, k2: v128, i: v128, n: i32, pairs: bool): void {
  let x = k0;
  let y = i32x4.add(i, k1);
  x = i32x4.add(x, y);
  y = turn(y, 13, x);
  x = i32x4.add(x, y);
  y = turn(y, 15, x);
  x = i32x4.add(x, y);
  y = turn(y, 26, x);
  x = i32x4.add(x, y);
  y = turn(y, 6, x);
  x = i32x4.add(x, k1);
  y = i32x4.add(i32x4.add(y, k2), i32x4.splat(1));
  x = i32x4.add(x, y);
  y = turn(y, 17, x);
  x = i32x4.add(x, y);
  y = turn(y, 29, x);
  x = i32x4.add(x, y);
  y = turn(y, 16, x);
  x = i32x4.add(x, y);
  y = turn(y, 24, x);
  x = i32x4.add(x, k2);
  y = i32x4.add(i32x4.add(y, k0), i32x4.splat(2));
  x = i32x4.add(x, y);
  y = turn(y, 13, x);
  x = i32x4.add(x, y);
  y = turn(y, 15, x);
  x = i32x4.add(x, y);
  y = turn(y, 26, x);
  x = i32x4.add(x, y);
  y = turn(y, 6, x);
  x = i32x4.add(x, k0);
  y = i32x4.add(i32x4.add(y, k1), i32x4.splat(3));
  x = i32x4.add(x, y);
  y = turn(y, 17, x);
  x = i32x4.add(x, y);
  y = turn(y, 29, x);
  x = i32x4.add(x, y);
  y = turn(y, 16, x);
  x = i32x4.add(x, y);
  y = turn(y, 24, x);
  x = i32x4.add(x, k1);
  y = i32x4.add(i32x4.add(y, k2), i32x4.splat(4));
  x = i32x4.add(x, y);
  y = turn(y, 13, x);
  x = i32x4.add(x, y);
  y = turn(y, 15, x);
  x = i32x4.add(x, y);
  y = turn(y, 26, x);
  x = i32x4.add(x, y);
  y = turn(y, 6, x);
  x = i32x4.add(x, k2);
  y = i32x4.add(i32x4.add(y, k0), i32x4.splat(5));
  if (pairs) storePairs(out, x, y, n);
  else storeGroup(out, v128.xor(x, y), n);
}

// @ts-ignore: decorator
@inline
function storeGroup(out: usize, v: v128, n: i32): void {
  if (n >= 4) v128.store(out, v);
  else storeWords(out, v, n);
}

// @ts-ignore: decorator
@inline
function storePairs(out: usize, x: v128, y: v128, n: i32): void {
  storeGroup(out, v128.shuffle<i32>(x, y, 0, 4, 1, 5), 2 * n);
  if (n > 2) storeGroup(out + 16, v128.shuffle<i32>(x, y, 2, 6, 3, 7), 2 * n - 4);
}
