/** mapReduce with inner > 1: rows of the iteration space are combined element by element. */
import { Combine, MapArg, SCRATCH_HEAD, SLOT_BYTES, SUM_BLOCK, TILE, TILE_BYTES } from '../abi';
import { slotCount, word } from './program';
import { least } from './reduce';
import { copyWords, fillWords } from './tail';
import { pieces } from './window';

/**
 * Results [begin, end) of lane type T, stored from `out` on; whole rows are evaluated several at a
 * time.
 */
export function reduceColumns<T>(args: usize, begin: i32, end: i32, out: usize): void {
  const inner = word(args, MapArg.inner);
  for (let u = begin; u < end; ) {
    const outer = u / inner;
    const column = u - outer * inner;
    const width = min(TILE, min(inner - column, end - u));
    const wholeRows = width == inner ? outer + (end - u) / inner : -1;
    const from = combineRows<T>(args, outer, column, width, wholeRows);
    copyWords(out + ((<usize>(u - begin)) << 2), from, width);
    u += width;
  }
}

/**
 * Combines the rows of `width` columns from `column` on; returns where the result is. SUM_BLOCK
 * rows are added in sequence, the blocks pairwise on a stack of tiles, as in runs.ts. If all
 * columns are taken, the rows of the outer indices below `wholeRows` follow each other and are
 * evaluated together.
 */
function combineRows<T>(args: usize, outer: i32, column: i32, width: i32, wholeRows: i32): usize {
  const reduce = word(args, MapArg.reduce);
  const inner = word(args, MapArg.inner);
  const sum = word(args, MapArg.combine) == Combine.sum;
  const bottom =
    <usize>word(args, MapArg.scratch) + SCRATCH_HEAD + <usize>slotCount(args) * SLOT_BYTES;
  let top = bottom;
  let blocks = 0;
  for (let r = 0; r < reduce; r++) {
    const pos = (outer * reduce + r) * inner + column;
    const limit = wholeRows < 0 ? pos + width : wholeRows * reduce * inner;
    const row = pieces(args, pos, width, limit);
    if (r % SUM_BLOCK == 0) {
      copyWords(top, row, width);
      top += TILE_BYTES;
    } else combine<T>(top - TILE_BYTES, row, width, sum);
    if (r % SUM_BLOCK < SUM_BLOCK - 1) continue;
    blocks++;
    for (let c = blocks; (c & 1) == 0; c >>= 1) top = joinTop<T>(top, width, sum);
  }
  if (top == bottom)
    fillWords(bottom, i32x4.extract_lane(sum ? i32x4.splat(0) : least<T>(), 0), width);
  while (top > bottom + TILE_BYTES) top = joinTop<T>(top, width, sum);
  return bottom;
}

// @ts-ignore: decorator
@inline
function joinTop<T>(top: usize, width: i32, sum: bool): usize {
  combine<T>(top - 2 * TILE_BYTES, top - TILE_BYTES, width, sum);
  return top - TILE_BYTES;
}

/** a = a + b or max(a, b) in a tile; whole vectors, into the padding of the tile. */
function combine<T>(a: usize, b: usize, n: i32, sum: bool): void {
  if (sum) {
    for (; n > 0; n -= 4) {
      v128.store(a, v128.add<T>(v128.load(a), v128.load(b)));
      a += 16;
      b += 16;
    }
  } else {
    for (; n > 0; n -= 4) {
      v128.store(a, v128.max<T>(v128.load(a), v128.load(b)));
      a += 16;
      b += 16;
    }
  }
}
