/** Sets contiguous elements to one value: one pass, vectors, an exact tail. */
import { FillArg } from '../abi';
import { word } from '../lib/program';
import { fillWords } from '../lib/tail';

export function fill(args: usize): void {
  const begin = word(args, FillArg.begin);
  const count = word(args, FillArg.end) - begin;
  const value = word(args, FillArg.value);
  const dst = <usize>word(args, FillArg.dst);
  if (word(args, FillArg.bytes) == 1) memory.fill(dst + begin, <u8>value, count);
  else fillWords(dst + ((<usize>begin) << 2), value, count);
}
