/** Training on losses of one's own: models of several inputs, steps of descent, endless batches. */
import { describe, expect, test } from 'vitest';
import {
  type Arrays,
  adam,
  array,
  crossEntropy,
  DonatedError,
  evaluate,
  f32,
  i32,
  init,
  integers,
  key,
  layer,
  meanSquaredError,
  minimize,
  model,
  mul,
  type NdArray,
  net,
  scalar,
  sgd,
  square,
  sum,
  type Tensor,
  transpose,
  valueAndGrad,
} from '../../src/index.ts';
import type { MultiModel } from '../../src/nn/index.ts';
import { shuffledBatches, trainer } from '../../src/train/index.ts';
import { hasType, numbersOf, untypedCall } from '../ops/reference.ts';

const line = net(f32('B', 2), layer.dense('out', 1));
const loss = model(line.params, [f32('B', 2), f32('B', 1)], (p, x, y) =>
  meanSquaredError(line(p, x), y),
);
const params = init(line.params, key(3));
const x = array([3, 2], [1, 2, 3, 4, 5, 6]);
const y = array([3, 1], [1, 0, 1]);

describe('a model of several inputs', () => {
  test('binds the names of all inputs together, in results that are trees', () => {
    const both = model({}, [f32('B', 2), { rows: f32('B', '2*h') }], (_, a, { rows }) => ({
      a: transpose(a),
      pair: [sum(-1)(rows)] as const,
    }));
    const given = both({}, x, { rows: array([3, 4], Array(12).fill(1)) });
    hasType<{ a: Tensor<[2, 3]>; pair: readonly [Tensor<[3]>] }>()(given);
    expect(given.a.shape).toEqual([2, 3]);
    expect(numbersOf(given.pair[0])).toEqual([4, 4, 4]);
  });
  test('says its parameters and its inputs', () => {
    hasType<{ readonly out: { readonly w: Tensor<[2, 1]>; readonly b: Tensor<[1]> } }>()(
      init(loss.params, key(0)),
    );
    expect(loss.inputs.map(({ shape }) => shape)).toEqual([
      ['B', 2],
      ['B', 1],
    ]);
  });
  test('computes what its body does', () => {
    expect(numbersOf(loss(params, x, y))).toEqual(numbersOf(meanSquaredError(line(params, x), y)));
  });
  test('refuses what does not fit', () => {
    const four = array([4, 1], [1, 2, 3, 4]);
    // @ts-expect-error "expected [B, 1], got [4, 1]: 'B' is 3 and 4"
    expect(() => loss(params, x, four)).toThrow("expected [B, 1], got [4, 1]: 'B' is 3 and 4");
    // @ts-expect-error "params: out is missing"
    expect(() => loss({}, x, y)).toThrow('params: out is missing');
    expect(() => untypedCall(loss, params, x)).toThrow('model: expected 3 arguments, got 2');
    const labels = integers([3, 1], [1, 2, 3]);
    // @ts-expect-error "expected dtype f32, got i32"
    expect(() => loss(params, x, labels)).toThrow('expected dtype f32, got i32');
  });
});

describe('minimize', () => {
  const optimiser = adam({ lr: 0.1 });
  const state = { params, optimiser: optimiser.init(params) };
  test('is value, gradients and update', () => {
    const got = minimize(optimiser, state, (p) => loss(p, x, y));
    const [value, grads] = valueAndGrad((p: typeof params) => loss(p, x, y))(params);
    const [next] = optimiser.update(grads, state.optimiser, params);
    hasType<typeof state>()(got.state);
    expect(numbersOf(got.loss)).toEqual(numbersOf(value));
    expect(numbersOf(got.state.params.out.w)).toEqual(numbersOf(next.out.w));
    expect(got).not.toHaveProperty('aux');
  });
  test('hands through what comes beside the loss', () => {
    const both = (p: typeof params) => [loss(p, x, y), { twice: mul(scalar(2), p.out.b) }] as const;
    const { loss: value, aux } = minimize(optimiser, state, both, { aux: true });
    hasType<{ readonly twice: Tensor<[1]> }>()(aux);
    expect(numbersOf(value)).toEqual(numbersOf(loss(params, x, y)));
    expect(numbersOf(aux.twice)).toEqual([0]);
  });
  test('refuses a loss that is no scalar', () => {
    const sentence =
      'minimize: the loss must be a scalar, got Tensor<[1], f32>; reduce it with mean()';
    // @ts-expect-error "minimize: the loss must be a scalar, got Tensor<[1], f32>; ..."
    expect(() => minimize(optimiser, state, (p) => square(p.out.b))).toThrow(sentence);
  });
});

