import { describe, expect, it } from 'vitest';
import { Combine, REDUCE_BYTES, ReduceLane, TILE64 } from '../../src/core/abi.gen.ts';
import { machine, product, sequence, uniform64 } from './harness.ts';
import { larger, type Space, shortSpaces, terms } from './reductions.ts';
import { sumTolerance64 } from './tolerances.ts';
import { contiguousOf, type WideProgram, wideWords } from './wide.ts';

const m = machine(120);

/** The reductions of slot `value`, by calls on the ranges between `cuts`. */
const reduce = (
  p: Omit<WideProgram, 'results'>,
  space: Space,
  combine: number,
  value: number,
  cuts: readonly number[] = [0, space[0] * space[2]],
): Float64Array => {
  const units = space[0] * space[2];
  const out = m.output(8 * units);
  const whole = { ...p, results: [{ address: out, kind: 'f64' as const }] };
  cuts.slice(1).forEach((end, k) => {
    const words = wideWords(m, whole, cuts[k]!, end, REDUCE_BYTES);
    m.run('mapReduce64', [...words, ...space, combine, ReduceLane.f64, value]);
  });
  m.intact();
  return m.f64(out, units);
};

const plain = (data: Float64Array): Omit<WideProgram, 'results'> => ({
  dims: [data.length],
  operands: [contiguousOf(m, 'contiguous', data)],
  code: [],
});

const checkSums = (got: Float64Array, of: readonly (readonly number[])[], what: string): void => {
  of.forEach((xs, u) => {
    const want = xs.reduce((a, b) => a + b, 0);
    const total = xs.reduce((a, b) => a + Math.abs(b), 0);
    const error = Math.abs(got[u]! - want);
    if (!(error <= sumTolerance64(xs.length, total))) expect(error, `${what} at ${u}`).toBe(0);
  });
};

const check = (space: Space): void => {
  m.reset();
  const data = uniform64(product(space), 9);
  checkSums(reduce(plain(data), space, Combine.sum, 0), terms(data, space), `sum over ${space}`);
  const odd = data.map((x, i) => (i % 97 === 5 ? NaN : x));
  const max = reduce(plain(odd), space, Combine.max, 0);
  expect([...max], `max over ${space}`).toEqual(
    terms(odd, space).map((xs) => xs.reduce(larger, -Infinity)),
  );
};

const spaces: readonly Space[] = [
  ...shortSpaces,
  [1, 5000, 1],
  [3, TILE64, 1],
  [3, TILE64 + 1, 1],
  [40, 100, 1],
  [1, 100, 1500],
  [2, 33, TILE64],
  [0, 4, 3],
  [4, 3, 0],
  [1, 2100, 7],
];

describe('mapReduce64', () => {
  it('sums, and takes maxima exactly', () => {
    spaces.forEach(check);
  });

  it('reduces a fused program of operands of several dtypes', () => {
    for (const [outer, n, inner] of [
      [4, 30, 1],
      [3, 7, 50],
      [2, 1500, 1],
      [1, 64, 1100],
    ] as const) {
      m.reset();
      const space = [outer, n, inner] as const;
      const x = uniform64(product(space), 1);
      const bias = Float32Array.from(uniform64(inner, 2));
      const p = {
        dims: [outer * n, inner],
        operands: [
          { kind: 'contiguous', address: m.put(x), strides: [inner, 1] },
          { kind: 'f32', address: m.put(bias), strides: [0, 1] },
        ],
        registers: 1,
        code: [
          { op: 'add_f64', dst: 2, from: [0, 1] },
          { op: 'mul_f64', dst: 2, from: [2, 2] },
        ],
      } as const;
      const of = terms(
        x.map((v, i) => (v + bias[i % inner]!) ** 2),
        space,
      );
      checkSums(reduce(p, space, Combine.sum, 2), of, `${space}`);
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
      const p = plain(uniform64(product(space), 3));
      const whole = reduce(p, space, Combine.sum, 0);
      for (let trial = 0; trial < 4; trial++) {
        const inside = [Math.floor(next() * units), Math.floor(next() * units)];
        const cuts = [0, ...inside.sort((a, b) => a - b), units];
        expect(reduce(p, space, Combine.sum, 0, cuts), `${space} at ${cuts}`).toEqual(whole);
      }
    }
  });
});
