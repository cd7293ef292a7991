/**
 * The order of each row. An element becomes a 64-bit word, its key above its position, so that
 * words are distinct and any correct sort is the stable one; keys are u32 in the order of the
 * elements. Short rows: insertion. Longer ones: radix sort of the keys by bytes, least first
 * (Knuth, The Art of Computer Programming 3, 5.2.5), skipping bytes that all keys share. Rows of
 * f64, whose keys have twice the bits: by the lower half of the keys, then by the upper one.
 */
import { ReduceLane } from '../abi';
import { ArgSortArg } from '../abi-operations';
import { word } from '../lib/program';

/** Rows up to this length are sorted by insertion. */
const SHORT: i32 = 48;
const BINS: i32 = 256;
/** Bytes of the counts of all four bytes of the keys. */
const COUNTS: usize = 4096;
const SIGN: u32 = 0x80000000;
const INFINITE: u32 = 0x7f800000;
const WIDE_SIGN: u64 = 0x8000000000000000;
const WIDE_INFINITE: u64 = 0x7ff0000000000000;

export function argSort(args: usize): void {
  const columns = word(args, ArgSortArg.columns);
  const end = word(args, ArgSortArg.end);
  const wide = word(args, ArgSortArg.lane) == ReduceLane.f64;
  const words = <usize>word(args, ArgSortArg.scratch) + COUNTS;
  for (let row = word(args, ArgSortArg.begin); row < end; row++) {
    const first = <usize>(row * columns);
    const x = <usize>word(args, ArgSortArg.x);
    const out = <usize>word(args, ArgSortArg.out) + (first << 2);
    if (wide) {
      orderWide(args, words, x + (first << 3), out, columns);
    } else {
      keysOf(args, words, x + (first << 2), columns);
      positions(out, sorted(words, columns), columns);
    }
  }
}

/** The bits of a float as an integer in its order: NaN the greatest, -0 as 0. */
// @ts-ignore: decorator
@inline
function floatKey(bits: u32): u32 {
  if ((bits & ~SIGN) > INFINITE) return 0xffffffff;
  if (bits == SIGN) return SIGN;
  return bits ^ ((<u32>((<i32>bits) >> 31)) | SIGN);
}

/** The same of 64 bits. */
// @ts-ignore: decorator
@inline
function wideKey(bits: u64): u64 {
  if ((bits & ~WIDE_SIGN) > WIDE_INFINITE) return 0xffffffffffffffff;
  if (bits == WIDE_SIGN) return WIDE_SIGN;
  return bits ^ ((<u64>((<i64>bits) >> 63)) | WIDE_SIGN);
}

function keysOf(args: usize, words: usize, x: usize, n: i32): void {
  const lane = word(args, ArgSortArg.lane);
  const turn: u32 = word(args, ArgSortArg.descending) != 0 ? 0xffffffff : 0;
  for (let i = 0; i < n; i++) {
    const bits = load<u32>(x + ((<usize>i) << 2));
    let key = bits;
    if (lane == ReduceLane.f32) key = floatKey(bits);
    else if (lane == ReduceLane.i32) key = bits ^ SIGN;
    store<u64>(words + ((<usize>i) << 3), ((<u64>(key ^ turn)) << 32) | (<u64>i));
  }
}

/** Two stable sorts: by the low half of the keys, then of what that gives by the high half. */
function orderWide(args: usize, words: usize, x: usize, out: usize, n: i32): void {
  const turn: u64 = word(args, ArgSortArg.descending) != 0 ? 0xffffffffffffffff : 0;
  for (let i = 0; i < n; i++) {
    const key = wideKey(load<u64>(x + ((<usize>i) << 3))) ^ turn;
    store<u64>(words + ((<usize>i) << 3), (key << 32) | (<u64>i));
  }
  positions(out, sorted(words, n), n);
  for (let i = 0; i < n; i++) {
    const at = <usize>load<u32>(out + ((<usize>i) << 2));
    const key = wideKey(load<u64>(x + (at << 3))) ^ turn;
    store<u64>(words + ((<usize>i) << 3), (key & 0xffffffff00000000) | (<u64>i));
  }
  const end = sorted(words, n);
  for (let i = 0; i < n; i++) {
    const at = end + ((<usize>i) << 3);
    store<u32>(at, load<u32>(out + ((<usize>load<u32>(at)) << 2)));
  }
  positions(out, end, n);
}

/** Where the sorted words are. */
function sorted(words: usize, n: i32): usize {
  if (n > SHORT) return radix(words - COUNTS, words, n);
  insertion(words, n);
  return words;
}

function insertion(words: usize, n: i32): void {
  for (let i = 1; i < n; i++) {
    let at = words + ((<usize>i) << 3);
    const w = load<u64>(at);
    for (; at > words; at -= 8) {
      const before = load<u64>(at - 8);
      if (before < w) break;
      store<u64>(at, before);
    }
    store<u64>(at, w);
  }
}

/** Four passes between two buffers; gives the one where the words end. */
function radix(counts: usize, words: usize, n: i32): usize {
  count(counts, words, n);
  let from = words;
  let to = words + ((<usize>n) << 3);
  for (let byte = 0; byte < 4; byte++) {
    if (!starts(counts + byte * (BINS << 2), n)) continue;
    scatter(counts + byte * (BINS << 2), from, to, 32 + (byte << 3), n);
    const other = from;
    from = to;
    to = other;
  }
  return from;
}

function count(counts: usize, words: usize, n: i32): void {
  memory.fill(counts, 0, COUNTS);
  for (let i = 0; i < n; i++) {
    let key = load<u32>(words + ((<usize>i) << 3), 4);
    for (let byte: usize = 0; byte < 4; byte++) {
      const bin = counts + (((byte << 8) + (key & 255)) << 2);
      store<i32>(bin, load<i32>(bin) + 1);
      key >>>= 8;
    }
  }
}

/** Counts to first places; false if one bin has all. */
function starts(bins: usize, n: i32): bool {
  let place = 0;
  for (let k = 0; k < BINS; k++) {
    const bin = bins + ((<usize>k) << 2);
    const here = load<i32>(bin);
    if (here == n) return false;
    store<i32>(bin, place);
    place += here;
  }
  return true;
}

function scatter(bins: usize, from: usize, to: usize, shift: i32, n: i32): void {
  for (let i = 0; i < n; i++) {
    const w = load<u64>(from + ((<usize>i) << 3));
    const bin = bins + ((<usize>((w >> (<u64>shift)) & 255)) << 2);
    const place = load<i32>(bin);
    store<i32>(bin, place + 1);
    store<u64>(to + ((<usize>place) << 3), w);
  }
}

function positions(out: usize, words: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    store<i32>(out + ((<usize>i) << 2), load<i32>(words + ((<usize>i) << 3)));
  }
}
