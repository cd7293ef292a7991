/** The laws of composites on convolutions, their transposes, patches and pixel shuffles; and how these belong together. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { op } from '../../conformance/adapter.ts';
import { trace } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import {
  array,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  fold,
  key,
  matmul,
  mul,
  normal,
  pixelShuffle,
  pixelUnshuffle,
  reshape,
  sub,
  sum,
  unfold,
} from '../../src/index.ts';
import { type Convolution, convolve, convolveTranspose } from '../../src/ops/conv.ts';
import { convTransposeDim } from '../../src/types/conv-transpose.ts';
import { type Dim, mulDim } from '../../src/types/dim.ts';
import { convDim } from '../../src/types/shape.ts';
import { axes } from '../laws/axes.ts';
import { type Case, lawsOf } from '../laws/composites.ts';
import { type } from '../laws/recipe.ts';
import { numbersOf, untypedCall } from './reference.ts';

type Axes = ReturnType<typeof axes> extends fc.Arbitrary<infer A> ? A : never;

const geometry = (a: Axes, groups: number): Convolution => ({
  groups,
  stride: a.map((k) => k.stride),
  padding: a.map((k) => k.padding),
  dilation: a.map((k) => k.dilation),
});
const sizesOf = (a: Axes): readonly number[] => a.map((k) => k.size);

const channelled = (most: number) => ({
  batch: fc.integer({ min: 0, max: 2 }),
  groups: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: most }),
  filters: fc.integer({ min: 1, max: most }),
});

/** Padding up to twice the window: places that lie wholly outside are allowed. */
const convolutions = (most: number): fc.Arbitrary<Case> =>
  fc
    .record({ axes: axes(2, most), ...channelled(3) })
    .map(({ axes: a, batch, groups, channels, filters }) => ({
      sizes: [batch, ...a.map((x) => x.d)],
      build: (b, space) =>
        trace(
          (x, w) => [convolve(x!, w!, geometry(a, groups))],
          [
            type('f32', [b, ...space, channels * groups]),
            type('f32', [...sizesOf(a), channels, filters * groups]),
          ],
        ),
    }));

const transposedSize = (d: Dim, k: Axes[number], more: number): Dim =>
  convTransposeDim(
    d,
    k.size,
    k.stride,
    k.padding,
    k.dilation,
    k.padding === 'same' ? 0 : Math.min(more, k.stride - 1),
  );
const remains = (a: Axes): boolean => a.every((k) => Number(transposedSize(k.d, k, 0)) > 0);

/** As many elements more at the end as the stride allows, up to two. */
const transposed: fc.Arbitrary<Case> = fc
  .record({
    axes: axes(1.5).filter(remains),
    more: fc.integer({ min: 0, max: 2 }),
    ...channelled(3),
  })
  .map(({ axes: a, more, batch, groups, channels, filters }) => ({
    sizes: [batch, ...a.map((x) => x.d)],
    build: (b, space) =>
      trace(
        (x, w) => [
          convolveTranspose(
            x!,
            w!,
            space.map((d, k) => transposedSize(d, a[k]!, more)),
            geometry(a, groups),
          ),
        ],
        [
          type('f32', [b, ...space, channels * groups]),
          type('f32', [...sizesOf(a), filters, channels * groups]),
        ],
      ),
  }));

const plane = axes(1).filter((a) => a.length === 2);
const optionsOf = (a: Axes) => {
  const [padding, other] = a.map((k) => k.padding);
  const { stride, dilation } = geometry(a, 1);
  // padding in words is that of both axes
  const pad = typeof padding === 'number' && typeof other === 'number' ? [padding, other] : 'same';
  return { stride, dilation, padding: pad };
};
const placeOf = (d: Dim, k: Axes[number], a: Axes): Dim =>
  convDim(d, k.size, k.stride, optionsOf(a).padding === 'same' ? 'same' : k.padding, k.dilation);

const channels = fc.integer({ min: 1, max: 3 });
const batch = fc.integer({ min: 0, max: 2 });

const patches: fc.Arbitrary<Case> = fc
  .record({ axes: plane, channels, batch })
  .map(({ axes: a, channels: c, batch: n }) => ({
    sizes: [n, ...a.map((x) => x.d)],
    build: (b, space) =>
      trace(
        (x) => [op(untypedCall(unfold, sizesOf(a), optionsOf(a)))(x!)],
        [type('f32', [b, ...space, c])],
      ),
  }));

