/** The training step that the counts are asserted on: MLP 784-256-128-10, cross-entropy, Adam. */
import {
  adam,
  crossEntropy,
  evaluate,
  f32,
  type i32,
  init,
  key,
  layer,
  net,
  type ParamsOf,
  relu,
  type Tensor,
  valueAndGrad,
} from '../../src/index.ts';

export const mlp = net(
  f32('B', 784),
  layer.dense('fc1', 256),
  relu,
  layer.dense('fc2', 128),
  relu,
  layer.dense('fc3', 10),
);

const optimiser = adam({ lr: 1e-3 });

type P = ParamsOf<typeof mlp.params>;
export type Training = {
  readonly params: P;
  readonly optimiser: ReturnType<typeof optimiser.init<P>>;
};

export const start = (seed: number) => {
  const params = evaluate(init(mlp.params, key(seed)));
  return { params, optimiser: evaluate(optimiser.init(params)) };
};

export const step = (s: Training, x: Tensor<['B', 784]>, y: Tensor<['B'], i32>) => {
  const [loss, grads] = valueAndGrad((p: P) => crossEntropy(mlp(p, x), y))(s.params);
  const [params, next] = optimiser.update(grads, s.optimiser, s.params);
  return { state: { params, optimiser: next }, loss };
};
