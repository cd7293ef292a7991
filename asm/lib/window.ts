/**
 * The part of the iteration space that is evaluated: a reduction asks for pieces in order, and as
 * many of them as fit are evaluated together in one tile.
 */
import { MapArg, SCRATCH_HEAD, TILE } from '../abi';
import { runTile, slotAddress, word } from './program';

/** The window's words, at the end of the head of the scratch memory. */
const FIRST: usize = SCRATCH_HEAD - 16;
const COUNT: usize = SCRATCH_HEAD - 12;

export function clearWindow(args: usize): void {
  store<i32>(<usize>word(args, MapArg.scratch), 0, COUNT);
}

/**
 * The address of the values of [pos, pos + n), n <= TILE; the pieces that follow, of the same size,
 * lie before `limit`.
 */
export function pieces(args: usize, pos: i32, n: i32, limit: i32): usize {
  const scratch = <usize>word(args, MapArg.scratch);
  let first = load<i32>(scratch, FIRST);
  if (pos < first || pos + n > first + load<i32>(scratch, COUNT)) {
    const room = min(TILE, limit - pos);
    const count = room - (room % n);
    runTile(args, pos, count);
    store<i32>(scratch, pos, FIRST);
    store<i32>(scratch, count, COUNT);
    first = pos;
  }
  return slotAddress(args, word(args, MapArg.value)) + ((<usize>(pos - first)) << 2);
}
