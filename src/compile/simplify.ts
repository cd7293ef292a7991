/**
 * The first pass: calls without a kernel become their bodies, equal nodes become one, identities disappear. It records
 * the path of calls that every node came from, for messages.
 */

import { type Call, callPrimitive } from '../control/index.ts';
import { toposort } from '../core/graph.ts';
import { apply, type Graph, type Node, type Value } from '../core/node.ts';
import { param } from '../core/param.ts';
import { identity } from './identities.ts';
import { paramsKey } from './params-key.ts';

export interface Simplified {
  readonly graph: Graph;
  /** `step > dense > matmul` */
  readonly path: (n: Node) => string;
}

interface Scope {
  readonly path: readonly string[];
  /** nodes of a rematerialised body are never shared with those outside of it: they exist to be computed again */
  readonly remat: number;
}

interface State {
  readonly interned: Map<string, readonly Value[]>;
  readonly ids: Map<object, number>;
  readonly paths: Map<Node, readonly string[]>;
  /** rematerialised bodies so far */
  remats: number;
}

const idOf = (s: State, x: object): number => {
  const known = s.ids.get(x);
  if (known !== undefined) return known;
  s.ids.set(x, s.ids.size);
  return s.ids.size - 1;
};

const isCall = (n: Node): n is Node<Call> => n.primitive === callPrimitive;

const emit = (n: Node, inputs: readonly Value[], scope: Scope, s: State): readonly Value[] => {
  const known = identity(n.primitive, inputs);
  if (known !== null) return [known];
  const at = inputs.map((v) => `${idOf(s, v.node)}.${v.index}`).join();
  const key = `${n.primitive.name}|${at}|${paramsKey(n.params, (x) => idOf(s, x))}|${scope.remat}`;
  const shared = s.interned.get(key);
  if (shared !== undefined) return shared;
  const same = inputs.every((v, i) => v === n.inputs[i]);
  const outputs = same ? n.outputs : apply(n.primitive, inputs, n.params);
  s.interned.set(key, outputs);
  s.paths.set(outputs[0]!.node, scope.path);
  return outputs;
};

const rewrite = (g: Graph, args: readonly Value[], scope: Scope, s: State): readonly Value[] => {
  const env = new Map<Value, Value>(g.params.map((p, i) => [p, args[i]!]));
  const at = (v: Value): Value => env.get(v)!;
  for (const n of toposort(g.results)) {
    if (n.primitive === param) continue;
    const inputs = n.inputs.map(at);
    const outputs = isCall(n) ? inlineCall(n, inputs, scope, s) : emit(n, inputs, scope, s);
    n.outputs.forEach((v, i) => {
      env.set(v, outputs[i]!);
    });
  }
  return g.results.map(at);
};

const inlineCall = (
  n: Node<Call>,
  inputs: readonly Value[],
  scope: Scope,
  s: State,
): readonly Value[] => {
  const { name, graph, kernel, remat } = n.params;
  const inner = { path: [...scope.path, name], remat: remat ? ++s.remats : scope.remat };
  if (kernel?.(inputs, graph.results) != null) return emit(n, inputs, inner, s);
  return rewrite(graph, inputs, inner, s);
};

export const simplify = (g: Graph): Simplified => {
  const paths = new Map<Node, readonly string[]>();
  const state: State = { interned: new Map(), ids: new Map(), paths, remats: 0 };
  const results = rewrite(g, g.params, { path: [], remat: 0 }, state);
  const path = (n: Node): string => {
    const own = isCall(n) ? [] : [n.primitive.name];
    return [...(paths.get(n) ?? []), ...own].join(' > ');
  };
  return { graph: { params: g.params, results }, path };
};
