/** mapReduce with inner = 1: each result is the reduction of a run of the iteration space. */
import { Combine, MapArg, TILE } from '../abi';
import { word } from './program';
import { addLanes, BLOCK, joinMax, least, maxLanes, sumBlock } from './reduce';
import { pieces } from './window';

/** Results [begin, end) of lane type T, stored from `out` on. */
export function reduceRuns<T>(args: usize, begin: i32, end: i32, out: usize): void {
  const reduce = word(args, MapArg.reduce);
  const sum = word(args, MapArg.combine) == Combine.sum;
  for (let o = begin; o < end; o++) {
    const limit = reduce <= TILE ? end * reduce : (o + 1) * reduce;
    const v = sum
      ? sumRun<T>(args, o * reduce, reduce, limit)
      : maxRun<T>(args, o * reduce, reduce, limit);
    v128.store32_lane(out + ((<usize>(o - begin)) << 2), v, 0);
  }
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
