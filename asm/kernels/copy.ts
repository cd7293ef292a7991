/**
 * dst[strides] = src[strides], or +=, over a nest of dims.
 *
 * for the dims outside the last two:         recursion
 *   for the last two dims:
 *     both contiguous in the last            runs by vectors or memory.copy
 *     contiguous in one each (a transpose)   blocks of 16 x 8, 4 x 4 in registers
 *     else                                   elements
 * The inner dims in which both sides are contiguous are first merged into one.
 */
import { CopyArg } from '../abi';
import { copyRows } from '../lib/copy-rows';
import { word } from '../lib/program';

export function copy(args: usize): void {
  const begin = word(args, CopyArg.begin);
  const count = word(args, CopyArg.end) - begin;
  if (count <= 0) return;
  const rank = word(args, CopyArg.rank);
  const nest = <usize>word(args, CopyArg.nest);
  const bytes = word(args, CopyArg.bytes);
  let src = word(args, CopyArg.src);
  let dst = word(args, CopyArg.dst);
  if (rank == 0) {
    copyRows(dst, src, 1, 1, bytes, bytes, bytes, bytes, bytes, word(args, CopyArg.mode));
    return;
  }
  src += begin * word(nest, rank) * bytes;
  dst += begin * word(nest, 2 * rank) * bytes;
  walk(args, 0, count, src, dst);
}

/** The dims from `level` on, the first of them of size `size`. */
function walk(args: usize, level: i32, size: i32, src: i32, dst: i32): void {
  const rank = word(args, CopyArg.rank);
  const nest = <usize>word(args, CopyArg.nest);
  const bytes = word(args, CopyArg.bytes);
  const from = word(nest, rank + level) * bytes;
  const to = word(nest, 2 * rank + level) * bytes;
  const inner = contiguousFrom(nest, rank, level + 1);
  const mode = word(args, CopyArg.mode);
  if (inner > 0) copyRows(dst, src, size, inner, to, from, bytes, bytes, bytes, mode);
  else if (level == rank - 2) {
    const innerFrom = word(nest, rank + level + 1) * bytes;
    const innerTo = word(nest, 2 * rank + level + 1) * bytes;
    copyRows(dst, src, size, word(nest, level + 1), to, from, innerTo, innerFrom, bytes, mode);
  } else {
    const next = word(nest, level + 1);
    for (let i = 0; i < size; i++) {
      walk(args, level + 1, next, src, dst);
      src += from;
      dst += to;
    }
  }
}

/**
 * The elements of the dims from `level` on if both sides are contiguous in them (1 if there are
 * none), else 0.
 */
function contiguousFrom(nest: usize, rank: i32, level: i32): i32 {
  let size = 1;
  for (let d = rank - 1; d >= level; d--) {
    if (word(nest, rank + d) != size || word(nest, 2 * rank + d) != size) return 0;
    size *= word(nest, d);
  }
  return size;
}
