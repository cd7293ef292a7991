/**
 * Laws of composites whose rules are stated: these equal the rules derived from the definition, to second order, forward
 * and reverse; they hold in a batch and for names bound later; and the kernels compute what the definitions mean.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Call, callPrimitive } from '../../src/control/index.ts';
import { resize, toposort, trace } from '../../src/core/graph.ts';
import { sizeOf } from '../../src/core/layout.ts';
import { apply, type Graph, type Node, type Value } from '../../src/core/node.ts';
import { param } from '../../src/core/param.ts';
import { exact, strided } from '../../src/core/strided.ts';
import { jvpGraph, vjpGraph, widen } from '../../src/transform/index.ts';
import { type Dim, substituteDim } from '../../src/types/dim.ts';
import { difference, runReference, runWasm } from '../runtime/wasm.ts';
import { type Args, batchLaw, sameMeaning, shapeLaw, type Verdict } from './laws.ts';
import { directions, random } from './random.ts';

const isCall = (n: Node): n is Node<Call> => n.primitive === callPrimitive;

/** The results of a graph whose composites are their definitions; stopGradient states what it is. */
const definition = (g: Graph, args: readonly Value[]): readonly Value[] => {
  const env = new Map(g.params.map((p, i) => [p, args[i]!]));
  for (const n of toposort(g.results)) {
    if (n.primitive === param) continue;
    const inputs = n.inputs.map((v) => env.get(v)!);
    const opened = isCall(n) && n.params.name !== 'stopGradient';
    const outputs = opened
      ? definition(n.params.graph, inputs)
      : apply(n.primitive, inputs, n.params);
    n.outputs.forEach((v, i) => {
      env.set(v, outputs[i]!);
    });
  }
  return g.results.map((v) => env.get(v)!);
};
const defined = (g: Graph): Graph => trace((...xs) => definition(g, xs), g.params);

/** Names of batch and space, and the sizes that they stand for. */
const NAMES = ['B', 'H', 'W', 'D'];

/** A program of a batch of images; the first of its sizes is the batch. */
export interface Case {
  readonly sizes: readonly number[];
  readonly build: (batch: Dim, space: readonly Dim[]) => Graph;
}

/** Any whole numbers at all: f64 sums of products of small ones have no rounding to speak of. */
const filled = (g: Graph, seed: number): Args => {
  const source = random(seed);
  return g.params.map((p) => {
    const shape = p.shape.map(Number);
    const data = exact.alloc(p.dtype, sizeOf(shape));
    data.set(directions(source, data.length));
    return strided(p.dtype, shape, data);
  });
};

const named = ({ sizes, build }: Case): Graph =>
  build(
    'B',
    sizes.slice(1).map((_, k) => NAMES[k + 1]!),
  );
const sized = ({ sizes, build }: Case): Graph => build(sizes[0]!, sizes.slice(1));
const bound = (c: Case, g: Graph): Graph => {
  const sizes = new Map(c.sizes.map((d, k) => [NAMES[k]!, d]));
  return resize(g, (d) => substituteDim(d, sizes));
};

const derivatives: Readonly<Record<string, (g: Graph) => Graph>> = {
  'its value': (g) => g,
  'the tangent': jvpGraph,
  'the cotangent': vjpGraph,
  'the tangent of the tangent': (g) => jvpGraph(jvpGraph(g)),
  'the tangent of the cotangent': (g) => jvpGraph(vjpGraph(g)),
  'the cotangent of the tangent': (g) => vjpGraph(jvpGraph(g)),
  'the cotangent of the cotangent': (g) => vjpGraph(vjpGraph(g)),
};

const holds = (cases: fc.Arbitrary<Case>, law: (c: Case, seed: number) => Verdict): void => {
  fc.assert(
    fc.property(cases, fc.nat(), (c, seed) => {
      expect(law(c, seed)).toBeUndefined();
    }),
    { numRuns: 20, seed: 20261124 },
  );
};

/** All laws on every family. */
export const lawsOf = (families: Readonly<Record<string, fc.Arbitrary<Case>>>): void => {
  describe.each(Object.entries(families))('%s', (_, cases) => {
    test.each(Object.entries(derivatives))('%s is that of the definition', (__, of) => {
      holds(cases, (c, seed) => {
        const [stated, derived] = [of(sized(c)), of(defined(sized(c)))];
        return sameMeaning(stated, derived, filled(stated, seed), 1e-12);
      });
    });
    test.each(Object.entries(derivatives))(
      '%s has its types, and is the same with names',
      (__, of) => {
        holds(cases, (c, seed) => {
          const [g, late] = [of(sized(c)), bound(c, of(named(c)))];
          // bound first and differentiated then: what rules close over must not hold names
          const early = of(bound(c, named(c)));
          const args = filled(g, seed);
          return (
            shapeLaw(g, args) ??
            sameMeaning(late, g, args, 1e-12) ??
            sameMeaning(early, g, args, 1e-12)
          );
        });
      },
    );
    test('in a batch, it and its cotangent are those of every example', () => {
      holds(cases, (c, seed) => {
        const [g, back] = [sized(c), vjpGraph(sized(c))];
        const examples = (of: Graph): readonly Args[] => [0, 1].map((i) => filled(of, seed + i));
        return batchLaw(g, examples(g)) ?? batchLaw(back, examples(back));
      });
    });
    test.each(Object.entries(derivatives))('%s on the kernels', (__, of) => {
      holds(cases, (c, seed) => {
        const g = of(sized(c));
        const args = filled(g, seed);
        const want = runReference(g, args);
        // sums of up to 100 products of numbers below 1, three deep
        return difference(runWasm(g, args), want, () => 2 ** -24 * 100);
      });
    });
    test.each(Object.entries(derivatives))('%s on the kernels in f64', (__, of) => {
      holds(cases, (c, seed) => {
        const g = widen(of(sized(c)));
        const args = filled(g, seed);
        return difference(runWasm(g, args), runReference(g, args), () => 2 ** -53 * 100);
      });
    });
  });
};
