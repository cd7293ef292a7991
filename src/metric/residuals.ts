/** Errors of a regression as moments that add up over batches, and the metrics that are functions of them. */
import type { Monoid } from 'fp-ts/lib/Monoid.js';
import { pairs } from './confusion.ts';

/** A mean and the sum of squared distances from it. */
interface Moments {
  readonly mean: number;
  readonly spread: number;
}

/** What is known of labels y and errors y - predicted. */
export interface Residuals {
  readonly count: number;
  readonly labels: Moments;
  readonly errors: Moments;
  readonly sumOfSquares: number;
  readonly sumOfSizes: number;
  readonly largest: number;
}

/** Moments of n and m numbers together: Chan, Golub, LeVeque 1983, which does not cancel. */
const together = (x: Moments, n: number, y: Moments, m: number): Moments => {
  if (m === 0) return x;
  const [gap, share] = [y.mean - x.mean, m / (n + m)];
  return {
    mean: x.mean + gap * share,
    spread: x.spread + y.spread + gap * gap * n * share,
  };
};

const nothing: Moments = { mean: 0, spread: 0 };

/** Residuals of several batches together. */
export const residuals: Monoid<Residuals> = {
  empty: {
    ...{ count: 0, labels: nothing, errors: nothing },
    ...{ sumOfSquares: 0, sumOfSizes: 0, largest: 0 },
  },
  concat: (x, y) => ({
    count: x.count + y.count,
    labels: together(x.labels, x.count, y.labels, y.count),
    errors: together(x.errors, x.count, y.errors, y.count),
    sumOfSquares: x.sumOfSquares + y.sumOfSquares,
    sumOfSizes: x.sumOfSizes + y.sumOfSizes,
    largest: Math.max(x.largest, y.largest),
  }),
};

const one = (label: number, predicted: number): Residuals => {
  const error = label - predicted;
  return {
    count: 1,
    labels: { mean: label, spread: 0 },
    errors: { mean: error, spread: 0 },
    sumOfSquares: error * error,
    sumOfSizes: Math.abs(error),
    largest: Math.abs(error),
  };
};

/** The residuals of a batch. Throws ShapeError for lists of different lengths. */
export const residualsOf = (labels: ArrayLike<number>, predicted: ArrayLike<number>): Residuals => {
  let sum = residuals.empty;
  const count = pairs('residualsOf', labels, predicted);
  for (let i = 0; i < count; i++) sum = residuals.concat(sum, one(labels[i]!, predicted[i]!));
  return sum;
};

/** (1/n) sum_i (y_i - predicted_i)^2; NaN of nothing. scikit-learn: mean_squared_error. */
export const meanSquaredErrorOf = (r: Residuals): number => r.sumOfSquares / r.count;

/** (1/n) sum_i |y_i - predicted_i|; NaN of nothing. scikit-learn: mean_absolute_error. */
export const meanAbsoluteErrorOf = (r: Residuals): number => r.sumOfSizes / r.count;

/** The largest |y_i - predicted_i|; 0 of nothing. scikit-learn: max_error. */
export const maxErrorOf = (r: Residuals): number => r.largest;

/** 1 - part / whole; where all labels are equal, 1 if there is nothing to explain, else 0. */
const explained = (part: number, whole: number): number => {
  if (whole !== 0) return 1 - part / whole;
  return part === 0 ? 1 : 0;
};

/**
 * The coefficient of determination, 1 - sum (y - predicted)^2 / sum (y - mean y)^2; NaN of fewer than two samples.
 * scikit-learn: r2_score.
 */
export const r2Score = (r: Residuals): number =>
  r.count < 2 ? Number.NaN : explained(r.sumOfSquares, r.labels.spread);

/**
 * 1 - Var(y - predicted) / Var(y): as `r2Score`, a constant error counting for nothing; NaN of nothing. scikit-learn:
 * explained_variance_score.
 */
export const explainedVarianceScore = (r: Residuals): number =>
  r.count === 0 ? Number.NaN : explained(r.errors.spread, r.labels.spread);
