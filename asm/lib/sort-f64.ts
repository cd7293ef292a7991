/**
 * The order of a row of f64: merge sort of positions (Knuth, The Art of Computer Programming 3,
 * 5.2.4).
 */
import { copyWords } from './tail';

/** `buffer`: 8 bytes an element. */
export function orderF64(out: usize, x: usize, n: i32, descending: bool, buffer: usize): void {
  let from = buffer;
  let to = buffer + ((<usize>n) << 2);
  for (let i = 0; i < n; i++) store<i32>(from + ((<usize>i) << 2), i);
  for (let width = 1; width < n; width <<= 1) {
    for (let i = 0; i < n; i += 2 * width) {
      merge(to, from, x, i, min(i + width, n), min(i + 2 * width, n), descending);
    }
    const other = from;
    from = to;
    to = other;
  }
  copyWords(out, from, n);
}

/** Whether a comes before b, and not the other way round or neither: NaN is the greatest. */
// @ts-ignore: decorator
@inline
function precedes(a: f64, b: f64, descending: bool): bool {
  return descending ? a > b || (a != a && b == b) : a < b || (b != b && a == a);
}

// @ts-ignore: decorator
@inline
function position(positions: usize, i: i32): i32 {
  return load<i32>(positions + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function at(x: usize, positions: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>position(positions, i)) << 3));
}

/** [begin, middle) and [middle, end) of `from`, each in order, to one run of `to`. */
function merge(
  to: usize,
  from: usize,
  x: usize,
  begin: i32,
  middle: i32,
  end: i32,
  descending: bool,
): void {
  let left = begin;
  let right = middle;
  for (let k = begin; k < end; k++) {
    const later =
      left == middle ||
      (right < end && precedes(at(x, from, right), at(x, from, left), descending));
    store<i32>(to + ((<usize>k) << 2), position(from, later ? right : left));
    if (later) right++;
    else left++;
  }
}
