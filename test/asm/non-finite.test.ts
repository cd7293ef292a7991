import { describe, expect, it } from 'vitest';
import { NonFiniteArg } from '../../src/core/abi.gen.ts';
import { machine, sizes, uniform } from './harness.ts';

const m = machine();

/** The word `found` after a call on x[begin, end); what lies behind x is NaN. */
const found = (x: Float32Array | Float64Array, begin: number, end: number): number => {
  m.reset();
  const words = new Int32Array(NonFiniteArg.found + 1);
  words[NonFiniteArg.begin] = begin;
  words[NonFiniteArg.end] = end;
  words[NonFiniteArg.x] = m.put(x);
  const record = m.run(x instanceof Float32Array ? 'nonFinite' : 'nonFinite64', words);
  return m.i32(record, words.length)[NonFiniteArg.found]!;
};

describe('nonFinite', () => {
  it('says 0 when all elements of the range are finite', () => {
    for (const n of sizes) {
      expect(found(uniform(n, n), 0, n)).toBe(0);
      expect(found(Float64Array.from(uniform(n, n)), 0, n)).toBe(0);
    }
    expect(found(Float32Array.of(1, NaN, 2, 1e38, -0, 5), 2, 6)).toBe(0);
  });

  it('gives 1 + the position of the first NaN or infinity', () => {
    for (const n of sizes.slice(1)) {
      for (const [k, bad] of [NaN, Infinity, -Infinity].entries()) {
        const at = (7 * k + 5) % n;
        const x = uniform(n, n).fill(bad, at, at + 1);
        x[n - 1] = NaN;
        expect(found(x, 0, n)).toBe(at + 1);
        expect(found(Float64Array.from(x), 0, n)).toBe(at + 1);
      }
    }
  });
});
