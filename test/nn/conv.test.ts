/** Convolution and pooling as layers: their types and sentences, parameters in `net`, plans without copies, training. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/index.ts';
import { fresh } from '../../src/core/graph.ts';
import type { Graph } from '../../src/core/node.ts';
import {
  adam,
  array,
  avgPool1d,
  avgPool2d,
  conv1d,
  conv2d,
  crossEntropy,
  evaluate,
  f32,
  flatten,
  i32,
  init,
  integers,
  jit,
  key,
  layer,
  maxPool1d,
  maxPool2d,
  net,
  type ParamsOf,
  pipe,
  relu,
  seq,
  spec,
  type Tensor,
  tree,
  valueAndGrad,
  zeros,
} from '../../src/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { hasType, untypedCall } from '../ops/reference.ts';

const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('c1', { filters: 32, kernel: 3 }),
  relu,
  maxPool2d(2),
  layer.conv2d('c2', { filters: 64, kernel: 3 }),
  relu,
  maxPool2d(2),
  flatten,
  layer.dense('fc', 10),
);
const p0 = init(cnn.params, key(0));
const image = zeros(['B', 28, 28, 1]);

describe('types', () => {
  test('a network infers its channels and its places', () => {
    hasType<Tensor<[3, 3, 1, 32]>>()(p0.c1.w);
    hasType<Tensor<[3, 3, 32, 64]>>()(p0.c2.w);
    hasType<Tensor<[1600, 10]>>()(p0.fc.w);
    const y = cnn(p0, zeros([5, 28, 28, 1]));
    hasType<Tensor<[5, 10]>>()(y);
    expect(y.shape).toEqual([5, 10]);
    expect(tree.paths(p0).map(([name, v]) => [name, v.shape])).toEqual([
      ['c1.w', [3, 3, 1, 32]],
      ['c1.b', [32]],
      ['c2.w', [3, 3, 32, 64]],
      ['c2.b', [64]],
      ['fc.w', [1600, 10]],
      ['fc.b', [10]],
    ]);
  });
  test('heights and widths may be named', () => {
    const block = seq(conv2d(p0.c1, { stride: 2, padding: 'same' }), relu);
    const y = block(zeros([8, 64, 'W', 1]));
    hasType<Tensor<[8, 32, '(W+1)//2', 32]>>()(y);
    expect(y.shape).toEqual([8, 32, '(W+1)//2', 32]);
    hasType<Tensor<['B', 14, 14, 32]>>()(block(image));
    hasType<Tensor<['B', '8*h', 4, 32]>>()(maxPool2d(2)(zeros(['B', '16*h', 8, 32])));
  });
  test('pairs, dilation, groups, one axis, no bias', () => {
    const p = init(
      { two: spec.conv2d(2, 6, [3, 5]), one: spec.conv1d(4, 8, 3), deep: spec.conv2d(1, 4, 3) },
      key(1),
    );
    hasType<Tensor<[3, 5, 2, 6]>>()(p.two.w);
    const x = zeros(['B', 20, 20, 4]);
    const y = conv2d(p.two, { stride: [2, 1], padding: [1, 2], groups: 2 })(x);
    hasType<Tensor<['B', 10, 20, 6]>>()(y);
    hasType<Tensor<['B', 16, 16, 4]>>()(conv2d(p.deep, { groups: 4, dilation: 2 })(x));
    hasType<Tensor<['B', 18, 18, 4]>>()(conv2d({ w: p.deep.w }, { groups: 4 })(x));
    hasType<Tensor<['B', '(T+1)//2', 8]>>()(
      conv1d(p.one, { stride: 2, padding: 1 })(zeros(['B', 'T', 4])),
    );
    hasType<Tensor<['B', 10, 19, 4]>>()(avgPool2d([2, 4], { stride: [2, 1], padding: [0, 1] })(x));
    hasType<Tensor<['B', 'T//3', 4]>>()(maxPool1d(3)(zeros(['B', 'T', 4])));
    hasType<Tensor<['B', 'T', 4]>>()(
      avgPool1d(3, { stride: 1, padding: 'same' })(zeros(['B', 'T', 4])),
    );
    const grouped = net(
      f32('B', 9, 9, 6),
      layer.conv2d('c', { filters: 4, kernel: [1, 3], groups: 2, padding: 'same' }),
      maxPool2d([9, 3]),
    );
    hasType<Tensor<[1, 3, 3, 4]>>()(init(grouped.params, key(0)).c.w);
    hasType<Tensor<['N', 1, 3, 4]>>()(grouped(init(grouped.params, key(0)), zeros(['N', 9, 9, 6])));
    const line = net(f32('B', 'T', 3), layer.conv1d('c', { filters: 4, kernel: 3, padding: 1 }));
    hasType<Tensor<[2, 7, 4]>>()(line(init(line.params, key(0)), zeros([2, 7, 3])));
  });
});

describe('wrong programs are refused, at run time with the same sentence', () => {
  const wide = zeros(['B', 26, 26, 64]);
  const [tiny, whole] = [zeros(['B', 2, 2, 1]), zeros(['B', 28, 28, 1], i32)];
  const [flat, line] = [zeros([2, 3]), zeros([1, 4, 1])];
  test.each([
    [
      // @ts-expect-error
      () => pipe(wide, conv2d(p0.c2)),
      'conv2d: input [B, 26, 26, 64] has 64 channels, kernel expects 32',
    ],
    [
      // @ts-expect-error
      () => conv2d(p0.c1)(tiny),
      'conv2d: window 3 does not fit input [B, 2, 2, 1]',
    ],
    [
      // @ts-expect-error
      () => conv2d(p0.c1)(whole),
      'conv2d: dtypes differ: i32 and f32; use cast',
    ],
    [
      () =>
        net(
          f32('B', 784),
          relu,
          // @ts-expect-error
          layer.conv2d('c1', { filters: 8, kernel: 3 }),
        ),
      'conv2d: input must be [batch, height, width, channels], got [B, 784]',
    ],
    [
      // @ts-expect-error
      () => maxPool2d(30)(image),
      'maxPool2d: window 30 does not fit input [B, 28, 28, 1]',
    ],
    [
      // @ts-expect-error
      () => avgPool2d(2)(flat),
      'avgPool2d: input must be [batch, height, width, channels], got [2, 3]',
    ],
    [
      // @ts-expect-error
      () => maxPool2d(2)(whole),
      'maxPool2d: needs a float tensor, got i32',
    ],
    [
      // @ts-expect-error
      () => avgPool1d(2, { padding: 2 })(line),
      'avgPool1d: padding 2 exceeds half of window 2',
    ],
    [
      // @ts-expect-error the bias of another layer
      () => conv2d({ w: p0.c1.w, b: p0.c2.b })(image),
      'conv2d: the bias must be [32], got [64]',
    ],
  ])('%#', (f, sentence) => {
    expect(f).toThrow(sentence);
  });
  test.each([
    [{ stride: 0 }, 'conv2d: stride must be a positive whole number, got 0'],
    [{ stride: [1, 1.5] }, 'conv2d: stride must be a positive whole number, got 1.5'],
    [{ dilation: -1 }, 'conv2d: dilation must be a positive whole number, got -1'],
    [{ padding: -1 }, 'conv2d: padding must be a whole number >= 0, got -1'],
    [{ groups: 0 }, 'conv2d: groups must be a positive whole number, got 0'],
  ])('%j', (options, sentence) => {
    expect(() => untypedCall(conv2d, p0.c1, options)).toThrow(sentence);
  });
  test('a window of nothing', () => {
    expect(() => untypedCall(maxPool2d, 0)).toThrow(
      'maxPool2d: window must be a positive whole number, got 0',
    );
  });
});

type Params = ParamsOf<typeof cnn.params>;

test('a step reads every window where it lies: products through tables or by tiles, nothing copied', () => {
  const params = tree.leaves(p0).map(fresh);
  const [x, y] = [
    fresh({ shape: [4, 28, 28, 1], dtype: DTypes.f32 }),
    fresh({ shape: [4], dtype: DTypes.i32 }),
  ];
  const own = tree.rebuild(p0, params);
  const loss = (q: Params): Tensor<[]> =>
    crossEntropy(cnn(q, x as never) as Tensor<[4, 10]>, y as never);
  const [value, grads] = valueAndGrad(loss)(own);
  const graph: Graph = { params: [...params, x, y], results: [value, ...tree.leaves(grads)] };
  const kernels = compile(graph).commands.map((c) => (c.kind === 'kernel' ? c.kernel : c.kind));
  const count = (name: string): number => kernels.filter((k) => k === name).length;
  // the first forward, the filter gradients of both; the second forward, and the gradient of its input
  expect(count('gemmIndexed')).toBe(3);
  expect(count('winograd')).toBe(2);
  expect(count('copy')).toBe(0);
  expect(count('maxPool')).toBe(2);
  expect(count('maxPoolGrad')).toBe(2);
});

test('tables do not grow with the batch', () => {
  const w = array(
    [3, 3, 1, 2],
    Float32Array.from({ length: 18 }, (_, i) => Math.sin(i)),
  );
  const pixels = Float32Array.from({ length: 300 * 28 * 28 }, (_, i) => Math.cos(i * i));
  const run = jit([{ w: f32(3, 3, 1, 2) }, f32('B', 28, 28, 1)], (p, x) => conv2d(p)(x));
  const all = run({ w }, array([300, 28, 28, 1], pixels)).data;
  const last = run({ w }, array([2, 28, 28, 1], pixels.slice(298 * 784))).data;
  // not a bit differs: the batch is no part of how a sum is taken
  expect(all.slice(298 * 26 * 26 * 2)).toEqual(last);
  const graph = (batch: number): Graph => {
    const x = fresh({ shape: [batch, 28, 28, 1], dtype: DTypes.f32 });
    return { params: [x], results: [conv2d({ w })(x as Tensor<[2, 28, 28, 1]>)] };
  };
  const words = compile(graph(300)).words.length;
  expect(words).toBeLessThan(1000);
  expect(compile(graph(30_000)).words.length).toBe(words);
});

test('a network learns which half of an image is lit', () => {
  const small = net(
    f32('B', 8, 8, 1),
    layer.conv2d('c', { filters: 8, kernel: 3, padding: 'same' }),
    relu,
    maxPool2d(2),
    layer.conv2d('d', { filters: 8, kernel: 3, stride: 2 }),
    relu,
    avgPool2d(1),
    flatten,
    layer.dense('fc', 2),
  );
  type P = ParamsOf<typeof small.params>;
  const pixels = Array.from({ length: 16 * 64 }, (_, i) => {
    const [image, row, column] = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
    return image % 2 === Number(column >= 4) ? 1 + Math.sin(image + row) / 4 : 0;
  });
  const labels = Array.from({ length: 16 }, (_, i) => i % 2);
  const [x, y] = [array([16, 8, 8, 1], pixels), integers([16], labels)];
  const optimiser = adam({ lr: 0.01 });
  const params = evaluate(init(small.params, key(0)));
  const first = { params, state: evaluate(optimiser.init(params)) };
  const step = jit(
    [first, f32('B', 8, 8, 1), i32('B')],
    (s, images, labels) => {
      const [loss, grads] = valueAndGrad((p: P) => crossEntropy(small(p, images), labels))(
        s.params,
      );
      const [params, state] = optimiser.update(grads, s.state, s.params);
      return { next: { params, state }, loss };
    },
    { donate: [0] },
  );
  const losses: number[] = [];
  let s: typeof first = first;
  for (let i = 0; i < 30; i++) {
    const { next, loss } = step(s, x, y);
    s = next as typeof first;
    losses.push(loss.data[0]!);
  }
  expect(losses[0]).toBeGreaterThan(0.5);
  expect(losses.at(-1)).toBeLessThan(0.05);
});
