/** Losses of scores that should exceed a margin: hinges of one score, of pairs, and of all classes. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import {
  along,
  expandThree,
  type Floats,
  floats,
  type Second,
  softplusOf,
  sumAlong,
  type Third,
} from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Broadcast3 } from '../types/shape.ts';
import { atLabel, picked } from './cross-entropy-rows.ts';
import {
  aboveZero,
  type ElementwiseLoss,
  elementwiseLoss,
  plus,
  positivePart,
  where,
} from './elementwise.ts';
import { type Given, type LabelledLoss, labelledScores, weighted } from './labelled.ts';
import { type LossOf, type LossOptions, type LossReduction, reduced } from './reduction.ts';

/** How far scores should be on the right side. */
export interface Margin {
  /** the margin; its default stands at the loss */
  readonly margin?: number;
}

/** margin - y x. */
const shortfall = (x: Value, y: Value, margin: number): Value => plus(p.neg(p.mul(y, x)), margin);

/**
 * max(0, margin - y x) of scores x and targets y in {-1, 1}, elementwise, broadcasting; margin 1, derivative 0 at the
 * kink. Support vector machines; Keras: Hinge; optax: hinge_loss.
 */
export const hingeLoss: ElementwiseLoss<'hingeLoss', Margin> = /* @__PURE__ */ elementwiseLoss<
  'hingeLoss',
  Margin
>('hingeLoss', (x, y, { margin = 1 }) => positivePart(shortfall(x, y, margin)));

/** max(0, margin - y x)^2 of scores x and targets y in {-1, 1}, elementwise, broadcasting; margin 1. Keras: SquaredHinge. */
export const squaredHingeLoss: ElementwiseLoss<'squaredHingeLoss', Margin> =
  /* @__PURE__ */ elementwiseLoss<'squaredHingeLoss', Margin>(
    'squaredHingeLoss',
    (x, y, { margin = 1 }) => {
      const h = positivePart(shortfall(x, y, margin));
      return p.mul(h, h);
    },
  );

/**
 * max(0, -y x) of raw scores x and targets y in {-1, 1}, elementwise, broadcasting: 0 for what is classified rightly.
 * Derivative -y at the kink: a step of gradient descent on one sample is the perceptron rule, w + lr y x unless y f(x) > 0,
 * also from weights of 0. Rosenblatt 1958; Bishop, PRML 4.1.7. optax: perceptron_loss; scikit-learn: Perceptron.
 */
export const perceptronLoss: ElementwiseLoss<'perceptronLoss'> = /* @__PURE__ */ elementwiseLoss(
  'perceptronLoss',
  (x, y) => aboveZero(p.neg(p.mul(y, x))),
);

/** ln(1 + e^(-y x)) of scores x and targets y in {-1, 1}, elementwise, broadcasting. PyTorch: soft_margin_loss. */
export const softMarginLoss: ElementwiseLoss<'softMarginLoss'> = /* @__PURE__ */ elementwiseLoss(
  'softMarginLoss',
  (x, y) => softplusOf(p.neg(p.mul(y, x))),
);

/**
 * x where y = 1, max(0, margin - x) where y = -1, of distances x, elementwise, broadcasting; margin 1. PyTorch:
 * hinge_embedding_loss.
 */
export const hingeEmbeddingLoss: ElementwiseLoss<'hingeEmbeddingLoss', Margin> =
  /* @__PURE__ */ elementwiseLoss<'hingeEmbeddingLoss', Margin>(
    'hingeEmbeddingLoss',
    (x, y, { margin = 1 }) =>
      p.add(where(y, 1, x), where(y, -1, aboveZero(plus(p.neg(x), margin)))),
  );

/**
 * max(0, margin - y (a - b)): a should exceed b by the margin where y = 1, b should exceed a where y = -1; elementwise,
 * broadcasting; margin 0. PyTorch: margin_ranking_loss.
 */
export function marginRankingLoss<
  A extends AnyTensor,
  B extends AnyTensor,
  C extends AnyTensor,
  R extends LossReduction = 'mean',
>(
  a: Floats<A, 'marginRankingLoss'>,
  b: Second<A, B, 'marginRankingLoss'>,
  target: Third<A, B, C, 'marginRankingLoss'>,
  options?: LossOptions<R> & Margin,
): LossOf<Broadcast3<A['shape'], B['shape'], C['shape'], 'marginRankingLoss'>, R, A['dtype']>;
export function marginRankingLoss(
  a: Value,
  b: Value,
  target: Value,
  { margin = 0, reduction }: LossOptions & Margin = {},
): Value {
  const [x1, x2, y] = expandThree('marginRankingLoss', floats('marginRankingLoss', a), b, target);
  return reduced(aboveZero(shortfall(p.sub(x1!, x2!), y!, margin)), reduction);
}

/** What a loss of margins over classes can be told. */
export interface MultiMarginOptions extends Margin {
  /** the power of every shortfall, 1 unless told otherwise */
  readonly p?: 1 | 2;
}

const powerOf = (n: 1 | 2): ((x: Value) => Value) => {
  if (n === 1) return (x) => x;
  if (n === 2) return (x) => p.mul(x, x);
  throw new ShapeError(`multiMarginLoss: p must be 1 or 2, got ${n}`);
};

function multiMarginOf(): LabelledLoss<'multiMarginLoss', MultiMarginOptions>;
function multiMarginOf(): unknown {
  return (scores: Value, labels: Value, options: Given & MultiMarginOptions = {}): Value => {
    const rows = labelledScores('multiMarginLoss', scores, labels, options);
    const [x, power] = [rows.x, powerOf(options.p ?? 1)];
    const gap = p.sub(x, along(x, -1, picked(x, rows.labels)));
    const each = power(positivePart(plus(gap, options.margin ?? 1)));
    const others = p.select(atLabel(x, rows.labels), p.zeros(x), each);
    const total = sumAlong(others, -1);
    const losses = p.div(total, p.fill(x.shape.at(-1)!, total));
    return reduced(weighted(losses, rows), options.reduction);
  };
}

/**
 * (1/C) w_y sum_(c != y) max(0, margin - x_y + x_c)^p of the label y, by rows, for scores x [..., C] and labels [...] of
 * i32; margin 1; the mean over all rows, whatever their weights, unless told otherwise. Crammer and Singer 2001.
 * PyTorch: multi_margin_loss.
 */
export const multiMarginLoss: LabelledLoss<'multiMarginLoss', MultiMarginOptions> =
  /* @__PURE__ */ multiMarginOf();
