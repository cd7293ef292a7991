/** Where the rows of a block lie in its array. */
import { BlockAxis, BlockWord } from '../abi-operations';
import { word } from './program';
import { copyWords } from './tail';

// @ts-ignore: decorator
@inline
function axisAt(g: usize, k: i32): usize {
  return g + ((<usize>(BlockWord.axes + k * BlockAxis.size_)) << 2);
}

/** The first index of the block along an axis. */
function startOf(axis: usize, starts: usize): i32 {
  const which = word(axis, BlockAxis.start);
  if (which < 0) return 0;
  const size = word(axis, BlockAxis.size);
  let start = load<i32>(starts + ((<usize>which) << 2));
  if (start < 0) start += size;
  return max(0, min(start, size - word(axis, BlockAxis.taken)));
}

/** The first byte, from the array's, of a row of the block of its example. */
export function rowInArray(g: usize, starts: usize, unit: i32): i32 {
  const rows = word(g, BlockWord.rows);
  const example = unit / rows;
  const own = starts + ((<usize>(example * word(g, BlockWord.starts))) << 2);
  let k = word(g, BlockWord.rank) - 1;
  let at = startOf(axisAt(g, k), own);
  let step = word(axisAt(g, k), BlockAxis.size);
  let rest = unit - example * rows;
  while (--k >= 0) {
    const axis = axisAt(g, k);
    const taken = word(axis, BlockAxis.taken);
    at += (startOf(axis, own) + (rest % taken)) * step;
    step *= word(axis, BlockAxis.size);
    rest /= taken;
  }
  return (at + example * step) * word(g, BlockWord.inner) * word(g, BlockWord.bytes);
}

/** The bytes of a row. */
export function rowBytes(g: usize): i32 {
  const last = axisAt(g, word(g, BlockWord.rank) - 1);
  return word(last, BlockAxis.taken) * word(g, BlockWord.inner) * word(g, BlockWord.bytes);
}

/** n bytes, words at a time where they are few. */
export function copyRow(dst: usize, src: usize, n: i32): void {
  if ((n & 3) != 0 || n >= 1024) memory.copy(dst, src, <usize>n);
  else copyWords(dst, src, n >> 2);
}
