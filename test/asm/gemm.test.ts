import { describe, expect, it } from 'vitest';
import { GEMM_WORKSPACE } from '../../src/core/abi.gen.ts';
import { machine, sequence, uniform } from './harness.ts';
import { type Case, element, stridesOf, unitsOf } from './products.ts';
import { dotTolerance } from './tolerances.ts';

const m = machine(160);

/** C, by calls on the ranges between `cuts`. */
const multiply = (
  c: Case,
  a: Float32Array,
  b: Float32Array,
  cuts: readonly number[],
): Float32Array => {
  m.reset();
  const n = c.batch * c.m * c.n;
  const out = m.output(4 * n);
  const [aStrides, bStrides] = stridesOf(c);
  const rest = [
    c.batch,
    c.m,
    c.n,
    c.k,
    m.put(a),
    c.m * c.k,
    ...aStrides,
    m.put(b),
    c.k * c.n,
    ...bStrides,
    out,
    c.m * c.n,
    c.n,
    m.scratch(GEMM_WORKSPACE),
  ];
  cuts.slice(1).forEach((end, k) => {
    m.run('gemm', [cuts[k]!, end, ...rest]);
  });
  m.intact();
  return m.f32(out, n);
};

const data = (c: Case): readonly [Float32Array, Float32Array] => [
  uniform(c.batch * c.m * c.k, 7 * c.m + c.k),
  uniform(c.batch * c.k * c.n, 5 * c.n + c.k),
];

const show = (c: Case): string =>
  `${c.batch} x [${c.m},${c.k}] [${c.k},${c.n}], transposed ${c.transposeA}, ${c.transposeB}`;

const check = (c: Case): void => {
  const [a, b] = data(c);
  const got = multiply(c, a, b, [0, unitsOf(c)]);
  let worst = 0;
  for (let o = 0, at = 0; o < c.batch; o++) {
    for (let i = 0; i < c.m; i++) {
      for (let j = 0; j < c.n; j++, at++) {
        const [want, total] = element(c, a, b, o, i, j);
        const error = Math.abs(got[at]! - want);
        const allowed = dotTolerance(c.k, total) + 2 ** -24 * Math.abs(want);
        if (!(error <= allowed))
          worst = Math.max(worst, Number.isNaN(error) ? Infinity : error / allowed);
      }
    }
  }
  expect(worst, show(c)).toBe(0);
};

const both = [false, true];
const edges = [1, 2, 4, 5, 6, 7, 8, 9, 13, 16, 31];

const words = (xs: readonly number[]): number => m.put(Int32Array.from(xs));

/**
 * x[.., window, channel] of images [batch, height, width, channel]: one offset a position, one a
 * tap.
 */
const windows = (height: number, width: number, channels: number, size: number) => {
  const [rows, columns] = [height - size + 1, width - size + 1];
  const pixel = (i: number, j: number): number => (i * width + j) * channels;
  return {
    positions: Array.from({ length: rows * columns }, (_, p) =>
      pixel(Math.floor(p / columns), p % columns),
    ),
    taps: Array.from({ length: size * size }, (_, t) =>
      pixel(Math.floor(t / size), t % size),
    ).flatMap((o) => Array.from({ length: channels }, (_, c) => o + c)),
  };
};

/** The matrix that the offsets mean. */
const matrix = (
  x: Float32Array,
  lines: readonly number[],
  steps: readonly number[],
): Float32Array => Float32Array.from(lines.flatMap((l) => steps.map((s) => x[l + s]!)));

