/** The derivative of a graph as a linear graph: forward mode writes it, reverse mode transposes it. */
import { dependents } from '../core/graph.ts';
import type { Linear, Tangent } from '../core/node.ts';
import { apply, type Value } from '../core/node.ts';

export interface Linearized {
  readonly primal: readonly Value[];
  readonly tangent: readonly Tangent[];
}

const isList = (r: Linear): r is readonly Tangent[] => Array.isArray(r);

/**
 * The results at `xs` and their tangents for tangents `ts` of `xs` (null is zero). Tangent nodes apply only linear
 * primitives to tangents, with primal values as coefficients.
 */
export const linearize = (
  results: readonly Value[],
  xs: readonly Value[],
  ts: readonly Tangent[],
): Linearized => {
  const primals = new Map<Value, Value>();
  const tangents = new Map<Value, Tangent>(xs.map((x, i) => [x, ts[i] ?? null]));
  const at = (v: Value): Value => primals.get(v) ?? v;
  const tangentAt = (v: Value): Tangent => tangents.get(v) ?? null;
  for (const n of dependents(results, xs)) {
    const t = n.inputs.map(tangentAt);
    const moved = n.inputs.some((v) => primals.has(v));
    const inputs = moved ? n.inputs.map(at) : n.inputs;
    const outputs = moved ? apply(n.primitive, inputs, n.params) : n.outputs;
    const r = t.every((x) => x === null) ? [] : n.primitive.jvp(t, inputs, outputs, n.params);
    const { primal, tangent } = isList(r) ? { primal: outputs, tangent: r } : r;
    n.outputs.forEach((v, i) => {
      if (primal[i] !== v) primals.set(v, primal[i]!);
      tangents.set(v, tangent[i] ?? null);
    });
  }
  return { primal: results.map(at), tangent: results.map(tangentAt) };
};
