/**
 * Rows at indices. For each row of the output: one index, one run of `inner` elements copied (a
 * single element is loaded and stored).
 */
import { GatherArg } from '../abi-operations';
import { word } from '../lib/program';
import { report } from '../lib/status';
import { copyWords, fillWords } from '../lib/tail';

export function gather(args: usize): void {
  const count = word(args, GatherArg.count);
  const axis = word(args, GatherArg.axis);
  const inner = word(args, GatherArg.inner);
  const bytes = word(args, GatherArg.bytes);
  const end = word(args, GatherArg.end);
  const size = inner * bytes;
  for (let unit = word(args, GatherArg.begin); unit < end; unit++) {
    const outer = unit / count;
    const j = unit - outer * count;
    let index = load<i32>(<usize>word(args, GatherArg.indices) + ((<usize>j) << 2));
    if (<u32>index >= <u32>axis) {
      report(word(args, GatherArg.status), j);
      index = index < 0 ? 0 : axis - 1;
    }
    const dst = <usize>(word(args, GatherArg.out) + unit * size);
    if (axis == 0) zeros(dst, inner, bytes);
    else row(dst, <usize>(word(args, GatherArg.x) + (outer * axis + index) * size), inner, bytes);
  }
}

function zeros(dst: usize, inner: i32, bytes: i32): void {
  if (bytes == 4) fillWords(dst, 0, inner);
  else memory.fill(dst, 0, <usize>(inner * bytes));
}

// @ts-ignore: decorator
@inline
function row(dst: usize, src: usize, inner: i32, bytes: i32): void {
  if (bytes != 4) memory.copy(dst, src, <usize>(inner * bytes));
  else if (inner == 1) store<i32>(dst, load<i32>(src));
  else if (inner >= 256) memory.copy(dst, src, (<usize>inner) << 2);
  else copyWords(dst, src, inner);
}
