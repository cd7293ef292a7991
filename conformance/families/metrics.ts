/** Metrics: numbers from labels and predictions. */
import type { Value } from '../../src/core/node.ts';
import * as l from '../../src/loss/index.ts';
import * as m from '../../src/metric/index.ts';
import { cast } from '../../src/ops/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { type AdapterOf, call, direct, type Family, op } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import type { Attrs, Case } from '../cases.ts';
import { div, layered } from './untyped.ts';

type Numbers = ArrayLike<number>;

/** The labels and predictions of a case. */
const dataOf = ({ inputs: [labels, predicted] }: Case): readonly [Numbers, Numbers] => [
  labels!.data,
  predicted!.data,
];

/** A number, or several, from labels and predictions. */
const from =
  (f: (labels: Numbers, predicted: Numbers, attrs: Attrs) => number | Numbers): AdapterOf =>
  (c) =>
    direct(() => ({
      y: [f(...dataOf(c), c.attrs)].flatMap((y) => (typeof y === 'number' ? y : Array.from(y))),
    }));

/** As many classes as the case has, or as its labels need. */
const matrixOf = (labels: Numbers, predicted: Numbers, attrs: Attrs): m.ConfusionMatrix => {
  const largest = Math.max(1, ...Array.from(labels), ...Array.from(predicted));
  const classes = 'num_classes' in attrs ? numberOf(attrs, 'num_classes') : largest + 1;
  return m.confusionMatrix(labels, predicted, classes);
};

const ofMatrix = (f: (matrix: m.ConfusionMatrix, attrs: Attrs) => number | Numbers): AdapterOf =>
  from((labels, predicted, attrs) => f(matrixOf(labels, predicted, attrs), attrs));

const AVERAGES: Readonly<Record<string, m.Average>> = {
  ...{ binary: 'binary', micro: 'micro', macro: 'macro', weighted: 'weighted' },
};

const optionsOf = (attrs: Attrs): m.ScoreOptions => ({
  average: AVERAGES[String(attrs['average'])] ?? 'binary',
  ...('pos_label' in attrs ? { positive: numberOf(attrs, 'pos_label') } : {}),
  ...('zero_division' in attrs ? { zeroDivision: numberOf(attrs, 'zero_division') } : {}),
});

type Score = (matrix: m.ConfusionMatrix, options: m.ScoreOptions, attrs: Attrs) => number;

/** A score of a case's average, or of every class where there is none. */
const score = (f: Score): AdapterOf =>
  ofMatrix((matrix, attrs) => {
    const options = optionsOf(attrs);
    return attrs['average'] === null
      ? matrix.map((_, positive) => f(matrix, { ...options, positive }, attrs))
      : f(matrix, options, attrs);
  });

const ofResiduals = (f: (r: m.Residuals) => number): AdapterOf =>
  from((labels, predicted) => f(m.residualsOf(labels, predicted)));

/** correct / count of counts inside a program. */
const share = (counts: unknown): Value => {
  const [correct, count] = leaves(counts).map((n) => layered(cast)(n, DTypes.f32));
  return div(correct, count);
};

/** An accuracy of predictions and labels inside a program. */
const hits =
  (f: unknown, option: string): AdapterOf =>
  ({ attrs, inputs: [labels, predicted] }) =>
    direct(({ load }) => ({
      y: share(call(f, load(predicted!), load(labels!), numberOf(attrs, option))),
    }));

/** A loss of predictions and labels inside a program. */
const loss =
  (f: unknown): AdapterOf =>
  ({ inputs: [labels, predicted] }) =>
    direct(({ load }) => ({ y: op(f)(load(predicted!), load(labels!)) }));

const curve: AdapterOf = (c) =>
  direct(() => {
    const { falsePositiveRate: fpr, truePositiveRate: tpr } = m.rocCurve(...dataOf(c));
    return { fpr, tpr };
  });

export const metrics: Family = {
  accuracy: ofMatrix(m.accuracyScore),
  balanced_accuracy: ofMatrix(m.balancedAccuracyScore),
  binary_accuracy: hits(m.binaryAccuracy, 'threshold'),
  top_k_accuracy: hits(m.topKAccuracy, 'k'),
  confusion_matrix: ofMatrix((matrix) => matrix.flat()),
  precision: score(m.precisionScore),
  recall: score(m.recallScore),
  f1: score(m.f1Score),
  fbeta: score((matrix, options, attrs) => m.fBetaScore(matrix, numberOf(attrs, 'beta'), options)),
  cohen_kappa: ofMatrix(m.cohenKappaScore),
  matthews_corrcoef: ofMatrix(m.matthewsCorrelation),
  roc_curve: curve,
  roc_auc: from(m.rocAuc),
  average_precision: from(m.averagePrecision),
  log_loss: from((labels, probabilities) => m.logLoss(labels, probabilities)),
  categorical_log_loss: from((labels, probabilities, attrs) =>
    m.categoricalLogLoss(labels, probabilities, numberOf(attrs, 'num_classes')),
  ),
  mean_squared_error: loss(l.meanSquaredError),
  mean_absolute_error: loss(l.meanAbsoluteError),
  max_error: ofResiduals(m.maxErrorOf),
  r2: ofResiduals(m.r2Score),
  explained_variance: ofResiduals(m.explainedVarianceScore),
};
