/** Sums of several gradients, begun again once there are enough: what `accumulate` and `applyEvery` keep. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { add, equal, fill, zeros } from '../prim/index.ts';
import { child, leaves, leavesLike, rebuild } from '../tree/index.ts';
import type { i32 } from '../types/dtype.ts';
import { choose, increment, none } from './leaf.ts';
import { scalarAt } from './rule.ts';

/** What is gathered over several steps. */
export interface GatherState<P> {
  /** gradients since the last that went on */
  readonly gathered: Tensor<[], i32>;
  /** their sum */
  readonly sum: P;
}

/** A sum with one more gradient. */
export interface Gathered {
  /** whether these are all that the sum is of */
  readonly full: Value;
  readonly sum: readonly Value[];
  /** for the next step: nothing once it is full */
  readonly kept: { readonly gathered: Value; readonly sum: unknown };
}

/** Throws RangeError unless a number of gradients is a positive integer. */
export const checkEvery = (op: string, every: number): void => {
  if (Number.isInteger(every) && every > 0) return;
  throw new RangeError(`${op}: the number of gradients must be positive, got ${every}`);
};

/** Before the first gradient. */
export const nothingGathered = (params: unknown): Gathered['kept'] => ({
  gathered: none(),
  sum: rebuild(params, leaves(params).map(zeros)),
});

/** One more of `every` gradients. */
export const gather = (
  every: number,
  grads: unknown,
  state: unknown,
  params: unknown,
): Gathered => {
  const gathered = increment(scalarAt(state, 'gathered'));
  const full = equal(gathered, fill(every, gathered));
  const sums = leavesLike(params, child(state, 'sum'));
  const sum = leavesLike(params, grads).map((g, i) => add(sums[i]!, g));
  const rest = sum.map((s) => choose(full, zeros(s), s));
  const kept = { gathered: choose(full, none(), gathered), sum: rebuild(params, rest) };
  return { full, sum, kept };
};
