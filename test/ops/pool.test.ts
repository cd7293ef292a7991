/** The laws of composites on pooling, its conventions for ties, padding, NaN and ceil mode, and what it refuses. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { op } from '../../conformance/adapter.ts';
import { trace } from '../../src/core/graph.ts';
import { sizeOf } from '../../src/core/layout.ts';
import type { Value } from '../../src/core/node.ts';
import { exact, strided } from '../../src/core/strided.ts';
import {
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  globalAvgPool3d,
  globalMaxPool1d,
  globalMaxPool2d,
  globalMaxPool3d,
  lpPool1d,
} from '../../src/ops/index.ts';
import { avgPool } from '../../src/ops/pool-average.ts';
import type { Pooling } from '../../src/ops/pool-geometry.ts';
import { lpPool } from '../../src/ops/pool-lp.ts';
import { maxPool, maxPoolIndices } from '../../src/ops/pool-max.ts';
import { evaluateGraph, vjpGraph } from '../../src/transform/index.ts';
import type { Padding } from '../../src/types/shape.ts';
import { axes } from '../laws/axes.ts';
import { type Case, lawsOf } from '../laws/composites.ts';
import { elements } from '../laws/laws.ts';
import { type } from '../laws/recipe.ts';
import { runWasm } from '../runtime/wasm.ts';
import { untypedCall } from './reference.ts';

type Axes = ReturnType<typeof axes> extends fc.Arbitrary<infer A> ? A : never;

/** Poolings f of images, or of volumes of few channels. */
const pools = (f: (x: Value, pool: Pooling) => Value, volumes = false): fc.Arbitrary<Case> =>
  fc
    .record({
      near: axes(0.5),
      far: axes(0.5),
      ceil: fc.boolean(),
      batch: fc.integer({ min: 0, max: 2 }),
      channels: fc.integer({ min: 1, max: volumes ? 2 : 21 }),
    })
    .map(({ near, far, ceil, batch, channels }) => {
      const a: Axes = volumes ? [...near, ...far, ...near].slice(0, 3) : near;
      const pool = {
        size: a.map((k) => k.size),
        stride: a.map((k) => k.stride),
        padding: a.map((k) => k.padding),
        dilation: a.map((k) => k.dilation),
        ceil,
      };
      return {
        sizes: [batch, ...a.map((x) => x.d)],
        build: (b, space) => trace((x) => [f(x!, pool)], [type('f32', [b, ...space, channels])]),
      };
    });

const dense = (pool: Pooling): Pooling => ({ ...pool, dilation: pool.size.map(() => 1) });
const average =
  (countIncludePad: boolean) =>
  (x: Value, pool: Pooling): Value =>
    avgPool(x, { ...dense(pool), countIncludePad });

/** Layers over images; `layer` is given how many windows each axis should have. */
const layers = (layer: (size: readonly number[]) => unknown): fc.Arbitrary<Case> =>
  fc
    .record({
      sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 2 }),
      counts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 2 }),
      batch: fc.integer({ min: 0, max: 2 }),
      channels: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ sizes, counts, batch, channels }) => ({
      sizes: [batch, ...sizes],
      build: (b, space) =>
        trace((x) => [op(layer(counts))(x!)], [type('f32', [b, ...space, channels])]),
    }));

lawsOf({
  'max pooling': pools(maxPool),
  'max pooling of volumes': pools(maxPool, true),
  'average pooling': pools(average(false)),
  'average pooling with its padding': pools(average(true)),
  'average pooling of volumes': pools(average(true), true),
  'pooling by the Euclidean norm': pools((x, pool) => lpPool(x, 2, dense(pool))),
  'adaptive average pooling': layers((size) => untypedCall(adaptiveAvgPool2d, size)),
  'adaptive max pooling': layers((size) => untypedCall(adaptiveMaxPool2d, size)),
  'global max pooling': layers(() => globalMaxPool2d),
});

