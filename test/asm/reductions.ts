/** What a reduction over the middle of [outer, reduce, inner] adds or compares, and where it is tested. */
import { sizes } from './harness.ts';

export type Space = readonly [outer: number, reduce: number, inner: number];

/** The terms of each result. */
export const terms = (
  data: ArrayLike<number>,
  [outer, n, inner]: Space,
): readonly (readonly number[])[] =>
  Array.from({ length: outer * inner }, (_, u) =>
    Array.from(
      { length: n },
      (_x, r) => data[(Math.floor(u / inner) * n + r) * inner + (u % inner)]!,
    ),
  );

/** NaN wins. */
export const larger = (a: number, b: number): number => Math.max(a, b);

/** Every short size on each axis. */
export const shortSpaces: readonly Space[] = sizes.flatMap((n): readonly Space[] => [
  [3, n, 1],
  [2, n, 3],
  [1, 5, n],
  [n, 2, 2],
]);
