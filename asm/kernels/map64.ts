/**
 * A fused elementwise program over an iteration space, in f64.
 *
 * for each tile of TILE64 elements:              one pass over memory
 *   operands -> registers, widened to 8 bytes    contiguous f64 is not copied
 *   for each instruction, for each vector        registers in L1, generated loops
 *   results -> memory, narrowed, exact bytes
 */
import { MapArg, TILE64 } from '../abi';
import { word } from '../lib/program';
import { prepareWide, runWide, storeWideResults } from '../lib/wide-program';

export function map64(args: usize): void {
  prepareWide(args);
  const end = word(args, MapArg.end);
  for (let pos = word(args, MapArg.begin); pos < end; pos += TILE64) {
    const count = min(TILE64, end - pos);
    runWide(args, pos, count);
    storeWideResults(args, pos, count);
  }
}
