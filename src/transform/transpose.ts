/** The transpose of a linear graph: cotangents of its results to cotangents of its inputs. */
import { NotDifferentiableError } from '../core/error.ts';
import { dependents } from '../core/graph.ts';
import type { Node, Tangent, Value } from '../core/node.ts';
import { addTangents } from '../prim/arithmetic.ts';

const isValue = (t: Tangent): t is Value => t !== null;

/** For results linear in `ts`: the cotangent of every t, null where it is zero. */
export const transpose = (
  results: readonly Tangent[],
  ts: readonly Value[],
  cotangents: readonly Tangent[],
): readonly Tangent[] => {
  const total = new Map<Value, Tangent>();
  const accumulate = (v: Value, c: Tangent): void => {
    if (c !== null) total.set(v, addTangents(total.get(v), c));
  };
  results.forEach((r, i) => {
    if (r !== null) accumulate(r, cotangents[i] ?? null);
  });
  const nodes = dependents(results.filter(isValue), ts);
  const linear = new Set<Node>([...nodes, ...ts.map((t) => t.node)]);
  for (const n of nodes.toReversed()) {
    const ct = n.outputs.map((v) => total.get(v) ?? null);
    if (ct.every((c) => c === null)) continue;
    if (n.primitive.transpose === undefined) {
      throw new NotDifferentiableError(`${n.primitive.name} has no transpose`);
    }
    const mask = n.inputs.map((v) => linear.has(v.node));
    n.primitive.transpose(ct, n.inputs, mask, n.params).forEach((c, i) => {
      if (mask[i] === true) accumulate(n.inputs[i]!, c);
    });
  }
  return ts.map((t) => total.get(t) ?? null);
};
