/** Lists of tangents of which some are symbolic zeros. */
import type { Tangent, Value } from '../core/node.ts';

/** The tangents that are not zero. */
export const present = (ts: readonly Tangent[]): readonly Value[] => ts.filter((t) => t !== null);

/** Where they are. */
export const positions = (ts: readonly Tangent[]): readonly number[] =>
  ts.flatMap((t, i) => (t === null ? [] : [i]));

/** values[k] at position at[k] of `length` tangents, zeros elsewhere. */
export const placed = (
  at: readonly number[],
  values: readonly Value[],
  length: number,
): readonly Tangent[] => {
  const out: Tangent[] = Array.from({ length }, () => null);
  at.forEach((i, k) => {
    out[i] = values[k]!;
  });
  return out;
};
