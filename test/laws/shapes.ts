/** Arbitraries of shapes, empty axes and axes of one element among them, and of recipes made from them. */
import fc from 'fast-check';
import { type Random, random } from './random.ts';
import type { Recipe } from './recipe.ts';

export type Recipes = fc.Arbitrary<Recipe>;

const size = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 6, arbitrary: fc.integer({ min: 2, max: 4 }) },
);
export const shape = (minLength = 0, maxLength = 4): fc.Arbitrary<readonly number[]> =>
  fc.array(size, { minLength, maxLength });

/** A recipe from a shape and choices that a seeded source makes. */
export const drawn = (
  shapes: fc.Arbitrary<readonly number[]>,
  make: (sizes: readonly number[], choose: Random) => Recipe,
): Recipes => fc.tuple(shapes, fc.nat()).map(([sizes, seed]) => make(sizes, random(seed)));

/** Some of 0 to n - 1, in order. */
export const sortedSome = (source: Random, n: number, share = 0.5): readonly number[] =>
  Array.from({ length: n }, (_, k) => k).filter(() => source() < share);
