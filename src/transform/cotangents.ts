/**
 * Sums of cotangents. Those of values in a format of storage have that format, which has no arithmetic: they are added
 * in f32 and rounded once.
 */
import type { Tangent, Value } from '../core/node.ts';
import { addTangents } from '../prim/arithmetic.ts';
import { reduceSum } from '../prim/broadcast-sum.ts';
import { cast } from '../prim/cast.ts';
import { DTypes, isHalf } from '../types/dtype.ts';

/** What is computed with in the place of v: an f32 for a float of 16 bits. */
export const computable = (v: Value): Value => (isHalf(v.dtype) ? cast(v, DTypes.f32) : v);

/** a + b where null is zero. */
export const addCotangents = (a: Tangent | undefined, b: Tangent | undefined): Tangent => {
  if (a == null || b == null) return a ?? b ?? null;
  const sum = addTangents(computable(a), computable(b));
  return sum === null ? null : cast(sum, a.dtype);
};

/** The sum of a cotangent over some axes. */
export const sumCotangent = (c: Value, axes: readonly number[]): Value =>
  cast(reduceSum(computable(c), axes), c.dtype);
