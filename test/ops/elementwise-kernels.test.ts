/** The kernels of elementwise ops against the definitions in f64, over many magnitudes; and values at the edges. */
import { describe, expect, test } from 'vitest';
import { trace } from '../../src/core/graph.ts';
import type { Graph, Value } from '../../src/core/node.ts';
import { exact } from '../../src/core/strided.ts';
import * as o from '../../src/ops/index.ts';
import { evaluateGraph, vjpGraph } from '../../src/transform/index.ts';
import type { DTypeName } from '../../src/types/dtype.ts';
import { type Args, elements } from '../laws/laws.ts';
import { array } from '../laws/numbers.ts';
import { type } from '../laws/recipe.ts';
import { runWasm } from '../runtime/wasm.ts';

const call = (f: unknown, ...xs: readonly unknown[]): Value => {
  if (typeof f !== 'function') throw new TypeError('not a function');
  return f(...xs);
};

const COUNT = 500;
/** Numbers of both signs, their sizes in a geometric sequence. */
const magnitudes = (low: number, high: number): readonly number[] =>
  Array.from(
    { length: 2 * COUNT },
    (_, i) => (i % 2 === 0 ? 1 : -1) * low * (high / low) ** (Math.floor(i / 2) / (COUNT - 1)),
  );
const positive = (low: number, high: number, shift = 0): readonly number[] =>
  magnitudes(low, high).map((x) => Math.abs(x) + shift);

const all = magnitudes(1e-6, 1e4);
const below = magnitudes(1e-6, 0.9999);

/** In units of 2^-24, relative: what was measured is below half of each. */
const BOUNDS: Readonly<
  Record<string, readonly [f: unknown, x: readonly number[], value: number, slope: number]>
> = {
  exp2: [o.exp2, magnitudes(1e-6, 87), 4, 6],
  expm1: [o.expm1, magnitudes(1e-6, 87), 6, 4],
  log2: [o.log2, positive(1e-30, 1e30), 5, 5],
  log10: [o.log10, positive(1e-30, 1e30), 5, 5],
  rsqrt: [o.rsqrt, positive(1e-20, 1e20), 4, 6],
  tan: [o.tan, all, 8, 12],
  asin: [o.asin, below, 8, 6],
  acos: [o.acos, below, 8, 6],
  atan: [o.atan, magnitudes(1e-20, 1e15), 6, 6],
  sinh: [o.sinh, magnitudes(1e-10, 89), 8, 8],
  cosh: [o.cosh, magnitudes(1e-10, 89), 8, 8],
  asinh: [o.asinh, magnitudes(1e-20, 1e30), 8, 8],
  acosh: [o.acosh, positive(1e-6, 1e25, 1), 8, 8],
  atanh: [o.atanh, below, 8, 6],
  erf: [o.erf, all, 4, 160],
  erfc: [o.erfc, magnitudes(1e-6, 9), 10, 160],
  'power 3': [o.power(3), magnitudes(1e-10, 1e10), 4, 4],
  'power -2': [o.power(-2), magnitudes(1e-10, 1e10), 4, 4],
  // the exponent 1.7 is rounded to f32, and its error multiplied by ln x
  'power 1.7': [o.power(1.7), positive(1e-10, 1e10), 40, 40],
  elu: [o.elu({ alpha: 0.7 }), all, 6, 6],
  selu: [o.selu, all, 6, 6],
  softsign: [o.softsign, magnitudes(1e-10, 1e15), 6, 8],
  logSigmoid: [o.logSigmoid, all, 6, 6],
};

type Rows = readonly (readonly number[])[];

const graphOf = (f: unknown, args: Args): Graph =>
  trace(
    (...xs) => [call(f, ...xs)],
    args.map((a) => type(a.dtype.dtype, a.shape)),
  );

const reference = (g: Graph, args: Args): Rows => evaluateGraph(g, args, exact).map(elements);

