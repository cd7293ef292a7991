import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder, shuffle } from '../../src/data/shuffle.ts';
import { randomBits } from '../../src/data/threefry.ts';

const word = fc.integer({ min: 0, max: 0xffffffff });
const counts = fc.integer({ min: 0, max: 300 });

describe('shuffle', () => {
  test('is a permutation, and the same for the same key', () => {
    fc.assert(
      fc.property(counts, fc.tuple(word, word), (count, key) => {
        const order = shuffle(count, key);
        expect(Uint32Array.from(order).sort()).toEqual(inOrder(count));
        expect(shuffle(count, key)).toEqual(order);
      }),
    );
  });
  test('sorts the indices by their words, the smaller index first', () => {
    fc.assert(
      fc.property(counts, fc.tuple(word, word), (count, key) => {
        const words = randomBits(key, count);
        const sorted = [...inOrder(count)].sort((a, b) => words[a]! - words[b]! || a - b);
        expect([...shuffle(count, key)]).toEqual(sorted);
      }),
    );
  });
  test('another key gives another order', () => {
    expect(shuffle(100, [0, 1])).not.toEqual(shuffle(100, [0, 2]));
  });
  test('every place is reached from everywhere about equally often', () => {
    // 4000 draws of 4 places: standard deviation of a share is sqrt(0.25 * 0.75 / 4000) = 0.0068; the bound is 6 of them
    const shares = new Float64Array(16);
    for (let draw = 0; draw < 4000; draw++)
      shuffle(4, [7, draw]).forEach((from, to) => {
        shares[4 * from + to]! += 1 / 4000;
      });
    for (const share of shares) expect(Math.abs(share - 0.25)).toBeLessThan(0.042);
  });
});
