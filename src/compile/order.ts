/**
 * The order in which groups run: producers first, readers of memory before what writes over it, otherwise as the graph
 * lists them.
 */
import type { Node, Value } from '../core/node.ts';
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

/** The node under the views of a value. */
const underViews = (v: Value): Node => {
  let { node } = v;
  while (node.primitive.lower.kind === 'view') node = node.inputs[0]!.node;
  return node;
};

/** The operand that a group's kernel writes over, if it does. */
const overwritten = ({ root }: Group): Node | null => {
  const { lower } = root.primitive;
  const operand = lower.kind === 'kernel' ? lower.overwrites : undefined;
  return operand === undefined ? null : underViews(root.inputs[operand]!);
};

type Next = ReadonlyMap<Group, ReadonlySet<Group>>;

const leadsTo = (from: Group, to: Group, next: Next): boolean => {
  const stack = [from];
  const seen = new Set<Group>();
  for (let g = stack.pop(); g !== undefined; g = stack.pop()) {
    if (g === to) return true;
    if (seen.has(g)) continue;
    seen.add(g);
    stack.push(...next.get(g)!);
  }
  return false;
};

/** The groups that read what an operand's views show. */
const usersOf = ({ order, groupOf }: Fused): ReadonlyMap<Node, ReadonlySet<Group>> => {
  const users = new Map<Node, Set<Group>>();
  for (const n of order) {
    const group = groupOf.get(n);
    if (group === undefined) continue;
    for (const base of n.inputs.map(underViews)) {
      users.set(base, (users.get(base) ?? new Set()).add(group));
    }
  }
  return users;
};

/** What comes after every group: its readers; and after those that read memory, the group that writes over it. */
const followersOf = (fused: Fused): Next => {
  const readers = readersOf(fused);
  const writers = [...readers.keys()].filter((g) => overwritten(g) !== null);
  if (writers.length === 0) return readers;
  const next = new Map([...readers].map(([g, rs]) => [g, new Set(rs)]));
  const users = usersOf(fused);
  for (const w of writers) {
    for (const u of users.get(overwritten(w)!)!) {
      if (u !== w && !leadsTo(w, u, next)) next.get(u)!.add(w);
    }
  }
  return next;
};

export const groupOrder = (fused: Fused): readonly Group[] => {
  const readers = followersOf(fused);
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
