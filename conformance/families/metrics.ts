/** Metrics: numbers from labels and predictions. */
import type { Value } from '../../src/core/node.ts';
import { meanSquaredError } from '../../src/loss/index.ts';
import { accuracy } from '../../src/metric/index.ts';
import { cast } from '../../src/ops/index.ts';
import { confusionMatrix } from '../../src/train/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { type AdapterOf, call, direct, type Family, missing, op } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import { div, layered, oneHot } from './untyped.ts';

/** correct / count */
const share = (scores: Value, labels: Value): Value => {
  const [correct, count] = leaves(call(accuracy, scores, labels)).map((n) =>
    layered(cast)(n, DTypes.f32),
  );
  return div(correct, count);
};

/** A predicted class is the largest of its one-hot vector. */
const ofClasses: AdapterOf = ({ attrs, inputs: [labels, predicted] }) =>
  direct(({ load }) => ({
    y: share(oneHot(load(predicted!), numberOf(attrs, 'num_classes')), load(labels!)),
  }));

const topK: AdapterOf = ({ attrs, inputs: [labels, scores] }) =>
  attrs['k'] === 1
    ? direct(({ load }) => ({ y: share(load(scores!), load(labels!)) }))
    : missing('top_k_accuracy with k above 1');

const counts: AdapterOf = ({ attrs, inputs: [labels, predicted] }) => {
  const predictions = Array.from(labels!.data, (label, index) => ({
    ...{ index, label, predicted: predicted!.data[index]! },
    ...{ probability: 1, labelProbability: 1 },
  }));
  return direct(() => ({
    y: confusionMatrix(predictions, numberOf(attrs, 'num_classes')).flat(),
  }));
};

export const metrics: Family = {
  accuracy: ofClasses,
  top_k_accuracy: topK,
  confusion_matrix: counts,
  mean_squared_error: ({ inputs: [labels, predicted] }) =>
    direct(({ load }) => ({ y: op(meanSquaredError)(load(predicted!), load(labels!)) })),
};
