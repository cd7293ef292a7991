import { describe, expect, it } from 'vitest';
import { GEMM_WORKSPACE } from '../../src/core/abi.gen.ts';
import { machine, uniform64 } from './harness.ts';
import { type Case, element, stridesOf, unitsOf } from './products.ts';
import { dotTolerance64 } from './tolerances.ts';

const m = machine(160);

/** Operands by tables of offsets in the place of strides, or not. */
interface Case64 extends Case {
  readonly tables?: boolean;
}

const table = (n: number, stride: number): number =>
  m.put(Int32Array.from({ length: n }, (_, i) => i * stride));

/** C, by calls on the ranges between `cuts`. */
const multiply = (
  c: Case64,
  a: Float64Array,
  b: Float64Array,
  cuts: readonly number[] = [0, unitsOf(c)],
): Float64Array => {
  m.reset();
  const count = c.batch * c.m * c.n;
  const out = m.output(8 * count);
  const [[aRow, aCol], [bRow, bCol]] = stridesOf(c);
  const tables =
    c.tables === true
      ? [table(c.m, aRow), table(c.k, aCol), table(c.k, bRow), table(c.n, bCol)]
      : [0, 0, 0, 0];
  const strides = (row: number, column: number): readonly number[] =>
    c.tables === true ? [0, 0] : [row, column];
  const rest = [
    ...[c.batch, c.m, c.n, c.k, m.put(a), c.m * c.k, ...strides(aRow, aCol)],
    ...[m.put(b), c.k * c.n, ...strides(bRow, bCol), out, c.m * c.n, c.n],
    ...[m.scratch(GEMM_WORKSPACE), ...tables],
  ];
  cuts.slice(1).forEach((end, k) => {
    m.run('gemm64', [cuts[k]!, end, ...rest]);
  });
  m.intact();
  return m.f64(out, count);
};

const data = (c: Case64): readonly [Float64Array, Float64Array] => [
  uniform64(c.batch * c.m * c.k, 7 * c.m + c.k),
  uniform64(c.batch * c.k * c.n, 5 * c.n + c.k),
];

const check = (c: Case64): void => {
  const [a, b] = data(c);
  const got = multiply(c, a, b);
  for (let at = 0; at < got.length; at++) {
    const [j, i, o] = [at % c.n, Math.floor(at / c.n) % c.m, Math.floor(at / c.n / c.m)];
    const [sum, total] = element(c, a, b, o, i, j);
    if (!(Math.abs(got[at]! - sum) <= dotTolerance64(c.k, total)))
      expect(got[at], `${JSON.stringify(c)} at ${at}`).toBe(sum);
  }
};

const edges = [1, 2, 4, 5, 6, 9, 13];
const both = [false, true];

describe('gemm64', () => {
  it('multiplies at every combination of edges and transposes', () => {
    for (const transposeA of both)
      for (const transposeB of both)
        for (const rows of edges)
          for (const n of edges)
            for (const k of [0, 1, 3, 17])
              check({ batch: 1, m: rows, n, k, transposeA, transposeB });
  });

  it('goes through all blocks of rows, columns and k', () => {
    for (const transposeB of both) {
      for (const [rows, n, k] of [
        [12, 260, 300],
        [7, 130, 513],
        [1, 300, 257],
        [300, 1, 1030],
      ] as const)
        check({ batch: 1, m: rows, n, k, transposeB });
    }
  });

  it('multiplies batches, and nothing when a size is 0', () => {
    check({ batch: 3, m: 11, n: 10, k: 9 });
    for (const [rows, n, k] of [
      [0, 5, 5],
      [5, 0, 5],
      [5, 5, 0],
    ] as const)
      check({ batch: 2, m: rows, n, k });
  });

  it('reads operands by tables of offsets, with the same bits', () => {
    for (const c of [
      { batch: 2, m: 13, n: 9, k: 270 },
      { batch: 1, m: 6, n: 140, k: 5, transposeA: true, transposeB: true },
    ]) {
      const [a, b] = data(c);
      expect(multiply({ ...c, tables: true }, a, b)).toEqual(multiply(c, a, b));
    }
  });

  it('gives the same bits for every split of the range', () => {
    const c = { batch: 4, m: 23, n: 9, k: 300 };
    const [a, b] = data(c);
    const whole = multiply(c, a, b);
    expect(multiply(c, a, b, [0, 3, 7, 8, unitsOf(c)])).toEqual(whole);
    expect(multiply(c, a, b, [0, 1, 2, unitsOf(c)])).toEqual(whole);
  });
});
