/** What losses mean beyond the reference cases: kinks, nothing, extremes, weights of samples, and what is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import type { Tensor } from '../../src/core/tensor.ts';
import * as l from '../../src/loss/index.ts';
import { f1Score } from '../../src/metric/index.ts';
import { array, grad, integers, logSoftmax, oneHot, sum } from '../../src/ops/index.ts';
import { evaluate } from '../../src/runtime/index.ts';
import { hasType, numbersOf, untypedCall } from '../ops/reference.ts';

const near = (got: Value, want: readonly number[]): void => {
  const numbers = numbersOf(got);
  expect(numbers).toHaveLength(want.length);
  numbers.forEach((x, i) => {
    expect(x).toBeCloseTo(want[i]!, 6);
  });
};

test('a loss is a scalar, or one number for every element or row', () => {
  const x = array([2, 3], [1, 2, 3, 4, 5, 6]);
  const y = array([3], [0, 1, 2]);
  const labels = integers([2], [0, 1]);
  hasType<Tensor<[]>>()(l.huberLoss(x, y));
  hasType<Tensor<[]>>()(l.huberLoss(x, y, { delta: 2, reduction: 'sum' }));
  hasType<Tensor<[2, 3]>>()(l.huberLoss(x, y, { reduction: 'none' }));
  hasType<Tensor<[2]>>()(l.crossEntropy(x, labels, { weight: y, reduction: 'none' }));
  hasType<Tensor<[2]>>()(l.categoricalCrossEntropy(x, x, { reduction: 'none' }));
  hasType<Tensor<[2]>>()(l.tripletMarginLoss(x, y, x, { reduction: 'none', p: 1 }));
  hasType<Tensor<[]>>()(l.klDivergence(x, y, { reduction: 'batchMean' }));
});

describe('kinks follow PyTorch', () => {
  const at = (f: (x: Tensor<[1]>) => Tensor<[]>, x: number): number =>
    numbersOf(grad(f)(array([1], [x])))[0]!;
  const [zero, one] = [array([1], [0]), array([1], [1])];
  test('|d| has derivative 0 where d is 0', () => {
    expect(at((x) => l.meanAbsoluteError(x, one), 1)).toBe(0);
    expect(at((x) => l.smoothL1Loss(x, one, { beta: 0 }), 1)).toBe(0);
  });
  test('the perceptron has derivative -y at the kink, the rule of Rosenblatt and scikit-learn', () => {
    expect(at((x) => l.perceptronLoss(x, one), 0)).toBe(-1);
    expect(at((x) => l.perceptronLoss(x, one), 0.5)).toBeCloseTo(0);
  });
  test('hinges have derivative 0 at the margin', () => {
    expect(at((x) => l.hingeLoss(x, one), 1)).toBeCloseTo(0);
    expect(at((x) => l.hingeLoss(x, one), 0.5)).toBe(-1);
  });
  test('losses of a margin between two have derivative 1 there', () => {
    expect(at((x) => l.marginRankingLoss(x, zero, one), 0)).toBe(-1);
    expect(at((x) => l.hingeEmbeddingLoss(x, array([1], [-1])), 1)).toBe(-1);
  });
  test("Huber's derivative is cut off", () => {
    expect([-3, -0.5, 0, 0.5, 3].map((d) => at((x) => l.huberLoss(x, zero), d))).toEqual([
      -1, -0.5, 0, 0.5, 1,
    ]);
  });
});

describe('extremes', () => {
  const logits = array([4], [1e4, -1e4, 1e4, -1e4]);
  const targets = array([4], [1, 0, 0, 1]);
  test('binary cross-entropy of large logits is finite, and so is its derivative', () => {
    expect(numbersOf(l.binaryCrossEntropy(logits, targets, { reduction: 'none' }))).toEqual([
      0, 0, 1e4, 1e4,
    ]);
    const of = (x: Tensor<[4]>) => l.binaryCrossEntropy(x, targets, { reduction: 'sum' });
    expect(numbersOf(grad(of)(logits)).map(Math.abs)).toEqual([0, 0, 1, 1]);
  });
  test('where it is small, no digit is lost on the kernels', () => {
    const small = l.binaryCrossEntropy(array([2], [20, -20]), array([2], [1, 0]), {
      reduction: 'none',
    });
    // two roundings of f32 on log1p(exp(-20))
    for (const x of evaluate(small).data) expect(x / Math.log1p(Math.exp(-20))).toBeCloseTo(1, 6);
  });
  test('probabilities 0 and 1 count as e^-100', () => {
    const q = array([2], [0, 1]);
    const of = (x: Tensor<[2]>) =>
      l.binaryCrossEntropyFromProbabilities(x, array([2], [1, 1]), { reduction: 'none' });
    expect(numbersOf(of(q)).map(Math.abs)).toEqual([100, 0]);
    const slopes = numbersOf(grad((x: Tensor<[2]>) => sum()(of(x)))(q));
    expect(slopes.map(Math.abs)).toEqual([1e12, 0]);
  });
  test('NaN stays NaN', () => {
    const none = array([1], [Number.NaN]);
    const one = array([1], [1]);
    const losses = [
      l.hingeLoss(none, one),
      l.huberLoss(none, one),
      l.meanAbsoluteError(none, one),
      l.binaryCrossEntropy(none, one),
    ];
    expect(losses.flatMap((x) => numbersOf(x))).toEqual(losses.map(() => Number.NaN));
  });
  test('what has no probability adds nothing to a divergence', () => {
    const x = array([2], [Number.NEGATIVE_INFINITY, 0]);
    expect(numbersOf(l.klDivergence(x, array([2], [0, 1]), { reduction: 'sum' }))).toEqual([0]);
  });
});

describe('nothing', () => {
  test('has mean NaN and sum 0', () => {
    const [x, y] = [array([0, 3], []), integers([0], [])];
    expect(numbersOf(l.crossEntropy(x, y))).toEqual([Number.NaN]);
    expect(numbersOf(l.crossEntropy(x, y, { reduction: 'sum' }))).toEqual([0]);
    expect(numbersOf(l.hingeLoss(x, x))).toEqual([Number.NaN]);
    expect(numbersOf(l.softF1Loss(x, x))).toEqual([0]);
  });
  test('labels that do not count leave the mean of the others', () => {
    const x = array([3, 2], [1, 2, 3, 5, 0, 0]);
    const some = l.crossEntropy(x, integers([3], [0, -100, 1]), { ignoreIndex: -100 });
    const others = l.crossEntropy(array([2, 2], [1, 2, 0, 0]), integers([2], [0, 1]));
    near(some, numbersOf(others));
    const all = integers([3], [-100, -100, -100]);
    expect(numbersOf(l.crossEntropy(x, all, { ignoreIndex: -100 }))).toEqual([Number.NaN]);
    const none = l.negativeLogLikelihood(x, all, { ignoreIndex: -100, reduction: 'sum' });
    expect(numbersOf(none)).toEqual([0]);
  });
});

describe('what belongs together', () => {
  const x = array([3, 4], [0.3, -1, 2, 0.5, 1, 1, -0.2, 0, 3, 0.1, -2, 0.7]);
  const labels = integers([3], [2, 0, 3]);
  test('labels, their one-hot vectors, and log-probabilities give one cross-entropy', () => {
    const want = numbersOf(l.crossEntropy(x, labels));
    near(l.categoricalCrossEntropy(x, oneHot(4)(labels)), want);
    near(l.negativeLogLikelihood(logSoftmax(-1)(x), labels), want);
  });
  test('smoothing of labels is smoothing of their one-hot vectors', () => {
    const w = array([4], [1, 2, 0.5, 3]);
    const options = { labelSmoothing: 0.3, reduction: 'none' } as const;
    const got = l.crossEntropy(x, labels, { ...options, weight: w });
    near(
      got,
      numbersOf(l.categoricalCrossEntropy(x, oneHot(4)(labels), { ...options, weight: w })),
    );
  });
  test('class scores along other axes keep their rows', () => {
    const y = array([1, 3, 4], [...x.data]);
    near(l.crossEntropy(y, integers([1, 3], [2, 0, 3])), numbersOf(l.crossEntropy(x, labels)));
  });
  test('a sample of weight 2 is a sample twice', () => {
    const twice = array([4, 4], [...x.data, ...x.data.slice(8)]);
    const losses = l.crossEntropy(x, labels, { reduction: 'none' });
    const want = numbersOf(l.crossEntropy(twice, integers([4], [2, 0, 3, 3])));
    near(l.weightedMean(losses, array([3], [1, 1, 2])), want);
  });
  test('of hard predictions the soft F1 loss is 1 - F1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 1, maxLength: 9 }),
        (rows) => {
          const [q, y] = [0, 1].map((k) => rows.map((row) => row[k]!));
          const count = (i: number, j: number): number =>
            rows.filter((row) => row[1] === i && row[0] === j).length;
          const matrix = [0, 1].map((i) => [0, 1].map((j) => count(i, j)));
          const want = 1 - f1Score(matrix, { zeroDivision: 1 });
          near(l.softF1Loss(array([q!.length], q!), array([y!.length], y!)), [want]);
        },
      ),
    );
  });
  test('the divergence of normal distributions is 0 from itself', () => {
    const zero = array([2], [0, 0]);
    expect(numbersOf(l.gaussianKlDivergence(zero, zero))).toEqual([0]);
    const other = l.gaussianKlDivergence(array([1], [1]), array([1], [Math.log(2)]));
    near(other, [(2 + 1 - 1 - Math.log(2)) / 2]);
  });
});

/** -ln of the sum over all paths whose repetitions and blanks taken out give the labels. */
const byPaths = (scores: readonly (readonly number[])[], labels: readonly number[]): number => {
  const classes = scores[0]?.length ?? 0;
  const collapsed = (path: readonly number[]): readonly number[] =>
    path.filter((c, t) => c !== 0 && c !== path[t - 1]);
  let total = 0;
  for (let code = 0; code < classes ** scores.length; code++) {
    const path = scores.map((_, t) => Math.floor(code / classes ** t) % classes);
    if (collapsed(path).join() !== labels.join()) continue;
    total += Math.exp(path.reduce((s, c, t) => s + scores[t]![c]!, 0));
  }
  return -Math.log(total);
};

