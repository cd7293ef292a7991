/** Trains a classifier on numbers drawn from a key: the same losses, bit for bit, in Node and in every browser. */
import {
  adam,
  argMax,
  crossEntropy,
  evaluate,
  f32,
  flatten,
  foldIn,
  type Init,
  i32,
  init,
  jit,
  key,
  layer,
  matmul,
  maxPool2d,
  type NdArray,
  net,
  normal,
  relu,
  reshape,
  valueAndGrad,
} from 'typegrad';
import type { ModelName } from './messages.ts';

const BATCH = 128;

const mlp = net(
  f32('B', 784),
  layer.dense('fc1', 256),
  relu,
  layer.dense('fc2', 128),
  relu,
  layer.dense('fc3', 10),
);

const cnn = net(
  f32('B', 784),
  reshape(['B', 28, 28, 1]),
  layer.conv2d('conv1', { filters: 32, kernel: 3 }),
  relu,
  maxPool2d(2),
  layer.conv2d('conv2', { filters: 64, kernel: 3 }),
  relu,
  maxPool2d(2),
  flatten,
  layer.dense('fc', 10),
);

/** What there is to learn: which of ten fixed directions a sample lies along most. */
const batch = (step: number) => {
  const x = normal(foldIn(key(1), step), [BATCH, 784]);
  const directions = normal(key(2), [784, 10]);
  return evaluate([x, argMax(-1)(matmul(x, directions))] as const);
};

const optimiser = adam({ lr: 1e-3 });

/** First parameters and the optimiser's first state. */
const startOf = <P>(params: Init<P>) => {
  const first = init(params, key(0));
  return evaluate({ params: first, optimiser: optimiser.init(first) });
};

type Batch = ReturnType<typeof batch>;
interface Done<S> {
  readonly state: S;
  readonly loss: NdArray<[]>;
}

function* run<S>(
  start: S,
  step: (state: S, ...samples: Batch) => Done<S>,
  steps: number,
): Generator<number> {
  let state = start;
  for (let i = 0; i < steps; i++) {
    const done = step(state, ...batch(i));
    yield done.loss.data[0]!;
    state = done.state;
  }
}

/** Loss, gradients and Adam's update are one program, whose state stays in its memory. */
const trainMlp = (steps: number): Generator<number> => {
  const start = startOf(mlp.params);
  const step = jit(
    [start, f32('B', 784), i32('B')],
    (s, x, y) => {
      const lossOf = (p: typeof s.params) => crossEntropy(mlp(p, x), y);
      const [loss, grads] = valueAndGrad(lossOf)(s.params);
      const [params, own] = optimiser.update(grads, s.optimiser, s.params);
      return { state: { params, optimiser: own }, loss };
    },
    { donate: [0] },
  );
  return run(start, (s, x, y) => step(s, x, y), steps);
};

const trainCnn = (steps: number): Generator<number> => {
  const start = startOf(cnn.params);
  const step = jit(
    [start, f32('B', 784), i32('B')],
    (s, x, y) => {
      const lossOf = (p: typeof s.params) => crossEntropy(cnn(p, x), y);
      const [loss, grads] = valueAndGrad(lossOf)(s.params);
      const [params, own] = optimiser.update(grads, s.optimiser, s.params);
      return { state: { params, optimiser: own }, loss };
    },
    { donate: [0] },
  );
  return run(start, (s, x, y) => step(s, x, y), steps);
};

const models: Readonly<Record<ModelName, (steps: number) => Generator<number>>> = {
  mlp: trainMlp,
  cnn: trainCnn,
};

/** The loss of each step of a model's training, before the step's update. */
export const training = (model: ModelName, steps: number): Generator<number> =>
  models[model](steps);
