/** Every law on every row of the table of primitives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resize } from '../../src/core/graph.ts';
import type { Graph } from '../../src/core/node.ts';
import { print } from '../../src/core/print.ts';
import { vjpGraph } from '../../src/transform/index.ts';
import { type Sizes, substituteDim } from '../../src/types/dim.ts';
import { recipes } from './inputs.ts';
import {
  type Args,
  adjointLaw,
  batchLaw,
  sameMeaning,
  secondOrderLaw,
  shapeLaw,
  tangentLaw,
  textLaw,
  type Verdict,
} from './laws.ts';
import { examplesOf, type Recipe } from './recipe.ts';
import { programs } from './regions.ts';

interface Sample {
  readonly recipe: Recipe;
  readonly graph: Graph;
  readonly examples: readonly Args[];
  readonly args: Args;
  readonly seed: number;
}

const sample = (recipe: Recipe, seed: number): Sample => {
  const graph = recipe.build(recipe.sizes);
  const examples = examplesOf(graph, recipe.domains, seed, 3);
  return { recipe, graph, examples, args: examples[0]!, seed };
};

const names = (recipe: Recipe): readonly string[] => recipe.sizes.map((_, i) => `N${i}`);

/** Built with names and then resized, a program is what it is when it is built at those sizes. */
const specialiseLaw = ({ recipe, graph, args }: Sample): Verdict => {
  const named = recipe.build(names(recipe));
  const sizes: Sizes = new Map(names(recipe).map((n, i) => [n, recipe.sizes[i]!]));
  const resized = resize(named, (d) => substituteDim(d, sizes));
  if (print(resized) !== print(graph)) return `${print(resized)}\nis not\n${print(graph)}`;
  return sameMeaning(resized, graph, args);
};

/** The gradient of a named program, resized, means the gradient of the program at those sizes. */
const namedGradientLaw = ({ recipe, graph, examples }: Sample): Verdict => {
  const named = vjpGraph(recipe.build(names(recipe)));
  const sizes: Sizes = new Map(names(recipe).map((n, i) => [n, recipe.sizes[i]!]));
  const resized = resize(named, (d) => substituteDim(d, sizes));
  const back = vjpGraph(graph);
  const cts = examplesOf(
    { params: back.params.slice(graph.params.length), results: [] },
    graph.results.map(() => (_, n) => Array.from({ length: n }, (_x, i) => (i % 5) - 1.5)),
    0,
    1,
  );
  return sameMeaning(resized, back, [...examples[0]!, ...cts[0]!], 1e-12);
};

const laws: Readonly<Record<string, (s: Sample) => Verdict>> = {
  'has the inferred types': ({ graph, args }) => shapeLaw(graph, args),
  'is parsed from what is printed': ({ graph, args }) => textLaw(graph, args),
  'is the same program resized or traced again': specialiseLaw,
  'jvp is the numeric derivative': ({ graph, args, seed }) => tangentLaw(graph, args, seed),
  'vjp is the adjoint of jvp': ({ graph, args, seed }) => adjointLaw(graph, args, seed),
  'vjp obeys the same laws': ({ graph, args, seed }) => secondOrderLaw(graph, args, seed),
  'vjp is the same resized or traced again': namedGradientLaw,
  'vmap is f on every example': ({ graph, examples }) => batchLaw(graph, examples),
};

/** The seed is fixed: a run is repeatable, and the suite does not fail by chance. */
const holds = (
  recipe: fc.Arbitrary<Recipe>,
  law: (s: Sample) => Verdict,
  numRuns: number,
): void => {
  fc.assert(
    fc.property(recipe, fc.nat(), (r, seed) => {
      expect(law(sample(r, seed))).toBeUndefined();
    }),
    { seed: 20261124, numRuns },
  );
};

describe('the laws of primitives', () => {
  for (const [name, recipe] of Object.entries(recipes)) {
    describe(name, () => {
      for (const [what, law] of Object.entries(laws)) {
        it(what, () => holds(recipe, law, 20));
      }
    });
  }
});

describe('the laws of random programs', () => {
  for (const [what, law] of Object.entries(laws)) {
    it(what, () => holds(programs, law, 40));
  }
});
