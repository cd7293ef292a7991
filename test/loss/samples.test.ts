/** Losses of whole sets of samples: weights of samples, the perceptron rule, and the distance of two sets. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/core/tensor.ts';
import {
  crossEntropy,
  maximumMeanDiscrepancy,
  perceptronLoss,
  weightedMean,
} from '../../src/loss/index.ts';
import * as o from '../../src/ops/index.ts';
import { sgd } from '../../src/optim/index.ts';
import { hasType, numbersOf, untypedCall } from '../ops/reference.ts';

const made = <const S extends readonly number[]>(n: number, shape: S) =>
  o.array(
    shape,
    Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      (_, k) => (((k * 7 + n) % 11) - 5) / 10,
    ),
  );

test('a sample of weight k counts as the sample k times', () => {
  const sample = fc.tuple(
    fc.tuple(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -8, max: 8 })),
    fc.integer({ min: 0, max: 1 }),
    fc.integer({ min: 0, max: 3 }),
  );
  const samples = fc.array(sample, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(samples, (given) => {
      fc.pre(given.some(([, , k]) => k > 0));
      const losses = (rows: readonly (typeof given)[number][]) =>
        crossEntropy(
          o.array(
            [rows.length, 2],
            rows.flatMap(([x]) => x.map((v) => v / 4)),
          ),
          o.integers(
            [rows.length],
            rows.map(([, y]) => y),
          ),
          { reduction: 'none' },
        );
      const weights = o.array(
        [given.length],
        given.map(([, , k]) => k),
      );
      const repeated = given.flatMap((row) => Array.from({ length: row[2] }, () => row));
      const want = numbersOf(o.mean()(losses(repeated)))[0]!;
      // two orders of summing a few numbers of size 1, in f64
      expect(numbersOf(weightedMean(losses(given), weights))[0]).toBeCloseTo(want, 12);
    }),
  );
});

describe('the perceptron rule is a step of gradient descent on the perceptron loss', () => {
  const points = [
    [[1, 2], 1],
    [[2, 1], 1],
    [[-1, 2], 1],
    [[1.5, -0.5], 1],
    [[-0.5, 1], -1],
    [[0.5, -1.5], -1],
    [[-1, 0.5], -1],
    [[0, -1], -1],
  ] as const;
  interface Weights {
    readonly w: Tensor<[2]>;
    readonly b: Tensor<[]>;
  }
  const score = ({ w, b }: Weights, x: readonly number[]) => o.add(o.dot(w, o.array([2], x)), b);
  const optimiser = sgd(1);
  const pass = (start: Weights): Weights =>
    points.reduce<Weights>((p, [x, y]) => {
      const loss = (q: Weights) => perceptronLoss(score(q, x), o.scalar(y));
      return optimiser.update(o.grad(loss)(p), optimiser.init(p), p)[0];
    }, start);
  // sklearn.linear_model.Perceptron(shuffle=False, tol=None, max_iter=1, 2, 5, 20)
  test('as in scikit-learn, until all points are right', () => {
    const wanted: Readonly<Record<number, readonly number[]>> = {
      1: [1.5, 1, 0],
      2: [1.5, 1.5, -2],
      5: [2.5, 2, -1],
      20: [2.5, 2, -1],
    };
    let p: Weights = { w: o.array([2], [0, 0]), b: o.scalar(0) };
    for (let k = 1; k <= 20; k += 1) {
      const next = pass(p);
      p = { w: o.array([2], numbersOf(next.w)), b: o.scalar(numbersOf(next.b)[0]!) };
      if (wanted[k] !== undefined)
        expect([...numbersOf(p.w), ...numbersOf(p.b)]).toEqual(wanted[k]);
    }
    expect(points.every(([x, y]) => numbersOf(score(p, x))[0]! * y > 0)).toBe(true);
  });
});

describe('maximum mean discrepancy', () => {
  const x = o.scale(3, made(1, [3, 2]));
  const y = o.add(o.scale(3, made(4, [4, 2])), o.full([4, 2], 0.4));
  // by sklearn.metrics.pairwise.rbf_kernel; the gradient by PyTorch
  test('is the difference of means of kernels', () => {
    const loss = (v: Tensor<[3, 2]>) => maximumMeanDiscrepancy(v, y, { bandwidth: [0.5, 2] });
    hasType<Tensor<[]>>()(loss(x));
    expect(numbersOf(loss(x))[0]).toBeCloseTo(0.5105425442505138, 6);
    const want = [-0.1274767581, -0.1272226356, -0.1678009549, -0.1283064383, -0.1519521565];
    numbersOf(o.grad(loss)(x)).forEach((g, i) => {
      expect(g).toBeCloseTo([...want, -0.1241590394][i]!, 6);
    });
    const unbiased = maximumMeanDiscrepancy(x, y, { bandwidth: [0.5, 2], unbiased: true });
    expect(numbersOf(unbiased)[0]).toBeCloseTo(-0.31103450822576395, 6);
  });
  test('of a set and itself is 0, of far sets that of each with itself', () => {
    expect(numbersOf(maximumMeanDiscrepancy(x, x))[0]).toBeCloseTo(0, 12);
    const [a, b] = [o.zeros([2, 1]), o.full([3, 1], 100)];
    expect(numbersOf(maximumMeanDiscrepancy(a, b))[0]).toBeCloseTo(2, 12);
  });
  test('refuses what does not fit', () => {
    expect(() => untypedCall(maximumMeanDiscrepancy, x, o.zeros([4, 3]))).toThrow(
      'maximumMeanDiscrepancy: samples differ in size: [3, 2] and [4, 3] (2 ≠ 3)',
    );
    expect(() => untypedCall(maximumMeanDiscrepancy, o.zeros([3]), y)).toThrow(
      'maximumMeanDiscrepancy: needs [samples, features], got [3]',
    );
    expect(() => maximumMeanDiscrepancy(x, y, { bandwidth: 0 })).toThrow(
      'maximumMeanDiscrepancy: bandwidths must be positive, got [0]',
    );
  });
});
