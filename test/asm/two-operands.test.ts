import { describe, expect, it } from 'vitest';
import type { OpcodeName } from '../../src/core/abi.gen.ts';
import { uniform } from './harness.ts';
import { ANGLE_ULPS, POW_ULPS } from './tolerances.ts';
import { evaluate, everyExponent, type F, within } from './ulps.ts';

const edges = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e30, -1e30, 1e-42, Infinity, -Infinity, NaN];

/** All pairs of numbers. */
const pairs = (
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
): readonly [Float32Array, Float32Array] => {
  const n = ys.length;
  const size = xs.length * n;
  return [
    Float32Array.from({ length: size }, (_, i) => xs[Math.floor(i / n)]!),
    Float32Array.from({ length: size }, (_, i) => ys[i % n]!),
  ];
};

const values = everyExponent(1);

const everywhere = (ulps: number, op: OpcodeName, f: F): void => {
  within(ulps, op, f, ...pairs(values, values));
  within(ulps, op, f, ...pairs(edges, edges));
  within(ulps, op, f, uniform(200000, 1, -2, 2), uniform(200000, 2, -2, 2));
};

describe('functions of two operands', () => {
  it('atan2: every exponent, zeros with their signs, infinities', () => {
    everywhere(ANGLE_ULPS, 'atan2_f32', Math.atan2);
    const [y, x] = [Float32Array.of(0, -0, 0, -0), Float32Array.of(0, 0, -0, -0)];
    expect([...evaluate('atan2_f32', y, x)]).toEqual([
      0,
      -0,
      Math.fround(Math.PI),
      -Math.fround(Math.PI),
    ]);
  });

  it('pow: every exponent, signs of odd powers, the cases of C99', () => {
    const pow = (x: number, y: number): number =>
      x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
    everywhere(POW_ULPS, 'pow_f32', pow);
    within(POW_ULPS, 'pow_f32', pow, uniform(200000, 3, 0, 20), uniform(200000, 4, -30, 30));
    within(
      POW_ULPS,
      'pow_f32',
      pow,
      uniform(200000, 5, 0.99, 1.01),
      uniform(200000, 6, -5000, 5000),
    );
    within(
      POW_ULPS,
      'pow_f32',
      pow,
      ...pairs(edges, [-3, -2, -1, 1, 2, 3, 2 ** 24 - 1, 2 ** 24, -(2 ** 30)]),
    );
  });

  it('rem: exact for every exponent', () => {
    everywhere(0, 'rem_f32', (x, y) => x % y);
    within(0, 'rem_f32', (x, y) => x % y, uniform(200000, 7, -1e6, 1e6), uniform(200000, 8, -3, 3));
    // multiples and their neighbours, where a quotient could round up
    const y = uniform(50000, 9, 0.1, 10);
    const x = y.map((b, i) => b * (i + 1));
    within(0, 'rem_f32', (a, b) => a % b, x, y);
  });
});
