/** Accuracy as counts that add up over batches. */
import { expect, test } from 'vitest';
import { accuracy, accuracyOf, hits } from '../../src/metric/index.ts';
import { array, integers } from '../../src/ops/index.ts';
import { numbersOf } from '../ops/reference.ts';

const logits = array([3, 2], [0, 1, 2, 1, 0.5, 0.5]);

test('counts rows whose largest logit is at the label, the first of equal ones', () => {
  const { correct, count } = accuracy(logits, integers([3], [1, 1, 0]));
  expect([numbersOf(correct), numbersOf(count)]).toEqual([[2], [3]]);
});
test('labels that do not fit the rows are refused', () => {
  const sentence = 'accuracy: shapes do not broadcast: [3] with [2] (3 ≠ 2)';
  // @ts-expect-error two labels for three rows
  expect(() => accuracy(logits, integers([2], [0, 0]))).toThrow(sentence);
});
test('batches are weighted by their sizes', () => {
  const total = hits.concat({ correct: 2, count: 3 }, { correct: 1, count: 1 });
  expect(accuracyOf(total)).toBe(0.75);
  expect(hits.concat(hits.empty, total)).toEqual(total);
});