/** The largest relative error, among numbers that are normal in f32. */
const worst = (got: readonly number[], want: readonly number[]): number =>
  want.reduce((most, w, i) => {
    const size = Math.abs(w);
    if (size < 2 ** -126 || size >= 2 ** 128) return most;
    return Math.max(most, Math.abs(got[i]! - w) / size);
  }, 0);

describe('kernels are as close as their roundings allow', () => {
  test.each(Object.entries(BOUNDS))('%s', (_, [f, numbers, value, slope]) => {
    const args = [array(numbers.map(Math.fround)), array(numbers.map(() => 1))];
    const g = vjpGraph(graphOf(f, args.slice(0, 1)));
    const [want, got] = [reference(g, args), runWasm(g, args)];
    expect(worst(got[0]!, want[0]!)).toBeLessThanOrEqual(value * 2 ** -24);
    expect(worst(got[1]!, want[1]!)).toBeLessThanOrEqual(slope * 2 ** -24);
  });
});

const [inf, nan] = [Infinity, NaN];

/** f at these numbers, on both sides; -0 is 0. */
const expectValues = (
  f: unknown,
  inputs: Rows,
  want: readonly number[],
  dtype: DTypeName = 'f32',
): void => {
  const args = inputs.map((x) => array(x, [x.length], dtype));
  const g = graphOf(f, args);
  for (const [y] of [reference(g, args), runWasm(g, args)]) {
    expect(y!.map((v) => v + 0)).toEqual(want.map((v) => v + 0));
  }
};

