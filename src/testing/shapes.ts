/** Arbitraries of shapes, empty axes and axes of one element among them, and of recipes made from them. */
import fc from 'fast-check';
import { type Random, random } from './random.ts';
import type { Recipe } from './recipe.ts';

/** An arbitrary of programs. */
export type Recipes = fc.Arbitrary<Recipe>;

/** 1 first, to which sizes shrink; empty axes are rarer than others. */
const SIZES: readonly number[] = [1, 2, 3, 4, 0, 2, 3, 4, 1];

const size = fc.nat(SIZES.length - 1).map((k) => SIZES[k]!);

/** Shapes of `minLength` to `maxLength` axes of at most four elements; axes are empty or of one element at times. */
export const shape = (minLength = 0, maxLength = 4): fc.Arbitrary<readonly number[]> =>
  fc.array(size, { minLength, maxLength });

/** Pairs of shapes that broadcast together: axes of one are repeated, or leading ones missing, in either. */
export const broadcastable = (
  maxLength = 3,
): fc.Arbitrary<readonly [readonly number[], readonly number[]]> =>
  fc
    .tuple(
      fc.array(fc.tuple(size, fc.boolean(), fc.boolean()), { maxLength }),
      fc.nat(2),
      fc.boolean(),
    )
    .map(([axes, missing, left]) => {
      const [a, b] = [
        axes.map(([d, one]) => (one ? 1 : d)),
        axes.map(([d, one, other]) => (!one && other ? 1 : d)),
      ];
      return left ? [a.slice(missing), b] : [a, b.slice(missing)];
    });

/** A recipe from a shape and choices that a seeded source makes. */
export const drawn = (
  shapes: fc.Arbitrary<readonly number[]>,
  make: (sizes: readonly number[], choose: Random) => Recipe,
): Recipes => fc.tuple(shapes, fc.nat()).map(([sizes, seed]) => make(sizes, random(seed)));

/** Some of 0 to n - 1, in order. */
export const sortedSome = (source: Random, n: number, share = 0.5): readonly number[] =>
  Array.from({ length: n }, (_, k) => k).filter(() => source() < share);
