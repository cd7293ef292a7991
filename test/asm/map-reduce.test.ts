import { describe, expect, it } from 'vitest';
import { Combine, REDUCE_BYTES, ReduceLane } from '../../src/core/abi.gen.ts';
import {
  integers,
  machine,
  mapWords,
  type Program,
  product,
  sequence,
  uniform,
} from './harness.ts';
import { larger, type Space, shortSpaces, terms } from './reductions.ts';
import { sumTolerance } from './tolerances.ts';

type Data = Float32Array | Int32Array | Uint32Array;

const m = machine(120);

/** The reduction of slot `value` of a program without results but one. */
const reduce = (
  p: Omit<Program, 'results'>,
  space: Space,
  combine: number,
  lane: number,
  value: number,
  cuts?: readonly number[],
): number => {
  const [outer, , inner] = space;
  const units = outer * inner;
  const out = m.output(4 * units);
  const ranges = cuts ?? [0, units];
  ranges.slice(1).forEach((end, k) => {
    const words = mapWords(m, { ...p, results: [{ address: out }] }, ranges[k]!, end, REDUCE_BYTES);
    m.run('mapReduce', [...words, ...space, combine, lane, value]);
  });
  m.intact();
  return out;
};

const plain = (data: Data): Omit<Program, 'results'> => ({
  dims: [data.length],
  operands: [{ kind: 'contiguous', address: m.put(data) }],
  code: [],
});

const checkSum = (space: Space): void => {
  m.reset();
  const data = uniform(product(space), 9);
  const got = m.f32(
    reduce(plain(data), space, Combine.sum, ReduceLane.f32, 0),
    space[0] * space[2],
  );
  terms(data, space).forEach((xs, u) => {
    const want = xs.reduce((a, b) => a + b, 0);
    const total = xs.reduce((a, b) => a + Math.abs(b), 0);
    const error = Math.abs(got[u]! - want);
    if (error > sumTolerance(xs.length, total)) expect(error, `sum over ${space} at ${u}`).toBe(0);
  });
};

const checkExact = (space: Space): void => {
  m.reset();
  const n = product(space);
  const count = space[0] * space[2];
  const floats = uniform(n, 4).map((x, i) => (i % 97 === 5 ? NaN : x));
  const ints = integers(n, 5, -(2 ** 31), 2 ** 31);
  const words = new Uint32Array(ints.buffer);
  const max = (data: Data, least: number): readonly number[] =>
    terms(data, space).map((xs) => xs.reduce(larger, least));
  expect([...m.f32(reduce(plain(floats), space, Combine.max, ReduceLane.f32, 0), count)]).toEqual(
    max(floats, -Infinity),
  );
  expect([...m.i32(reduce(plain(ints), space, Combine.max, ReduceLane.i32, 0), count)]).toEqual(
    max(ints, -(2 ** 31)),
  );
  expect([...m.u32(reduce(plain(words), space, Combine.max, ReduceLane.u32, 0), count)]).toEqual(
    max(words, 0),
  );
  const sums = terms(ints, space).map((xs) => xs.reduce((a, b) => (a + b) | 0, 0));
  expect([...m.i32(reduce(plain(ints), space, Combine.sum, ReduceLane.i32, 0), count)]).toEqual(
    sums,
  );
};

const spaces: readonly Space[] = [
  ...shortSpaces,
  [1, 5000, 1],
  [3, 1025, 1],
  [5, 1024, 1],
  [2, 257, 1],
  [40, 100, 1],
  [1, 100, 1500],
  [2, 33, 1024],
  [1, 300, 700],
  [1, 0, 1],
  [2, 0, 5],
  [0, 4, 3],
  [4, 3, 0],
  [1, 2100, 7],
];

describe('mapReduce', () => {
  it('sums within the bound of pairwise blocks', () => {
    spaces.forEach(checkSum);
  });

  it('sums a million terms accurately', () => {
    checkSum([1, 300000, 1]);
    checkSum([1, 100000, 3]);
  });

  it('takes maxima, and sums integers, exactly', () => {
    spaces.forEach(checkExact);
  });

  it('reduces a fused program of strided operands', () => {
    for (const [outer, n, inner] of [
      [4, 30, 1],
      [3, 7, 50],
      [2, 1500, 1],
      [1, 64, 1100],
    ] as const) {
      m.reset();
      const [x, bias] = [uniform(outer * n * inner, 1), uniform(inner, 2)];
      const p = {
        dims: [outer * n, inner],
        operands: [
          { kind: 'contiguous', address: m.put(x) },
          { kind: 'strided', address: m.put(bias), strides: [0, 1] },
        ],
        registers: 1,
        code: [
          { op: 'add_f32', dst: 2, from: [0, 1] },
          { op: 'mul_f32', dst: 3, from: [2, 2] },
        ],
      } as const;
      const space = [outer, n, inner] as const;
      const values = x.map((v, i) => Math.fround(v + bias[i % inner]!) ** 2);
      const address = reduce(p, space, Combine.max, ReduceLane.f32, 3);
      expect([...m.f32(address, outer * inner)]).toEqual(
        terms(values, space).map((xs) => xs.reduce(larger, -Infinity)),
      );
      const got = m.f32(reduce(p, space, Combine.sum, ReduceLane.f32, 3), outer * inner);
      terms(values, space).forEach((xs, u) => {
        const want = xs.reduce((a, b) => a + b, 0);
        expect(Math.abs(got[u]! - want)).toBeLessThanOrEqual(sumTolerance(n, want));
      });
    }
  });

  it('reduces a scalar', () => {
    for (const space of [
      [3, 1500, 1],
      [2, 40, 7],
    ] as const) {
      m.reset();
      const p = {
        dims: [product(space)],
        operands: [{ kind: 'immediate', address: 3 }],
        code: [],
      } as const;
      const count = space[0] * space[2];
      const got = m.i32(reduce(p, space, Combine.sum, ReduceLane.i32, 0), count);
      expect(got).toEqual(new Int32Array(count).fill(3 * space[1]));
    }
  });

  it('gives the same bits for every split of the range', () => {
    const next = sequence(8);
    for (const space of [
      [37, 19, 1],
      [9, 3000, 1],
      [5, 40, 13],
      [2, 50, 1300],
    ] as const) {
      m.reset();
      const units = space[0] * space[2];
      const p = plain(uniform(product(space), 3));
      const whole = m.f32(reduce(p, space, Combine.sum, ReduceLane.f32, 0), units);
      for (let trial = 0; trial < 4; trial++) {
        const cuts = [0, Math.floor(next() * units), Math.floor(next() * units), units].sort(
          (a, b) => a - b,
        );
        const got = m.f32(reduce(p, space, Combine.sum, ReduceLane.f32, 0, cuts), units);
        expect(got, `${space} cut at ${cuts}`).toEqual(whole);
      }
    }
  });
});
