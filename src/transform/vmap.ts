/** A graph over a new leading axis: every node's batching rule, the rest shared. */

import { dependents } from '../core/graph.ts';
import { apply, type Graph, type Value } from '../core/node.ts';
import { repeat } from '../prim/broadcast-sum.ts';
import type { Dim } from '../types/dim.ts';

interface Batched {
  readonly value: Value;
  readonly batched: boolean;
}

/** The graph's results for arguments of which some have a leading axis of `size`; the results may lack it. */
export const batchGraph = (
  g: Graph,
  args: readonly Value[],
  batched: readonly boolean[],
  size: Dim,
): readonly Batched[] => {
  const env = new Map<Value, Batched>(
    g.params.map((p, i) => [p, { value: args[i]!, batched: batched[i] === true }]),
  );
  const at = (v: Value): Batched => env.get(v) ?? { value: v, batched: false };
  for (const n of dependents(g.results, g.params)) {
    const inputs = n.inputs.map(at);
    const values = inputs.map((x) => x.value);
    const mask = inputs.map((x) => x.batched);
    const any = mask.includes(true);
    const outputs = any
      ? n.primitive.batch(values, mask, n.params, size)
      : apply(n.primitive, values, n.params);
    n.outputs.forEach((v, i) => {
      env.set(v, { value: outputs[i]!, batched: any });
    });
  }
  return g.results.map(at);
};

/** `batchGraph` with every result over the new axis. */
export const vmapGraph = (
  g: Graph,
  args: readonly Value[],
  batched: readonly boolean[],
  size: Dim,
): readonly Value[] =>
  batchGraph(g, args, batched, size).map((r) => (r.batched ? r.value : repeat(r.value, size)));
