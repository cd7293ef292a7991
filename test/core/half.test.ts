/** Floats of 16 bits against what defines them: all bits there are, and the nearest of them to any number. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BF16, F16, type HalfFormat, halfBits, halfValue, roundHalf } from '../../src/core/half.ts';

const formats: readonly (readonly [string, HalfFormat])[] = [
  ['f16', F16],
  ['bf16', BF16],
];
const everyBits = Array.from({ length: 2 ** 16 }, (_, i) => i);

describe.each(formats)('%s', (_, format) => {
  const finite = everyBits.map((b) => halfValue(b, format)).filter(Number.isFinite);
  const positive = finite.filter((x) => x > 0).sort((a, b) => a - b);

  test('bits to numbers and back are the same bits', () => {
    const changed = everyBits.filter((b) => {
      const x = halfValue(b, format);
      return !Number.isNaN(x) && halfBits(x, format) !== b;
    });
    expect(changed).toEqual([]);
  });
  test('numbers go to the nearest, those in the middle to the even one', () => {
    const wrong = positive.slice(1).filter((x, i) => {
      const below = positive[i]!;
      const middle = (below + x) / 2;
      const even = halfBits(below, format) % 2 === 0 ? below : x;
      const [before, after] = [middle * (1 - 2 ** -50), middle * (1 + 2 ** -50)];
      return (
        roundHalf(middle, format) !== even ||
        roundHalf(before, format) !== below ||
        roundHalf(-after, format) !== -x
      );
    });
    expect(wrong).toEqual([]);
  });
  test('beyond the largest is infinite, half a unit above it and more', () => {
    const [second, largest] = positive.slice(-2);
    const edge = largest! + (largest! - second!) / 2;
    expect(roundHalf(edge * (1 - 2 ** -50), format)).toBe(largest);
    expect(roundHalf(edge, format)).toBe(Infinity);
    expect(roundHalf(-1e300, format)).toBe(-Infinity);
    expect(roundHalf(-Infinity, format)).toBe(-Infinity);
  });
  test('NaN, zeros and what is below the least', () => {
    expect(roundHalf(Number.NaN, format)).toBeNaN();
    expect(roundHalf(-0, format)).toBe(-0);
    expect(roundHalf(positive[0]! / 2, format)).toBe(0);
    expect(roundHalf(-5e-324, format)).toBe(-0);
  });
});

test('bf16 is the upper half of an f32', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (x) => {
      const bits = new Uint32Array(Float32Array.of(x).buffer)[0]!;
      const upper = new Float32Array(Uint32Array.of((bits & 0xffff0000) >>> 0).buffer)[0]!;
      expect(halfBits(upper, BF16)).toBe(bits >>> 16);
    }),
    { seed: 1 },
  );
});
