/** A network of dense layers: its parameters, names bound at the call, messages, and learning XOR. */
import { describe, expect, test } from 'vitest';
import {
  adam,
  array,
  crossEntropy,
  dense,
  f32,
  heNormal,
  type i32,
  init,
  integers,
  key,
  layer,
  model,
  ndarray,
  net,
  type ParamsOf,
  pipe,
  relu,
  reshape,
  seq,
  spec,
  type Tensor,
  tanh,
  tree,
  valueAndGrad,
} from '../../src/index.ts';
import { elementsOf, hasType, numbersOf, valuesOf } from '../ops/reference.ts';

const mlp = net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 10));
const p0 = init(mlp.params, key(0));

describe('net', () => {
  test('its parameters are typed and named by its definitions', () => {
    hasType<Tensor<[784, 128]>>()(p0.fc1.w);
    hasType<Tensor<[10]>>()(p0.fc2.b);
    expect(tree.paths(p0).map(([name, v]) => [name, v.shape])).toEqual([
      ['fc1.w', [784, 128]],
      ['fc1.b', [128]],
      ['fc2.w', [128, 10]],
      ['fc2.b', [10]],
    ]);
  });
  test('a call binds the names of the input', () => {
    const x = array([3, 784], new Array(3 * 784).fill(0.1));
    const y = mlp(p0, x);
    hasType<Tensor<[3, 10]>>()(y);
    expect(y.shape).toEqual([3, 10]);
    const same = pipe(x, dense(p0.fc1), relu, dense(p0.fc2));
    hasType<Tensor<[3, 10]>>()(same);
    expect(elementsOf(same)).toEqual(elementsOf(y));
  });
  test('wrong arguments are refused with the sentence of the type', () => {
    const x = array([2, 783], new Array(2 * 783).fill(0));
    // @ts-expect-error "expected [B, 784], got [2, 783]"
    expect(() => mlp(p0, x)).toThrow('expected [B, 784], got [2, 783]');
    const other = net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 11));
    const q = init(other.params, key(0));
    const v = array([1, 784], new Array(784).fill(0));
    const sentence = 'params: fc2.b is Tensor<[11], f32>, expected Tensor<[10], f32>';
    // @ts-expect-error the parameters of another model
    expect(() => mlp(q, v)).toThrow(sentence);
    // @ts-expect-error "params: fc2 is missing"
    expect(() => mlp({ fc1: p0.fc1 }, v)).toThrow('params: fc2 is missing');
    // @ts-expect-error "net: stage 2, the name 'fc1' is used twice"
    const twice = () => net(f32('B', 4), layer.dense('fc1', 3), relu, layer.dense('fc1', 2));
    expect(twice).toThrow("net: stage 2, the name 'fc1' is used twice");
    // @ts-expect-error "pipe: stage 0, a definition: it has no parameters yet, and belongs in net"
    const bare = () => pipe(v, layer.dense('fc1', 3));
    expect(bare).toThrow(
      'pipe: stage 0, a definition: it has no parameters yet, and belongs in net',
    );
    const late = () =>
      // @ts-expect-error "dense: expects last dimension 128, got [1, 784]"
      pipe(v, dense(p0.fc2));
    expect(late).toThrow('dense: expects last dimension 128, got [1, 784] (784 ≠ 128)');
  });
});

test('a sequence is a layer of any shape that its stages take', () => {
  const block = seq(dense(p0.fc1), relu);
  const y = block(array([2, 3, 784], new Array(2 * 3 * 784).fill(0)));
  hasType<Tensor<[2, 3, 128]>>()(y);
  expect(y.shape).toEqual([2, 3, 128]);
});

describe('model', () => {
  const specs = { l: spec.dense(4, 2), bias: spec.array([2]) };
  test('shapes are named inside the body and numbers outside', () => {
    let inside: readonly unknown[] = [];
    const m = model(specs, f32('B', 'T', 4), (p, x) => {
      const y = pipe(x, dense(p.l), reshape(['B', '2*T']));
      inside = y.shape;
      return y;
    });
    const y = m(init(specs, key(1)), array([3, 5, 4], new Array(60).fill(1)));
    hasType<Tensor<[3, 10]>>()(y);
    expect(inside).toEqual(['B', '2*T']);
    expect(y.shape).toEqual([3, 10]);
  });
  test('a body must not read a tensor of another body', () => {
    const capture = () =>
      model({}, f32('B', 3), (_, x) =>
        model({}, f32('B', 3), () => x)({}, array([5, 3], new Array(15).fill(0))),
      );
    expect(capture).toThrow(/uses a tensor of shape \[B, 3\] that is not one of its arguments/);
  });
});

describe('init', () => {
  test('the same key gives the same values, another key others', () => {
    const again = init(mlp.params, key(0));
    expect(elementsOf(again.fc2.w)).toEqual(elementsOf(p0.fc2.w));
    expect(elementsOf(init(mlp.params, key(1)).fc2.w)).not.toEqual(elementsOf(p0.fc2.w));
    expect(numbersOf(p0.fc2.b)).toEqual(new Array(10).fill(0));
  });
  test('weights are within the bound of Glorot and Bengio and fill it', () => {
    const bound = Math.sqrt(6 / (128 + 10));
    const largest = Math.max(...numbersOf(p0.fc2.w).map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.99 * bound);
  });
  test('the option of He: normal of variance 2 / fanIn', () => {
    const { w } = init(spec.dense(100, 100, { weights: heNormal }), key(3));
    const squares = numbersOf(w).reduce((s, x) => s + x * x, 0) / 1e4;
    // the mean of 10^4 squares has a relative deviation of sqrt(2 / 10^4)
    expect(Math.abs(squares / 0.02 - 1)).toBeLessThan(5 * Math.sqrt(2e-4));
  });
});

test('XOR is learned by Adam', () => {
  const xor = net(f32('B', 2), layer.dense('fc1', 16), tanh, layer.dense('fc2', 2));
  type Params = ParamsOf<typeof xor.params>;
  const [x, y] = [array([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), integers([4], [0, 1, 1, 0])];
  const loss = (p: Params, x: Tensor<[4, 2]>, y: Tensor<[4], i32>) => crossEntropy(xor(p, x), y);
  const optimizer = adam({ lr: 0.05 });
  let params = init(xor.params, key(0));
  let state = optimizer.init(params);
  const losses: number[] = [];
  for (let i = 0; i < 200; i++) {
    const [value, grads] = valueAndGrad(loss)(params, x, y);
    const next = optimizer.update(grads, state, params);
    // numbers between the steps, so that every step is one small expression
    const [l, ...numbers] = valuesOf([value, ...tree.leaves(next)]);
    losses.push(l![0]!);
    [params, state] = tree.rebuild(
      next,
      tree.leaves(next).map((v, k) => ndarray(v.shape.map(Number), v.dtype, numbers[k]!)),
    );
  }
  expect(losses[0]).toBeGreaterThan(0.5);
  expect(losses.at(-1)).toBeLessThan(0.02);
});
