/** The search for the smallest arguments at which a wrong rule breaks a law. */
import fc from 'fast-check';
import { whilePrimitive, whileValues } from '../../src/control/index.ts';
import { trace } from '../../src/core/graph.ts';
import { sizeOf } from '../../src/core/layout.ts';
import * as p from '../../src/prim/index.ts';
import {
  type Args,
  adjointLaw,
  argsOf,
  batchLaw,
  type Recipe,
  secondOrderLaw,
  tangentLaw,
  type,
  type Verdict,
} from '../../src/testing/index.ts';
import { recipes } from '../laws/inputs.ts';
import { nonZero } from '../laws/recipe.ts';
import { type Mutation, mutated } from './mutate.ts';

/** Squares, as long as they are small. */
const loop: fc.Arbitrary<Recipe> = fc.constantFrom([], [2]).map((sizes) => ({
  sizes,
  build: (dims) =>
    trace(
      (x, k) =>
        whileValues(
          (_, i) => p.less(i!, p.fill(2, i!)),
          (v, i) => [p.mul(v!, v!), p.add(i!, p.fill(1, i!))],
          [x!, k!],
        ).slice(0, 1),
      [type('f32', dims), type('i32', [])],
    ),
  domains: [nonZero, (_, n) => Array.from({ length: n }, () => 0)],
}));

export const recipesOf: Readonly<Record<string, fc.Arbitrary<Recipe>>> = {
  ...recipes,
  while: loop,
};

export interface Sample {
  readonly recipe: Recipe;
  readonly examples: readonly Args[];
}

export const samples = (recipe: fc.Arbitrary<Recipe>): fc.Arbitrary<Sample> =>
  recipe.chain((r) => {
    const args = argsOf(r.build(r.sizes), r.domains);
    return fc.tuple(args, args, args).map((examples) => ({ recipe: r, examples }));
  });

/** The first law that is broken, forward laws first: the loop of unknown length has no others. */
export const violation = (m: Mutation, { recipe, examples }: Sample): Verdict => {
  const g = mutated(recipe.build(recipe.sizes), m);
  const first = (law: (args: Args) => Verdict): Verdict =>
    examples.map(law).find((v) => v !== undefined);
  const forward = first((args) => tangentLaw(g, args, 1));
  if (m.right === whilePrimitive) return forward;
  return (
    forward ??
    first((args) => adjointLaw(g, args, 1)) ??
    batchLaw(g, examples, 1e-10) ??
    secondOrderLaw(g, examples[0]!, 1)
  );
};

/** A rule that breaks another rule's types throws: that is found as well. */
const found = (m: Mutation, s: Sample): boolean => {
  try {
    return violation(m, s) !== undefined;
  } catch {
    return true;
  }
};

/** The most elements that an argument of the smallest case has, or undefined if none was found. */
export const smallest = (m: Mutation): number | undefined => {
  const property = fc.property(samples(recipesOf[m.right.name]!), (s) => !found(m, s));
  const { counterexample } = fc.check(property, { seed: 20261124, numRuns: 200 });
  if (counterexample === null) return undefined;
  const [{ examples }] = counterexample;
  return Math.max(0, ...examples[0]!.map((x) => sizeOf(x.shape)));
};
