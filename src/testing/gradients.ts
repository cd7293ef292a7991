/** Derivatives of a user's own functions as properties: they hold, or the smallest arguments where they do not are shown. */
import fc from 'fast-check';
import { trace } from '../core/graph.ts';
import type { Graph } from '../core/node.ts';
import { untyped } from '../core/tensor.ts';
import { leaves, rebuild } from '../tree/index.ts';
import { type Args, evaluate, firstOf, type Verdict } from './arrays.ts';
import { adjointLaw, secondOrderLaw, tangentLaw } from './derivative-laws.ts';

/** How far derivatives are checked, and what `fc.check` takes: numRuns, seed, path, examples and the like. */
export interface GradientOptions<A> extends fc.Parameters<[A]> {
  /** 1: first derivatives only; 2, the default: those of the gradient too */
  readonly order?: 1 | 2;
}

type Law = readonly [what: string, holds: (g: Graph, args: Args, seed: number) => Verdict];

const laws: readonly Law[] = [
  ['the derivative is not the slope of the function', tangentLaw],
  ['the gradient is not the transpose of the derivative', adjointLaw],
  ['the gradient has a wrong derivative', secondOrderLaw],
];

/** The seed of directions: one that is fixed makes a shrunk case the same case again. */
const DIRECTIONS = 20261124;

/** f as a graph of the tensors in its arguments, and their data. */
const traced = (f: (...args: readonly unknown[]) => unknown, args: readonly unknown[]) => {
  const xs = leaves(args);
  const graph = trace((...params) => leaves(f(...rebuild(args, params))), xs);
  return { graph, args: evaluate({ params: [], results: xs }, []) };
};

/**
 * The first law of derivatives that f breaks at these arguments, in words; undefined if all hold. J is the derivative of
 * f, t a direction of its arguments and c one of its results:
 *
 * - J t = (f(x + h t) - f(x - h t)) / 2h, extrapolated to h = 0, to six digits;
 * - <c, J t> = <J^T c, t>, to nine digits;
 * - both again for the gradient x, c -> J^T c.
 *
 * Arguments and result may be trees of tensors; integers are constants. f is traced as it is and evaluated in f64, so
 * that rounding hides nothing. Griewank and Walther, Evaluating Derivatives (2008), 3.2; JAX: check_grads.
 */
export const gradientVerdict = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  args: A,
  order: 1 | 2 = 2,
): Verdict => {
  const { graph, args: data } = traced(untyped(f), args);
  return firstOf(laws.slice(0, order + 1), ([what, law]) => {
    const verdict = law(graph, data, DIRECTIONS);
    return verdict === undefined ? undefined : `${what}: ${verdict}`;
  });
};

/**
 * The laws of `gradientVerdict` as a property for `fc.assert` or `fc.check`: for all arguments of the arbitrary, the
 * derivatives of f are right.
 */
export const gradientProperty = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  args: fc.Arbitrary<A>,
  order: 1 | 2 = 2,
): fc.IPropertyWithHooks<[A]> =>
  fc.property(args, (xs) => {
    const verdict = gradientVerdict(f, xs, order);
    if (verdict !== undefined) throw new Error(verdict);
  });

/** The broken law, the smallest case and how to run it again. */
const reportOf = <A>(details: fc.RunDetails<[A]>): string => {
  const { counterexample, counterexamplePath, errorInstance, seed } = details;
  if (counterexample === null) return fc.defaultReportMessage(details) ?? '';
  const what = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const at = fc.stringify(counterexample[0]);
  return `${what}\nat ${at}\nagain: { seed: ${seed}, path: '${counterexamplePath}' }`;
};

/**
 * Throws unless the derivatives of f are right at random arguments: `checkGradients(f, fc.tuple(tensorOf([3])))`. The
 * error names the broken law, the smallest arguments that break it, to which fast-check shrinks shapes and values, and
 * the options that run this case again. f has to be smooth at all of them: choose the domains of the arguments away from
 * its kinks. PyTorch: torch.autograd.gradcheck; JAX: jax.test_util.check_grads.
 */
export const checkGradients = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  args: fc.Arbitrary<A>,
  { order = 2, ...options }: GradientOptions<A> = {},
): void => {
  const details = fc.check(gradientProperty(f, args, order), options);
  if (details.failed) throw new Error(`checkGradients: ${reportOf(details)}`);
};
