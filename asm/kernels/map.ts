/**
 * A fused elementwise program over an iteration space.
 *
 * for each tile of TILE elements:                  one pass over memory
 *   operands -> slots                              contiguous ones are not copied
 *   for each instruction, for each vector          registers in L1, generated loops
 *   results that are bools, partial or read later  -> memory, exact bytes
 */
import { MapArg, TILE } from '../abi';
import { placeResults, prepare, runTile, storeResults, word } from '../lib/program';

export function map(args: usize): void {
  prepare(args, -1);
  const end = word(args, MapArg.end);
  for (let pos = word(args, MapArg.begin); pos < end; pos += TILE) {
    const count = min(TILE, end - pos);
    placeResults(args, pos, count);
    runTile(args, pos, count);
    storeResults(args, pos, count);
  }
}