describe('gemmIndexed', () => {
  it('equals gemm on the matrix that the offsets mean, bit for bit', () => {
    for (const [size, channels, n] of [
      [1, 1, 5],
      [2, 3, 9],
      [3, 4, 8],
      [3, 5, 17],
      [3, 40, 6],
    ] as const) {
      const { positions, taps } = windows(9, 7, channels, size);
      const x = uniform(2 * 63 * channels, channels);
      const [rows, k] = [positions.length, taps.length];
      const kernel = uniform(k * n, 3);
      const images = [x.subarray(0, 63 * channels), x.subarray(63 * channels)];
      const forward = { batch: 2, m: rows, n, k, transposeA: false, transposeB: false };
      const a = Float32Array.from(images.flatMap((i) => [...matrix(i, positions, taps)]));
      const b = Float32Array.from([...kernel, ...kernel]);
      const want = multiply(forward, a, b, [0, unitsOf(forward)]);
      m.reset();
      const out = m.output(8 * rows * n);
      const left = [m.put(x), 63 * channels, 0, 0];
      const tables = [words(positions), words(taps), 0, 0];
      const end = [out, rows * n, n, m.scratch(GEMM_WORKSPACE)];
      m.run('gemmIndexed', [
        0,
        unitsOf(forward),
        2,
        rows,
        n,
        k,
        ...left,
        m.put(kernel),
        0,
        n,
        1,
        ...end,
        ...tables,
      ]);
      m.intact();
      expect(m.f32(out, 2 * rows * n)).toEqual(want);
    }
  });

  it('takes windows transposed on either side', () => {
    const { positions, taps } = windows(12, 11, 6, 3);
    const x = uniform(132 * 6, 1);
    const [k, rows] = [positions.length, taps.length];
    const dy = uniform(k * 7, 2);
    const backward = { batch: 1, m: rows, n: 7, k, transposeA: true, transposeB: false };
    const want = multiply(backward, matrix(x, positions, taps), dy, [0, unitsOf(backward)]);
    m.reset();
    const out = m.output(4 * rows * 7);
    const end = [out, 0, 7, m.scratch(GEMM_WORKSPACE), words(taps), words(positions), 0, 0];
    m.run('gemmIndexed', [
      0,
      unitsOf(backward),
      1,
      rows,
      7,
      k,
      m.put(x),
      0,
      0,
      0,
      m.put(dy),
      0,
      7,
      1,
      ...end,
    ]);
    m.intact();
    expect(m.f32(out, rows * 7)).toEqual(want);
    const right = { batch: 1, m: 7, n: rows, k, transposeA: true, transposeB: false };
    const wantRight = multiply(right, dy, matrix(x, positions, taps), [0, unitsOf(right)]);
    m.reset();
    const outRight = m.output(4 * rows * 7);
    const tables = [0, 0, words(positions), words(taps)];
    const after = [outRight, 0, rows, m.scratch(GEMM_WORKSPACE), ...tables];
    m.run('gemmIndexed', [0, 2, 1, 7, rows, k, m.put(dy), 0, 1, 7, m.put(x), 0, 0, 0, ...after]);
    m.intact();
    expect(m.f32(outRight, rows * 7)).toEqual(wantRight);
  });
});

describe('gemm', () => {
  it('multiplies at every combination of edges and transposes', () => {
    for (const transposeA of both)
      for (const transposeB of both)
        for (const rows of edges)
          for (const n of edges)
            for (const k of [0, 1, 3, 4, 7, 17])
              check({ batch: 1, m: rows, n, k, transposeA, transposeB });
  });

  it('goes through all blocks of rows, columns and k', () => {
    const large = [
      [125, 20, 300],
      [7, 530, 260],
      [121, 9, 513],
      [1, 700, 300],
      [300, 1, 257],
      [250, 3, 40],
      [1, 1029, 2100],
      [1030, 1, 1100],
    ] as const;
    for (const transposeA of both)
      for (const transposeB of both)
        for (const [rows, n, k] of large)
          check({ batch: 1, m: rows, n, k, transposeA, transposeB });
  });

  it('multiplies batches, and nothing when a size is 0', () => {
    for (const transposeB of both)
      check({ batch: 3, m: 11, n: 10, k: 9, transposeA: false, transposeB });
    for (const [rows, n, k] of [
      [0, 5, 5],
      [5, 0, 5],
      [5, 5, 0],
      [0, 0, 0],
    ] as const)
      check({ batch: 2, m: rows, n, k, transposeA: false, transposeB: false });
  });

  it('repeats an operand by a batch stride of 0', () => {
    m.reset();
    const [a, b] = [uniform(3 * 10 * 5, 1), uniform(5 * 6, 2)];
    const out = m.output(4 * 3 * 10 * 6);
    m.run('gemm', [
      0,
      6,
      3,
      10,
      6,
      5,
      m.put(a),
      50,
      5,
      1,
      m.put(b),
      0,
      6,
      1,
      out,
      60,
      6,
      m.scratch(GEMM_WORKSPACE),
    ]);
    const got = m.f32(out, 180);
    const c = { batch: 1, m: 30, n: 6, k: 5, transposeA: false, transposeB: false };
    expect(got).toEqual(multiply(c, a, b, [0, unitsOf(c)]));
  });

  it('gives the same bits for every split of the range', () => {
    const next = sequence(3);
    for (const [batch, rows, n, k] of [
      [1, 263, 17, 300],
      [4, 23, 9, 30],
      [6, 3, 40, 12],
      [2, 61, 1, 1500],
      [5, 1, 9, 20],
    ] as const) {
      const c = { batch, m: rows, n, k, transposeA: false, transposeB: true };
      const [a, b] = data(c);
      const units = unitsOf(c);
      const whole = multiply(c, a, b, [0, units]);
      for (let trial = 0; trial < 5; trial++) {
        const cuts = [
          0,
          units,
          ...Array.from({ length: 3 }, () => Math.floor(next() * (units + 1))),
        ];
        expect(
          multiply(
            c,
            a,
            b,
            cuts.sort((x, y) => x - y),
          ),
          show(c),
        ).toEqual(whole);
      }
    }
  });
});
