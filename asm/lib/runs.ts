/** mapReduce with inner = 1: each result is the reduction of a run of the iteration space. */
import { Combine, MapArg, TILE } from '../abi';
import { word } from './program';
import { addLanes, BLOCK, joinMax, least, maxLanes, sumBlock } from './reduce';
import { pieces } from './window';

/** Runs of up to so many terms are reduced four at a time, term by term. */
const SHORT: i32 = 16;

/** Results [begin, end) of lane type T, stored from `out` on. */
export function reduceRuns<T>(args: usize, begin: i32, end: i32, out: usize): void {
  const reduce = word(args, MapArg.reduce);
  const sum = word(args, MapArg.combine) == Combine.sum;
  if (reduce > 0 && reduce <= SHORT) {
    shortRuns<T>(args, begin, end, out, sum);
    return;
  }
  for (let o = begin; o < end; o++) {
    const pos = o * reduce;
    const limit = reduce <= TILE ? end * reduce : pos + reduce;
    const v = sum ? sumRun<T>(args, pos, reduce, limit) : maxRun<T>(args, pos, reduce, limit);
    v128.store32_lane(out, v, 0);
    out += 4;
  }
}

function shortRuns<T>(args: usize, begin: i32, end: i32, out: usize, sum: bool): void {
  const n = word(args, MapArg.reduce);
  for (; begin + 4 <= end; begin += 4) {
    const p = pieces(args, begin * n, 4 * n, end * n);
    v128.store(out, fourRuns<T>(p, (<usize>n) << 2, n, sum));
    out += 16;
  }
  for (; begin < end; begin++) {
    const p = pieces(args, begin * n, n, end * n);
    v128.store32_lane(out, fourRuns<T>(p, 0, n, sum), 0);
    out += 4;
  }
}

/** The reductions of four runs, `apart` bytes from each other, in the lanes. */
function fourRuns<T>(p: usize, apart: usize, n: i32, sum: bool): v128 {
  let q = p + apart;
  let r = q + apart;
  let s = r + apart;
  let v = sum ? i32x4.splat(0) : least<T>();
  for (; n > 0; n--) {
    let x = v128.load32_zero(p);
    x = v128.load32_lane(q, x, 1);
    x = v128.load32_lane(r, x, 2);
    x = v128.load32_lane(s, x, 3);
    v = sum ? v128.add<T>(v, x) : v128.max<T>(v, x);
    p += 4;
    q += 4;
    r += 4;
    s += 4;
  }
  return v;
}

/**
 * Blocks are combined pairwise as a binary counter carries: the partial sums of 1, 2, 4, ... blocks
 * wait on a stack after the index words of the scratch memory.
 */
function sumRun<T>(args: usize, pos: i32, n: i32, limit: i32): v128 {
  if (n == 0) return i32x4.splat(0);
  if (n <= BLOCK) return addLanes<T>(sumBlock<T>(pieces(args, pos, n, limit), n));
  const bottom = <usize>word(args, MapArg.scratch) + 64;
  let top = bottom;
  let blocks = 0;
  for (let done = 0; done < n; done += TILE) {
    const size = min(TILE, n - done);
    const p = pieces(args, pos + done, size, limit);
    for (let i = 0; i < size; i += BLOCK) {
      v128.store(top, sumBlock<T>(p + ((<usize>i) << 2), min(BLOCK, size - i)));
      top += 16;
      blocks++;
      for (let c = blocks; (c & 1) == 0; c >>= 1) top = joinTop<T>(top);
    }
  }
  while (top > bottom + 16) top = joinTop<T>(top);
  return addLanes<T>(v128.load(bottom));
}

/** Adds the two partial sums on top of the stack; returns the new top. */
// @ts-ignore: decorator
@inline
function joinTop<T>(top: usize): usize {
  v128.store(top - 32, v128.add<T>(v128.load(top - 32), v128.load(top - 16)));
  return top - 16;
}

function maxRun<T>(args: usize, pos: i32, n: i32, limit: i32): v128 {
  let v = least<T>();
  for (let done = 0; done < n; done += TILE) {
    const size = min(TILE, n - done);
    v = v128.max<T>(v, maxLanes<T>(pieces(args, pos + done, size, limit), size));
  }
  return joinMax<T>(v);
}