describe('the conventions of pooling', () => {
  const ofRow = (data: readonly number[], f: (x: Value) => Value) => {
    const g = trace((x) => [f(x!)], [type('f32', [1, data.length, 1])]);
    const x = strided(g.params[0]!.dtype, [1, data.length, 1], Float64Array.from(data));
    const back = vjpGraph(g);
    const ct = strided(
      x.dtype,
      g.results[0]!.shape.map(Number),
      new Float64Array(sizeOf(g.results[0]!.shape.map(Number))).fill(1),
    );
    const [y, dx] = evaluateGraph(back, [x, ct], exact).map(elements);
    const onKernels = runWasm(back, [x, ct]);
    expect(onKernels).toEqual([y, dx]);
    return [y, dx];
  };
  const max = (size: number, stride: number, pad: Padding) => (x: Value) =>
    maxPool(x, { size: [size], stride: [stride], padding: [pad], dilation: [1] });
  test('equal maxima: the first one has the whole derivative', () => {
    expect(ofRow([3, 3, 1, 2, 2, 2], max(3, 3, 'valid'))).toEqual([
      [3, 2],
      [1, 0, 0, 1, 0, 0],
    ]);
    expect(ofRow([1, 1, 1], max(2, 1, 'valid'))).toEqual([
      [1, 1],
      [1, 1, 0],
    ]);
  });
  test('padding never wins', () => {
    expect(ofRow([-5, -7, -6], max(3, 1, 'same'))).toEqual([
      [-5, -5, -6],
      [2, 0, 1],
    ]);
    expect(ofRow([-Infinity, -Infinity], max(2, 2, 1))).toEqual([
      [-Infinity, -Infinity],
      [1, 1],
    ]);
  });
  test('a NaN wins, the first of several', () => {
    expect(ofRow([1, Number.NaN, Number.NaN, 9], max(4, 4, 'valid'))).toEqual([
      [Number.NaN],
      [0, 1, 0, 0],
    ]);
  });
  const mean =
    (countIncludePad: boolean, ceil = false) =>
    (x: Value) =>
      avgPool(x, { size: [2], stride: [2], padding: [1], dilation: [1], ceil, countIncludePad });
  test('a mean is of the elements inside, or counts the padding', () => {
    expect(ofRow([2, 4, 6, 8], mean(false))).toEqual([
      [2, 5, 8],
      [1, 0.5, 0.5, 1],
    ]);
    expect(ofRow([2, 4, 6, 8], mean(true))).toEqual([
      [1, 5, 4],
      [0.5, 0.5, 0.5, 0.5],
    ]);
  });
  test('ceil mode: the last window starts inside; its mean is of what is in the padded image', () => {
    const ceil = { size: [3], stride: [2], padding: [0], dilation: [1], ceil: true };
    expect(ofRow([1, 2, 3, 4], (x) => maxPool(x, ceil))).toEqual([
      [3, 4],
      [0, 0, 1, 1],
    ]);
    // a third window would start behind the elements
    expect(ofRow([2, 4, 6], mean(true, true))).toEqual([
      [1, 5],
      [0.5, 0.5, 0.5],
    ]);
    const wide = { size: [4], dilation: [1], ceil: true };
    const padded = { ...wide, stride: [4], padding: [1], countIncludePad: true };
    expect(ofRow([3, 3, 6, 8], (x) => avgPool(x, padded))).toEqual([
      [3, 4],
      [0.25, 0.25, 0.25, 0.5],
    ]);
    const bare = { ...wide, stride: [3], padding: [0], countIncludePad: false };
    expect(ofRow([1, 1, 1, 5, 9], (x) => avgPool(x, bare))).toEqual([
      [2, 7],
      [0.25, 0.25, 0.25, 0.75, 0.5],
    ]);
  });
  test('a window of no elements has the maximum -inf and the derivative nothing', () => {
    const apart = { size: [2], stride: [1], padding: [2], dilation: [4] };
    expect(ofRow([7], (x) => maxPool(x, apart))).toEqual([[Number.NEGATIVE_INFINITY], [0]]);
  });
  test('windows with gaps between them leave elements without a derivative', () => {
    const gaps = (size: number, padding: number, ceil: boolean) => (x: Value) =>
      maxPool(x, { size: [size], stride: [3], padding: [padding], dilation: [1], ceil });
    expect(ofRow([5, 9, 2, 1], gaps(2, 1, false))[1]).toEqual([1, 0, 1, 0]);
    expect(ofRow([5, 9, 2, 1], gaps(2, 0, true))[1]).toEqual([0, 1, 0, 1]);
    expect(ofRow([5, 9, 2], gaps(3, 1, false))[1]).toEqual([0, 1, 0]);
  });
  test('equal maxima of all, and of windows that overlap: the first one has the whole derivative', () => {
    const to = (f: unknown) => (x: Value) => op(f)(x);
    expect(ofRow([1, 4, 4, 2], to(globalMaxPool1d))).toEqual([[4], [0, 1, 0, 0]]);
    // [0, 3), [1, 4), [3, 5)
    expect(ofRow([2, 7, 7, 1, 1], to(adaptiveMaxPool1d(3)))).toEqual([
      [7, 7, 1],
      [0, 2, 0, 1, 0],
    ]);
  });
  test('over all of a volume, and over its halves', () => {
    const g = trace(
      (x) => [
        ...[globalAvgPool3d, globalMaxPool3d].map((f) => op(f)(x!)),
        ...[adaptiveAvgPool3d, adaptiveMaxPool3d].map((f) => op(f([2, 1, 1]))(x!)),
      ],
      [type('f32', [1, 3, 2, 2, 1])],
    );
    const data = [4, 1, 2, 9, 3, 3, 0, 2, 7, 5, 12, 0];
    const x = strided(g.params[0]!.dtype, [1, 3, 2, 2, 1], Float64Array.from(data));
    const want = [[4], [12], [3, 4], [9, 12]];
    expect(evaluateGraph(g, [x], exact).map(elements)).toEqual(want);
    expect(runWasm(g, [x])).toEqual(want);
  });
  test('an index is that of the first maximum', () => {
    const at = (x: Value): Value =>
      maxPoolIndices(x, { size: [2], stride: [1], padding: [0], dilation: [1] });
    const g = trace((x) => [at(x!)], [type('f32', [1, 4, 1])]);
    const x = strided(g.params[0]!.dtype, [1, 4, 1], Float64Array.from([3, 3, Number.NaN, 5]));
    expect(evaluateGraph(g, [x], exact).map(elements)).toEqual([[0, 2, 2]]);
    expect(runWasm(g, [x])).toEqual([[0, 2, 2]]);
  });
  test('the norm and its derivative, 0 where all are 0', () => {
    const pool = { size: [2], stride: [2], padding: [0], dilation: [1] };
    const g = trace((x) => [lpPool(x!, 3, pool)], [type('f32', [1, 4, 1])]);
    const x = strided(g.params[0]!.dtype, [1, 4, 1], Float64Array.from([-3, 4, 0, 0]));
    const one = strided(g.params[0]!.dtype, [1, 2, 1], Float64Array.from([1, 1]));
    const [y, dx] = evaluateGraph(vjpGraph(g), [x, one], exact).map(elements);
    const norm = 91 ** (1 / 3);
    // exp(3 log x) in f64: three roundings of numbers of size 4
    expect(y![0]).toBeCloseTo(norm, 12);
    expect(y![1]).toBe(0);
    expect(dx![0]).toBeCloseTo(-((3 / norm) ** 2), 12);
    expect(dx![1]).toBeCloseTo((4 / norm) ** 2, 12);
    expect(dx!.slice(2)).toEqual([0, 0]);
  });
  test('what is no pooling is refused', () => {
    expect(() => lpPool1d(0.5, 2)).toThrow('lpPool1d: power must be a number >= 1, got 0.5');
    expect(() => adaptiveMaxPool1d(0)).toThrow(
      'adaptiveMaxPool1d: size must be a positive whole number, got 0',
    );
  });
});
