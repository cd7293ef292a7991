/** Runs graphs on the kernels and compares with the reference. */
import { compile } from '../../src/compile/index.ts';
import { concrete } from '../../src/core/check.ts';
import type { Graph } from '../../src/core/node.ts';
import { type Arithmetic, compact, rounded, type Strided } from '../../src/core/strided.ts';
import { currentMachine } from '../../src/runtime/kernels.ts';
import { load } from '../../src/runtime/program.ts';
import { evaluateGraph } from '../../src/transform/index.ts';

type Args = readonly Strided[];

const numbers = (x: Strided, arithmetic: Arithmetic): readonly number[] =>
  Array.from(compact(x, arithmetic).data);

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
export const runReference = (
  g: Graph,
  args: Args,
  arithmetic = rounded,
): readonly (readonly number[])[] =>
  evaluateGraph(
    g,
    args.map((a) => compact(a, arithmetic)),
    arithmetic,
  ).map((x) => numbers(x, arithmetic));

/** The arguments in the dtypes of a program's parameters. */
export const argumentsOf = (g: Graph, args: Args): Args =>
  args.map((a, i) => ({ ...a, dtype: g.params[i]!.dtype }));

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
