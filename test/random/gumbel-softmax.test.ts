import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/index.ts';
import {
  add,
  array,
  evaluate,
  grad,
  gumbelSoftmax,
  key,
  mul,
  sum,
  zeros,
} from '../../src/index.ts';

const DRAWS = 4000;
const logits = array([3], [0, 1, 2]);
const many = evaluate(add(logits, zeros([DRAWS, 3])));
const weights = array([3], [1, -2, 5]);

/** The rows of a matrix of three columns. */
const rowsOf = (data: Float32Array): readonly (readonly number[])[] =>
  Array.from({ length: data.length / 3 }, (_, i) => [...data.slice(3 * i, 3 * i + 3)]);

const largest = (row: readonly number[]): number => row.indexOf(Math.max(...row));

describe('gumbelSoftmax', () => {
  test('rows are distributions', () => {
    const rows = rowsOf(evaluate(gumbelSoftmax(key(0), -1)(many)).data);
    // three roundings of numbers below 1
    for (const row of rows) expect(Math.abs(row[0]! + row[1]! + row[2]! - 1)).toBeLessThan(2e-7);
  });

  test('the largest is distributed as the softmax of the logits, whatever the temperature', () => {
    const total = 1 + Math.E + Math.E ** 2;
    for (const temperature of [0.1, 1, 5]) {
      const sampled = evaluate(gumbelSoftmax(key(1), -1, { temperature })(many));
      const chosen = rowsOf(sampled.data).map(largest);
      for (const k of [0, 1, 2]) {
        const p = Math.E ** k / total;
        const share = chosen.filter((c) => c === k).length / DRAWS;
        // four standard deviations of a share of DRAWS draws
        expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / DRAWS));
      }
    }
  });

  test('hard samples are corners, with the derivative of the soft ones', () => {
    const hard = gumbelSoftmax(key(2), -1, { hard: true });
    const soft = gumbelSoftmax(key(2), -1);
    const corners = rowsOf(evaluate(hard(many)).data);
    const inner = rowsOf(evaluate(soft(many)).data);
    corners.forEach((row, i) => {
      // y + (corner - y), rounded twice
      row.forEach((v, k) => {
        expect(Math.abs(v - (k === largest(inner[i]!) ? 1 : 0))).toBeLessThan(2e-7);
      });
    });
    const slope = (f: typeof hard): Float32Array =>
      evaluate(grad((x: Tensor<[3]>) => sum()(mul(weights, f(x))))(logits)).data;
    expect(slope(hard)).toEqual(slope(soft));
  });

  test('works along any axis', () => {
    const columns = evaluate(sum(0)(gumbelSoftmax(key(3), 0)(many))).data;
    // a sum of DRAWS positive terms in blocks
    for (const c of columns) expect(Math.abs(c - 1)).toBeLessThan(1e-5);
  });

  test('a temperature must be positive', () => {
    expect(() => gumbelSoftmax(key(0), -1, { temperature: 0 })).toThrow(
      new RangeError('gumbelSoftmax: the temperature must be positive, got 0'),
    );
  });
});
