/** Networks with random and stateful stages: their kinds, groups, keys, training under jit with donation. */
import { describe, expect, test } from 'vitest';
import {
  adam,
  array,
  crossEntropy,
  evaluate,
  f32,
  grad,
  i32,
  init,
  integers,
  jit,
  type Key,
  key,
  layer,
  mul,
  net,
  ones,
  relu,
  scalar,
  stack,
  sum,
  type Tensor,
  tree,
  u32,
  vjp,
  vmap,
  zerosLike,
} from '../../src/index.ts';
import {
  type BatchNormP,
  type BatchNormS,
  type DenseP,
  parameterCount,
} from '../../src/nn/index.ts';
import { hasType, numbersOf, untypedCall } from '../ops/reference.ts';

const waves = (n: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => Math.sin(3 * i));
const x = array([5, 4], waves(20));

describe('what a network says of itself', () => {
  const inner = layer.residual('block', layer.batchNorm('bn'), layer.dense('fc', 8), relu);
  const m = net(f32('B', 4), layer.dense('first', 8), inner, layer.dropout(0.5));
  test('its stages, with the shape after each and the number of its parameters', () => {
    const rows = m.stages.map(({ name, kind, output, params }) => [
      name,
      kind,
      output.shape,
      params,
    ]);
    expect(rows).toEqual([
      ['first', 'dense', ['B', 8], 40],
      ['block', 'residual', ['B', 8], 88],
      ['dropout', 'dropout', ['B', 8], 0],
    ]);
    expect(m.stages[1]!.inner.map(({ name, kind, params }) => [name, kind, params])).toEqual([
      ['bn', 'batchNorm', 16],
      ['fc', 'dense', 72],
      ['', 'relu', 0],
    ]);
  });
  test('what it takes and gives, and how many parameters it has', () => {
    expect([m.input.shape, m.output.shape, m.output.dtype.dtype]).toEqual([
      ['B', 4],
      ['B', 8],
      'f32',
    ]);
    expect([parameterCount(m), parameterCount(m.params)]).toEqual([128, 128]);
    const leaves = tree.leaves(init(m.params, key(0)));
    expect(
      leaves.reduce((n, { shape }) => n + shape.reduce<number>((a, d) => a * Number(d), 1), 0),
    ).toBe(128);
  });
});

describe('kinds of networks', () => {
  const plain = net(f32('B', 4), layer.dense('fc', 3), relu);
  const random = net(f32('B', 4), layer.dense('fc', 3), layer.dropout(0.5));
  const stateful = net(f32('B', 4), layer.batchNorm('bn'), layer.dense('fc', 3));
  test('without random or stateful stages train and with are the call', () => {
    const p = init(plain.params, key(0));
    const [y, next] = plain.train(p, {}, key(1), x);
    expect(numbersOf(y)).toEqual(numbersOf(plain(p, x)));
    expect(numbersOf(plain.with({})(p, x))).toEqual(numbersOf(plain(p, x)));
    expect([next, init(plain.state, key(0))]).toEqual([{}, {}]);
    expect([plain.random, random.random, stateful.random]).toEqual([false, true, false]);
  });
  test('with random stages train draws, and the call evaluates', () => {
    const p = init(random.params, key(0));
    expect(numbersOf(random.train(p, {}, key(1), x)[0])).toContain(0);
    expect(numbersOf(random.with({})(p, x))).toEqual(numbersOf(random(p, x)));
    const evaluation = net(f32('B', 4), layer.dense('fc', 3));
    expect(numbersOf(random(p, x))).toEqual(numbersOf(evaluation(p, x)));
    expect(init(random.state, key(0))).toEqual({});
  });
  test('with state, a call without it is refused with the way out', () => {
    const sentence =
      'net: this network keeps state; to evaluate it, write net.with(state)(params, x)';
    const [p, s] = [init(stateful.params, key(0)), init(stateful.state, key(0))];
    // @ts-expect-error "net: this network keeps state; ..."
    expect(() => stateful(p, x)).toThrow(sentence);
    const y = stateful.with(s)(p, x);
    hasType<Tensor<[5, 3]>>()(y);
    expect(y.shape).toEqual([5, 3]);
  });
  test('two networks do not share what they are', () => {
    const other = net(f32('B', 2), layer.batchNorm('own'));
    expect(Object.keys(init(stateful.state, key(0)))).toEqual(['bn']);
    expect(Object.keys(init(other.state, key(0)))).toEqual(['own']);
  });
  test('the wrong tree is named', () => {
    const [p, s] = [init(stateful.params, key(0)), init(stateful.state, key(0))];
    const other = init(net(f32('B', 3), layer.batchNorm('bn')).state, key(0));
    const differs = 'state: bn.mean is Tensor<[3], f32>, expected Tensor<[4], f32>';
    // @ts-expect-error the state of another network
    expect(() => stateful.with(other)).toThrow(differs);
    // @ts-expect-error the state of another network
    expect(() => stateful.train(p, other, key(0), x)).toThrow(differs);
    // @ts-expect-error "state: bn is missing"
    expect(() => stateful.with({})).toThrow('state: bn is missing');
    // @ts-expect-error "params: fc is missing"
    expect(() => stateful.with(s)({ bn: p.bn }, x)).toThrow('params: fc is missing');
    // @ts-expect-error "expected [B, 4], got [5, 3]"
    expect(() => stateful.train(p, s, key(0), ones([5, 3]))).toThrow('expected [B, 4], got [5, 3]');
    expect(() => untypedCall(stateful.train, p, s, x, x)).toThrow(
      'net: key is Tensor<[5, 4], f32>, expected Tensor<[2], u32>',
    );
  });
  test('what is no stage is refused', () => {
    // @ts-expect-error a number is no stage
    expect(() => net(f32('B', 4), 3)).toThrow(
      'net: stage 0, no function: a stage is a layer or a function of one tensor',
    );
  });
});

