/** Blocks at starts that lie in memory, read row by row and written row by row. */
import { DynamicSliceArg, UpdateArg } from '../abi-operations';
import { copyRow, rowBytes, rowInArray } from '../lib/block';
import { word } from '../lib/program';

export function dynamicSlice(args: usize): void {
  const g = args + (DynamicSliceArg.geometry << 2);
  const starts = <usize>word(args, DynamicSliceArg.starts);
  const bytes = rowBytes(g);
  const end = word(args, DynamicSliceArg.end);
  for (let unit = word(args, DynamicSliceArg.begin); unit < end; unit++) {
    const src = <usize>(word(args, DynamicSliceArg.x) + rowInArray(g, starts, unit));
    copyRow(<usize>(word(args, DynamicSliceArg.out) + unit * bytes), src, bytes);
  }
}

export function update(args: usize): void {
  const g = args + (UpdateArg.geometry << 2);
  const starts = <usize>word(args, UpdateArg.starts);
  const bytes = rowBytes(g);
  const end = word(args, UpdateArg.end);
  for (let unit = word(args, UpdateArg.begin); unit < end; unit++) {
    const dst = <usize>(word(args, UpdateArg.out) + rowInArray(g, starts, unit));
    copyRow(dst, <usize>(word(args, UpdateArg.u) + unit * bytes), bytes);
  }
}
