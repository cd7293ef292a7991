/** A function's results and pulled-back cotangents, on the reference interpreter and on the kernels. */
import { trace } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import { exact } from '../../src/core/strided.ts';
import { typeOf } from '../../src/core/type.ts';
import { evaluateGraph } from '../../src/transform/index.ts';
import { runReference, runWasm } from '../runtime/wasm.ts';

type Results = readonly (readonly number[])[];

export const MACHINES = ['reference', 'kernels'] as const;
export type Machine = (typeof MACHINES)[number];

/** f of the data `xs`, which are inputs of the program, not constants that the compiler could compute with. */
export const resultsOn = (
  machine: Machine,
  f: (...xs: readonly Value[]) => readonly Value[],
  xs: readonly Value[],
): Results => {
  const graph = trace(f, xs.map(typeOf));
  const args = evaluateGraph({ params: [], results: xs }, [], exact);
  return machine === 'kernels' ? runWasm(graph, args) : runReference(graph, args);
};