describe('groups', () => {
  const m = net(
    f32('B', 4),
    layer.group('a', layer.dense('fc', 3), layer.batchNorm('bn'), relu, layer.dropout(0.5)),
    layer.residual('b', layer.dense('fc', 3), layer.group('c', layer.batchNorm('bn'))),
  );
  const [p, s] = [init(m.params, key(0)), init(m.state, key(0))];
  test('hold their parameters and state under their names', () => {
    hasType<{
      readonly a: { readonly fc: DenseP<4, 3>; readonly bn: BatchNormP<3> };
      readonly b: { readonly fc: DenseP<3, 3>; readonly c: { readonly bn: BatchNormP<3> } };
    }>()(p);
    hasType<{
      readonly a: { readonly bn: BatchNormS<3> };
      readonly b: { readonly c: { readonly bn: BatchNormS<3> } };
    }>()(s);
    expect(tree.paths(p).map(([name]) => name)).toEqual([
      'a.fc.w',
      'a.fc.b',
      'a.bn.gamma',
      'a.bn.beta',
      'b.fc.w',
      'b.fc.b',
      'b.c.bn.gamma',
      'b.c.bn.beta',
    ]);
    const [y, after] = m.train(p, s, key(1), x);
    hasType<Tensor<[5, 3]>>()(y);
    expect(tree.paths(after).map(([name]) => name)).toEqual(tree.paths(s).map(([name]) => name));
    expect(numbersOf(after.b.c.bn.mean)).not.toEqual([0, 0, 0]);
  });
  test('compute what their stages compute', () => {
    const grouped = net(f32('B', 4), layer.group('g', layer.dense('fc', 4), relu));
    const flat = net(f32('B', 4), layer.dense('fc', 4), relu);
    const q = init(flat.params, key(2));
    const y = numbersOf(flat(q, x));
    expect(numbersOf(grouped({ g: q }, x))).toEqual(y);
    const residual = net(f32('B', 4), layer.residual('g', layer.dense('fc', 4), relu));
    const input = numbersOf(x);
    expect(numbersOf(residual({ g: q }, x))).toEqual(y.map((v, i) => v + input[i]!));
  });
  test('without parameters add none', () => {
    const empty = net(f32('B', 4), layer.group('g', relu), layer.residual('h', layer.dropout(0.5)));
    hasType<{}>()(init(empty.params, key(0)));
    expect([init(empty.params, key(0)), init(empty.state, key(0))]).toEqual([{}, {}]);
    expect([net(f32('B', 4), layer.group('g', relu)).random, empty.random]).toEqual([false, true]);
  });
  test('a residual must keep the type of its input', () => {
    const sentence =
      "net: stage 0, residual 'r': the stages turn Tensor<[B, 4], f32> into Tensor<[B, 3], f32>; the sum needs the same type";
    // @ts-expect-error "net: stage 0, residual 'r': the stages turn Tensor<[B, 4], f32> into Tensor<[B, 3], f32>; ..."
    expect(() => net(f32('B', 4), layer.residual('r', layer.dense('fc', 3)))).toThrow(sentence);
  });
  test('names are used once in a group and among groups', () => {
    const same = layer.group('g', layer.dense('fc', 3), layer.dense('fc', 3));
    // @ts-expect-error "net: stage 0, group 'g': stage 1, the name 'fc' is used twice"
    const inside = () => net(f32('B', 4), same);
    expect(inside).toThrow("net: stage 0, group 'g': stage 1, the name 'fc' is used twice");
    // @ts-expect-error "net: stage 1, the name 'g' is used twice"
    const outside = () => net(f32('B', 4), layer.group('g', relu), layer.residual('g', relu));
    expect(outside).toThrow("net: stage 1, the name 'g' is used twice");
  });
});

