/** Which values of the surrounding program a body takes as operands. */
import { freeValues, toposort } from '../core/graph.ts';
import type { Graph, Node, Value } from '../core/node.ts';
import { param } from '../core/param.ts';

/** Data, counting, and views of them: free wherever they stand. */
const isLiteral = (v: Value): boolean => {
  let { node } = v;
  while (node.primitive.lower.kind === 'view' && node.inputs.length === 1) {
    node = node.inputs[0]!.node;
  }
  return node.inputs.length === 0 && node.primitive !== param;
};

/** For a loop or a branch: everything that is computed outside, so that it is computed once. */
export const loopInvariants = (open: Graph): readonly Value[] =>
  freeValues(open).filter((v) => !isLiteral(v));

/** For a composite: what depends on parameters; what is computed from data alone belongs to its meaning. */
export const capturedValues = (open: Graph): readonly Value[] => {
  const free = freeValues(open);
  const known = new Set<Node>();
  for (const n of toposort(free)) {
    if (n.primitive === param || n.inputs.some((v) => known.has(v.node))) known.add(n);
  }
  return free.filter((v) => known.has(v.node));
};
