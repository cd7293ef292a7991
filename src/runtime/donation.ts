/** Which result takes the memory of which donated argument. */
import type { Value } from '../core/node.ts';
import { sameType } from '../core/type.ts';

export interface Named {
  readonly path: string;
  readonly value: Value;
}

const endsWith = (path: string, tail: string): boolean =>
  tail === '' || path === tail || path.endsWith(`.${tail}`);

/**
 * For every donated leaf, the result of the same type whose path ends in its own: of several, that with the shortest
 * path. A leaf without such a result only gives its memory up.
 */
export const matchDonations = (
  donated: readonly (Named & { readonly index: number })[],
  results: readonly Named[],
): ReadonlyMap<number, number> => {
  const taken = new Set<number>();
  const out = new Map<number, number>();
  for (const { path, value, index } of donated) {
    const fits = results
      .map((r, k) => ({ ...r, k }))
      .filter((r) => !taken.has(r.k) && sameType(r.value, value) && endsWith(r.path, path))
      .sort((a, b) => a.path.length - b.path.length);
    const [best] = fits;
    if (best === undefined) continue;
    taken.add(best.k);
    out.set(index, best.k);
  }
  return out;
};
