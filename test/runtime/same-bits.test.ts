/** The same seed gives a CNN with dropout the same bits, however often it is made and compiled, whatever ran before. */
import { expect, test } from 'vitest';
import {
  adam,
  array,
  crossEntropy,
  evaluate,
  exp,
  f32,
  flatten,
  i32,
  init,
  integers,
  jit,
  type Key,
  key,
  keyAt,
  layer,
  maxPool2d,
  net,
  type ParamsOf,
  relu,
  split,
  tree,
  u32,
  valueAndGrad,
} from '../../src/index.ts';
import { valuesOf } from '../ops/reference.ts';

const network = () =>
  net(
    f32('B', 12, 12, 1),
    layer.conv2d('conv1', { filters: 8, kernel: 3 }),
    relu,
    maxPool2d(2),
    layer.dropout('drop1', 0.25),
    layer.conv2d('conv2', { filters: 12, kernel: 3 }),
    relu,
    flatten,
    layer.dropout('drop2', 0.5),
    layer.dense('dense', 10),
  );
const optimiser = adam({ lr: 1e-3 });
type Cnn = ReturnType<typeof network>;
type P = ParamsOf<Cnn['params']>;

const start = (cnn: Cnn, seed: number) => {
  const params = evaluate(init(cnn.params, key(seed)));
  return { params, optimiser: evaluate(optimiser.init(params)) };
};

const compiled = (cnn: Cnn, first: ReturnType<typeof start>) =>
  jit(
    [first, u32(2), f32('B', 12, 12, 1), i32('B')],
    (s, k: Key, x, y) => {
      const [loss, grads] = valueAndGrad((p: P) => crossEntropy(cnn.train(p, {}, k, x)[0], y))(
        s.params,
      );
      const [params, next] = optimiser.update(grads, s.optimiser, s.params);
      return { state: { params, optimiser: next }, loss };
    },
    { donate: [0] },
  );

const BATCH = 6;
const x = array(
  [BATCH, 12, 12, 1],
  Array.from({ length: BATCH * 144 }, (_, i) => Math.sin(i * i)),
);
const y = integers(
  [BATCH],
  Array.from({ length: BATCH }, (_, i) => i),
);

type Bits = readonly (readonly [name: string, bits: readonly number[]])[];

const bits = (floats: ArrayLike<number>): readonly number[] => [
  ...new Uint32Array(Float32Array.from(floats).buffer),
];

/** The losses of three steps, and the state after them. */
const trained = (seed: number): Bits => {
  const cnn = network();
  const first = start(cnn, seed);
  const step = compiled(cnn, first);
  const keys = split(key(seed + 1), 3);
  let at = step(first, evaluate(keyAt(keys, 0)), x, y);
  const losses = [at.loss.data[0]!];
  for (const i of [1, 2]) {
    at = step(at.state, evaluate(keyAt(keys, i)), x, y);
    losses.push(at.loss.data[0]!);
  }
  const named = tree.paths(evaluate(at.state));
  const data = valuesOf(named.map(([, v]) => v));
  return [['losses', bits(losses)], ...named.map(([name], i) => [name, bits(data[i]!)] as const)];
};

test('three steps, made and compiled twice', () => {
  const once = trained(3);
  expect(new Set(once[0]![1]).size).toBe(3);
  // other programs have moved what is free in memory
  evaluate(exp(array([4097], new Float32Array(4097).fill(1))));
  trained(4);
  expect(trained(3)).toEqual(once);
});

test('another seed gives others', () => {
  const [a, b] = [trained(3), trained(4)];
  for (const [i, [name, own]] of a.entries()) {
    // how many steps Adam has counted does not depend on the seed
    if (!/^optimiser\.(count|.Mass)$/.test(name)) expect(b[i]![1], name).not.toEqual(own);
  }
});