describe('connectionist temporal classification', () => {
  const rows = fc.record({
    time: fc.integer({ min: 0, max: 4 }),
    labels: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 3 }),
    seed: fc.integer({ min: 1, max: 1000 }),
  });
  test('is the sum over all paths', () => {
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 3 }), (examples) => {
        const scores = examples.map(({ seed }) =>
          [0, 1, 2, 3].map((t) => [0, 1, 2].map((c) => Math.fround(Math.sin(seed + 5 * t + c)))),
        );
        const padded = examples.map((e) => [...e.labels, 7, 7, 7].slice(0, 3));
        const n = examples.length;
        const losses = l.ctcLoss(
          array([n, 4, 3], scores.flat(2)),
          integers([n, 3], padded.flat()),
          integers(
            [n],
            examples.map((e) => e.time),
          ),
          integers(
            [n],
            examples.map((e) => e.labels.length),
          ),
          { reduction: 'none' },
        );
        const want = examples.map((e, i) => byPaths(scores[i]!.slice(0, e.time), e.labels));
        numbersOf(losses).forEach((got, i) => {
          if (Number.isFinite(want[i]!)) expect(got).toBeCloseTo(want[i]!, 9);
          else expect(got).toBe(want[i]);
        });
      }),
      { numRuns: 60, seed: 20261124 },
    );
  });
  const x = logSoftmax(-1)(array([1, 2, 3], [1, 0, 2, 0.5, 0.1, -1]));
  const of = (labels: readonly number[], options: l.CtcOptions = {}) =>
    l.ctcLoss(
      x,
      integers([1, labels.length], labels),
      integers([1], [2]),
      integers([1], [labels.length]),
      options,
    );
  test('too many labels have no path: inf, or 0 without a derivative', () => {
    expect(numbersOf(of([1, 1]))).toEqual([Number.POSITIVE_INFINITY]);
    expect(numbersOf(of([1, 1], { zeroInfinity: true }))).toEqual([0]);
    const loss = (s: Tensor<[1, 2, 3]>) => {
      const [labels, two] = [integers([1, 2], [1, 1]), integers([1], [2])];
      return l.ctcLoss(s, labels, two, two, { zeroInfinity: true });
    };
    expect(numbersOf(grad(loss)(x)).map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  });
  test('impossible classes have finite derivatives', () => {
    const s = array([1, 2, 2], [Number.NEGATIVE_INFINITY, 0, 0, Number.NEGATIVE_INFINITY]);
    const loss = (v: Tensor<[1, 2, 2]>) =>
      l.ctcLoss(v, integers([1, 1], [1]), integers([1], [2]), integers([1], [1]));
    expect(numbersOf(loss(s)).map(Math.abs)).toEqual([0]);
    expect(numbersOf(grad(loss)(s)).map(Math.abs)).toEqual([0, 1, 1, 0]);
  });
  test('the mean counts labels', () => {
    near(of([1, 2]), [numbersOf(of([1, 2], { reduction: 'sum' }))[0]! / 2]);
  });
  test('a label that is no class is refused when it runs', () => {
    expect(() => numbersOf(of([1, 3]))).toThrow('out of range');
    expect(() => evaluate(of([1, 3]))).toThrow('out of range');
  });
});

test('numbers out of range are refused', () => {
  const [x, y] = [array([2, 2], [1, 2, 3, 4]), integers([2], [0, 1])];
  expect(() => l.huberLoss(x, x, { delta: 0 })).toThrow(
    'huberLoss: delta must be a number > 0, got 0',
  );
  expect(() => l.smoothL1Loss(x, x, { beta: -1 })).toThrow(
    'smoothL1Loss: beta must be a number >= 0, got -1',
  );
  expect(() => l.crossEntropy(x, y, { labelSmoothing: 2 })).toThrow(
    'crossEntropy: labelSmoothing must be a number in [0, 1], got 2',
  );
  expect(() => l.tripletMarginLoss(x, x, x, { p: 0.5 })).toThrow(
    'tripletMarginLoss: p must be a number >= 1, got 0.5',
  );
  expect(() => untypedCall(l.multiMarginLoss, x, y, { p: 3 })).toThrow(
    'multiMarginLoss: p must be 1 or 2, got 3',
  );
});
