/** Loops whose length the data decide: meaning, forward mode, batches, text, kernels, and the way out of reverse mode. */
import { describe, expect, it } from 'vitest';
import { applyWhile, type While, whileValues } from '../../src/control/index.ts';
import { check } from '../../src/core/check.ts';
import { fresh, resize, trace } from '../../src/core/graph.ts';
import type { Graph, Value } from '../../src/core/node.ts';
import * as p from '../../src/prim/index.ts';
import { jvpGraph, vjpGraph } from '../../src/transform/index.ts';
import { substituteDim } from '../../src/types/dim.ts';
import { DTypes } from '../../src/types/dtype.ts';
import {
  type Args,
  batchedGraph,
  batchLaw,
  sameMeaning,
  shapeLaw,
  tangentLaw,
  textLaw,
} from '../laws/laws.ts';
import { array, f32, run, scalar } from '../laws/numbers.ts';
import { examplesOf, nonZero, positive } from '../laws/recipe.ts';
import { difference, runReference, runWasm } from '../runtime/wasm.ts';

const total = (x: Value): Value => p.reduceSum(x, [0]);
const everywhere = (s: Value, x: Value): Value => p.broadcast(s, x.shape, []);

/** Doubles c, bent by w, until its squares sum to 50; counts the steps, and carries what gets a tangent on the way. */
const growth = (w: Value, x: Value): readonly Value[] =>
  whileValues(
    (c) => p.less(total(p.mul(c!, c!)), p.fill(50, { shape: [], dtype: c!.dtype })),
    (c, last, it) => [
      p.add(p.add(c!, c!), p.mul(p.sin(c!), w)),
      p.add(last!, total(c!)),
      p.add(it!, p.fill(1, it!)),
    ],
    [x, p.fill(0, { shape: [], dtype: x.dtype }), p.literal(0, DTypes.i32)],
  );

const graph: Graph = trace((w, x) => growth(w!, x!), [f32(3), f32(3)]);
const examples = (g: Graph, seed: number): readonly Args[] =>
  examplesOf(
    g,
    g.params.map(() => positive),
    seed,
    3,
  );

describe('while', () => {
  it('means its unrolling', () => {
    const out = run(
      (x) =>
        whileValues(
          (c) => p.less(c!, p.fill(100, c!)),
          (c) => [p.mul(c!, c!)],
          [x!],
        ),
      scalar(3),
    );
    expect(out).toEqual([[6561]]);
  });

  it('takes no step where the test does not hold at the start', () => {
    expect(run((w, x) => growth(w!, x!), array([1, 1, 1]), array([9, 9, 9]))).toEqual([
      [9, 9, 9],
      [0],
      [0],
    ]);
  });

  it('has its types, its text, and is the same resized', () => {
    const [args] = examples(graph, 1);
    expect(shapeLaw(graph, args!)).toBeUndefined();
    expect(textLaw(graph, args!)).toBeUndefined();
    const named = trace(
      (w, x) => growth(w!, x!),
      [
        { dtype: DTypes.f32, shape: ['N'] },
        { dtype: DTypes.f32, shape: ['N'] },
      ],
    );
    const resized = resize(named, (d) => substituteDim(d, new Map([['N', 3]])));
    expect(sameMeaning(check(resized), graph, args!)).toBeUndefined();
  });

  it('forward mode is the derivative of the steps that are run, to second order', () => {
    for (const seed of [1, 2, 3]) {
      const [args] = examples(graph, seed);
      expect(tangentLaw(graph, args!, seed)).toBeUndefined();
      const tangent = jvpGraph(graph);
      const [more] = examplesOf(
        tangent,
        tangent.params.map((_, i) => (i < 2 ? positive : nonZero)),
        seed,
        1,
      );
      expect(tangentLaw(tangent, more!, seed)).toBeUndefined();
    }
  });

  it('in a batch every example stops on its own, its tangent too', () => {
    expect(batchLaw(graph, examples(graph, 4))).toBeUndefined();
    expect(batchLaw(jvpGraph(graph), examples(jvpGraph(graph), 5))).toBeUndefined();
  });

  it('a test that does not depend on the example is common to all', () => {
    const counted = trace(
      (x) =>
        whileValues(
          (_, it) => p.less(it!, p.fill(4, it!)),
          (c, it) => [p.sin(c!), p.add(it!, p.fill(1, it!))],
          [x!, p.literal(0, DTypes.i32)],
        ),
      [f32(2)],
    );
    expect(batchLaw(counted, examples(counted, 6))).toBeUndefined();
  });

  it('gives on the kernels what it gives on the reference, inside of loops too', () => {
    const nested = trace(
      (w, x) => [
        ...growth(w!, x!),
        ...whileValues(
          (c) => p.less(total(c!), p.fill(40, { shape: [], dtype: c!.dtype })),
          (c) => [p.add(growth(w!, c!)[0]!, everywhere(total(c!), c!))],
          [x!],
        ),
      ],
      [f32(3), f32(3)],
    );
    for (const g of [graph, nested, jvpGraph(graph), batchedGraph(graph, [false, true], 3)]) {
      const [args] = examples(g, 7);
      const want = runReference(g, args!);
      // a dozen roundings of sines and sums
      expect(difference(runWasm(g, args!), want, (w) => 1e-5 * (1 + Math.abs(w)))).toBeUndefined();
    }
  });

  it('reverse mode throws, naming the ways out', () => {
    expect(() => vjpGraph(graph)).toThrow(
      'whileLoop: reverse mode needs to know the number of steps; use scan with a bound, or forward mode: jvp, jacfwd',
    );
    // what is not differentiated does not mind
    const [, , count] = graph.results;
    expect(vjpGraph({ params: graph.params, results: [count!] }).results.length).toBe(3);
  });

  it('refuses operands that its graphs do not take', () => {
    const body = trace((c) => [p.sin(c!)], [f32(2)]);
    const test = trace((c) => [p.less(total(c!), total(p.zeros(c!)))], [f32(2)]);
    const loop: While = { body, test, constants: 0 };
    const apply = (l: While, ...shape: readonly number[]) => applyWhile([fresh(f32(...shape))], l);
    expect(apply(loop, 2).map((v) => v.shape)).toEqual([[2]]);
    expect(() => apply(loop, 3)).toThrow(
      'whileLoop: the carry changes type: f32 [3] becomes f32 [2]',
    );
    expect(() => apply({ ...loop, test: body }, 2)).toThrow(
      'whileLoop: the test must be a bool scalar, got f32 [2]',
    );
  });
});
