/** A classifier learns: on digits that the project draws, and on MNIST where that is at hand. */
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { generatedDigits, mnist, type Samples, sliceSamples } from '../../src/data/index.ts';
import {
  adam,
  evaluate,
  f32,
  key,
  layer,
  net,
  type Optimiser,
  relu,
  sgd,
} from '../../src/index.ts';
import { hashTensors } from '../../src/io/index.ts';
import {
  classifier,
  type EpochEvent,
  evaluateOn,
  fit,
  inBatches,
  loadCheckpoint,
  saveCheckpoint,
  type TrainEvent,
  tensorsOf,
} from '../../src/train/index.ts';
import { withData } from '../support/data.ts';

const flat = (s: Samples): Samples => ({ ...s, shape: [784] });

const mlp = net(f32('B', 784), layer.dense('fc1', 32), relu, layer.dense('fc2', 10));
const learner = (optimiser: Optimiser) => classifier({ net: mlp, optimiser });

const digits = flat(generatedDigits([0, 7], 700));
const [train, held] = [sliceSamples(digits, 0, 600), sliceSamples(digits, 600, 700)];

/** The epochs of a run and its last state; 600 samples are 9 batches of 64 and a last one of 24. */
const learn = (optimiser: Optimiser, seed: number, epochs: number, samples = train) => {
  const model = learner(optimiser);
  const options = { epochs, batchSize: 64, key: [0, seed] } as const;
  const loop = fit(model, model.start(key(seed)), { train: samples, validation: null }, options);
  const seen: EpochEvent[] = [];
  for (;;) {
    const next = loop.next();
    if (next.done === true) return { model, state: next.value, epochs: seen };
    if (next.value.kind === 'epoch') seen.push(next.value);
  }
};

const hash = (optimiser: Optimiser, seed: number): string =>
  hashTensors(tensorsOf(learn(optimiser, seed, 1).state.params));

test('the model is run once in a step, for loss, gradients and accuracy together', () => {
  let traced = 0;
  const counting =
    <A extends readonly unknown[], R>(f: (...args: A) => R) =>
    (...args: A): R => {
      traced++;
      return f(...args);
    };
  const { params, state, input, output, random, stages } = mlp;
  const members = { params, state, input, output, random, stages };
  const counted = { ...members, train: counting(mlp.train), with: () => counting(mlp) };
  classifier({ net: counted, optimiser: adam() });
  // once for training, once for measuring, once for predicting
  expect(traced).toBe(3);
});

test('a network that does not give logits is refused, with the sentence of the compiler', () => {
  const sentence = 'classifier: the network must give logits [batch, classes], got [B, 5, 2]';
  const wrong = net(f32('B', 5, 4), layer.dense('fc', 2));
  // @ts-expect-error the same sentence
  expect(() => classifier({ net: wrong, optimiser: adam() })).toThrow(sentence);
});

