/** The order in which groups run: producers first, otherwise as the graph lists them. */
import type { Node } from '../core/node.ts';
import type { Fused, Group } from './fuse.ts';

/** For every group, the groups that read it (through views). */
export const readersOf = ({ order, groupOf }: Fused): ReadonlyMap<Group, ReadonlySet<Group>> => {
  // the groups under a view, or the node's own
  const under = new Map<Node, ReadonlySet<Group>>();
  const readers = new Map<Group, Set<Group>>();
  for (const n of order) {
    const own = groupOf.get(n);
    const inputs = new Set(n.inputs.flatMap((v) => [...under.get(v.node)!]));
    under.set(n, own === undefined ? inputs : new Set([own]));
    if (own === undefined) continue;
    if (!readers.has(own)) readers.set(own, new Set());
    for (const g of inputs) if (g !== own) readers.get(g)!.add(own);
  }
  return readers;
};

export const groupOrder = (fused: Fused): readonly Group[] => {
  const readers = readersOf(fused);
  const place = new Map(fused.order.map((n, i) => [n, i]));
  const waiting = new Map<Group, number>([...readers.keys()].map((g) => [g, 0]));
  for (const rs of readers.values()) for (const r of rs) waiting.set(r, waiting.get(r)! + 1);
  const ready: Group[] = [];
  const insert = (g: Group): void => {
    const at = place.get(g.root)!;
    let lo = 0;
    for (let hi = ready.length; lo < hi; ) {
      const mid = (lo + hi) >> 1;
      if (place.get(ready[mid]!.root)! > at) lo = mid + 1;
      else hi = mid;
    }
    ready.splice(lo, 0, g);
  };
  for (const [g, n] of waiting) if (n === 0) insert(g);
  const out: Group[] = [];
  for (let g = ready.pop(); g !== undefined; g = ready.pop()) {
    out.push(g);
    for (const r of readers.get(g)!) {
      waiting.set(r, waiting.get(r)! - 1);
      if (waiting.get(r) === 0) insert(r);
    }
  }
  return out;
};
