/**
 * The laws of derivatives, batches, names and kernels on reductions, sorting, indexing and changes of shape: each is a
 * program at named sizes and at these.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resize, trace } from '../../src/core/graph.ts';
import type { Graph, TensorType, Value } from '../../src/core/node.ts';
import { isValue } from '../../src/core/tensor.ts';
import * as o from '../../src/ops/index.ts';
import { type Dim, substituteDim } from '../../src/types/dim.ts';
import {
  type Args,
  adjointLaw,
  batchLaw,
  sameMeaning,
  secondOrderLaw,
  shapeLaw,
  tangentLaw,
  type Verdict,
} from '../laws/laws.ts';
import { type Domain, distinct, examplesOf, integers, nonZero, type } from '../laws/recipe.ts';
import { difference, runReference, runWasm } from '../runtime/wasm.ts';
import { untypedCall } from './reference.ts';

interface Program {
  readonly types: (dims: readonly Dim[]) => readonly TensorType[];
  readonly domains: readonly Domain[];
  readonly run: (...xs: readonly Value[]) => unknown;
}

const values = (y: unknown): readonly Value[] => {
  if (isValue(y)) return [y];
  if (Array.isArray(y)) return y.filter(isValue);
  throw new TypeError('no tensors');
};
const call = (f: unknown, ...args: readonly unknown[]): unknown => untypedCall(f, ...args);

/** Sizes of the axes M, N; never empty, as extremes of nothing have no derivative. */
const sizes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 5 }));
const NAMES = ['M', 'N'];

/** A layer on a matrix [M, N] of floats. */
const onMatrix = (layer: unknown, domain: Domain = nonZero): Program => ({
  types: (dims) => [type('f32', dims)],
  domains: [domain],
  run: (x) => call(layer, x),
});
/** An operation on a matrix of floats and further operands. */
const withMore = (
  run: (...xs: readonly Value[]) => unknown,
  more: (dims: readonly Dim[]) => readonly TensorType[],
  domains: readonly Domain[],
  first: Domain = nonZero,
): Program => ({
  types: (dims) => [type('f32', dims), ...more(dims)],
  domains: [first, ...domains],
  run,
});
/** f(x) with its options after it. */
const after =
  (f: unknown, ...options: readonly unknown[]) =>
  (x: unknown): unknown =>
    call(f, x, ...options);

const zeroAmong: Domain = (source, n) => nonZero(source, n).map((v, i) => (i % 4 === 1 ? 0 : v));
/** No two sizes are equal or close, and none is 0. */
const distinctSizes: Domain = (source, n) =>
  distinct(source, n).map((v, i) => (i % 2 === 0 ? 1 : -1) * (v + n + 1));
const indices = (rows: Dim, columns: Dim): TensorType => type('i32', [rows, columns]);
const pads = [
  [0, 1],
  [1, 1],
] as const;

