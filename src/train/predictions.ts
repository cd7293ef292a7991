/** What a classifier says of every sample, and how it errs. */
import type { Samples } from '../data/index.ts';
import { type ConfusionMatrix, confusionMatrix as matrixOf } from '../metric/index.ts';
import type { Classifier, TrainState } from './classifier.ts';
import { inBatches } from './fit.ts';

/** What a classifier says of one sample. */
export interface Prediction {
  /** position in the data set */
  readonly index: number;
  readonly label: number;
  /** the most probable class, the first of equal ones */
  readonly predicted: number;
  /** of the predicted class */
  readonly probability: number;
  /** of the label */
  readonly labelProbability: number;
}

const largest = (row: Float32Array): number => {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
};

/** The predictions for all samples, in order. */
export const predictAll = <P>(
  classifier: Classifier<P>,
  state: TrainState<P>,
  samples: Samples,
  batchSize: number,
): readonly Prediction[] => {
  const out: Prediction[] = [];
  for (const batch of inBatches(samples, batchSize)) {
    const all = classifier.probabilities(state, batch);
    const [count] = batch.labels.shape;
    const classes = all.length / count;
    for (let i = 0; i < count; i++) {
      const row = all.subarray(i * classes, (i + 1) * classes);
      const [label, predicted] = [batch.labels.data[i]!, largest(row)];
      out.push({
        index: out.length,
        label,
        predicted,
        probability: row[predicted]!,
        labelProbability: row[label]!,
      });
    }
  }
  return out;
};

/** counts[label][predicted]: how many samples of a label were taken for what. */
export const confusionMatrix = (
  predictions: readonly Prediction[],
  classes: number,
): ConfusionMatrix =>
  matrixOf(
    predictions.map(({ label }) => label),
    predictions.map(({ predicted }) => predicted),
    classes,
  );

/** The mistakes whose label was thought least probable, worst first. */
export const worstMistakes = (
  predictions: readonly Prediction[],
  count: number,
): readonly Prediction[] =>
  predictions
    .filter((p) => p.predicted !== p.label)
    .sort((a, b) => a.labelProbability - b.labelProbability || a.index - b.index)
    .slice(0, count);
