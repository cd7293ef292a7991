/**
 * Threefry-2x32 with 20 rounds: a counter-based random function, exact in 32-bit integers.
 * Source: Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011).
 */

/** Two 32-bit words. */
export type Key = readonly [number, number];

const PARITY = 0x1bd11bda;
const EVEN: readonly number[] = [13, 15, 26, 6];
const ODD: readonly number[] = [17, 29, 16, 24];

/** The block function: `key` and a counter of two words give two random words, written to `out` at `at`. */
export const threefryInto = (
  key: Key,
  high: number,
  low: number,
  out: Uint32Array,
  at: number,
): void => {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const k2 = k0 ^ k1 ^ PARITY;
  let x = (high + k0) | 0;
  let y = (low + k1) | 0;
  let [a, b, c] = [k1, k2, k0];
  for (let group = 1; group <= 5; group++) {
    const turns = group % 2 === 1 ? EVEN : ODD;
    for (let i = 0; i < 4; i++) {
      const turn = turns[i]!;
      x = (x + y) | 0;
      y = ((y << turn) | (y >>> (32 - turn))) ^ x;
    }
    x = (x + a) | 0;
    y = (y + b + group) | 0;
    [a, b, c] = [b, c, a];
  }
  out[at] = x;
  out[at + 1] = y;
};

/** block(key, high, low) as a key of its own: `fold_in` and `split` of JAX. */
export const threefry = (key: Key, high: number, low: number): Key => {
  const out = new Uint32Array(2);
  threefryInto(key, high, low, out, 0);
  return [out[0]!, out[1]!];
};

/** `count` random words: word i is the xor of the two words of block(key, hi(i), lo(i)), as in JAX. */
export const randomBits = (key: Key, count: number): Uint32Array => {
  const pair = new Uint32Array(2);
  const bits = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    threefryInto(key, Math.floor(i / 2 ** 32), i >>> 0, pair, 0);
    bits[i] = pair[0]! ^ pair[1]!;
  }
  return bits;
};