const images: fc.Arbitrary<Case> = fc
  .record({ axes: plane, channels, batch })
  .map(({ axes: a, channels: c, batch: n }) => ({
    sizes: [n, ...a.map((x) => x.d)],
    build: (b, space) =>
      trace(
        (x) => [op(untypedCall(fold, space, sizesOf(a), optionsOf(a)))(x!)],
        [
          type('f32', [
            b,
            ...space.map((d, k) => placeOf(d, a[k]!, a)),
            sizesOf(a).reduce((p, k) => p * k, c),
          ]),
        ],
      ),
  }));

const pixels = (finer: boolean): fc.Arbitrary<Case> =>
  fc
    .record({ f: fc.integer({ min: 1, max: 3 }), h: channels, w: channels, channels, batch })
    .map(({ f, h, w, channels: c, batch: n }) => ({
      sizes: [n, h, w],
      build: (b, space) =>
        trace(
          (x) => [op(untypedCall(finer ? pixelShuffle : pixelUnshuffle, f))(x!)],
          [
            finer
              ? type('f32', [b, ...space, c * f * f])
              : type('f32', [b, ...space.map((d) => mulDim(d, f)), c]),
          ],
        ),
    }));

lawsOf({
  convolution: convolutions(2),
  'convolution of volumes': convolutions(3),
  'transposed convolution': transposed,
  unfold: patches,
  fold: images,
  'pixel shuffle': pixels(true),
  'pixel unshuffle': pixels(false),
});

const largest = (v: Value): number => Math.max(...numbersOf(v).map(Math.abs));

describe('what belongs together', () => {
  const x = normal(key(0), [2, 9, 7, 4]);
  const w = normal(key(1), [3, 2, 2, 6]);
  const options = { stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2 } as const;
  const conv = conv2d({ w }, options);
  test('a transposed convolution is the adjoint of the convolution with its kernel', () => {
    const y = normal(key(2), [2, 5, 5, 6]);
    const back = convTranspose2d({ w }, options)(y);
    const gap = sub(sum()(mul(conv(x), y)), sum()(mul(x, back)));
    // f64 sums of 300 products of numbers of size 1
    expect(largest(gap)).toBeLessThan(1e-10);
  });
  test('it adds kernels at places', () => {
    const line = array([1, 3, 1], [1, 0, 10]);
    const taps = array([2, 1, 1], [1, 2]);
    const up = convTranspose1d({ w: taps }, { stride: 3, outputPadding: 1 })(line);
    expect(numbersOf(up)).toEqual([1, 2, 0, 0, 0, 0, 10, 20, 0]);
    const same = convTranspose1d({ w: taps }, { stride: 2, padding: 'same' })(line);
    expect(numbersOf(same)).toEqual([1, 2, 0, 0, 10, 20]);
    const biased = convTranspose1d({ w: taps, b: array([1], [5]) }, { padding: 1 })(line);
    expect(numbersOf(biased)).toEqual([7, 15]);
  });
  test('a convolution is a product of patches with the kernel', () => {
    const kernel = normal(key(1), [3, 2, 4, 6]);
    const window = { stride: 2, padding: 'same' } as const;
    const rows = reshape([40, 24])(unfold([3, 2], window)(x));
    const product = matmul(rows, reshape([24, 6])(kernel));
    const gap = sub(reshape([2, 5, 4, 6])(product), conv2d({ w: kernel }, window)(x));
    // the same sums of 24 products in f64, perhaps in another order
    expect(largest(gap)).toBeLessThan(1e-12);
  });
  test('patches are listed tap by tap, and fold adds them where they come from', () => {
    const image = array([1, 2, 3, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const two = unfold([1, 2])(image);
    expect(numbersOf(two)).toEqual([0, 1, 2, 3, 2, 3, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11]);
    expect(numbersOf(fold([2, 3], [1, 2])(two))).toEqual([0, 1, 4, 6, 4, 5, 6, 7, 16, 18, 10, 11]);
  });
  test('a pixel shuffle makes channels rows and columns, an unshuffle undoes it', () => {
    const image = array([1, 1, 2, 4], [0, 1, 2, 3, 10, 11, 12, 13]);
    const fine = pixelShuffle(2)(image);
    expect(numbersOf(fine)).toEqual([0, 1, 10, 11, 2, 3, 12, 13]);
    expect(numbersOf(pixelUnshuffle(2)(fine))).toEqual(numbersOf(image));
  });
  test('one number or one each is the same', () => {
    const line = normal(key(3), [1, 9, 4]);
    const taps = normal(key(4), [3, 4, 2]);
    const gap = sub(
      conv1d({ w: taps }, { stride: [2], padding: [1] })(line),
      conv1d({ w: taps }, { stride: 2, padding: 1 })(line),
    );
    expect(largest(gap)).toBe(0);
  });
});
