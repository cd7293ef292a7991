/** Training runs of the peers' models in small, and the bits that they leave. */
import type { Graph, Value } from '../../src/core/node.ts';
import * as typegrad from '../../src/index.ts';
import { dataOf } from '../../src/prim/index.ts';

type Step = (state: never, x: never, y: never) => { readonly state: unknown; readonly loss: Value };

export interface Training {
  readonly start: unknown;
  readonly batches: readonly { readonly x: Value; readonly y: Value }[];
  readonly step: Step;
}

/** Large enough for every large kernel to be divided, small enough for a busy machine. */
const SIZES = {
  mlp: { batch: 48, widths: [96, 80, 40, 10] },
  cnn: { batch: 8, size: 12, filters: [5, 7], classes: 10 },
  lstm: { batch: 12, steps: 5, units: 20, classes: 9 },
  transformer: { batch: 4, steps: 10, width: 24, heads: 3, hidden: 40 },
};
export type ModelName = keyof typeof SIZES;
export const MODELS: readonly ModelName[] = ['mlp', 'cnn', 'lstm', 'transformer'];

const models = new URL('../../bench/peers/models.mjs', import.meta.url).href;

export const training = async (model: ModelName): Promise<Training> => {
  const { trainingOf } = await import(models);
  return trainingOf(typegrad, { model, sizes: SIZES[model] });
};

/** One step as a graph, with the values of its parameters. */
export const stepGraph = ({ start, batches, step }: Training) => {
  const { formals, leaves } = typegrad.tree;
  const [{ x, y }] = [batches[0]!];
  const [s, fx, fy] = [formals(start), formals(x), formals(y)];
  const results = leaves(step(s as never, fx as never, fy as never));
  const graph: Graph = { params: leaves([s, fx, fy]), results };
  return { graph, values: leaves([start, x, y]) };
};

const bitsOf = (v: Value): readonly number[] => {
  const { buffer, byteOffset, byteLength } = dataOf(v);
  return [...new Uint8Array(buffer, byteOffset, byteLength)];
};

type Done = { readonly state: unknown; readonly loss: Value };

/** The losses of some steps and the state after them, as bytes. */
export const trained = async (model: ModelName, steps: number): Promise<readonly number[][]> => {
  const { start, batches, step } = await training(model);
  const [{ x, y }] = [batches[0]!];
  const jit = typegrad.jit as (
    inputs: readonly unknown[],
    body: Step,
    options: unknown,
  ) => (...args: readonly unknown[]) => Done;
  const run = jit([start, x, y], step, { donate: [0] });
  const losses: number[] = [];
  let state = start;
  for (let i = 0; i < steps; i++) {
    const batch = batches[i % batches.length]!;
    const done = run(state, batch.x, batch.y);
    losses.push(...bitsOf(done.loss));
    state = done.state;
  }
  return [losses, ...typegrad.tree.leaves(state).map((v) => [...bitsOf(v)])];
};
