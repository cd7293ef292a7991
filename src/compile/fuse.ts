/**
 * Which nodes run together. An elementwise node joins the group of its consumers when they walk the same elements; it
 * becomes one more result of that group when something else reads it too.
 */
import { toposort } from '../core/graph.ts';
import type { Graph, Node } from '../core/node.ts';
import { makeSpans, type Spans } from './spans.ts';
import { runsWide } from './width.ts';

/** Nodes that become one operation. The last one is its root; the others are elementwise and precede it. */
export interface Group {
  readonly root: Node;
  readonly nodes: Set<Node>;
}

export interface Fused {
  readonly order: readonly Node[];
  readonly groupOf: ReadonlyMap<Node, Group>;
}

const kindOf = (n: Node): string => n.primitive.lower.kind;

const isVirtual = (n: Node): boolean => ['slot', 'view', 'iota'].includes(kindOf(n));

interface Use {
  readonly node: Node;
  /** reached without a view in between: the consumer walks the very same elements */
  readonly direct: boolean;
}

/** The nodes that read each node, seen through views. */
const usesOf = (order: readonly Node[]): ReadonlyMap<Node, readonly Use[]> => {
  const uses = new Map<Node, Use[]>(order.map((n) => [n, []]));
  for (const n of order.toReversed()) {
    for (const { node } of n.inputs) {
      const own =
        kindOf(n) === 'view'
          ? uses.get(n)!.map((u) => ({ ...u, direct: false }))
          : [{ node: n, direct: true }];
      uses.get(node)!.push(...own);
    }
  }
  return uses;
};

/** Whether an elementwise node and the group whose root is `root` walk the same index space, on lanes of one width. */
const sameSpace = (n: Node, { root }: Group): boolean => {
  const space = kindOf(root) === 'reduce' ? root.inputs[0]! : root.outputs[0]!;
  return `${n.outputs[0]!.shape}` === `${space.shape}` && runsWide(n) === runsWide(root);
};

const accepts = ({ root }: Group): boolean => kindOf(root) === 'map' || kindOf(root) === 'reduce';

interface Known {
  readonly at: ReadonlyMap<Node, number>;
  readonly uses: ReadonlyMap<Node, readonly Use[]>;
  readonly groupOf: ReadonlyMap<Node, Group>;
  readonly spans: Spans;
}

/** A path longer than this is not looked for but taken to exist, which only costs a fusion. */
const FAR = 256;

/** Whether some node of the group depends on `from`; a group runs as a whole, so a path into it leaves it anywhere. */
const leadsTo = (from: Node, group: Group, { at, uses, groupOf, spans }: Known): boolean => {
  // nothing behind this place leads into the group: one that begins before its end may end later, and runs as a whole
  const horizon = spans.end(at.get(group.root)!);
  const stack = [from];
  const seen = new Set<Node>();
  for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
    if (group.nodes.has(n) || seen.size > FAR) return true;
    if (seen.has(n)) continue;
    for (const member of groupOf.get(n)?.nodes ?? [n]) {
      seen.add(member);
      if (at.get(member)! > horizon) continue;
      for (const u of uses.get(member)!) stack.push(u.node);
    }
  }
  return false;
};

/** The group that n may join, or null. */
const groupFor = (
  n: Node,
  uses: readonly Use[],
  isResult: boolean,
  groupOf: ReadonlyMap<Node, Group>,
  reaches: (from: Node, g: Group) => boolean,
): Group | null => {
  // the first reader in the order of the graph: what it feeds comes later
  for (const u of uses.toReversed()) {
    const g = groupOf.get(u.node);
    if (!u.direct || g === undefined || !accepts(g) || !sameSpace(n, g)) continue;
    const others = uses.filter((o) => !o.direct || groupOf.get(o.node) !== g);
    if (others.length === 0 && !isResult) return g;
    // a second reader: n becomes a result of the group, which a reduction has no room for
    if (kindOf(g.root) === 'map' && !others.some((o) => reaches(o.node, g))) return g;
  }
  return null;
};

export const fuse = (g: Graph): Fused => {
  const order = toposort(g.results);
  const at = new Map(order.map((n, i) => [n, i]));
  const uses = usesOf(order);
  const results = keptBy(g);
  const groupOf = new Map<Node, Group>();
  const spans = makeSpans(order.length);
  for (const n of order.toReversed()) {
    if (isVirtual(n)) continue;
    const isMap = kindOf(n) === 'map';
    const target = isMap
      ? groupFor(n, uses.get(n)!, results.has(n), groupOf, (from, to) =>
          leadsTo(from, to, { at, uses, groupOf, spans }),
        )
      : null;
    const group = target ?? { root: n, nodes: new Set<Node>() };
    group.nodes.add(n);
    groupOf.set(n, group);
    spans.add(at.get(n)!, at.get(group.root)!);
  }
  return { order, groupOf };
};

/** Every node a group of its own. */
export const separate = (g: Graph): Fused => {
  const order = toposort(g.results);
  const own = order.filter((n) => !isVirtual(n));
  return { order, groupOf: new Map(own.map((n) => [n, { root: n, nodes: new Set([n]) }])) };
};

/** The nodes that the results need in memory: their own, and those under a view. */
const keptBy = (g: Graph): ReadonlySet<Node> => {
  const kept = new Set<Node>();
  for (const v of g.results) {
    kept.add(v.node);
    let { node } = v;
    while (kindOf(node) === 'view') node = node.inputs[0]!.node;
    kept.add(node);
  }
  return kept;
};
