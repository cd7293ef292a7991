/** Numbers for the laws: seeded, so that a failing case is repeated, or chosen one by one, so that it shrinks. */
import fc from 'fast-check';

/** A source of numbers, uniform in [0, 1). */
export type Random = () => number;

/** The numbers of a seed: mulberry32 (T. Ettinger, 2017). */
export const random = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** An integer from lo to hi, both included. */
export const integer = (source: Random, lo: number, hi: number): number =>
  lo + Math.floor(source() * (hi - lo + 1));

/** Uniform in [-1, 1): directions need no tails. */
export const directions = (source: Random, n: number): readonly number[] =>
  Array.from({ length: n }, () => 2 * source() - 1);

/** One of the items. */
export const pick = <T>(source: Random, xs: readonly T[]): T =>
  xs[integer(source, 0, xs.length - 1)]!;

/** The integers 0 to n - 1 in random order. */
export const shuffled = (source: Random, n: number): readonly number[] => {
  const out = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const k = integer(source, 0, i);
    [out[i], out[k]] = [out[k]!, out[i]!];
  }
  return out;
};

/** Multiples of 1 / steps below 1. */
const multiples = (steps: number): fc.Arbitrary<number> => fc.nat(steps - 1).map((k) => k / steps);

/** Numbers of many digits mostly, which shrink to those of few. */
const uniform = fc.oneof(
  { withCrossShrink: true },
  multiples(8),
  multiples(2 ** 20),
  multiples(2 ** 20),
);

/** Lists of `count` numbers from [0, 1), each of which shrinks to zero. */
export const choices = (count: number): fc.Arbitrary<readonly number[]> =>
  fc.array(uniform, { minLength: count, maxLength: count, size: 'max' });

/** A list of any length: whatever is removed from it, the numbers behind come earlier. */
export const pool: fc.Arbitrary<readonly number[]> = fc.array(uniform, {
  maxLength: 1024,
  size: 'max',
});

/** The source that gives these numbers, and zeros after them. */
export const chosen = (numbers: readonly number[]): Random => {
  const rest = numbers[Symbol.iterator]();
  return () => rest.next().value ?? 0;
};
