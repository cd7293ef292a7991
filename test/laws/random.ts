/** Seeded numbers for the laws: a failing case is repeated by its seed. */

/** Uniform in [0, 1). */
export type Random = () => number;

/** mulberry32 (T. Ettinger, 2017). */
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

export const pick = <T>(source: Random, xs: readonly T[]): T =>
  xs[integer(source, 0, xs.length - 1)]!;

/** 0 to n - 1 in random order. */
export const shuffled = (source: Random, n: number): readonly number[] => {
  const out = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const k = integer(source, 0, i);
    [out[i], out[k]] = [out[k]!, out[i]!];
  }
  return out;
};
