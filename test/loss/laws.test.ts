/** The laws of losses: stated derivatives are those of the definition, in batches, with names, on the kernels. */
import fc from 'fast-check';
import { op } from '../../conformance/adapter.ts';
import { trace } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import * as l from '../../src/loss/index.ts';
import * as p from '../../src/prim/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { type Case, lawsOf } from '../laws/composites.ts';
import { type } from '../laws/recipe.ts';

type Losses = (...xs: readonly Value[]) => readonly Value[];

/** Losses of so many tensors [B, H]. */
const of = (count: number, losses: Losses): fc.Arbitrary<Case> =>
  fc.record({ n: fc.integer({ min: 1, max: 3 }), h: fc.integer({ min: 2, max: 4 }) }).map((s) => ({
    sizes: [s.n, s.h],
    build: (batch, space) =>
      trace(
        losses,
        Array.from({ length: count }, () => type('f32', [batch, ...space])),
      ),
  }));

const loss = (f: unknown, ...xs: readonly unknown[]): Value => op(f)(...xs);
const each = { reduction: 'none' };
/** The labels 0, 1, 0, 1, ... of the rows of x. */
const labelsOf = (x: Value): Value => {
  const counted = p.iota(x.shape.slice(0, 1), 0);
  return p.and(counted, p.fill(1, counted));
};
/** Weights of the classes of x, from its first row. */
const weightOf = (x: Value): Value => p.exp(p.reduceSum(x, [0]));
const share = (x: Value): Value => p.div(p.fill(1, x), p.add(p.fill(1, x), p.exp(x)));
const sides = (x: Value): Value => p.select(p.less(x, p.zeros(x)), p.fill(-1, x), p.fill(1, x));

lawsOf({
  regression: of(2, (x, y) => [
    loss(l.meanSquaredError, x, y),
    loss(l.meanAbsoluteError, x, y, each),
    loss(l.huberLoss, x, y, { ...each, delta: 0.7 }),
    loss(l.smoothL1Loss, x, y, { beta: 0.4 }),
  ]),
  'binary cross-entropy': of(3, (x, y, w) => [
    loss(l.binaryCrossEntropy, x, y, each),
    loss(l.binaryCrossEntropy, x, y, { posWeight: w, weight: w }),
    loss(l.binaryCrossEntropyFromProbabilities, share(x!), y, { weight: w }),
    loss(l.softF1Loss, share(x!), share(y!)),
  ]),
  hinges: of(2, (x, y) => [
    loss(l.hingeLoss, x, sides(y!), { ...each, margin: 0.5 }),
    loss(l.squaredHingeLoss, x, y),
    loss(l.perceptronLoss, x, y, each),
    loss(l.softMarginLoss, x, y, each),
    loss(l.hingeEmbeddingLoss, x, sides(y!), { ...each, margin: 0.1 }),
    loss(l.multiMarginLoss, x, labelsOf(x!), { ...each, weight: weightOf(y!), p: 2 }),
  ]),
  'losses of labels': of(2, (x, y) => [
    loss(l.crossEntropy, x, labelsOf(x!), { weight: weightOf(y!), labelSmoothing: 0.2 }),
    loss(l.crossEntropy, x, labelsOf(x!), { ...each, ignoreIndex: 1, labelSmoothing: 0.1 }),
    loss(l.negativeLogLikelihood, x, labelsOf(x!), { weight: weightOf(y!), ignoreIndex: 1 }),
    loss(l.categoricalCrossEntropy, x, y, { ...each, weight: weightOf(y!) }),
  ]),
  'likelihoods and divergences': of(3, (x, y, v) => [
    loss(l.poissonNegativeLogLikelihood, x, p.exp(y!), { ...each, full: true }),
    loss(l.gaussianNegativeLogLikelihood, x, y, p.exp(v!), { full: true }),
    loss(l.klDivergence, x, p.exp(y!), { reduction: 'batchMean' }),
    loss(l.klDivergence, x, y, { ...each, logTarget: true }),
    loss(l.gaussianKlDivergence, x, y, each),
    loss(l.weightedMean, x, p.exp(y!)),
  ]),
  distances: of(3, (x, y, z) => [
    loss(l.marginRankingLoss, x, y, sides(z!), { ...each, margin: 0.3 }),
    loss(l.cosineEmbeddingLoss, x, y, sides(p.reduceSum(z!, [1])), { ...each, margin: -0.2 }),
    loss(l.tripletMarginLoss, x, y, z, { ...each, swap: true }),
    loss(l.tripletMarginLoss, x, y, z, { p: 3, margin: 2 }),
    loss(l.tripletMarginLoss, x, y, z, { p: 1, margin: 0.5 }),
  ]),
  'connectionist temporal classification': of(2, (x, y) => {
    const [n, h] = x!.shape;
    const scores = p.add(p.repeat(x!, 3), p.broadcast(y!, [3, n!, h!], [1, 2]));
    const whole = (value: number, shape: readonly (number | string)[]): Value =>
      p.fill(value, { shape, dtype: DTypes.i32 });
    const labels = p.concat([whole(1, [3, 1]), whole(0, [3, 1])], 1);
    return [loss(l.ctcLoss, scores, labels, p.iota([3], 0), whole(1, [3]), { zeroInfinity: true })];
  }),
});
