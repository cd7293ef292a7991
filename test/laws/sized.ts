/** The laws of derivatives, batches, names and kernels on programs that are built at named sizes and at numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { op } from '../../conformance/adapter.ts';
import { resize, trace } from '../../src/core/graph.ts';
import type { Graph, TensorType, Value } from '../../src/core/node.ts';
import { type Dim, substituteDim } from '../../src/types/dim.ts';
import { difference, runReference, runWasm } from '../runtime/wasm.ts';
import {
  type Args,
  adjointLaw,
  batchLaw,
  sameMeaning,
  secondOrderLaw,
  shapeLaw,
  tangentLaw,
  type Verdict,
} from './laws.ts';
import { type Domain, examplesOf, nonZero } from './recipe.ts';

/** A program over the sizes B and N. */
export interface Program {
  readonly types: (b: Dim, n: Dim) => readonly TensorType[];
  /** nonZero for those left out */
  readonly domains?: readonly Domain[];
  readonly run: (...xs: readonly Value[]) => Value;
}

/** A typed layer on one value. */
export const onValue = (layer: unknown): ((x?: Value) => Value) => op(layer);

const NAMES = ['B', 'N'] as const;
const sizes = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 4 }));

const graphOf = ({ types, run }: Program, b: Dim, n: Dim): Graph =>
  trace((...xs) => [run(...xs)], types(b, n));

interface Sample {
  readonly program: Program;
  readonly dims: readonly [number, number];
  readonly graph: Graph;
  readonly examples: readonly Args[];
  readonly args: Args;
  readonly seed: number;
}
const sample = (program: Program, dims: readonly [number, number], seed: number): Sample => {
  const graph = graphOf(program, ...dims);
  const domains = graph.params.map((_, k) => program.domains?.[k] ?? nonZero);
  const examples = examplesOf(graph, domains, seed, 3);
  return { program, dims, graph, examples, args: examples[0]!, seed };
};

/** Built with names and resized, a program means what it means built at those sizes. */
const namesLaw = ({ program, dims, graph, args }: Sample): Verdict => {
  const bound = new Map(NAMES.map((n, k) => [n as string, dims[k]!]));
  const late = resize(graphOf(program, ...NAMES), (d) => substituteDim(d, bound));
  return sameMeaning(late, graph, args, 1e-12);
};

const laws: Readonly<Record<string, (s: Sample) => Verdict>> = {
  'has the inferred types': ({ graph, args }) => shapeLaw(graph, args),
  'jvp is the numeric derivative': ({ graph, args, seed }) => tangentLaw(graph, args, seed),
  'vjp is the adjoint of jvp': ({ graph, args, seed }) => adjointLaw(graph, args, seed),
  'vjp obeys the same laws': ({ graph, args, seed }) => secondOrderLaw(graph, args, seed),
  // sums over other axes, and products of other shapes, are added up in another order
  'vmap is f on every example': ({ graph, examples }) => batchLaw(graph, examples, 1e-10),
  'is the same with names': namesLaw,
  // some hundred roundings of numbers below 10
  'the kernels agree': ({ graph, args }) =>
    difference(
      runWasm(graph, args),
      runReference(graph, args),
      (w) => 2 ** -24 * (200 + 100 * Math.abs(w)),
    ),
};

/** All laws on every program. */
export const sizedLaws = (programs: Readonly<Record<string, Program>>): void => {
  describe.each(Object.entries(programs))('%s', (_, p) => {
    it.each(Object.entries(laws))('%s', (__, law) => {
      fc.assert(
        fc.property(sizes, fc.nat(), (dims, seed) => {
          expect(law(sample(p, dims, seed))).toBeUndefined();
        }),
        { numRuns: 5, seed: 20261124 },
      );
    });
  });
};
