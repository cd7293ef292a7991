/** Confusion matrices: counts that add up over batches, and the scores of a classifier that are functions of them. */
import type { Monoid } from 'fp-ts/lib/Monoid.js';
import { IndexError, ShapeError } from '../core/error.ts';

/** counts[label][predicted]: how many samples of a class were taken for which one. */
export type ConfusionMatrix = readonly (readonly number[])[];

const square = (
  classes: number,
  at: (label: number, predicted: number) => number,
): ConfusionMatrix =>
  Array.from({ length: classes }, (_, i) => Array.from({ length: classes }, (__, j) => at(i, j)));

/** Confusion matrices of so many classes, added. */
export const confusions = (classes: number): Monoid<ConfusionMatrix> => ({
  empty: square(classes, () => 0),
  concat: (x, y) => square(classes, (i, j) => x[i]![j]! + y[i]![j]!),
});

/** How many elements both lists have; they must be as many. */
export const pairs = (op: string, a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length === b.length) return a.length;
  throw new ShapeError(`${op}: ${a.length} labels do not go with ${b.length} predictions`);
};

const classOf = (c: number, classes: number): number => {
  if (Number.isInteger(c) && c >= 0 && c < classes) return c;
  throw new IndexError(`confusionMatrix: ${c} is no class, there are ${classes}`);
};

/**
 * How many samples of each class (row) were taken for each class (column), for classes 0 to classes - 1. Throws
 * IndexError for other ones, ShapeError for lists of different lengths. scikit-learn: confusion_matrix.
 */
