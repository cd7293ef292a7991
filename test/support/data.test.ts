/** The data sets are the published ones. */
import { expect, test } from 'vitest';
import { withData } from './data.ts';

withData(({ mnist, text }) => {
  test('MNIST has its sizes and first labels', () => {
    const digits = mnist();
    expect([digits.train.count, digits.train.rows, digits.train.columns]).toEqual([60000, 28, 28]);
    expect(digits.train.images).toHaveLength(60000 * 28 * 28);
    expect([...digits.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...digits.test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  });
  test('iris has 150 rows', () => {
    expect(text('iris.csv').trim().split('\n')).toHaveLength(150);
  });
});
