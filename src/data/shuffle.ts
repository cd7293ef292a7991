/** A random order of samples: the indices sorted by random words, the smaller index first where words are equal. */
import { type Key, randomBits } from './threefry.ts';

const BITS = 11;
const DIGITS = 1 << BITS;

/** One pass of a radix sort: `order` stably sorted by the 11 bits of its words from `shift` on. */
const sortPass = (order: Uint32Array, words: Uint32Array, shift: number): Uint32Array => {
  const next = new Uint32Array(DIGITS + 1);
  const digit = (index: number): number => (words[index]! >>> shift) & (DIGITS - 1);
  for (const index of order) next[digit(index) + 1]!++;
  for (let d = 1; d <= DIGITS; d++) next[d]! += next[d - 1]!;
  const sorted = new Uint32Array(order.length);
  for (const index of order) sorted[next[digit(index)]!++] = index;
  return sorted;
};

/** 0 .. count-1 in order. */
export const inOrder = (count: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, i) => i);

/** A permutation of 0 .. count-1 drawn from `key`; the same key gives the same order on every machine. */
export const shuffle = (count: number, key: Key): Uint32Array => {
  const words = randomBits(key, count);
  return [0, BITS, 2 * BITS].reduce(
    (order, shift) => sortPass(order, words, shift),
    inOrder(count),
  );
};
