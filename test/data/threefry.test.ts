import { describe, expect, test } from 'vitest';
import { type Key, randomBits, threefry, threefryInto } from '../../src/data/threefry.ts';

const ONES = 0xffffffff;

// the three vectors of the reference implementation (Random123, kat_vectors), and jax.random.bits of JAX 0.10.2
describe('threefry', () => {
  test.each<[Key, Key, Key]>([
    [
      [0, 0],
      [0, 0],
      [1797259609, 2579123966],
    ],
    [
      [ONES, ONES],
      [ONES, ONES],
      [481924860, 3137350631],
    ],
    [
      [320440878, 57701188],
      [608135816, 2242054355],
      [3297917596, 1212020640],
    ],
  ])('key %j, counter %j', (key, counter, expected) => {
    expect(threefry(key, counter[0], counter[1])).toEqual(expected);
  });
  test('several blocks of one key', () => {
    const out = new Uint32Array(8);
    for (let i = 0; i < 4; i++) threefryInto([7, 11], i, i + 4, out, 2 * i);
    expect([...out].filter((_, i) => i % 2 === 0)).toEqual([
      4141860074, 2523910175, 3697172038, 84721865,
    ]);
    expect([...out].filter((_, i) => i % 2 === 1)).toEqual([
      1982614615, 35252614, 2773495661, 1742502365,
    ]);
  });
  test('random bits are those of JAX', () => {
    expect([...randomBits([0, 1215175479], 5)]).toEqual([
      1038974825, 3684748672, 3833165880, 2497379405, 3040466271,
    ]);
    expect([...randomBits([0, 169932696], 0)]).toEqual([]);
  });
});
