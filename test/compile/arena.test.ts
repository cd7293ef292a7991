/** The memory of training steps of recurrent and attention networks, known before anything runs. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/index.ts';
import { fresh, specialise } from '../../src/core/graph.ts';
import {
  adam,
  crossEntropy,
  evaluate,
  f32,
  i32,
  init,
  key,
  layer,
  net,
  tree,
  valueAndGrad,
} from '../../src/index.ts';
import { matchDonations } from '../../src/runtime/donation.ts';
import { substituteDim } from '../../src/types/dim.ts';

const optimiser = adam({ lr: 1e-3 });

const lstm = net(
  i32('B', 32),
  layer.embedding('characters', 36, 32),
  layer.lstm('memory', 64),
  layer.dense('next', 36),
);

const block = { heads: 4, hidden: 128, causal: true, norm: 'pre' } as const;
const transformer = net(
  f32('B', 32, 64),
  layer.transformerEncoder('block1', block),
  layer.transformerEncoder('block2', block),
  layer.layerNorm('norm'),
  layer.dense('next', 36),
);

/** The step of a state, traced at names, and compiled for 16 samples: forward pass, gradients, Adam. */
const compiled = (formal: readonly unknown[], result: unknown) => {
  const sizes = new Map([['B', 16]]);
  const named = tree.leaves(formal);
  const params = named.map((p) =>
    fresh({ dtype: p.dtype, shape: p.shape.map((d) => substituteDim(d, sizes)) }),
  );
  const donations = matchDonations(
    tree.paths(formal[0]).map(([path, value], index) => ({ path, value, index })),
    tree.paths(result).map(([path, value]) => ({ path, value })),
  );
  const traced = { params: named, results: tree.leaves(result) };
  return compile({ params, results: specialise(traced, params, sizes) }, donations);
};

const lstmStep = () => {
  const first = evaluate(init(lstm.params, key(0)));
  const start = { p: first, o: evaluate(optimiser.init(first)) };
  const formal = tree.formals([start, i32('B', 32), i32('B', 32)] as const);
  const [s, x, y] = formal;
  const [loss, grads] = valueAndGrad((p: typeof s.p) => crossEntropy(lstm(p, x), y))(s.p);
  const [p, o] = optimiser.update(grads, s.o, s.p);
  return compiled(formal, { state: { p, o }, loss });
};

const transformerStep = () => {
  const first = evaluate(init(transformer.params, key(0)));
  const start = { p: first, o: evaluate(optimiser.init(first)) };
  const formal = tree.formals([start, f32('B', 32, 64), i32('B', 32)] as const);
  const [s, x, y] = formal;
  const [loss, grads] = valueAndGrad((p: typeof s.p) => crossEntropy(transformer(p, x), y))(s.p);
  const [p, o] = optimiser.update(grads, s.o, s.p);
  return compiled(formal, { state: { p, o }, loss });
};

test.each([
  ['LSTM', lstmStep],
  ['transformer', transformerStep],
] as const)('%s: at most 1.15 times the bytes that are alive at once', (_, step) => {
  const { arenaBytes, boundBytes } = step();
  expect(boundBytes).toBeGreaterThan(0);
  expect(arenaBytes / boundBytes).toBeLessThanOrEqual(1.15);
});
