/**
 * Adds rows at indices, in order, into zeros. A call owns the output rows [begin, end): it clears
 * them, scans all indices and adds the updates that fall among its rows, so that threads never meet
 * and the order is kept.
 */
import { ReduceLane } from '../abi';
import { ScatterAddArg } from '../abi-operations';
import { addF32Run, addF64Run, addI32Run } from '../lib/copy-rows';
import { word } from '../lib/program';
import { report } from '../lib/status';

export function scatterAdd(args: usize): void {
  const begin = word(args, ScatterAddArg.begin);
  const end = word(args, ScatterAddArg.end);
  const axis = word(args, ScatterAddArg.axis);
  const inner = word(args, ScatterAddArg.inner);
  if (begin >= end) return;
  const shift = shiftOf(args);
  memory.fill(
    <usize>(word(args, ScatterAddArg.out) + ((begin * inner) << shift)),
    0,
    (<usize>((end - begin) * inner)) << shift,
  );
  for (let outer = begin / axis; outer * axis < end; outer++) scatterRows(args, outer, begin, end);
}

/** The binary logarithm of the bytes of an element. */
function shiftOf(args: usize): i32 {
  return word(args, ScatterAddArg.lane) == ReduceLane.f64 ? 3 : 2;
}

function scatterRows(args: usize, outer: i32, begin: i32, end: i32): void {
  const count = word(args, ScatterAddArg.count);
  const axis = word(args, ScatterAddArg.axis);
  const inner = word(args, ScatterAddArg.inner);
  const lane = word(args, ScatterAddArg.lane);
  const shift = shiftOf(args);
  const indices = <usize>word(args, ScatterAddArg.indices);
  for (let j = 0; j < count; j++) {
    const index = load<i32>(indices + ((<usize>j) << 2));
    if (<u32>index >= <u32>axis) {
      report(word(args, ScatterAddArg.status), j);
      continue;
    }
    const row = outer * axis + index;
    if (row < begin || row >= end) continue;
    const dst = <usize>(word(args, ScatterAddArg.out) + ((row * inner) << shift));
    const from = (outer * count + j) * inner;
    const src = <usize>(word(args, ScatterAddArg.updates) + (from << shift));
    if (lane == ReduceLane.f64) addF64Run(dst, src, inner);
    else if (lane == ReduceLane.f32) addF32Run(dst, src, inner);
    else addI32Run(dst, src, inner);
  }
}
