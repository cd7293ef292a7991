/** Keys that are drawn from twice: both draws begin with the same bits, so that they are anything but independent. */
import { paramsKey } from '../compile/index.ts';
import { type Call, callPrimitive } from '../control/index.ts';
import { subgraphs, toposort, trace } from '../core/graph.ts';
import type { Graph, Node, Value } from '../core/node.ts';
import { untyped } from '../core/tensor.ts';
import { type Constant, constant } from '../prim/index.ts';
import { leaves, paths, rebuild } from '../tree/index.ts';
import { show } from '../types/shape.ts';

/** Values that are computed alike have one number; a key is told from another by it. */
interface Numbering {
  readonly numbers: Map<string, number>;
  readonly objects: Map<object, number>;
  /** the numbers drawn with each key */
  readonly draws: Map<number, string[]>;
}

const isCall = (n: Node): n is Node<Call> => n.primitive === callPrimitive;
const isConstant = (n: Node): n is Node<Constant> => n.primitive === constant;

const numberOf = <K>(map: Map<K, number>, key: K): number => {
  const known = map.get(key);
  if (known !== undefined) return known;
  map.set(key, map.size);
  return map.size - 1;
};

/** What an application is, as text: a key of data is its words. */
const textOf = (n: Node, inputs: readonly number[], s: Numbering): string => {
  const own =
    isConstant(n) && typeof n.params.data === 'object'
      ? n.params.data.join()
      : paramsKey(n.params, (x) => numberOf(s.objects, x));
  return `${n.primitive.name}|${inputs.join()}|${own}`;
};

const numbered = (n: Node, inputs: readonly number[], s: Numbering): readonly number[] => {
  const text = textOf(n, inputs, s);
  return n.outputs.map((_, i) => numberOf(s.numbers, `${text}|${i}`));
};

/** Bodies of loops and branches are read on their own: what their parameters are differs from step to step. */
const readBodies = (n: Node, s: Numbering): void => {
  for (const [, graph] of subgraphs(n)) {
    read(
      graph,
      graph.params.map((p) => numberOf(s.objects, p)).map((k) => numberOf(s.numbers, `body${k}`)),
      s,
    );
  }
};

/** The numbers of the results of a node; a draw is noted. */
const visit = (n: Node, inputs: readonly number[], s: Numbering): readonly number[] => {
  if (!isCall(n)) {
    readBodies(n, s);
    return numbered(n, inputs, s);
  }
  const { name, graph, remat } = n.params;
  if (name === 'threefry') {
    const drawn = s.draws.get(inputs[0]!) ?? [];
    s.draws.set(inputs[0]!, [...drawn, show(n.outputs[0]!.shape)]);
  }
  if (name.startsWith('threefry')) {
    const text = `${name}|${inputs.join()}|${show(n.outputs[0]!.shape)}`;
    return [numberOf(s.numbers, text)];
  }
  // what is computed again for a backward pass is drawn again, and must be the same
  return remat ? numbered(n, inputs, s) : read(graph, inputs, s);
};

/** The numbers of the results of a graph whose parameters have these. */
const read = (g: Graph, params: readonly number[], s: Numbering): readonly number[] => {
  const at = new Map<Value, number>(g.params.map((p, i) => [p, params[i]!]));
  const own = new Set(g.params.map((p) => p.node));
  for (const n of toposort(g.results)) {
    if (own.has(n)) continue;
    const outputs = visit(
      n,
      n.inputs.map((v) => at.get(v)!),
      s,
    );
    n.outputs.forEach((v, i) => {
      at.set(v, outputs[i]!);
    });
  }
  return g.results.map((r) => at.get(r)!);
};

/** The sentence about the first key that f draws from twice, undefined where there is none. */
export const keysVerdict = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  ...args: A
): string | undefined => {
  const names = paths(args).map(([name]) => `argument ${name}`);
  const graph = trace((...xs) => leaves(untyped(f)(...rebuild(args, xs))), leaves(args));
  const s: Numbering = { numbers: new Map(), objects: new Map(), draws: new Map() };
  const params = names.map((name) => numberOf(s.numbers, name));
  read(graph, params, s);
  const twice = [...s.draws].find(([, drawn]) => drawn.length > 1);
  if (twice === undefined) return undefined;
  const [key, [a, b]] = twice;
  const who = names[params.indexOf(key)] ?? 'a key';
  return `checkKeys: ${who} is drawn from twice, ${a} and ${b} words; make keys of it with split or foldIn`;
};

/**
 * Throws where f draws twice from one key at these arguments: the numbers of both draws begin alike. Keys made of it by
 * `split` and `foldIn` are others. f is traced, not run; loops and branches are read body by body, a key that a body
 * takes from outside is not followed, nor is one that draws sequentially, and what `checkpoint` computes again counts
 * for nothing. JAX: jax_debug_key_reuse.
 */
export const checkKeys = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  ...args: A
): void => {
  const wrong = keysVerdict(f, ...args);
  if (wrong !== undefined) throw new Error(wrong);
};
