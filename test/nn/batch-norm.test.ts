/** Batch normalisation: running statistics, a stage of a network, messages; the conformance runner has PyTorch's values. */
import { describe, expect, test } from 'vitest';
import {
  array,
  f32,
  f64,
  init,
  key,
  layer,
  ndarray,
  net,
  ones,
  spec,
  type Tensor,
  tree,
  vjp,
} from '../../src/index.ts';
import { type BatchNormP, type BatchNormS, batchNorm, batchNormTrain } from '../../src/nn/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { hasType, numbersOf } from '../ops/reference.ts';

const p: BatchNormP<2> = { gamma: array([2], [1, 2]), beta: array([2], [0, 1]) };
const s: BatchNormS<2> = { mean: array([2], [0, 10]), var: array([2], [1, 4]) };
const x = array([4, 2], [1, 10, 2, 20, 3, 30, 4, 40]);

describe('running statistics', () => {
  test('move by the momentum towards those of the batch', () => {
    const [, after] = batchNormTrain(p, s, { momentum: 0.5 })(x);
    hasType<BatchNormS<2>>()(after);
    expect(numbersOf(after.mean)).toEqual([1.25, 17.5]);
    // the sums of squares, 5 and 500, over n - 1 = 3
    const [a, b] = numbersOf(after.var);
    expect(a).toBeCloseTo(0.5 + 0.5 * (5 / 3), 12);
    expect(b).toBeCloseTo(2 + 0.5 * (500 / 3), 12);
  });
  test('with the biased variance, as Keras has them', () => {
    const [, after] = batchNormTrain(p, s, { momentum: 0.5, variance: 'biased' })(x);
    expect(numbersOf(after.var)).toEqual([0.5 + 0.5 * 1.25, 2 + 0.5 * 125]);
  });
  test('of one value a channel, whose variance counts as 0', () => {
    const [y, after] = batchNormTrain(p, s)(array([1, 2], [3, 5]));
    expect(numbersOf(y)).toEqual([0, 1]);
    expect(numbersOf(after.var).every(Number.isFinite)).toBe(true);
    expect(numbersOf(after.var)[0]).toBeCloseTo(0.9, 12);
  });
  test('carry no derivative', () => {
    const [, back] = vjp((v: typeof x) => batchNormTrain(p, s)(v)[1], x);
    expect(new Set(numbersOf(back({ mean: ones([2]), var: ones([2]) })[0]))).toEqual(new Set([0]));
  });
});

describe('as a stage', () => {
  const m = net(f32('B', 3, 2), layer.batchNorm('bn', { momentum: 1, variance: 'biased' }));
  const [params, state] = [init(m.params, key(0)), init(m.state, key(0))];
  const v = array(
    [2, 3, 2],
    Array.from({ length: 12 }, (_, i) => (i * 7) % 5),
  );
  test('its parameters and its state are those of the channels', () => {
    hasType<{ readonly bn: BatchNormP<2> }>()(params);
    hasType<{ readonly bn: BatchNormS<2> }>()(state);
    expect(tree.paths(params).map(([name, w]) => [name, numbersOf(w)])).toEqual([
      ['bn.gamma', [1, 1]],
      ['bn.beta', [0, 0]],
    ]);
    expect(tree.paths(state).map(([name, w]) => [name, numbersOf(w)])).toEqual([
      ['bn.mean', [0, 0]],
      ['bn.var', [1, 1]],
    ]);
    expect(numbersOf(init(spec.batchNorm(2), key(0)).gamma)).toEqual([1, 1]);
    expect(numbersOf(init(spec.batchNormState(2), key(0)).var)).toEqual([1, 1]);
  });
  test('with momentum 1, evaluation after training is training', () => {
    const [y, after] = m.train(params, state, key(0), v);
    hasType<Tensor<[2, 3, 2]>>()(y);
    const z = m.with(after)(params, v);
    hasType<Tensor<[2, 3, 2]>>()(z);
    const [a, b] = [numbersOf(y), numbersOf(z)];
    a.forEach((w, i) => {
      expect(b[i]).toBeCloseTo(w, 12);
    });
    expect(numbersOf(m.with(state)(params, v))).not.toEqual(b);
  });
  test('the batch is normalised', () => {
    const y = numbersOf(m.train(params, state, key(0), v)[0]);
    for (const channel of [0, 1]) {
      const own = y.filter((_, i) => i % 2 === channel);
      expect(own.reduce((t, w) => t + w, 0) / 6).toBeCloseTo(0, 12);
      // eps takes 1e-5 of a variance of about 2
      expect(own.reduce((t, w) => t + w * w, 0) / 6).toBeCloseTo(1, 4);
    }
  });
  test('the key does not matter', () => {
    const [a, b] = [1, 2].map((k) => numbersOf(m.train(params, state, key(k), v)[0]));
    expect(a).toEqual(b);
  });
});

describe('messages', () => {
  test('another number of channels', () => {
    const sentence = 'batchNorm: expects last dimension 2, got [1, 3] (3 ≠ 2)';
    const wide = ones([1, 3]);
    // @ts-expect-error "batchNorm: expects last dimension 2, got [1, 3] (3 ≠ 2)"
    expect(() => batchNorm(p, s)(wide)).toThrow(sentence);
    // @ts-expect-error "batchNorm: expects last dimension 2, got [1, 3] (3 ≠ 2)"
    expect(() => batchNormTrain(p, s)(wide)).toThrow(sentence);
  });
  test('another dtype', () => {
    const sentence = 'batchNorm: dtypes differ: f64 and f32; use cast';
    const d = ndarray([1, 2], DTypes.f64, [1, 2]);
    // @ts-expect-error "batchNorm: dtypes differ: f64 and f32; use cast"
    expect(() => batchNorm(p, s)(d)).toThrow(sentence);
    // @ts-expect-error "batchNorm: dtypes differ: f64 and f32; use cast"
    expect(() => net(f64('B', 2), layer.batchNorm('bn'))).toThrow(sentence);
  });
  test('channels that are not known', () => {
    expect(() => net(f32('B', 'C'), layer.batchNorm('bn'))).toThrow(
      'batchNorm: the last dimension must be known, got [B, C]',
    );
  });
});
