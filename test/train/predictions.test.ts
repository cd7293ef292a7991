/** Confusion and mistakes are counted as they are. */
import { expect, test } from 'vitest';
import { confusionMatrix, type Prediction, worstMistakes } from '../../src/train/index.ts';

const prediction = (
  index: number,
  label: number,
  predicted: number,
  labelProbability: number,
): Prediction => ({
  index,
  label,
  predicted,
  probability: 0.9,
  labelProbability,
});
const predictions = [
  prediction(0, 0, 0, 0.9),
  prediction(1, 0, 1, 0.2),
  prediction(2, 1, 0, 0.05),
  prediction(3, 1, 1, 0.8),
  prediction(4, 1, 0, 0.05),
];

test('confusionMatrix counts by label and prediction', () => {
  expect(confusionMatrix(predictions, 3)).toEqual([
    [1, 1, 0],
    [2, 1, 0],
    [0, 0, 0],
  ]);
});
test('worstMistakes lists mistakes only, the least probable label first, then in order', () => {
  expect(worstMistakes(predictions, 2).map((p) => p.index)).toEqual([2, 4]);
  expect(worstMistakes(predictions, 9).map((p) => p.index)).toEqual([2, 4, 1]);
});
