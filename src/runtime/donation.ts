/** Which result takes the memory of which donated argument. */
import type { Value } from '../core/node.ts';
import { sameType } from '../core/type.ts';

export interface Named {
  readonly path: string;
  readonly value: Value;
}

interface Numbered extends Named {
  readonly k: number;
}

/** What a path ends in: 'a.b.c', 'b.c', 'c' and ''. */
const tails = (path: string): readonly string[] => {
  const names = path === '' ? [] : path.split('.');
  return [...names.map((_, i) => names.slice(i).join('.')), ''];
};

/** The results under everything that their paths end in, those with the shortest path first. */
const byTail = (results: readonly Named[]): ReadonlyMap<string, readonly Numbered[]> => {
  const found = new Map<string, Numbered[]>();
  const sorted = results.map((r, k) => ({ ...r, k })).sort((a, b) => a.path.length - b.path.length);
  for (const r of sorted) {
    for (const tail of tails(r.path)) {
      const own = found.get(tail);
      if (own === undefined) found.set(tail, [r]);
      else own.push(r);
    }
  }
  return found;
};

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
  const found = byTail(results);
  for (const { path, value, index } of donated) {
    const best = found.get(path)?.find((r) => !taken.has(r.k) && sameType(r.value, value));
    if (best === undefined) continue;
    taken.add(best.k);
    out.set(index, best.k);
  }
  return out;
};
