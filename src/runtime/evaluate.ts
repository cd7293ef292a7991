/** Running closed expressions: the data that they hold become the inputs of a program that is kept for the next time. */
import { compile } from '../compile/index.ts';
import { concrete } from '../core/check.ts';
import { closed, fresh, substitute, toposort } from '../core/graph.ts';
import type { Graph, Value } from '../core/node.ts';
import { print } from '../core/print.ts';
import { dataOf, dataValue, isData } from '../prim/index.ts';
import { type Arrays, leaves, rebuild } from '../tree/index.ts';
import { currentMachine } from './kernels.ts';
import { load } from './program.ts';

interface Lifted {
  readonly graph: Graph;
  /** the data of every parameter */
  readonly data: readonly Value[];
}

/** Data as parameters, so that one program serves all data of the same types. */
const lift = (results: readonly Value[]): Lifted => {
  const data = toposort(results)
    .flatMap((n) => n.outputs)
    .filter(isData);
  const params = data.map(fresh);
  return { graph: closed({ params, results: substitute(results, data, params) }), data };
};

/** The values as data, by one program. */
export const evaluateValues = (values: readonly Value[]): readonly Value[] => {
  const machine = currentMachine();
  const { graph, data } = lift(values);
  const types = graph.params.map(concrete);
  const program = machine.programs.get(print(graph, { data: 'hash' }), () =>
    load(
      machine,
      compile(graph),
      types.map((type) => ({ type })),
    ),
  );
  data.forEach((v, i) => {
    program.write(i, dataOf(v));
  });
  program.run();
  return values.map((v, k) => {
    const type = concrete(v);
    return dataValue(type, program.read(k));
  });
};

/**
 * Runs a closed expression, or a tree of them, and gives their data:
 * `evaluate(matmul(a, b)).data`. Expressions of the same form share one compiled program.
 */
export function evaluate<T>(t: T): Arrays<T>;
export function evaluate(t: unknown): unknown {
  return rebuild(t, evaluateValues(leaves(t)));
}