describe('trainer', () => {
  test('starts with the first parameters, and gives its state away', () => {
    const { start, step } = trainer(loss, sgd(0.01));
    const state = start(key(3));
    hasType<Arrays<typeof params>>()(state.params);
    expect(numbersOf(state.params.out.w)).toEqual(numbersOf(evaluate(params).out.w));
    const { state: next, loss: before } = step(state, x, y);
    const { loss: after } = step(next, x, y);
    expect(after.data[0]).toBeLessThan(before.data[0]!);
    expect(() => step(state, x, y)).toThrow(DonatedError);
  });
  test('trains on batches of several sizes, with labels', () => {
    const mlp = net(f32('B', 2), layer.dense('out', 3));
    const labelled = model(mlp.params, [f32('B', 2), i32('B')], (p, a, b) =>
      crossEntropy(mlp(p, a), b),
    );
    const { start, step } = trainer(labelled, adam({ lr: 0.1 }));
    const one = step(start(key(0)), x, integers([3], [0, 1, 2]));
    const two = step(one.state, array([1, 2], [0, 0]), integers([1], [2]));
    hasType<NdArray<[]>>()(two.loss);
    // @ts-expect-error "expected [B], got [2]: 'B' is 3 and 2"
    expect(() => step(two.state, x, integers([2], [0, 1]))).toThrow("'B' is 3 and 2");
  });
  test('refuses a loss that is no scalar', () => {
    const rows: MultiModel<readonly [ReturnType<typeof f32<['B', 2]>>], Tensor<['B']>, {}> = model(
      {},
      [f32('B', 2)],
      (_, a) => sum(-1)(a),
    );
    const sentence =
      'trainer: the loss must be a scalar, got Tensor<[B], f32>; reduce it with mean()';
    // @ts-expect-error "trainer: the loss must be a scalar, got Tensor<[B], f32>; reduce it with mean()"
    expect(() => trainer(rows, adam())).toThrow(sentence);
  });
});

describe('shuffledBatches', () => {
  const samples = {
    features: Float32Array.from({ length: 14 }, (_, i) => i),
    labels: Int32Array.from({ length: 7 }, (_, i) => i),
    count: 7,
    shape: [2],
    classes: 7,
    source: 'counting',
  } as const;
  const take = (n: number): readonly (readonly number[])[] => {
    const batches = shuffledBatches(samples, 3, [0, 1]);
    return Array.from({ length: n }, () => [...batches.next().value.labels.data]);
  };
  test('goes on and on, each order without repetition, rows with their labels', () => {
    const all = take(40);
    for (let i = 0; i < 40; i += 2) expect(new Set([...all[i]!, ...all[i + 1]!]).size).toBe(6);
    expect(new Set(all.map(String)).size).toBeGreaterThan(20);
    expect(new Set(all.flat()).size).toBe(7);
    const { features, labels } = shuffledBatches(samples, 3, [0, 1]).next().value;
    hasType<NdArray<[number, 2]>>()(features);
    expect([...features.data]).toEqual([...labels.data].flatMap((l) => [2 * l, 2 * l + 1]));
  });
  test('is decided by the key', () => {
    expect(take(9)).toEqual(take(9));
  });
  test('refuses batches that are never full', () => {
    expect(() => shuffledBatches(samples, 8, [0, 1]).next()).toThrow(
      new RangeError('shuffledBatches: 7 samples fill no batch of 8'),
    );
  });
});