describe('a network with dropout and batch normalisation', () => {
  const hidden = [layer.dense('fc1', 32), layer.batchNorm('bn'), relu] as const;
  const mixed = net(f32('B', 784), ...hidden, layer.dropout(0.5), layer.dense('fc2', 10));
  const model = classifier({ net: mixed, optimiser: adam({ lr: 3e-3 }) });
  const data = { train, validation: held };
  const options = { epochs: 4, batchSize: 64, key: [0, 1] as const };
  const whole = (from?: TrainEvent<ReturnType<typeof model.start>>) => {
    const rest = from === undefined ? {} : { from: from.position };
    const loop = fit(model, from?.state ?? model.start(key(5)), data, { ...options, ...rest });
    const events: TrainEvent[] = [];
    for (;;) {
      const next = loop.next();
      if (next.done === true) {
        // read now: the next run takes the memory of this one's state
        return { state: next.value, events, hash: hashTensors(tensorsOf(next.value)) };
      }
      events.push(next.value);
    }
  };
  test('learns with them and evaluates without', () => {
    const { state, events } = whole();
    const last = events.at(-1);
    expect(last?.kind === 'epoch' ? last.validation?.accuracy : 0).toBeGreaterThan(0.8);
    const moments = evaluate(state.state.bn.mean).data;
    expect(moments.some((m) => m !== 0)).toBe(true);
    const [once, again] = [1, 2].map(() => evaluateOn(model, state, held, 64));
    expect(again).toEqual(once);
  });
  test('draws other units at every step', () => {
    const [batch] = inBatches(train, 64);
    const first = model.train(model.start(key(5)), batch!);
    expect(evaluate(first.state.random.key!).data).not.toEqual(
      evaluate(model.start(key(5)).random.key!).data,
    );
  });
  test.each([3, 10, 11, 25])('goes on after %i events, through a file, to the same bits', (n) => {
    const loop = fit(model, model.start(key(5)), data, options);
    let event = loop.next();
    for (let i = 1; i < n; i++) event = loop.next();
    if (event.done === true) throw new Error('the run is too short');
    const { state, position } = event.value;
    const file = saveCheckpoint({ state, position, about: { run: 'a' } });
    const loaded = loadCheckpoint(model.start(key(0)), file, 'c');
    if (E.isLeft(loaded)) throw new Error(loaded.left.actual);
    expect(loaded.right.about['run']).toBe('a');
    const rest = whole({ ...event.value, ...loaded.right });
    const unbroken = whole();
    expect(rest.hash).toBe(unbroken.hash);
    const scores = (events: readonly TrainEvent[]) =>
      events.flatMap((e) => (e.kind === 'epoch' ? [[e.epoch, e.train, e.validation]] : []));
    const done = scores(rest.events);
    expect(done).toEqual(scores(unbroken.events).slice(-done.length));
  });
});

describe('on generated digits', () => {
  test.each([
    ['adam', () => adam({ lr: 3e-3 })],
    ['sgd with momentum', () => sgd(0.05, { momentum: 0.9 })],
  ] as const)('%s lowers the loss and classifies digits it has not seen', (_, optimiser) => {
    const { model, state, epochs } = learn(optimiser(), 0, 8);
    expect(epochs.at(-1)!.train.loss).toBeLessThan(0.3 * epochs[0]!.train.loss);
    // one in ten by chance
    expect(evaluateOn(model, state, held, 64).accuracy).toBeGreaterThan(0.8);
  });
  test('the same seed gives the same bits, another seed others', () => {
    expect(hash(adam({}), 3)).toBe(hash(adam({}), 3));
    expect(hash(adam({}), 4)).not.toBe(hash(adam({}), 3));
  });
  test('scores do not depend on how the samples are cut into batches', () => {
    const { model, state } = learn(adam({}), 0, 1);
    const whole = evaluateOn(model, state, held, 100);
    for (const batch of [1, 7, 64]) {
      const score = evaluateOn(model, state, held, batch);
      expect(score.accuracy).toBe(whole.accuracy);
      // f32 means of at most 100 terms near 1: rounding is below 1e-5
      expect(score.loss).toBeCloseTo(whole.loss, 5);
    }
  });
  test('probabilities are positive and sum to one', () => {
    const model = learner(adam({}));
    const state = model.start(key(1));
    for (const batch of inBatches(held, 64)) {
      const all = model.probabilities(state, batch);
      expect(all).toHaveLength(10 * batch.labels.shape[0]);
      for (let i = 0; i < all.length; i += 10) {
        const row = all.subarray(i, i + 10);
        expect(Math.min(...row)).toBeGreaterThan(0);
        // ten f32 roundings
        expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      }
    }
  });
});

describe('on MNIST', () => {
  withData(({ folder }) => {
    test('one epoch over 6000 digits is right on most of 2000 others', async () => {
      const read = await mnist(folder)();
      if (E.isLeft(read)) throw new Error(read.left.actual);
      const { train, test } = read.right;
      const { model, state } = learn(adam({}), 0, 1, flat(sliceSamples(train, 0, 6000)));
      // the first 2000 test digits; a whole run on 54000 reaches 0.96 after its first epoch
      const score = evaluateOn(model, state, flat(sliceSamples(test, 0, 2000)), 128);
      expect(score.accuracy).toBeGreaterThan(0.8);
    });
  });
});