const classes = net(
  f32('B', 4),
  layer.dense('fc1', 16),
  layer.batchNorm('bn'),
  relu,
  layer.dropout(0.2),
  layer.residual('block', layer.dense('fc', 16), layer.batchNorm('bn'), relu, layer.dropout(0.2)),
  layer.dense('fc2', 3),
);
const optimizer = adam({ lr: 0.02 });
const labels = integers(
  [32],
  Array.from({ length: 32 }, (_, i) => i % 3),
);
/** Three clouds around three corners. */
const samples = array(
  [32, 4],
  Array.from({ length: 32 }, (_, i) =>
    waves(4).map((w, j) => (i % 3 === j ? 2 : 0) + Math.sin(i * 5 + j) + w / 4),
  ).flat(),
);

const first = () => {
  const params = init(classes.params, key(0));
  const start = { params, state: init(classes.state, key(0)), optimizer: optimizer.init(params) };
  return evaluate(start);
};
const spec = first();
type State = typeof spec;

const trainingStep = (donate: boolean) =>
  jit(
    [spec, u32(2), f32('B', 4), i32('B')],
    (s, k: Key, features, y) => {
      const lossAndState = (p: typeof s.params) => {
        const [logits, next] = classes.train(p, s.state, k, features);
        return [crossEntropy(logits, y), next] as const;
      };
      const [[loss, state], back] = vjp(lossAndState, s.params);
      const [grads] = back([scalar(1), tree.map(zerosLike, state)]);
      const [params, moments] = optimizer.update(grads, s.optimizer, s.params);
      return [{ params, state, optimizer: moments }, loss] as const;
    },
    donate ? { donate: [0] } : {},
  );

describe('training', () => {
  const run = (donate: boolean, steps: number) => {
    const step = trainingStep(donate);
    const losses: number[] = [];
    let s: State = first();
    for (let i = 0; i < steps; i++) {
      const [next, loss] = step(s, evaluate(key(i)), samples, labels);
      losses.push(loss.data[0]!);
      s = next;
    }
    return { losses, s };
  };
  test('state goes through jit with donation as without', () => {
    const [donated, plain] = [run(true, 6), run(false, 6)];
    expect(donated.losses).toEqual(plain.losses);
    const dataOf = ({ s }: typeof plain) =>
      tree.paths(s.state).map(([name, v]) => [name, numbersOf(v)]);
    expect(dataOf(donated)).toEqual(dataOf(plain));
  });
  test('a network with both learns, and evaluates with what it kept', () => {
    const { losses, s } = run(true, 60);
    expect(losses[0]).toBeGreaterThan(0.7);
    expect(losses.at(-1)).toBeLessThan(0.35);
    const logits = classes.with(s.state)(s.params, samples);
    hasType<Tensor<[32, 3]>>()(logits);
    // evaluation drops nothing, so that it does better than training at the same parameters
    expect(evaluate(crossEntropy(logits, labels)).data[0]).toBeLessThan(0.2);
  });
  test('keys of a batch of runs are those of the runs', () => {
    const m = net(f32('B', 4), layer.dropout(0.5), layer.dense('fc', 2));
    const p = init(m.params, key(0));
    const keys = [key(1), key(2)];
    const stacked = evaluate(vmap((k: Key) => m.train(p, {}, k, x)[0])(stack(0, key(1), key(2))));
    const each = keys.flatMap((k) => [...evaluate(m.train(p, {}, k, x)[0]).data]);
    // the same masks; the products of one run are sums in the same order
    [...stacked.data].forEach((v, i) => {
      expect(v).toBeCloseTo(each[i]!, 5);
    });
  });
  test('gradients of what is dropped are zero', () => {
    const m = net(f32('B', 4), layer.dropout(0.5));
    const loss = (w: Tensor<[4]>) => sum()(m.train({}, {}, key(3), mul(ones([5, 4]), w))[0]);
    const g = numbersOf(grad(loss)(ones([4])));
    const kept = numbersOf(sum(0)(m.train({}, {}, key(3), ones([5, 4]))[0]));
    expect(g).toEqual(kept);
  });
});
