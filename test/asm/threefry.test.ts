import { describe, expect, it } from 'vitest';
import { machine, sizes } from './harness.ts';

const m = machine();

const generate = (
  kernel: 'threefry' | 'threefrySplit',
  key: readonly number[],
  n: number,
  cuts: readonly number[] = [0, n],
): Uint32Array => {
  m.reset();
  const words = kernel === 'threefry' ? n : 2 * n;
  const out = m.output(4 * words);
  const k = m.put(Uint32Array.from(key));
  cuts.slice(1).forEach((end, i) => {
    m.run(kernel, [cuts[i]!, end, k, out]);
  });
  m.intact();
  return m.u32(out, words);
};

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Threefry-2x32 with 20 rounds, word by word. */
const block = (k0: number, k1: number, w0: number, w1: number): readonly [number, number] => {
  const keys = [k0, k1, k0 ^ k1 ^ 0x1bd11bda];
  const rotations = [
    [13, 15, 26, 6],
    [17, 29, 16, 24],
  ];
  let [x, y] = [(w0 + k0) | 0, (w1 + k1) | 0];
  for (let group = 0; group < 5; group++) {
    for (const by of rotations[group % 2]!) {
      x = (x + y) | 0;
      y = rotate(y, by) ^ x;
    }
    x = (x + keys[(group + 1) % 3]!) | 0;
    y = (y + keys[(group + 2) % 3]! + group + 1) | 0;
  }
  return [x >>> 0, y >>> 0];
};

describe('threefry', () => {
  // jax 0.10.2 with jax_threefry_partitionable: jax.random.bits and jax.random.split
  it('gives the bits of JAX', () => {
    expect([...generate('threefry', [0, 1264614363], 1)]).toEqual([2333598911]);
    expect([...generate('threefry', [0, 505884410], 3)]).toEqual([
      2167021392, 1593567022, 2883225820,
    ]);
    expect([...generate('threefry', [0, 1215175479], 5)]).toEqual([
      1038974825, 3684748672, 3833165880, 2497379405, 3040466271,
    ]);
  });

  it('gives the keys of JAX', () => {
    expect([...generate('threefrySplit', [0, 0], 3)]).toEqual([
      1797259609, 2579123966, 928981903, 3453687069, 4146024105, 2718843009,
    ]);
    expect([...generate('threefrySplit', [0, 42], 2)]).toEqual([
      1832780943, 270669613, 64467757, 2916123636,
    ]);
    expect([...generate('threefrySplit', [0, 4294967295], 2)]).toEqual([
      2973345818, 897673333, 3461607691, 1112781462,
    ]);
  });

  it('is the block function of the position, at every size and split', () => {
    const key = [0x9e3779b9, 0xdeadbeef] as const;
    for (const n of sizes) {
      const blocks = Array.from({ length: n }, (_, i) => block(...key, 0, i));
      const cuts = [0, n >> 2, n >> 1, n];
      expect([...generate('threefry', key, n, cuts)]).toEqual(
        blocks.map(([x, y]) => (x ^ y) >>> 0),
      );
      expect([...generate('threefrySplit', key, n, cuts)]).toEqual(blocks.flat());
    }
  });
});
