/** The reference CNN's training step: two convolutions, cross-entropy, Adam; 34 826 parameters. */
import {
  adam,
  crossEntropy,
  evaluate,
  f32,
  flatten,
  type i32,
  init,
  key,
  layer,
  maxPool2d,
  net,
  type ParamsOf,
  relu,
  type Tensor,
  valueAndGrad,
} from '../../src/index.ts';

export const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('conv1', { filters: 32, kernel: 3 }),
  relu,
  maxPool2d(2),
  layer.conv2d('conv2', { filters: 64, kernel: 3 }),
  relu,
  maxPool2d(2),
  flatten,
  layer.dense('dense', 10),
);

const optimiser = adam({ lr: 1e-3 });

type P = ParamsOf<typeof cnn.params>;
export type Training = {
  readonly params: P;
  readonly optimiser: ReturnType<typeof optimiser.init<P>>;
};

export const start = (seed: number) => {
  const params = evaluate(init(cnn.params, key(seed)));
  return { params, optimiser: evaluate(optimiser.init(params)) };
};

export const step = (s: Training, x: Tensor<['B', 28, 28, 1]>, y: Tensor<['B'], i32>) => {
  const [loss, grads] = valueAndGrad((p: P) => crossEntropy(cnn(p, x), y))(s.params);
  const [params, next] = optimiser.update(grads, s.optimiser, s.params);
  return { state: { params, optimiser: next }, loss };
};
