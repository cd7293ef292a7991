/** Sets contiguous elements to one value: one pass, vectors, an exact tail. */
import { FillArg } from '../abi';
import { word } from '../lib/program';
import { fillWords } from '../lib/tail';

export function fill(args: usize): void {
  const begin = word(args, FillArg.begin);
  const count = word(args, FillArg.end) - begin;
  const value = word(args, FillArg.value);
  const dst = <usize>word(args, FillArg.dst);
  const bytes = word(args, FillArg.bytes);
  const first = dst + <usize>(begin * bytes);
  if (bytes == 1) memory.fill(first, <u8>value, count);
  else if (bytes == 4) fillWords(first, value, count);
  else if (bytes == 2) fillElements<u16>(first, <u16>value, count);
  else fillElements<u64>(first, ((<u64>word(args, FillArg.high)) << 32) | <u64>(<u32>value), count);
}

function fillElements<T>(dst: usize, value: T, n: i32): void {
  for (; n > 0; n--) {
    store<T>(dst, value);
    dst += sizeof<T>();
  }
}
