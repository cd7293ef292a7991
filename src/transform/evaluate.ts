/** The reference interpreter: the meaning of a program, on plain typed arrays. */
import { GraphError } from '../core/error.ts';
import { toposort } from '../core/graph.ts';
import type { Graph, Value } from '../core/node.ts';
import { param } from '../core/param.ts';
import type { Arithmetic, Strided } from '../core/strided.ts';

/** The graph's results for these arguments. */
export const evaluateGraph = (
  g: Graph,
  args: readonly Strided[],
  arithmetic: Arithmetic,
): readonly Strided[] => {
  const env = new Map<Value, Strided>(g.params.map((p, i) => [p, args[i]!]));
  const at = (v: Value): Strided => {
    const x = env.get(v);
    if (x === undefined) throw new GraphError(`evaluate: a ${v.node.primitive.name} is not bound`);
    return x;
  };
  for (const n of toposort(g.results)) {
    if (n.primitive === param) continue;
    const outputs = n.primitive.evaluate(n.inputs.map(at), n.params, arithmetic);
    n.outputs.forEach((v, i) => {
      env.set(v, outputs[i]!);
    });
  }
  return g.results.map(at);
};
