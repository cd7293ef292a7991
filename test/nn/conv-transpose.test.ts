/** Transposed and 3-D convolutions as layers: parameters, options that are refused, named sizes, plans, training. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/index.ts';
import { fresh } from '../../src/core/graph.ts';
import type { Graph } from '../../src/core/node.ts';
import {
  adam,
  array,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  evaluate,
  f32,
  fold,
  grad,
  init,
  jit,
  key,
  layer,
  maxPool2d,
  meanSquaredError,
  net,
  normal,
  type ParamsOf,
  pipe,
  pixelShuffle,
  pixelUnshuffle,
  relu,
  spec,
  square,
  sum,
  type Tensor,
  tree,
  unfold,
  valueAndGrad,
  zeros,
} from '../../src/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { hasType, untypedCall } from '../ops/reference.ts';

const autoencoder = net(
  f32('B', 8, 8, 1),
  layer.conv2d('down', { filters: 6, kernel: 3, stride: 2, padding: 1 }),
  relu,
  layer.convTranspose2d('up', { filters: 1, kernel: 3, stride: 2, padding: 1, outputPadding: 1 }),
);
type P = ParamsOf<typeof autoencoder.params>;
const p0 = init(autoencoder.params, key(0));

describe('parameters', () => {
  test('a network counts channels, groups divide those of the output', () => {
    const decoder = net(
      f32('B', 'T', 4),
      layer.convTranspose1d('a', { filters: 6, kernel: 3, stride: 2, groups: 2 }),
      layer.convTranspose1d('b', { filters: 2, kernel: 2, padding: 'same', stride: 3 }),
    );
    const p = init(decoder.params, key(0));
    hasType<Tensor<[3, 3, 4]>>()(p.a.w);
    hasType<Tensor<[6]>>()(p.a.b);
    hasType<Tensor<[2, 2, 6]>>()(p.b.w);
    expect(tree.paths(p).map(([name, v]) => [name, v.shape])).toEqual([
      ['a.w', [3, 3, 4]],
      ['a.b', [6]],
      ['b.w', [2, 2, 6]],
      ['b.b', [2]],
    ]);
    const y = decoder(p, zeros([5, 7, 4]));
    hasType<Tensor<[5, 45, 2]>>()(y);
    expect(y.shape).toEqual([5, 45, 2]);
  });
  test('volumes', () => {
    const volumes = net(
      f32('B', 6, 5, 4, 2),
      layer.conv3d('c', { filters: 3, kernel: [1, 3, 2] }),
      layer.convTranspose3d('u', { filters: 2, kernel: [1, 3, 2] }),
    );
    const p = init(volumes.params, key(0));
    hasType<Tensor<[1, 3, 2, 2, 3]>>()(p.c.w);
    hasType<Tensor<[1, 3, 2, 2, 3]>>()(p.u.w);
    const y = volumes(p, zeros([2, 6, 5, 4, 2]));
    hasType<Tensor<[2, 6, 5, 4, 2]>>()(y);
    expect(y.shape).toEqual([2, 6, 5, 4, 2]);
  });
  test('specifications', () => {
    const p = init(
      {
        a: spec.convTranspose2d(8, 6, [2, 3], { groups: 2 }),
        b: spec.convTranspose3d(3, 4, 2),
        c: spec.conv3d(3, 4, 2),
      },
      key(0),
    );
    hasType<Tensor<[2, 3, 3, 8]>>()(p.a.w);
    hasType<Tensor<[2, 2, 2, 4, 3]>>()(p.b.w);
    hasType<Tensor<[2, 2, 2, 3, 4]>>()(p.c.w);
    expect(convTranspose2d(p.a, { groups: 2 })(zeros([1, 4, 4, 8])).shape).toEqual([1, 5, 6, 6]);
    expect(convTranspose3d(p.b)(zeros([1, 1, 1, 1, 3])).shape).toEqual([1, 2, 2, 2, 4]);
  });
});

describe('wrong programs are refused, at run time with the same sentence', () => {
  const [w, b] = [normal(key(0), [3, 2, 4]), normal(key(1), [3])];
  const line = zeros(['B', 5, 4]);
  test.each([
    [
      // @ts-expect-error the bias has an element for every output channel
      () => convTranspose1d({ w, b })(line),
      'convTranspose1d: the bias must be [2], got [3]',
    ],
    [
      // @ts-expect-error the bias has an element for every output channel, of all groups
      () => convTranspose1d({ w, b }, { groups: 2 })(line),
      'convTranspose1d: the bias must be [4], got [3]',
    ],
    [
      () => spec.convTranspose2d(4, 5, 3, { groups: 2 }),
      'convTranspose2d: 5 output channels are not divisible by 2 groups',
    ],
  ])('%#', (f, sentence) => {
    expect(f).toThrow(sentence);
  });
  test.each([
    [{ stride: 0 }, 'convTranspose1d: stride must be a positive whole number, got 0'],
    [{ dilation: 1.5 }, 'convTranspose1d: dilation must be a positive whole number, got 1.5'],
    [{ padding: -1 }, 'convTranspose1d: padding must be a whole number >= 0, got -1'],
    [{ groups: 0 }, 'convTranspose1d: groups must be a positive whole number, got 0'],
    [{ outputPadding: -1 }, 'convTranspose1d: outputPadding must be a whole number >= 0, got -1'],
  ])('%j', (options, sentence) => {
    expect(() => untypedCall(convTranspose1d, { w }, options)).toThrow(sentence);
  });
  test.each([
    [() => untypedCall(unfold, 0), 'unfold: window must be a positive whole number, got 0'],
    [
      () => untypedCall(fold, [4, 4], 2, { stride: 0 }),
      'fold: stride must be a positive whole number, got 0',
    ],
    [
      () => untypedCall(pixelShuffle, 1.5),
      'pixelShuffle: factor must be a positive whole number, got 1.5',
    ],
    [
      () => untypedCall(pixelUnshuffle, 0),
      'pixelUnshuffle: factor must be a positive whole number, got 0',
    ],
    [
      () => untypedCall(spec.convTranspose1d, 4, 4, 3, { groups: 0.5 }),
      'convTranspose1d: groups must be a positive whole number, got 0.5',
    ],
  ])('%#', (f, sentence) => {
    expect(f).toThrow(sentence);
  });
});

test('named sizes, even rounded ones, have gradients', () => {
  const w = normal(key(0), [3, 3, 2, 1]);
  const loss = (u: Tensor<[3, 3, 2, 1]>, x: Tensor<['B', 'H', 'W', 1]>): Tensor<[]> => {
    const up = convTranspose2d({ w: u }, { stride: 2, padding: 1, outputPadding: [1, 0] });
    const y = pipe(x, maxPool2d(2), up);
    hasType<Tensor<['B', '2*[H//2]', '2*[W//2]-1', 2]>>()(y);
    return sum()(square(y));
  };
  const x = normal(key(1), [2, 7, 9, 1]);
  const slope = jit([f32(3, 3, 2, 1), f32('B', 'H', 'W', 1)], (u, v) =>
    grad((k: Tensor<[3, 3, 2, 1]>) => loss(k, v))(u),
  );
  const known = grad((u: Tensor<[3, 3, 2, 1]>) =>
    sum()(
      square(
        pipe(
          x,
          maxPool2d(2),
          convTranspose2d({ w: u }, { stride: 2, padding: 1, outputPadding: [1, 0] }),
        ),
      ),
    ),
  );
  // one program or the other, the same sums in the same order
  expect(slope(evaluate(w), evaluate(x)).data).toEqual(evaluate(known(w)).data);
});

test('a step makes products through tables, images copied for zeros only', () => {
  const params = tree.leaves(p0).map(fresh);
  const x = fresh({ shape: [4, 8, 8, 1], dtype: DTypes.f32 });
  const own = tree.rebuild(p0, params);
  const loss = (q: P): Tensor<[]> => {
    const image = x as Tensor<[4, 8, 8, 1]>;
    return meanSquaredError(autoencoder(q, image), image);
  };
  const [value, grads] = valueAndGrad(loss)(own);
  const graph: Graph = { params: [...params, x], results: [value, ...tree.leaves(grads)] };
  const kernels = compile(graph).commands.map((c) => (c.kind === 'kernel' ? c.kernel : c.kind));
  const count = (name: string): number => kernels.filter((k) => k === name).length;
  // forward and filter gradient of both, input gradient of the second
  expect(count('gemmIndexed')).toBe(5);
  // zeros around the image, around the cotangent, between the pixels of the code; the flipped kernel of one output, 54
  // numbers
  expect(count('copy')).toBe(4);
});

test('an autoencoder learns to paint what it sees', () => {
  const pixels = Array.from({ length: 16 * 64 }, (_, i) => {
    const [image, row, column] = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
    return Math.sin((image * row) / 8) * Math.cos(((image + 1) * column) / 9);
  });
  const x = array([16, 8, 8, 1], pixels);
  const optimiser = adam({ lr: 0.02 });
  const params = evaluate(p0);
  const first = { params, state: evaluate(optimiser.init(params)) };
  const step = jit(
    [first, f32('B', 8, 8, 1)],
    (s, images) => {
      const [loss, grads] = valueAndGrad((p: P) =>
        meanSquaredError(autoencoder(p, images), images),
      )(s.params);
      const [next, state] = optimiser.update(grads, s.state, s.params);
      return { next: { params: next, state }, loss };
    },
    { donate: [0] },
  );
  const losses: number[] = [];
  let s: typeof first = first;
  for (let i = 0; i < 80; i++) {
    const { next, loss } = step(s, x);
    s = next as typeof first;
    losses.push(loss.data[0]!);
  }
  expect(losses[0]).toBeGreaterThan(0.2);
  expect(losses.at(-1)).toBeLessThan(0.02);
});
