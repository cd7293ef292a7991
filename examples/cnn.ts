/**
 * The convolutional network of every introduction, on digits. In a clone, after `npm run build`: npx tsx examples/cnn.ts
 */
import {
  adam,
  crossEntropy,
  f32,
  flatten,
  i32,
  key,
  layer,
  maxPool2d,
  model,
  net,
  relu,
} from 'typegrad';
import type { DigitSamples } from 'typegrad/data';
import { shuffledBatches, trainer } from 'typegrad/train';
import { digits, show } from './common.ts';

export const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('conv1', { filters: 32, kernel: 3 }),
  relu,
  maxPool2d(2),
  layer.conv2d('conv2', { filters: 64, kernel: 3 }),
  relu,
  maxPool2d(2),
  flatten,
  layer.dense('fc', 10),
);

export const loss = model(cnn.params, [f32('B', 28, 28, 1), i32('B')], (p, x, y) =>
  crossEntropy(cnn(p, x), y),
);

/** The losses of some steps, then the parameters. */
export function* train(steps: number, seed: number, samples: DigitSamples) {
  const { start, step } = trainer(loss, adam({ lr: 1e-3 }));
  const batches = shuffledBatches(samples, 32, [0, seed]);
  let state = start(key(seed));
  for (let i = 0; i < steps; i++) {
    const { features, labels } = batches.next().value;
    const done = step(state, features, labels);
    state = done.state;
    yield done.loss.data[0]!;
  }
  return state.params;
}

if (process.argv[1] === import.meta.filename) show(train(200, 0, await digits()));