export const confusionMatrix = (
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ConfusionMatrix => {
  const counts = new Float64Array(classes * classes);
  const count = pairs('confusionMatrix', labels, predicted);
  for (let i = 0; i < count; i++) {
    const at = classOf(labels[i]!, classes) * classes + classOf(predicted[i]!, classes);
    counts[at] = counts[at]! + 1;
  }
  return square(classes, (i, j) => counts[i * classes + j]!);
};

const total = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const hitsOf = (m: ConfusionMatrix): readonly number[] => m.map((row, i) => row[i]!);
const labelled = (m: ConfusionMatrix): readonly number[] => m.map(total);
const taken = (m: ConfusionMatrix): readonly number[] =>
  m.map((_, j) => total(m.map((row) => row[j]!)));

/** The share of samples that were classified as labelled; NaN of nothing. scikit-learn: accuracy_score. */
export const accuracyScore = (m: ConfusionMatrix): number => total(hitsOf(m)) / total(labelled(m));

/** The mean recall of the classes that occur; NaN of nothing. scikit-learn: balanced_accuracy_score. */
export const balancedAccuracyScore = (m: ConfusionMatrix): number => {
  const sizes = labelled(m);
  const recalls = hitsOf(m).flatMap((hit, i) => (sizes[i] === 0 ? [] : [hit / sizes[i]!]));
  return total(recalls) / recalls.length;
};

/**
 * Cohen's kappa, (observed - expected agreement) / (1 - expected agreement), in [-1, 1]: 0 is chance; NaN where only
 * one class occurs. scikit-learn: cohen_kappa_score.
 */
export const cohenKappaScore = (m: ConfusionMatrix): number => {
  const [sizes, guesses, n] = [labelled(m), taken(m), total(labelled(m))];
  const chance = total(sizes.map((size, i) => (size * guesses[i]!) / n));
  return (total(hitsOf(m)) - chance) / (n - chance);
};

/**
 * Matthews's correlation of labels and predictions for any number of classes (Gorodkin 2004), in [-1, 1]; 0 where one of
 * them has only one class. scikit-learn: matthews_corrcoef.
 */
export const matthewsCorrelation = (m: ConfusionMatrix): number => {
  const [sizes, guesses] = [labelled(m), taken(m)];
  const n = total(sizes);
  const dot = (a: readonly number[], b: readonly number[]): number =>
    total(a.map((x, i) => x * b[i]!));
  const spread = (n * n - dot(sizes, sizes)) * (n * n - dot(guesses, guesses));
  return spread === 0 ? 0 : (total(hitsOf(m)) * n - dot(sizes, guesses)) / Math.sqrt(spread);
};

// ---- precision, recall, F -------------------------------------------------------------------------

/**
 * How scores of classes become one: every class of the matrix counts the same, those that never occur among them;
 * by its samples; all samples together; or the positive class alone.
 */
export type Average = 'macro' | 'weighted' | 'micro' | 'binary';

/** How precision, recall and F are computed. */
export interface ScoreOptions {
  /** 'binary', the score of the positive class, unless told otherwise */
  readonly average?: Average;
  /** the class that 'binary' scores, 1 unless told otherwise. scikit-learn: pos_label */
  readonly positive?: number;
  /** what stands for 0 / 0, 0 unless told otherwise. scikit-learn: zero_division */
  readonly zeroDivision?: number;
}

/** What a class has: right ones, those labelled, those predicted. */
interface Counts {
  readonly right: number;
  readonly labelled: number;
  readonly predicted: number;
}

/** A score of one class as a quotient. */
type Score = (c: Counts) => readonly [numerator: number, denominator: number];

const precisionOf: Score = ({ right, predicted }) => [right, predicted];
const recallOf: Score = ({ right, labelled: all }) => [right, all];
/** (1 + b^2) right / (b^2 labelled + predicted), which equals the harmonic mean. */
const fOf =
  (beta: number): Score =>
  ({ right, labelled: all, predicted }) => [
    (1 + beta * beta) * right,
    beta * beta * all + predicted,
  ];

const countsOf = (m: ConfusionMatrix): readonly Counts[] => {
  const [all, predicted] = [labelled(m), taken(m)];
  return hitsOf(m).map((right, i) => ({ right, labelled: all[i]!, predicted: predicted[i]! }));
};

const sumOf = (cs: readonly Counts[]): Counts => ({
  right: total(cs.map((c) => c.right)),
  labelled: total(cs.map((c) => c.labelled)),
  predicted: total(cs.map((c) => c.predicted)),
});

const quotient =
  (score: Score, zeroDivision: number) =>
  (c: Counts): number => {
    const [numerator, denominator] = score(c);
    return denominator === 0 ? zeroDivision : numerator / denominator;
  };

const weightedMean = (xs: readonly number[], ws: readonly number[], none: number): number => {
  const weight = total(ws);
  return weight === 0 ? none : total(xs.map((x, i) => (x * ws[i]!) / weight));
};

const averages: Readonly<
  Record<
    Average,
    (cs: readonly Counts[], f: (c: Counts) => number, o: Required<ScoreOptions>) => number
  >
> = {
  binary: (cs, f, { positive, zeroDivision }) => {
    const own = cs[positive];
    return own === undefined ? zeroDivision : f(own);
  },
  micro: (cs, f) => f(sumOf(cs)),
  macro: (cs, f, { zeroDivision }) =>
    weightedMean(
      cs.map(f),
      cs.map(() => 1),
      zeroDivision,
    ),
  weighted: (cs, f, { zeroDivision }) =>
    weightedMean(
      cs.map(f),
      cs.map((c) => c.labelled),
      zeroDivision,
    ),
};

const scored = (score: Score, m: ConfusionMatrix, options: ScoreOptions): number => {
  const all = { average: 'binary', positive: 1, zeroDivision: 0, ...options } as const;
  return averages[all.average](countsOf(m), quotient(score, all.zeroDivision), all);
};

const ofClasses = (score: Score, m: ConfusionMatrix, zeroDivision = 0): readonly number[] =>
  countsOf(m).map(quotient(score, zeroDivision));

/** Of what was predicted as a class, the share that is labelled so: tp / (tp + fp). scikit-learn: precision_score. */
export const precisionScore = (m: ConfusionMatrix, options: ScoreOptions = {}): number =>
  scored(precisionOf, m, options);

/** Of what is labelled as a class, the share that was predicted so: tp / (tp + fn). scikit-learn: recall_score. */
export const recallScore = (m: ConfusionMatrix, options: ScoreOptions = {}): number =>
  scored(recallOf, m, options);

/** The harmonic mean of precision and recall, 2 tp / (2 tp + fp + fn). scikit-learn: f1_score. */
export const f1Score = (m: ConfusionMatrix, options: ScoreOptions = {}): number =>
  scored(fOf(1), m, options);

/**
 * (1 + b^2) tp / ((1 + b^2) tp + b^2 fn + fp): the harmonic mean of precision and recall, recall counting b^2 times. van
 * Rijsbergen 1979. scikit-learn: fbeta_score.
 */
export const fBetaScore = (m: ConfusionMatrix, beta: number, options: ScoreOptions = {}): number =>
  scored(fOf(beta), m, options);

/** Precision, recall and F1 of one class. */
export interface ClassScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** how many samples are labelled so */
  readonly support: number;
}

/** Precision, recall and F1 of every class; `zeroDivision` stands for 0 / 0. scikit-learn: average=None. */
export const classScores = (m: ConfusionMatrix, zeroDivision = 0): readonly ClassScore[] => {
  const [precision, recall, f1] = [precisionOf, recallOf, fOf(1)].map((score) =>
    ofClasses(score, m, zeroDivision),
  );
  return labelled(m).map((support, i) => ({
    ...{ precision: precision![i]!, recall: recall![i]!, f1: f1![i]! },
    support,
  }));
};
