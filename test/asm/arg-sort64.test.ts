import { describe, expect, it } from 'vitest';
import { ReduceLane } from '../../src/core/abi.gen.ts';
import { machine, sequence, sizes } from './harness.ts';

const m = machine();
const ROWS = 3;

/** The numbers 0 to 9, NaN, infinities and both zeros, many times each. */
const values = (n: number, seed: number): Float64Array => {
  const next = sequence(seed);
  const some = [NaN, Infinity, -Infinity, -0, 0, 1e-300, -1e-300];
  return Float64Array.from({ length: n }, () => {
    const k = Math.floor(next() * 17);
    return some[k] ?? k;
  });
};

const order = (row: Float64Array, descending: boolean): readonly number[] => {
  const sign = descending ? -1 : 1;
  const compare = (a: number, b: number): number =>
    a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return [...row.keys()].sort((i, j) => sign * compare(row[i]!, row[j]!) || i - j);
};

describe('argSort of f64', () => {
  it.each([false, true])('is stable, NaN the greatest; descending: %s', (descending) => {
    for (const n of [...sizes.slice(1), 200, 1000]) {
      m.reset();
      const x = values(ROWS * n, n);
      const out = m.output(4 * ROWS * n);
      const scratch = m.scratch(4096 + 16 * n);
      const words = [m.put(x), out, scratch, n, Number(descending), ReduceLane.f64];
      m.run('argSort', [0, 1, ...words]);
      m.run('argSort', [1, ROWS, ...words]);
      m.intact();
      const want = [0, 1, 2].flatMap((r) => order(x.subarray(r * n, (r + 1) * n), descending));
      expect([...m.i32(out, ROWS * n)], `${n}`).toEqual(want);
    }
  });
});
