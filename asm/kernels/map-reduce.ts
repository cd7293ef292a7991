/**
 * A sum or maximum, over the middle of [outer, reduce, inner], of a value of a fused elementwise
 * program.
 *
 * inner = 1: for each result, for each tile of its run:   lanes in registers, blocks pairwise
 * else:      for each tile of columns, for each row:      sums in L1, blocks of rows pairwise
 * Short runs and rows are evaluated several to a tile.
 */
import { MapArg, ReduceLane, ResultWord } from '../abi';
import { reduceColumns } from '../lib/columns';
import { prepare, word } from '../lib/program';
import { reduceRuns } from '../lib/runs';
import { clearWindow } from '../lib/window';

export function mapReduce(args: usize): void {
  prepare(args, word(args, MapArg.value));
  clearWindow(args);
  const lane = word(args, MapArg.lane);
  if (lane == ReduceLane.f32) reduceAll<f32>(args);
  else if (lane == ReduceLane.i32) reduceAll<i32>(args);
  else reduceAll<u32>(args);
}

function reduceAll<T>(args: usize): void {
  const begin = word(args, MapArg.begin);
  const end = word(args, MapArg.end);
  const results = <usize>word(args, MapArg.results);
  const out = <usize>(word(results, ResultWord.address) + (begin << 2));
  if (word(args, MapArg.inner) == 1) reduceRuns<T>(args, begin, end, out);
  else reduceColumns<T>(args, begin, end, out);
}
