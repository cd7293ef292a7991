/** Runs graphs on the kernels and compares with the reference. */
import { compile } from '../../src/compile/index.ts';
import { concrete } from '../../src/core/check.ts';
import { toposort } from '../../src/core/graph.ts';
import type { Graph } from '../../src/core/node.ts';
import { compact, rounded, type Strided } from '../../src/core/strided.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';
import { load } from '../../src/runtime/program.ts';
import { evaluateGraph } from '../../src/transform/index.ts';

type Args = readonly Strided[];

/** The kernels work in lanes of 32 bits. */
export const hasLanes = (g: Graph): boolean =>
  toposort(g.results).every((n) => n.outputs.every((v) => v.dtype.dtype !== 'f64')) &&
  g.params.every((v) => v.dtype.dtype !== 'f64');

const numbers = (x: Strided): readonly number[] => Array.from(compact(x, rounded).data);

/** The results on the kernels. */
export const runWasm = (g: Graph, args: Args): readonly (readonly number[])[] => {
  const machine = currentMachine();
  const program = load(
    machine,
    compile(g),
    g.params.map((p) => ({ type: concrete(p) })),
  );
  args.forEach((a, i) => {
    program.write(i, compact(a, rounded).data);
  });
  program.run();
  const out = g.results.map((_, k) => Array.from(program.read(k), Number));
  program.free();
  return out;
};

/** The results of the reference, rounded at every node. */
export const runReference = (g: Graph, args: Args): readonly (readonly number[])[] =>
  evaluateGraph(
    g,
    args.map((a) => compact(a, rounded)),
    rounded,
  ).map(numbers);

/** How far `got` may be from `want`, element by element. */
export type Tolerance = (want: number, result: number, position: number) => number;

/** The first element that is too far off, in words. */
export const difference = (
  got: readonly (readonly number[])[],
  want: readonly (readonly number[])[],
  tolerance: Tolerance,
): string | undefined => {
  for (const [k, row] of want.entries()) {
    for (const [i, w] of row.entries()) {
      const g = got[k]![i]!;
      const equal = Object.is(g, w) || g === w || Math.abs(g - w) <= tolerance(w, k, i);
      if (!equal) return `result ${k} at ${i}: got ${g}, expected ${w}`;
    }
    if (got[k]!.length !== row.length) return `result ${k} has ${got[k]!.length} elements`;
  }
  return undefined;
};
