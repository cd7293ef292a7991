/** The order of rows: against a plain stable sort, on both sides of the length where the algorithm changes. */
import { describe, expect, it } from 'vitest';
import { ReduceLane } from '../../src/core/abi.gen.ts';
import { integers, machine, uniform, type Data as Words } from './harness.ts';

type Data = Float32Array | Float64Array | Int32Array | Uint32Array;
const wordsOf = (x: Data): Words => (x instanceof Float64Array ? new Uint32Array(x.buffer) : x);

const m = machine();

const order = (
  x: Data,
  columns: number,
  descending: boolean,
  lane: number,
  cuts: readonly number[],
): readonly number[] => {
  const from = m.put(wordsOf(x));
  const out = m.output(4 * x.length);
  const scratch = m.put(new Int32Array(1026 + 4 * columns));
  cuts.slice(1).forEach((end, k) => {
    const aligned = (scratch + 7) & ~7;
    m.run('argSort', [cuts[k]!, end, from, out, aligned, columns, Number(descending), lane]);
  });
  m.intact();
  return [...m.i32(out, x.length)];
};

/** NaN above all, -0 as 0, ties by position. */
const compare = (a: number, b: number): number => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
};
const expected = (x: Data, columns: number, descending: boolean): readonly number[] =>
  Array.from({ length: x.length / columns }, (_, r) => {
    const row = [...x.slice(r * columns, (r + 1) * columns)];
    const sign = descending ? -1 : 1;
    return [...row.keys()].sort((i, j) => sign * compare(row[i]!, row[j]!) || i - j);
  }).flat();

const lanes = {
  f32: (n: number) => uniform(n, n + 1),
  'f32 with ties': (n: number) => uniform(n, n + 1).map((v) => Math.round(v)),
  i32: (n: number) => integers(n, n + 1, -(2 ** 31), 2 ** 31 - 1),
  u32: (n: number) => Uint32Array.from(integers(n, n + 1, -(2 ** 31), 2 ** 31 - 1)),
  f64: (n: number) => Float64Array.from(uniform(n, n + 1), (v) => v / 3),
  // equal in the upper half of the bits
  'f64 that are close': (n: number) =>
    Float64Array.from(integers(n, n + 1, -40, 40), (v) => (v < 0 ? -1 : 1) + v * 2 ** -50),
} as const;
const laneOf = (x: Data): number => {
  if (x instanceof Float64Array) return ReduceLane.f64;
  if (x instanceof Float32Array) return ReduceLane.f32;
  return x instanceof Int32Array ? ReduceLane.i32 : ReduceLane.u32;
};
const orders = (x: Data, columns: number, cuts: readonly number[]): void => {
  for (const descending of [false, true]) {
    const got = order(x, columns, descending, laneOf(x), cuts);
    expect(got).toEqual(expected(x, columns, descending));
  }
};

describe('argSort', () => {
  it.each(Object.entries(lanes))('orders rows of %s, up and down', (_, make) => {
    for (const columns of [1, 2, 3, 7, 47, 48, 49, 70, 257, 1000]) {
      orders(make(2 * columns), columns, [0, 1, 2]);
    }
  });

  it.each([5, 80])('puts NaN last, infinities inside, zeros of both signs together (%i)', (n) => {
    const special = [Number.NaN, Infinity, -0, 0, -Infinity];
    const x = Float32Array.from({ length: n }, (_, i) => special[(7 * i) % 5]!);
    // a NaN with its sign set, as arithmetic may give
    new Uint32Array(x.buffer)[0] = 0xffc00001;
    orders(x, n, [0, 1]);
    orders(Float64Array.from(x), n, [0, 1]);
  });

  it('skips bytes that all keys share, and none is left when all are equal', () => {
    orders(new Float32Array(100).fill(3), 100, [0, 1]);
    orders(
      Int32Array.from({ length: 100 }, (_, i) => (i * 37) % 100),
      100,
      [0, 1],
    );
  });
});