describe('values at the edges', () => {
  const odd = [-inf, -2.5, -0.5, 0.5, 1.5, 2.5, inf, nan];
  test.each<readonly [string, unknown, Rows, readonly number[]]>([
    ['round', o.round, [odd], [-inf, -2, 0, 0, 2, 2, inf, nan]],
    ['ceil', o.ceil, [odd], [-inf, -2, 0, 1, 2, 3, inf, nan]],
    ['trunc', o.trunc, [odd], [-inf, -2, 0, 0, 1, 2, inf, nan]],
    ['sign', o.sign, [[...odd, 0]], [-1, -1, -1, 1, 1, 1, 1, nan, 0]],
    ['isNan', o.isNan, [odd], [0, 0, 0, 0, 0, 0, 0, 1]],
    ['isInf', o.isInf, [odd], [1, 0, 0, 0, 0, 0, 1, 0]],
    ['isFinite', o.isFinite, [odd], [0, 1, 1, 1, 1, 1, 0, 0]],
    ['clamp', o.clamp({ min: -1, max: 2 }), [odd], [-1, -1, -0.5, 0.5, 1.5, 2, 2, nan]],
    ['hardtanh', o.hardtanh(), [odd], [-1, -1, -0.5, 0.5, 1, 1, 1, nan]],
    ['relu', o.relu, [odd], [0, 0, 0, 0.5, 1.5, 2.5, inf, nan]],
    ['relu6', o.relu6, [[7, 6, 3, 0, -1, nan]], [6, 6, 3, 0, 0, nan]],
    ['hardshrink', o.hardshrink(), [odd], [-inf, -2.5, 0, 0, 1.5, 2.5, inf, nan]],
    ['softshrink', o.softshrink(), [odd], [-inf, -2, 0, 0, 1, 2, inf, nan]],
    ['expm1', o.expm1, [[-inf, 0, inf, nan]], [-1, 0, inf, nan]],
    ['exp2', o.exp2, [[-inf, -3, 0, 10, inf, nan]], [0, 0.125, 1, 1024, inf, nan]],
    ['sinh', o.sinh, [[-inf, 0, inf, nan]], [-inf, 0, inf, nan]],
    ['cosh', o.cosh, [[-inf, 0, inf, nan]], [inf, 1, inf, nan]],
    ['asinh', o.asinh, [[-inf, 0, inf, nan]], [-inf, 0, inf, nan]],
    ['acosh', o.acosh, [[0.5, 1, inf, nan]], [nan, 0, inf, nan]],
    ['atanh', o.atanh, [[-1, 0, 1, 2, nan]], [-inf, 0, inf, nan, nan]],
    ['asin', o.asin, [[0, 2, -2, nan]], [0, nan, nan, nan]],
    ['acos', o.acos, [[1, 2, -2, nan]], [0, nan, nan, nan]],
    ['erfc', o.erfc, [[-inf, 0, inf, nan]], [2, 1, 0, nan]],
    ['power 0', o.power(0), [[0, 5, nan]], [1, 1, 1]],
    ['power 2', o.power(2), [[0, -3, nan]], [0, 9, nan]],
    ['power 1.5', o.power(1.5), [[0, 4, -1, inf]], [0, 8, nan, inf]],
    [
      'pow',
      o.pow,
      [
        [0, 0, -2, -2, nan, 1, inf],
        [0, -1, 3, 0.5, 0, nan, -1],
      ],
      [1, inf, -8, nan, 1, 1, 0],
    ],
    [
      'hypot',
      o.hypot,
      [
        [0, 3, 2 ** 127, inf, inf],
        [0, -4, 0, inf, 1],
      ],
      [0, 5, 2 ** 127, inf, inf],
    ],
    [
      'atan2',
      o.atan2,
      [
        [0, 0, nan],
        [1, 0, 1],
      ],
      [0, 0, nan],
    ],
    [
      'fmod',
      o.fmod,
      [
        [7, -7, 7, -7, 1, inf, 3],
        [3, 3, -3, -3, 0, 2, inf],
      ],
      [1, -1, 1, -1, nan, nan, 3],
    ],
    [
      'remainder',
      o.remainder,
      [
        [7, -7, 7, -7, 1, 6, 3],
        [3, 3, -3, -3, 0, 3, inf],
      ],
      [1, 2, -2, -1, nan, 0, 3],
    ],
    [
      'logAddExp',
      o.logAddExp,
      [
        [-inf, 1e4, inf, 0],
        [-inf, -1e4, inf, -inf],
      ],
      [-inf, 1e4, inf, 0],
    ],
    [
      'lerp',
      o.lerp,
      [
        [1, 1],
        [1e8, 1e8],
        [0, 1],
      ],
      [1, 1e8],
    ],
    ['elu', o.elu(), [[-inf, 0, inf, nan]], [-1, 0, inf, nan]],
    ['of nothing', o.erf, [[]], []],
  ])('%s', (_, f, inputs, want) => {
    expectValues(f, inputs, want);
  });

  test('of integers', () => {
    const [a, b] = [
      [7, -7, 7, -7, 5, -6],
      [3, 3, -3, -3, 0, 3],
    ];
    expectValues(o.fmod, [a, b], [1, -1, 1, -1, 5, 0], 'i32');
    expectValues(o.remainder, [a, b], [1, 2, -2, -1, 5, 0], 'i32');
    expectValues(o.fmod, [[2 ** 32 - 1], [10]], [5], 'u32');
    expectValues(o.remainder, [[2 ** 32 - 1], [10]], [5], 'u32');
    expectValues(o.sign, [[-7, 0, 7]], [-1, 0, 1], 'i32');
    expectValues(o.sign, [[2 ** 32 - 1, 0]], [1, 0], 'u32');
    expectValues(o.clamp({ min: -1, max: 2 }), [[-7, 0, 7]], [-1, 0, 2], 'i32');
    expectValues(o.addcmul, [[1], [2], [3]], [7], 'i32');
  });
});

/** The derivative at the numbers, by reverse mode, on both sides. */
const expectSlopes = (f: unknown, x: readonly number[], want: readonly number[]): void => {
  const args = [array(x), array(x.map(() => 1))];
  const g = vjpGraph(graphOf(f, args.slice(0, 1)));
  for (const [, slope] of [reference(g, args), runWasm(g, args)]) {
    expect(slope!.map((v) => v + 0)).toEqual(want.map(Math.fround));
  }
};