const programs: Readonly<Record<string, Program>> = {
  prod: onMatrix(o.prod(0), zeroAmong),
  'prod of all': onMatrix(o.prod(), zeroAmong),
  variance: onMatrix(o.variance(1, { correction: 0.5 })),
  std: onMatrix(o.std(0, { correction: -1 }), distinct),
  norm: onMatrix(o.norm(1)),
  'norm of order 3': onMatrix(o.norm(undefined, { order: 3 })),
  'norm of order 1.5': onMatrix(o.norm(0, { order: 1.5, keepdims: true })),
  'norm of order 1': onMatrix(o.norm(0, { order: 1 })),
  'norm of order Infinity': onMatrix(o.norm(1, { order: Infinity }), distinctSizes),
  'norm of order -Infinity': onMatrix(o.norm(1, { order: -Infinity }), distinctSizes),
  cumsum: onMatrix(o.cumsum(1)),
  cumprod: onMatrix(o.cumprod(0), zeroAmong),
  logCumSumExp: onMatrix(o.logCumSumExp(-1)),
  maxWithIndex: onMatrix(after(o.maxWithIndex, 1), distinct),
  minWithIndex: onMatrix(after(o.minWithIndex, 0), distinct),
  sort: onMatrix(o.sort(0, { descending: true }), distinct),
  argSort: onMatrix(o.argSort(1), distinct),
  topK: onMatrix(after(o.topK, 2, 1), distinct),
  gather: withMore(
    (x, i) => call(o.gather, x, i, 1),
    ([m]) => [indices(m!, 3)],
    [integers(0, 1)],
  ),
  gatherNd: withMore(
    (x, i) => call(o.gatherNd, x, i),
    () => [indices(3, 2)],
    [integers(0, 0)],
  ),
  scatterAdd: withMore(
    (x, i, u) => call(o.scatterAdd, x, i, u, 1),
    ([m]) => [indices(m!, 3), type('f32', [m!, 3])],
    [integers(0, 1), nonZero],
  ),
  scatter: withMore(
    (x, i, u) => call(o.scatter, x, i, u, 1),
    ([m]) => [indices(m!, 3), type('f32', [m!, 3])],
    [integers(0, 1), nonZero],
  ),
  indexAdd: withMore(
    (x, i, u) => call(o.indexAdd, x, i, u, 1),
    ([m]) => [type('i32', [3]), type('f32', [m!, 3])],
    [integers(0, 1), nonZero],
  ),
  embeddingBag: withMore(
    (x, i) => call(o.embeddingBag, x, i, { mode: 'max' }),
    () => [indices(3, 1)],
    [integers(0, 0)],
    distinct,
  ),
  'embeddingBag with padding': withMore(
    (x, i) => call(o.embeddingBag, x, i, { paddingIndex: 1 }),
    () => [indices(2, 3)],
    [integers(0, 0)],
  ),
  'pad, reflect': onMatrix(
    o.pad(
      [
        [0, 0],
        [1, 1],
      ] as const,
      'reflect',
    ),
  ),
  'pad, replicate': onMatrix(o.pad(pads, 'replicate')),
  'pad, circular': onMatrix(o.pad(pads, 'circular')),
  'pad, negative': onMatrix(
    o.pad(
      [
        [2, -1],
        [-1, 1],
      ] as const,
      0.5,
    ),
  ),
  flip: onMatrix(o.flip([0, 1])),
  roll: onMatrix(o.roll(1, 1)),
  tile: onMatrix(o.tile([2, 1, 2])),
  repeat: onMatrix(o.repeat(3, 0)),
  slidingWindow: onMatrix(o.slidingWindow(1, 2)),
  tril: onMatrix(o.tril(-1)),
  triu: onMatrix(o.triu()),
  diag: onMatrix(o.diag(-2)),
  broadcastTo: {
    types: ([m]) => [type('f32', [m!, 1])],
    domains: [nonZero],
    run: (x) => call(o.broadcastTo([2, ...x!.shape.with(1, 3)]), x),
  },
  swapAxes: onMatrix(o.swapAxes(0, -1)),
  flattenAxes: onMatrix(o.flattenAxes(0)),
  select: onMatrix(o.select(1, -2)),
  splitAxis: onMatrix((x: Value) => {
    const rest = call(o.slice(1, 0, 1), x);
    return call(o.splitAxis, call(o.concat, 1, rest, rest), [1, 1], 1);
  }),
  matvec: withMore(
    (a, x) => call(o.matvec, a, x),
    ([, n]) => [type('f32', [n!])],
    [nonZero],
  ),
  kron: withMore(
    (a, b) => call(o.kron, a, b),
    ([m]) => [type('f32', [2, m!])],
    [nonZero],
  ),
  'outer and dot': {
    types: ([m, n]) => [type('f32', [m!]), type('f32', [n!])],
    domains: [nonZero, nonZero],
    run: (a, b) => [call(o.outer, a, b), call(o.dot, a, a)],
  },
  tensordot: withMore(
    (a, b) => call(o.tensordot, a, b, [[1], [-1]]),
    ([, n]) => [type('f32', [3, n!])],
    [nonZero],
  ),
  linear: withMore(
    (x, w, b) => call(o.linear, x, w, b),
    ([, n]) => [type('f32', [3, n!]), type('f32', [3])],
    [nonZero, nonZero],
  ),
  addmm: withMore(
    (a, b, c) => call(o.addmm, c, a, b, { alpha: 2, beta: 0.5 }),
    ([, n]) => [type('f32', [n!, 2]), type('f32', [2])],
    [nonZero, nonZero],
  ),
  bilinear: withMore(
    (x, y, w) => call(o.bilinear, x, y, w),
    ([m, n]) => [type('f32', [m!, 2]), type('f32', [3, n!, 2])],
    [nonZero, nonZero],
  ),
  'einsum with an ellipsis': withMore(
    (a, b) => call(o.einsum, '...n,k...->k...', a, b),
    ([m]) => [type('f32', [2, m!])],
    [nonZero],
  ),
};

const graphOf = ({ types, run }: Program, dims: readonly Dim[]): Graph =>
  trace((...xs) => values(run(...xs)), types(dims));

interface Sample {
  readonly program: Program;
  readonly dims: readonly number[];
  readonly graph: Graph;
  readonly examples: readonly Args[];
  readonly args: Args;
  readonly seed: number;
}
const sample = (program: Program, dims: readonly number[], seed: number): Sample => {
  const graph = graphOf(program, dims);
  const examples = examplesOf(graph, program.domains, seed, 3);
  return { program, dims, graph, examples, args: examples[0]!, seed };
};

/** Built with names and resized, a program means what it means built at those sizes. */
const namesLaw = ({ program, dims, graph, args }: Sample): Verdict => {
  const sizesOf = new Map(NAMES.map((n, k) => [n, dims[k]!]));
  const late = resize(graphOf(program, NAMES), (d) => substituteDim(d, sizesOf));
  return sameMeaning(late, graph, args, 1e-12);
};

const laws: Readonly<Record<string, (s: Sample) => Verdict>> = {
  'has the inferred types': ({ graph, args }) => shapeLaw(graph, args),
  'jvp is the numeric derivative': ({ graph, args, seed }) => tangentLaw(graph, args, seed),
  'vjp is the adjoint of jvp': ({ graph, args, seed }) => adjointLaw(graph, args, seed),
  'vjp obeys the same laws': ({ graph, args, seed }) => secondOrderLaw(graph, args, seed),
  'vmap is f on every example': ({ graph, examples }) => batchLaw(graph, examples),
  'is the same with names': namesLaw,
  // sums and products of up to 20 numbers below 10
  'the kernels agree': ({ graph, args }) =>
    difference(
      runWasm(graph, args),
      runReference(graph, args),
      (w) => 2 ** -24 * (100 + 40 * Math.abs(w)),
    ),
};

describe.each(Object.entries(programs))('%s', (_, p) => {
  it.each(Object.entries(laws))('%s', (__, law) => {
    fc.assert(
      fc.property(sizes, fc.nat(), (dims, seed) => {
        expect(law(sample(p, dims, seed))).toBeUndefined();
      }),
      { numRuns: 8, seed: 20261124 },
    );
  });
});
