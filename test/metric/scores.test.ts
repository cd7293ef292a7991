/** Scores of classifiers and regressions, as scikit-learn defines them; the conformance runner compares the numbers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as m from '../../src/metric/index.ts';
import { array, integers } from '../../src/ops/index.ts';
import { evaluate } from '../../src/runtime/index.ts';
import { numbersOf } from '../ops/reference.ts';

const classes = fc.nat(2);
const samples = fc.array(fc.tuple(classes, classes), { maxLength: 12 });
const unzipped = (rows: readonly (readonly [number, number])[]): readonly [number[], number[]] => [
  rows.map(([label]) => label),
  rows.map(([, predicted]) => predicted),
];

describe('confusion matrices', () => {
  test('rows are labels, columns predictions', () => {
    expect(m.confusionMatrix([0, 0, 1, 2], [0, 1, 1, 0], 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });
  test('add up over batches', () => {
    const { empty, concat } = m.confusions(3);
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const [x, y, both] = [a, b, [...a, ...b]].map((s) => m.confusionMatrix(...unzipped(s), 3));
        expect(concat(x!, y!)).toEqual(both);
        expect(concat(empty, x!)).toEqual(x);
      }),
    );
  });
  test('what does not fit is refused', () => {
    expect(() => m.confusionMatrix([0], [0, 1], 2)).toThrow(
      'confusionMatrix: 1 labels do not go with 2 predictions',
    );
    expect(() => m.confusionMatrix([2], [0], 2)).toThrow(
      'confusionMatrix: 2 is no class, there are 2',
    );
  });
  test('micro averages are the accuracy; F1 is the harmonic mean', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(classes, classes), { minLength: 1 }), (rows) => {
        const matrix = m.confusionMatrix(...unzipped(rows), 3);
        const accuracy = m.accuracyScore(matrix);
        for (const f of [m.precisionScore, m.recallScore, m.f1Score]) {
          expect(f(matrix, { average: 'micro' })).toBeCloseTo(accuracy, 12);
        }
        const [p, r] = [m.precisionScore(matrix), m.recallScore(matrix)];
        expect(m.f1Score(matrix)).toBeCloseTo(p + r === 0 ? 0 : (2 * p * r) / (p + r), 12);
        expect(m.recallScore(matrix, { average: 'weighted' })).toBeCloseTo(accuracy, 12);
        expect(m.fBetaScore(matrix, 0, { positive: 2 })).toBe(
          m.precisionScore(matrix, { positive: 2 }),
        );
      }),
    );
  });
  test('of every class', () => {
    const matrix = m.confusionMatrix([0, 0, 1], [0, 1, 1], 3);
    expect(m.classScores(matrix, 1)).toEqual([
      { precision: 1, recall: 0.5, f1: 2 / 3, support: 2 },
      { precision: 0.5, recall: 1, f1: 2 / 3, support: 1 },
      { precision: 1, recall: 1, f1: 1, support: 0 },
    ]);
  });
  test('agreement beyond chance', () => {
    const perfect = m.confusionMatrix([0, 1, 2], [0, 1, 2], 3);
    expect([m.cohenKappaScore(perfect), m.matthewsCorrelation(perfect)]).toEqual([1, 1]);
    const constant = m.confusionMatrix([0, 1, 1, 0], [1, 1, 1, 1], 2);
    expect([m.cohenKappaScore(constant), m.matthewsCorrelation(constant)]).toEqual([0, 0]);
    expect(m.balancedAccuracyScore(constant)).toBe(0.5);
  });
  test('of nothing', () => {
    const none = m.confusionMatrix([], [], 2);
    expect(m.accuracyScore(none)).toBeNaN();
    expect(m.balancedAccuracyScore(none)).toBeNaN();
    expect(m.precisionScore(none, { zeroDivision: 1 })).toBe(1);
    expect(m.f1Score(none, { average: 'weighted' })).toBe(0);
    expect(m.recallScore(none, { positive: 7 })).toBe(0);
  });
});

describe('curves', () => {
  const scored = fc.array(fc.tuple(fc.nat(1), fc.nat(4)), { minLength: 1, maxLength: 12 });
  test('the area under the ROC curve counts pairs in order, ties half', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const [positive, negative] = [1, 0].map((y) => rows.filter(([label]) => label === y));
        const points = positive!.flatMap(([, a]) =>
          negative!.map(([, b]): number => (a > b ? 1 : a === b ? 0.5 : 0)),
        );
        const want = points.reduce((a, b) => a + b, 0) / points.length;
        const got = m.rocAuc(...unzipped(rows));
        if (points.length === 0) expect(got).toBeNaN();
        else expect(got).toBeCloseTo(want, 12);
      }),
    );
  });
  test('a point for every distinct score', () => {
    expect(m.rocCurve([1, 0, 1, 0], [0.9, 0.5, 0.5, 0.1])).toEqual({
      falsePositiveRate: [0, 0, 0.5, 1],
      truePositiveRate: [0, 0.5, 1, 1],
      thresholds: [Number.POSITIVE_INFINITY, 0.9, 0.5, 0.1],
    });
    expect(m.precisionRecallCurve([1, 0, 1, 0], [0.9, 0.5, 0.5, 0.1])).toEqual({
      precision: [1, 2 / 3, 0.5],
      recall: [0.5, 1, 1],
      thresholds: [0.9, 0.5, 0.1],
    });
  });
  test('average precision', () => {
    expect(m.averagePrecision([1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1])).toBeCloseTo(5 / 6, 12);
    expect(m.averagePrecision([0, 0], [1, 2])).toBeNaN();
    expect(m.averagePrecision([], [])).toBeNaN();
  });
  test('lists of different lengths are refused', () => {
    expect(() => m.rocAuc([1, 0], [1])).toThrow('rocCurve: 2 labels do not go with 1 predictions');
  });
});

describe('log loss', () => {
  test('of labels and of classes', () => {
    const want = -(Math.log(0.8) + Math.log(0.6)) / 2;
    expect(m.logLoss([1, 0], [0.8, 0.4])).toBeCloseTo(want, 12);
    expect(m.categoricalLogLoss([1, 0], [0.2, 0.8, 0.6, 0.4], 2)).toBeCloseTo(want, 12);
  });
  test('certainty that is wrong counts as far as the numbers reach', () => {
    expect(m.logLoss([1], Float32Array.of(0))).toBeCloseTo(23 * Math.LN2, 12);
    expect(m.logLoss([1], [0])).toBeCloseTo(52 * Math.LN2, 12);
    expect(m.logLoss([1], [0], 0)).toBe(Number.POSITIVE_INFINITY);
  });
  test('what does not fit is refused', () => {
    expect(() => m.categoricalLogLoss([0, 1], [1, 0, 1], 2)).toThrow(
      'categoricalLogLoss: 2 labels of 2 classes need 4 probabilities, got 3',
    );
    expect(() => m.categoricalLogLoss([2], [1, 0], 2)).toThrow(
      'categoricalLogLoss: 2 is no class, there are 2',
    );
  });
});

describe('regression', () => {
  // no differences so small that their squares vanish
  const eighths = fc.integer({ min: -72, max: 72 }).map((n) => n / 8);
  const numbers = fc.array(fc.tuple(eighths, eighths), { minLength: 2, maxLength: 9 });
  const scores = [
    m.meanSquaredErrorOf,
    m.meanAbsoluteErrorOf,
    m.maxErrorOf,
    m.r2Score,
    m.explainedVarianceScore,
  ];
  test('batches add up to the whole', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const [x, y, both] = [a, b, [...a, ...b]].map((s) => m.residualsOf(...unzipped(s)));
        const sum = m.residuals.concat(x!, y!);
        for (const f of scores) {
          const want = f(both!);
          // sums of the same f64 numbers in another order
          expect(Math.abs(f(sum) - want)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(want)));
        }
        expect(m.residuals.concat(m.residuals.empty, x!)).toEqual(x);
        expect(m.residuals.concat(x!, m.residuals.empty)).toEqual(x);
      }),
    );
  });
  test('numbers far from 0 do not cancel', () => {
    const r = m.residualsOf([1e9 + 1, 1e9 + 2, 1e9 + 3], [1e9 + 1, 1e9 + 2, 1e9 + 4]);
    expect(m.r2Score(r)).toBe(0.5);
    expect(m.explainedVarianceScore(r)).toBeCloseTo(2 / 3, 12);
  });
  test('labels that are all equal, and nothing', () => {
    expect(m.r2Score(m.residualsOf([2, 2], [2, 2]))).toBe(1);
    expect(m.r2Score(m.residualsOf([2, 2], [2, 3]))).toBe(0);
    expect(m.r2Score(m.residualsOf([2], [2]))).toBeNaN();
    expect(scores.map((f) => f(m.residuals.empty))).toEqual([
      Number.NaN,
      Number.NaN,
      0,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('inside a program', () => {
  const scores = array([4, 3], [3, 2, 1, 0, 0, 0, 1, 3, 2, 1, Number.NaN, 2]);
  const labels = integers([4], [1, 2, 2, 1]);
  test('the k best, the first of equal ones first, NaN before all', () => {
    const hits = [1, 2, 3].map((k) => m.topKAccuracy(scores, labels, k).correct);
    expect(hits.map((h) => numbersOf(h)[0])).toEqual([1, 3, 4]);
    expect(hits.map((h) => evaluate(h).data[0])).toEqual([1, 3, 4]);
    expect(numbersOf(m.accuracy(scores, labels).correct)).toEqual([1]);
  });
  test('labels that are no class are never right', () => {
    const { correct, count } = m.topKAccuracy(scores, integers([4], [-1, 3, -1, 7]), 3);
    expect([numbersOf(correct), numbersOf(count)]).toEqual([[0], [4]]);
  });
  test('a threshold', () => {
    const { correct } = m.binaryAccuracy(array([3], [0.5, 0.4, 0.6]), integers([3], [1, 0, 0]));
    expect(numbersOf(correct)).toEqual([2]);
    expect(numbersOf(m.binaryAccuracy(array([1], [0.5]), integers([1], [0]), 0.6).correct)).toEqual(
      [1],
    );
  });
  test('k is a positive whole number', () => {
    expect(() => m.topKAccuracy(scores, labels, 0)).toThrow(
      'topKAccuracy: k must be a positive whole number, got 0',
    );
  });
});
