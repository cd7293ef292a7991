/**
 * Small elementwise groups that do not depend on each other become one: a step's many scalars (loss scale, bias
 * corrections, counters) cost one command instead of one each.
 */
import { TILE } from '../core/abi.gen.ts';
import { concreteShape } from '../core/check.ts';
import { sizeOf } from '../core/layout.ts';
import type { Node } from '../core/node.ts';
import type { Fused, Group } from './fuse.ts';
import { groupOrder, readersOf } from './order.ts';
import { runsWide } from './width.ts';

const shapeOf = ({ root }: Group): readonly number[] => concreteShape(root.outputs[0]!.shape);

const isSmall = (g: Group): boolean =>
  g.root.primitive.lower.kind === 'map' && sizeOf(shapeOf(g)) <= TILE;

/** The longest way from an input: groups of one level cannot depend on each other. */
const levelsOf = (fused: Fused): ReadonlyMap<Group, number> => {
  const readers = readersOf(fused);
  const levels = new Map<Group, number>();
  for (const g of groupOrder(fused)) {
    const own = levels.get(g) ?? 0;
    levels.set(g, own);
    for (const r of readers.get(g)!) levels.set(r, Math.max(levels.get(r) ?? 0, own + 1));
  }
  return levels;
};

export const mergeSmall = (fused: Fused): Fused => {
  const first = new Map<string, Group>();
  const groupOf = new Map<Node, Group>(fused.groupOf);
  for (const [g, level] of levelsOf(fused)) {
    if (!isSmall(g)) continue;
    const key = `${level} ${shapeOf(g)} ${runsWide(g.root)}`;
    const target = first.get(key);
    if (target === undefined) {
      first.set(key, g);
      continue;
    }
    for (const n of g.nodes) {
      target.nodes.add(n);
      groupOf.set(n, target);
    }
  }
  return { order: fused.order, groupOf };
};
