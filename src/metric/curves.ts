/** Metrics of a binary classifier's scores over all thresholds: ROC and precision-recall curves, and their areas. */
import { pairs } from './confusion.ts';

/** Counts of true and false positives at every distinct score, from the highest on. */
interface Steps {
  readonly thresholds: readonly number[];
  readonly right: readonly number[];
  readonly wrong: readonly number[];
}

/** Labels other than 0 are positive. */
const stepsOf = (op: string, labels: ArrayLike<number>, scores: ArrayLike<number>): Steps => {
  const order = Float64Array.from({ length: pairs(op, labels, scores) }, (_, i) => i);
  order.sort((i, j) => scores[j]! - scores[i]!);
  const [thresholds, right, wrong]: [number[], number[], number[]] = [[], [], []];
  let [tp, fp] = [0, 0];
  order.forEach((i, k) => {
    if (labels[i] === 0) fp++;
    else tp++;
    if (k + 1 < order.length && scores[order[k + 1]!] === scores[i]) return;
    thresholds.push(scores[i]!);
    right.push(tp);
    wrong.push(fp);
  });
  return { thresholds, right, wrong };
};

/** A receiver operating characteristic, from the highest threshold to the lowest. */
export interface RocCurve {
  /** false positives among the negatives */
  readonly falsePositiveRate: readonly number[];
  /** true positives among the positives */
  readonly truePositiveRate: readonly number[];
  /** scores from here on count as positive; the first is inf, where none do */
  readonly thresholds: readonly number[];
}

/**
 * The ROC curve of scores for labels (0 or not): a point for every distinct score after (0, 0). Rates are NaN without
 * negatives or positives. Fawcett 2006. scikit-learn: roc_curve(drop_intermediate=False).
 */
export const rocCurve = (labels: ArrayLike<number>, scores: ArrayLike<number>): RocCurve => {
  const { thresholds, right, wrong } = stepsOf('rocCurve', labels, scores);
  const rates = (counts: readonly number[]): readonly number[] => {
    const all = counts.at(-1) ?? 0;
    return [0, ...counts].map((n) => n / all);
  };
  return {
    falsePositiveRate: rates(wrong),
    truePositiveRate: rates(right),
    thresholds: [Number.POSITIVE_INFINITY, ...thresholds],
  };
};

/** The area below points from left to right, by trapezoids. scikit-learn: auc. */
export const areaUnderCurve = (x: readonly number[], y: readonly number[]): number =>
  x.slice(1).reduce((sum, to, i) => sum + ((to - x[i]!) * (y[i]! + y[i + 1]!)) / 2, 0);

/**
 * The area under the ROC curve: the probability that a positive sample scores above a negative one, ties counting half.
 * NaN without positives or negatives. scikit-learn: roc_auc_score.
 */
export const rocAuc = (labels: ArrayLike<number>, scores: ArrayLike<number>): number => {
  const { falsePositiveRate, truePositiveRate } = rocCurve(labels, scores);
  return areaUnderCurve(falsePositiveRate, truePositiveRate);
};

/** Precision against recall, from the highest threshold to the lowest. */
export interface PrecisionRecallCurve {
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  /** scores from here on count as positive */
  readonly thresholds: readonly number[];
}

/**
 * Precision and recall at every distinct score, from the highest on, for labels (0 or not). Recall is NaN without
 * positives. scikit-learn: precision_recall_curve, whose order is the reverse and which adds the point (0, 1).
 */
export const precisionRecallCurve = (
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): PrecisionRecallCurve => {
  const { thresholds, right, wrong } = stepsOf('precisionRecallCurve', labels, scores);
  const all = right.at(-1) ?? 0;
  return {
    precision: right.map((tp, k) => tp / (tp + wrong[k]!)),
    recall: right.map((tp) => tp / all),
    thresholds,
  };
};

/**
 * sum_k (recall_k - recall_(k-1)) precision_k over the thresholds: the mean precision at the positives, without
 * interpolation. NaN without positives. scikit-learn: average_precision_score.
 */
export const averagePrecision = (labels: ArrayLike<number>, scores: ArrayLike<number>): number => {
  const { precision, recall } = precisionRecallCurve(labels, scores);
  if (recall.length === 0) return Number.NaN;
  return precision.reduce((sum, p, k) => sum + (recall[k]! - (recall[k - 1] ?? 0)) * p, 0);
};
