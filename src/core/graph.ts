/** Traversal and rebuilding of graphs: the fold that every transformation is an instance of. */
import { type Dim, type Sizes, substituteDim } from '../types/dim.ts';
import { show } from '../types/shape.ts';
import { GraphError, ShapeError } from './error.ts';
import { apply, apply1, type Graph, type Node, type TensorType, type Value } from './node.ts';
import { param } from './param.ts';
import { typeOf } from './type.ts';

export const fresh = (type: TensorType): Value => apply1(param, [], typeOf(type));

/** The graph of f on fresh parameters of these types. */
export const trace = (
  f: (...params: readonly Value[]) => readonly Value[],
  types: readonly TensorType[],
): Graph => {
  const params = types.map(fresh);
  return { params, results: f(...params) };
};

/** All nodes that the values need, producers first. An explicit stack: unrolled graphs are deep. */
export const toposort = (results: readonly Value[]): readonly Node[] => {
  const order: Node[] = [];
  const seen = new Set<Node>();
  for (const root of results) {
    if (seen.has(root.node)) continue;
    seen.add(root.node);
    const stack: { readonly node: Node; next: number }[] = [{ node: root.node, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const input = top.node.inputs[top.next++];
      if (input === undefined) order.push(stack.pop()!.node);
      else if (!seen.has(input.node)) {
        seen.add(input.node);
        stack.push({ node: input.node, next: 0 });
      }
    }
  }
  return order;
};

/** The nodes on the way from any of `roots` to the results, producers first; the roots' own nodes are not among them. */
export const dependents = (results: readonly Value[], roots: readonly Value[]): readonly Node[] => {
  const reached = new Set(roots.map((r) => r.node));
  return toposort(results).filter((n) => {
    if (reached.has(n) || !n.inputs.some((v) => reached.has(v.node))) return false;
    reached.add(n);
    return true;
  });
};

/** The results with `args` in the place of `roots`; what does not depend on a root is shared. */
export const substitute = (
  results: readonly Value[],
  roots: readonly Value[],
  args: readonly Value[],
): readonly Value[] => {
  const env = new Map(roots.map((r, i) => [r, args[i]!]));
  const at = (v: Value): Value => env.get(v) ?? v;
  for (const n of dependents(results, roots)) {
    const outputs = apply(n.primitive, n.inputs.map(at), n.params);
    n.outputs.forEach((v, i) => {
      if (!env.has(v)) env.set(v, outputs[i]!);
    });
  }
  return results.map(at);
};

/** The graph's results for these arguments. */
export const inline = (g: Graph, args: readonly Value[]): readonly Value[] =>
  substitute(g.results, g.params, args);

const isGraph = (x: unknown): x is Graph =>
  typeof x === 'object' && x !== null && 'params' in x && 'results' in x;

/** The graphs in the params of a region, by key in alphabetical order. */
export const subgraphs = ({ params }: Node): readonly (readonly [key: string, graph: Graph])[] => {
  const fields: readonly (readonly [string, unknown])[] = Object.entries(params ?? {});
  const found = fields.flatMap(([key, x]) => (isGraph(x) ? [[key, x] as const] : []));
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
};

/** A body that binds names may read its arguments and data, nothing of an outer body: its names would be captured. */
export const closed = (g: Graph): Graph => {
  const own = new Set(g.params.map((p) => p.node));
  for (const n of toposort(g.results)) {
    if (n.primitive === param && !own.has(n)) {
      const { shape } = n.outputs[0]!;
      throw new ShapeError(
        `the body uses a tensor of shape ${show(shape)} that is not one of its arguments`,
      );
    }
  }
  return g;
};

/** The values that the results need from outside the graph: neither its params nor computed from them. */
export const freeValues = (g: Graph): readonly Value[] => {
  const inner = new Set(g.params.map((p) => p.node));
  const nodes = dependents(g.results, g.params);
  for (const n of nodes) inner.add(n);
  const uses = [...nodes.flatMap((n) => n.inputs), ...g.results];
  return [...new Set(uses.filter((v) => !inner.has(v.node)))];
};

/** Every name replaced by its size, every node inferred again, so that every rule is checked again. */
export const resize = (g: Graph, at: (d: Dim) => Dim): Graph => {
  const params = g.params.map((p) => fresh({ shape: p.shape.map(at), dtype: p.dtype }));
  return { params, results: resizeOnto(g, params, at) };
};

/** `inline`, with the names of the graph replaced as well. */
export const specialise = (g: Graph, args: readonly Value[], sizes: Sizes): readonly Value[] =>
  sizes.size === 0 ? inline(g, args) : resizeOnto(g, args, (d) => substituteDim(d, sizes));

const resizeOnto = (g: Graph, args: readonly Value[], at: (d: Dim) => Dim): readonly Value[] => {
  const env = new Map(g.params.map((p, i) => [p, args[i]!]));
  for (const n of toposort(g.results)) {
    if (n.outputs.every((v) => env.has(v))) continue;
    if (n.primitive === param) {
      throw new GraphError('resize: the graph is not closed');
    }
    const { primitive } = n;
    const inputs = n.inputs.map((v) => env.get(v)!);
    const same = primitive.resize === undefined && inputs.every((v, i) => v === n.inputs[i]);
    const params = primitive.resize === undefined ? n.params : primitive.resize(n.params, at);
    const outputs = same ? n.outputs : apply(primitive, inputs, params);
    n.outputs.forEach((v, i) => {
      env.set(v, outputs[i]!);
    });
  }
  return g.results.map((r) => env.get(r)!);
};
