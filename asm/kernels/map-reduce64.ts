/**
 * A sum or maximum, over the middle of [outer, reduce, inner], of an f64 of an elementwise program.
 *
 * inner = 1: for each result, for each tile of its run:   the tile in sequence, then the tiles
 * else:      for each tile of columns, for each row:      rows in sequence, in L1
 * Short runs and rows are evaluated several to a tile. What is added to what depends on the sizes
 * alone.
 */
import { Combine, MapArg, ResultWord, SCRATCH_HEAD, SLOT_BYTES, TILE64 } from '../abi';
import { slotAddress, slotCount, word } from '../lib/program';
import { prepareWide, runWide } from '../lib/wide-program';

export function mapReduce64(args: usize): void {
  prepareWide(args);
  const begin = word(args, MapArg.begin);
  const end = word(args, MapArg.end);
  const results = <usize>word(args, MapArg.results);
  const out = <usize>(word(results, ResultWord.address) + (begin << 3));
  const sum = word(args, MapArg.combine) == Combine.sum;
  if (word(args, MapArg.inner) == 1) runs(args, begin, end, out, sum);
  else columns(args, begin, end, out, sum);
}

// @ts-ignore: decorator
@inline
function join(a: f64, b: f64, sum: bool): f64 {
  return sum ? a + b : max<f64>(a, b);
}

// @ts-ignore: decorator
@inline
function nothing(sum: bool): f64 {
  return sum ? 0 : -Infinity;
}

function runs(args: usize, begin: i32, end: i32, out: usize, sum: bool): void {
  const n = word(args, MapArg.reduce);
  const together = n > 0 ? max(1, TILE64 / n) : TILE64;
  for (let o = begin; o < end; o += together) {
    const count = min(together, end - o);
    if (n > 0 && n <= TILE64) runWide(args, o * n, count * n);
    for (let i = 0; i < count; i++) {
      const own = slotAddress(args, word(args, MapArg.value)) + ((<usize>(i * n)) << 3);
      store<f64>(out, n <= TILE64 ? reduceTile(own, n, sum) : longRun(args, o * n, n, sum));
      out += 8;
    }
  }
}

function longRun(args: usize, pos: i32, n: i32, sum: bool): f64 {
  let v = nothing(sum);
  for (let done = 0; done < n; done += TILE64) {
    const size = min(TILE64, n - done);
    runWide(args, pos + done, size);
    v = join(v, reduceTile(slotAddress(args, word(args, MapArg.value)), size, sum), sum);
  }
  return v;
}

function reduceTile(p: usize, n: i32, sum: bool): f64 {
  let v = nothing(sum);
  for (; n > 0; n--) {
    v = join(v, load<f64>(p), sum);
    p += 8;
  }
  return v;
}

function columns(args: usize, begin: i32, end: i32, out: usize, sum: bool): void {
  const inner = word(args, MapArg.inner);
  const total =
    <usize>word(args, MapArg.scratch) + SCRATCH_HEAD + <usize>slotCount(args) * SLOT_BYTES;
  for (let u = begin; u < end; ) {
    const outer = u / inner;
    const column = u - outer * inner;
    const width = min(TILE64, min(inner - column, end - u));
    for (let i = 0; i < width; i++) store<f64>(total + ((<usize>i) << 3), nothing(sum));
    joinRows(args, outer, column, width, total, sum);
    memory.copy(out, total, (<usize>width) << 3);
    out += (<usize>width) << 3;
    u += width;
  }
}

/** Rows that follow each other are evaluated together. */
function joinRows(
  args: usize,
  outer: i32,
  column: i32,
  width: i32,
  total: usize,
  sum: bool,
): void {
  const reduce = word(args, MapArg.reduce);
  const inner = word(args, MapArg.inner);
  const together = width == inner ? TILE64 / inner : 1;
  for (let r = 0; r < reduce; r += together) {
    const count = min(together, reduce - r);
    runWide(args, (outer * reduce + r) * inner + column, count * width);
    let row = slotAddress(args, word(args, MapArg.value));
    for (let k = 0; k < count; k++) {
      for (let i: usize = 0; i < <usize>width; i++) {
        const at = total + (i << 3);
        store<f64>(at, join(load<f64>(at), load<f64>(row + (i << 3)), sum));
      }
      row += (<usize>width) << 3;
    }
  }
}
