/** The law of batching: a program over a batch gives what it gives for every example. */
import { check } from '../core/check.ts';
import { fresh } from '../core/graph.ts';
import type { Graph } from '../core/node.ts';
import { exact, type Strided, strided } from '../core/strided.ts';
import { vmapGraph } from '../transform/index.ts';
import {
  type Args,
  apart,
  differentTypes,
  elements,
  evaluate,
  example,
  firstOf,
  stack,
  type Verdict,
} from './arrays.ts';
import { shapeLaw } from './meaning-laws.ts';

/** All non-empty subsets of n things as masks; beyond four things the singletons and the whole. */
const subsets = (n: number): readonly (readonly boolean[])[] => {
  const mask = (f: (i: number) => boolean) => Array.from({ length: n }, (_, i) => f(i));
  if (n > 4) return [mask(() => true), ...mask(() => true).map((_, k) => mask((i) => i === k))];
  return Array.from({ length: 2 ** n - 1 }, (_, k) => mask((i) => ((k + 1) >> i) % 2 === 1));
};

/** f over a leading axis of `size` that the marked params have. */
export const batchedGraph = (g: Graph, batched: readonly boolean[], size: number): Graph => {
  const params = g.params.map((p, i) =>
    fresh({ dtype: p.dtype, shape: batched[i] === true ? [size, ...p.shape] : p.shape }),
  );
  return check({ params, results: vmapGraph(g, params, batched, size) });
};

/** One argument for every param: a stack over the examples where it is batched, else that of the first example. */
const stackedArgs = (examples: readonly Args[], batched: readonly boolean[]): Args =>
  examples[0]!.map((x, k) => (batched[k] === true ? stack(examples.map((e) => e[k]!)) : x));

const none = (x: Strided): Strided =>
  strided(x.dtype, [0, ...x.shape.slice(1)], exact.alloc(x.dtype, 0));

/**
 * vmap(f)(xs)[i] = f(xs[i]) for every subset of batched arguments, within `relative` of each element's size (sums
 * over other axes may be added in another order); the batch of no examples has the right type.
 */
export const batchLaw = (g: Graph, examples: readonly Args[], relative = 1e-12): Verdict =>
  firstOf(subsets(g.params.length), (batched) => {
    const args = stackedArgs(examples, batched);
    const over = batchedGraph(g, batched, examples.length);
    const want = g.results.map((r) => ({ ...r, shape: [examples.length, ...r.shape] }));
    return (
      differentTypes(`batched [${batched}], result`, over.results, want) ??
      sameExamples(g, examples, batched, evaluate(over, args), relative) ??
      shapeLaw(
        batchedGraph(g, batched, 0),
        args.map((x, k) => (batched[k] === true ? none(x) : x)),
      )
    );
  });

const sameExamples = (
  g: Graph,
  examples: readonly Args[],
  batched: readonly boolean[],
  out: Args,
  relative: number,
): Verdict =>
  firstOf(examples, (e, i) => {
    const own = e.map((x, k) => (batched[k] === true ? x : examples[0]![k]!));
    return firstOf(evaluate(g, own), (want, r) =>
      apart(
        `batched [${batched}], example ${i}, result ${r}`,
        elements(example(out[r]!, i)),
        elements(want),
        (w) => relative * (1 + Math.abs(w)),
      ),
    );
  });
