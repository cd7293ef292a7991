/** The transpose of a linear graph: cotangents of its results to cotangents of its inputs. */
import { NotDifferentiableError } from '../core/error.ts';
import { dependents } from '../core/graph.ts';
import type { Node, Tangent, Value } from '../core/node.ts';
import { cast } from '../prim/cast.ts';
import { isHalf } from '../types/dtype.ts';
import { addCotangents, computable } from './cotangents.ts';

const isValue = (t: Tangent): t is Value => t !== null;

/**
 * The cotangents of a node's inputs. Rules of primitives may add, and are given floats that are computed with; the bodies
 * of regions have the types of their values.
 */
const pulledBack = (
  n: Node,
  cts: readonly Tangent[],
  linear: readonly boolean[],
): readonly Tangent[] => {
  const { primitive, inputs, params } = n;
  if (primitive.transpose === undefined) {
    throw new NotDifferentiableError(`${primitive.name} has no transpose`);
  }
  const own = primitive.lower.kind === 'region' || !cts.some((c) => c !== null && isHalf(c.dtype));
  if (own) return primitive.transpose(cts, inputs, linear, params);
  const given = cts.map((c) => (c === null ? null : computable(c)));
  return primitive
    .transpose(given, inputs, linear, params)
    .map((c, i) => (c === null ? null : cast(c, inputs[i]!.dtype)));
};

/** For results linear in `ts`: the cotangent of every t, null where it is zero. */
export const transpose = (
  results: readonly Tangent[],
  ts: readonly Value[],
  cotangents: readonly Tangent[],
): readonly Tangent[] => {
  const total = new Map<Value, Tangent>();
  const accumulate = (v: Value, c: Tangent): void => {
    if (c !== null) total.set(v, addCotangents(total.get(v), c));
  };
  results.forEach((r, i) => {
    if (r !== null) accumulate(r, cotangents[i] ?? null);
  });
  const nodes = dependents(results.filter(isValue), ts);
  const linear = new Set<Node>([...nodes, ...ts.map((t) => t.node)]);
  for (const n of nodes.toReversed()) {
    const ct = n.outputs.map((v) => total.get(v) ?? null);
    if (ct.every((c) => c === null)) continue;
    const mask = n.inputs.map((v) => linear.has(v.node));
    pulledBack(n, ct, mask).forEach((c, i) => {
      if (mask[i] === true) accumulate(n.inputs[i]!, c);
    });
  }
  return ts.map((t) => total.get(t) ?? null);
};
