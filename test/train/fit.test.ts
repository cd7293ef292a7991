/** The loop: every sample once an epoch, sums weighted by samples, state threaded, order by key. */
import { describe, expect, test } from 'vitest';
import type { Samples } from '../../src/data/index.ts';
import { evaluateOn, fit, type Learner, type TrainEvent } from '../../src/train/index.ts';

const samples: Samples = {
  features: Float32Array.from({ length: 2 * 23 }, (_, i) => i),
  labels: Int32Array.from({ length: 23 }, (_, i) => i),
  count: 23,
  shape: [2],
  classes: 23,
  source: 'counting',
};

/** Remembers the labels that it was shown; its loss is the label. */
const recorder = (): Learner<readonly number[]> & { readonly sizes: number[] } => {
  const sizes: number[] = [];
  const sumsOf = (labels: Int32Array) => ({
    loss: labels.reduce((a, b) => a + b, 0),
    correct: labels.filter((l) => l % 2 === 0).length,
    count: labels.length,
  });
  return {
    sizes,
    train: (seen, { features, labels }) => {
      sizes.push(labels.shape[0]);
      expect(features.shape).toEqual([labels.shape[0], 2]);
      for (const [i, l] of labels.data.entries()) expect(features.data[2 * i]).toBe(2 * l);
      return { state: [...seen, ...labels.data], sums: sumsOf(labels.data) };
    },
    measure: (_, { labels }) => sumsOf(labels.data),
  };
};

const run = (key: readonly [number, number], epochs: number, batchSize: number) => {
  const learner = recorder();
  const events: TrainEvent[] = [];
  const loop = fit(
    learner,
    [],
    { train: samples, validation: samples },
    { epochs, batchSize, key, now: () => 0 },
  );
  for (;;) {
    const next = loop.next();
    if (next.done === true) return { seen: next.value, events, sizes: learner.sizes };
    events.push(next.value);
  }
};

const all = Array.from({ length: 23 }, (_, i) => i);
const byNumber = (a: number, b: number): number => a - b;

describe('fit', () => {
  test.each([1, 4, 22, 23, 100])('visits every sample once an epoch, in batches of %i', (batch) => {
    const { seen, sizes } = run([0, 1], 2, batch);
    expect(seen.slice(0, 23).sort(byNumber)).toEqual(all);
    expect(seen.slice(23).sort(byNumber)).toEqual(all);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(46);
  });
  test('orders the samples by the key and the epoch', () => {
    const { seen } = run([0, 1], 2, 4);
    expect(run([0, 1], 2, 4).seen).toEqual(seen);
    expect(run([0, 2], 2, 4).seen).not.toEqual(seen);
    expect(seen.slice(0, 23)).not.toEqual(seen.slice(23));
  });
  test('weighs scores by samples, not by batches', () => {
    const { events } = run([0, 1], 1, 10);
    const last = events.at(-1);
    expect(events.filter((e) => e.kind === 'step').map((e) => e.samples)).toEqual([10, 10, 3]);
    expect(last).toMatchObject({
      kind: 'epoch',
      epoch: 1,
      train: { loss: 11, accuracy: 12 / 23, count: 23 },
      validation: { loss: 11, accuracy: 12 / 23, count: 23 },
    });
  });
  test('evaluateOn measures every sample', () => {
    expect(evaluateOn(recorder(), [], samples, 7)).toEqual({
      loss: 11,
      accuracy: 12 / 23,
      count: 23,
    });
  });
});
