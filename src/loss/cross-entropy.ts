/** Cross-entropy of labels and of class probabilities from logits, and the negative log-likelihood of labels. */
import { DTypeError, ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok } from '../core/tensor.ts';
import {
  expand,
  expandBoth,
  type Floats,
  floats,
  logSoftmaxOf,
  type Second,
  sumAlong,
} from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import {
  type Broadcast,
  type LabelledRows,
  type Leading,
  labelledRows,
  leadingOf,
  type Shape,
  type Verdict,
} from '../types/shape.ts';
import { lossRows, picked } from './cross-entropy-rows.ts';
import {
  type Given,
  type IgnoredLabel,
  type LabelledLoss,
  type LabelledOptions,
  labelledScores,
  reducedRows,
  type WeightsFor,
  weighted,
  weightsOf,
  zeroBut,
} from './labelled.ts';
import { type LossOf, type LossReduction, reduced } from './reduction.ts';

export type { LabelledRows };
/** The shape of the rows that labels give to logits. */
export function labelledRowsShape<const A extends Shape, const Y extends Shape>(
  logits: A,
  labels: Y,
): Verdict<LabelledRows<A, Y>>;
export function labelledRowsShape(logits: Shape, labels: Shape): Shape | string {
  return labelledRows(logits, labels, 'crossEntropy');
}

/** How much of every label is spread over all classes. */
export interface LabelSmoothing {
  /** in [0, 1], 0 unless told otherwise. Szegedy et al. 2016. PyTorch: label_smoothing */
  readonly labelSmoothing?: number;
}

interface Smoothed extends Given {
  readonly labelSmoothing?: number;
}

const checkedSmoothing = (op: string, share: number): number => {
  if (share >= 0 && share <= 1) return share;
  throw new ShapeError(`${op}: labelSmoothing must be a number in [0, 1], got ${share}`);
};

/** (1/C) sum_c -w_c ln softmax(x)_c by rows. */
const uniformRows = (op: string, x: Value, weight: Value | undefined): Value => {
  const logs = p.neg(logSoftmaxOf(x, -1));
  const own = weight === undefined ? logs : p.mul(logs, expand(weightsOf(op, x, weight), x.shape));
  const total = sumAlong(own, -1);
  return p.div(total, p.fill(x.shape.at(-1)!, total));
};

const mixed = (share: number, a: Value, b: Value): Value =>
  p.add(p.mul(p.fill(1 - share, a), a), p.mul(p.fill(share, b), b));

/** The class of every row is its label, i32 in [0, C). */
type CrossEntropy = LabelledLoss<'crossEntropy', IgnoredLabel & LabelSmoothing>;

function crossEntropyOf(): CrossEntropy;
function crossEntropyOf(): unknown {
  return (logits: Value, labels: Value, options: Smoothed = {}): Value => {
    const op = 'crossEntropy';
    const rows = labelledScores(op, logits, labels, options);
    const share = checkedSmoothing(op, options.labelSmoothing ?? 0);
    const losses = weighted(lossRows(rows.x, rows.labels)[0]!, rows);
    const all = (): Value => zeroBut(rows.counted, uniformRows(op, rows.x, options.weight));
    return reducedRows(share === 0 ? losses : mixed(share, losses, all()), rows, options.reduction);
  };
}

/**
 * -w_y ln softmax(logits)_y of the label y, by rows; the mean unless told otherwise. logits [..., C], labels [...] of
 * i32 in [0, C); a label outside is an IndexError when the program runs, NaN on the reference interpreter. With
 * label smoothing e it is (1 - e) of that and e / C of the sum over all classes. Goodfellow, Bengio, Courville 6.2.2.3.
 * PyTorch: cross_entropy; Keras: SparseCategoricalCrossentropy(from_logits=True).
 */
export const crossEntropy: CrossEntropy = /* @__PURE__ */ crossEntropyOf();

function negativeLogLikelihoodOf(): LabelledLoss<'negativeLogLikelihood', IgnoredLabel>;
function negativeLogLikelihoodOf(): unknown {
  return (scores: Value, labels: Value, options: Given = {}): Value => {
    const rows = labelledScores('negativeLogLikelihood', scores, labels, options);
    const losses = weighted(p.neg(picked(rows.x, rows.labels)), rows);
    return reducedRows(losses, rows, options.reduction);
  };
}

/**
 * -w_y x_y of the label y, by rows, for logarithms of probabilities x [..., C] and labels [...] of i32; the mean unless
 * told otherwise. A label that is no class gives NaN. PyTorch: nll_loss.
 */
export const negativeLogLikelihood: LabelledLoss<'negativeLogLikelihood', IgnoredLabel> =
  /* @__PURE__ */ negativeLogLikelihoodOf();

type RowsOfBoth<A extends AnyTensor, B extends AnyTensor, Op extends string> =
  Broadcast<A['shape'], B['shape'], Op> extends infer S
    ? S extends Shape
      ? Leading<S, Op>
      : S
    : never;

type NotIntegers =
  'categoricalCrossEntropy: probabilities must be floats; indices go to crossEntropy';
const NOT_INTEGERS: NotIntegers =
  'categoricalCrossEntropy: probabilities must be floats; indices go to crossEntropy';
type Probabilities<B extends AnyTensor, R> = B['dtype'] extends i32 ? NotIntegers : R;

/**
 * -sum_c w_c q_c ln softmax(logits)_c over the last axis, for class probabilities q of the logits' dtype, broadcasting;
 * the mean over all rows unless told otherwise. With label smoothing e, q is (1 - e) q + e / C. PyTorch: cross_entropy
 * with probabilities; Keras: CategoricalCrossentropy(from_logits=True); optax: softmax_cross_entropy.
 */
export function categoricalCrossEntropy<
  A extends AnyTensor,
  B extends AnyTensor,
  R extends LossReduction = 'mean',
  W extends AnyTensor = AnyTensor,
>(
  logits: Floats<A, 'categoricalCrossEntropy'>,
  probabilities: Ok<
    Probabilities<B, RowsOfBoth<A, B, 'categoricalCrossEntropy'>>,
    Second<A, B, 'categoricalCrossEntropy'>
  >,
  options?: LabelledOptions<R, WeightsFor<A, W, 'categoricalCrossEntropy'>> & LabelSmoothing,
): LossOf<RowsOfBoth<A, B, 'categoricalCrossEntropy'>, R, A['dtype']>;
export function categoricalCrossEntropy(
  logits: Value,
  probabilities: Value,
  { weight, labelSmoothing = 0, reduction }: Smoothed = {},
): Value {
  const op = 'categoricalCrossEntropy';
  if (probabilities.dtype.dtype === 'i32') throw new DTypeError(NOT_INTEGERS);
  const [x, q] = expandBoth(op, floats(op, logits), probabilities);
  must(leadingOf(x.shape, op));
  const share = checkedSmoothing(op, labelSmoothing);
  const logs = p.mul(q, p.neg(logSoftmaxOf(x, -1)));
  const own = weight === undefined ? logs : p.mul(logs, expand(weightsOf(op, x, weight), x.shape));
  const losses = sumAlong(own, -1);
  return reduced(
    share === 0 ? losses : mixed(share, losses, uniformRows(op, x, weight)),
    reduction,
  );
}
