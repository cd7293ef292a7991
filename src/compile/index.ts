/** Graph to commands: everything that can be decided before there is memory. */
import type { Graph } from '../core/node.ts';
import { type Lowered, lower } from './lower/commands.ts';
import { donationTargets, type PlanOptions, planGraph } from './plan.ts';

export type { Command, IndexCheck, KernelCommand, Located, Lowered } from './lower/commands.ts';
export type { Work } from './lower/cost.ts';
export type { Address, Loop, Region, Relocation, Table } from './lower/image.ts';
export type { Buffer } from './operation.ts';
export { paramsKey } from './params-key.ts';
export { type Plan, planGraph } from './plan.ts';
export { lower };

/** The commands of a specialised graph; `donations` says which result takes the memory of which parameter. */
export const compile = (
  g: Graph,
  donations: ReadonlyMap<number, number> = new Map(),
  options: PlanOptions = {},
): Lowered => lower(planGraph(g, donationTargets(g.results, donations), options));
