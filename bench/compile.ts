/** How long a training step of a transformer takes to trace and to plan: gradients and Adam. */
import { compile } from '../src/compile/index.ts';
import type { Graph } from '../src/core/node.ts';
import { adam, crossEntropy, f32, i32, layer, net, tree, valueAndGrad } from '../src/index.ts';
import { matchDonations } from '../src/runtime/donation.ts';

export interface TransformerSizes {
  readonly blocks: number;
  readonly batch: number;
  readonly steps: number;
  readonly width: number;
  readonly heads: number;
  readonly hidden: number;
  readonly classes: number;
}

/** The traced step, and what plans it: the state is donated, as training does. */
export interface Step {
  readonly graph: Graph;
  readonly plan: () => ReturnType<typeof compile>;
}

export const transformerStep = (s: TransformerSizes): Step => {
  const { batch, steps, width, heads, hidden, classes } = s;
  const block = (i: number) => layer.transformerEncoder(`block${i}`, { heads, hidden });
  const stages = Array.from({ length: s.blocks }, (_, i) => block(i));
  const input = f32(batch, steps, width);
  const model = net(input, ...stages, layer.dense('out', classes));
  const optimiser = adam({ lr: 1e-3 });
  const params = tree.formals(model.params);
  const given = tree.formals([params, optimiser.init(params), input, i32(batch, steps)] as const);
  const [p, state, x, y] = given;
  const [loss, grads] = valueAndGrad((q: typeof p) => crossEntropy(model(q, x), y))(p);
  const result = [...optimiser.update(grads, state, p), loss];
  const graph = { params: tree.leaves(given), results: tree.leaves(result) };
  const donated = tree.paths([p, state]).map(([path, value], index) => ({ path, value, index }));
  const results = tree.paths(result).map(([path, value]) => ({ path, value }));
  return { graph, plan: () => compile(graph, matchDonations(donated, results)) };
};