describe('derivatives at the kinks are those of PyTorch, and far from them numbers', () => {
  test.each<readonly [string, unknown, readonly number[], readonly number[]]>([
    ['clamp', o.clamp({ min: -1, max: 2 }), [-2, -1, 0, 2, 3], [0, 1, 1, 1, 0]],
    ['hardtanh', o.hardtanh(), [-2, -1, 0, 1, 2], [0, 0, 1, 0, 0]],
    ['relu', o.relu, [-1, -0, 0, 3], [0, 0, 0, 1]],
    ['relu6', o.relu6, [-1, 0, 3, 6, 7], [0, 0, 1, 0, 0]],
    ['hardshrink', o.hardshrink(), [-1, -0.5, 0.5, 1], [1, 0, 0, 1]],
    ['softshrink', o.softshrink(), [-1, -0.5, 0.5, 1], [1, 0, 0, 1]],
    ['leakyRelu', o.leakyRelu({ negativeSlope: 0.25 }), [-1, 0, 1], [0.25, 0.25, 1]],
    ['elu', o.elu({ alpha: 0.5 }), [-1e4, 0, 1e4], [0, 0.5, 1]],
    ['celu', o.celu({ alpha: 2 }), [-1e4, 0, 1e4], [0, 1, 1]],
    ['gelu', o.gelu, [-1e4, 0, 1e4], [0, 0.5, 1]],
    ['geluTanh', o.geluTanh, [-1e4, 0, 1e4], [0, 0.5, 1]],
    ['mish', o.mish, [-1e4, 1e4], [0, 1]],
    ['silu', o.silu, [-1e4, 0, 1e4], [0, 0.5, 1]],
    ['sign', o.sign, [-1, 0, 1], [0, 0, 0]],
    ['round', o.round, [-0.5, 0.3, 2.5], [0, 0, 0]],
    ['power 3', o.power(3), [0, 2], [0, 12]],
    ['power 0', o.power(0), [0, 2], [0, 0]],
  ])('%s', (_, f, x, want) => {
    expectSlopes(f, x, want);
  });

  test('of two tensors, where one of them is 0', () => {
    const slopes = (f: unknown, x: number, y: number): Rows => {
      const args = [array([x]), array([y]), array([1])];
      const g = vjpGraph(graphOf(f, args.slice(0, 2)));
      const [want, got] = [reference(g, args), runWasm(g, args)].map((rows) =>
        rows.slice(1).map((row) => row.map((v) => v + 0)),
      );
      expect(got).toEqual(want);
      return want!;
    };
    expect(slopes(o.pow, 0, 2)).toEqual([[0], [0]]);
    expect(slopes(o.pow, 0, 0)).toEqual([[0], [0]]);
    expect(slopes(o.pow, -2, 3)).toEqual([[12], [nan]]);
    expect(slopes(o.atan2, 0, 0)).toEqual([[0], [0]]);
    expect(slopes(o.atan2, 2, 0)).toEqual([[0], [-0.5]]);
    expect(slopes(o.hypot, 0, 0)).toEqual([[nan], [nan]]);
    expect(slopes(o.fmod, 7, -3)).toEqual([[1], [2]]);
    expect(slopes(o.remainder, 7, -3)).toEqual([[1], [3]]);
    expect(slopes(o.logAddExp, -inf, -inf)).toEqual([[0.5], [0.5]]);
  });
});

describe('options that have no meaning', () => {
  test.each<readonly [() => unknown, string]>([
    [() => o.clamp({ min: 2, max: 1 }), 'clamp: min 2 exceeds max 1'],
    [() => o.hardtanh({ min: 2 }), 'hardtanh: min 2 exceeds max 1'],
    [() => o.hardshrink({ lambda: -1 }), 'hardshrink: lambda must not be negative, got -1'],
    [() => o.softshrink({ lambda: nan }), 'softshrink: lambda must not be negative, got NaN'],
    [() => o.celu({ alpha: 0 }), 'celu: alpha must not be 0'],
    [() => o.scaledSoftplus({ beta: 0 }), 'scaledSoftplus: beta must be positive, got 0'],
  ])('%#', (f, message) => {
    expect(f).toThrow(new RangeError(message));
  });
});
