/** What initialisers draw, beyond the moments that the conformance cases hold: forms, kernels' bits, orthogonality. */
import { expect, test } from 'vitest';
import {
  constantOf,
  evaluate,
  f32,
  gainOf,
  init,
  kaimingUniform,
  key,
  layer,
  matmul,
  net,
  normalOf,
  onesOf,
  orthogonalOf,
  transpose,
  truncatedNormalOf,
  uniformOf,
} from '../../src/index.ts';
import { numbersOf } from '../ops/reference.ts';

test('orthonormal columns where rows are as many or more, orthonormal rows else', () => {
  for (const [rows, columns] of [
    [5, 3],
    [3, 5],
    [4, 4],
    [1, 1],
  ] as const) {
    const w = orthogonalOf({ gain: 2 })(key(1), [rows, columns]);
    const gram = rows >= columns ? matmul(transpose(w), w) : matmul(w, transpose(w));
    const n = Math.min(rows, columns);
    numbersOf(gram).forEach((x, i) => {
      // f64 Gram-Schmidt, twice
      expect(x).toBeCloseTo(i % (n + 1) === 0 ? 4 : 0, 10);
    });
  }
});

test('an orthogonal filter bank has the shape that is asked for, a vector is a row', () => {
  expect(orthogonalOf()(key(0), [3, 3, 2, 6]).shape).toEqual([3, 3, 2, 6]);
  const squares = numbersOf(orthogonalOf()(key(0), [4])).map((x) => x * x);
  expect(squares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
});

test('mean, deviation and bounds', () => {
  const drawn = numbersOf(
    truncatedNormalOf({ mean: 3, std: 2, lower: 2, upper: 4 })(key(2), [500]),
  );
  expect(Math.min(...drawn)).toBeGreaterThan(2);
  expect(Math.max(...drawn)).toBeLessThan(4);
  const normal = numbersOf(normalOf({ mean: 3, std: 2 })(key(2), [10_000]));
  const mean = normal.reduce((a, b) => a + b) / normal.length;
  // five standard errors of 2 / 100
  expect(Math.abs(mean - 3)).toBeLessThan(0.1);
  expect(Math.min(...numbersOf(uniformOf(1, 2)(key(0), [100])))).toBeGreaterThanOrEqual(1);
  expect(numbersOf(onesOf(key(0), [2]))).toEqual([1, 1]);
});

test('gains by name', () => {
  expect(gainOf('leakyRelu', 1)).toBe(1);
  expect(gainOf('leakyRelu')).toBeCloseTo(Math.sqrt(2 / 1.0001), 15);
});

test('layers take any of them', () => {
  const fan = kaimingUniform({ mode: 'fanOut', nonlinearity: 'tanh' });
  const m = net(
    f32('B', 6),
    layer.dense('a', 4, { weights: orthogonalOf(), bias: constantOf(0.5) }),
    layer.dense('b', 3, { weights: fan }),
  );
  const p = evaluate(init(m.params, key(0)));
  expect([...p.a.b.data]).toEqual([0.5, 0.5, 0.5, 0.5]);
  const bound = (Math.sqrt(3) * (5 / 3)) / Math.sqrt(3);
  expect(Math.max(...p.b.w.data.map(Math.abs))).toBeLessThanOrEqual(bound);
});
