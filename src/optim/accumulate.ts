/** Gradient accumulation: an optimiser that steps along the mean of several gradients. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { add, equal, fill, zeros } from '../prim/index.ts';
import { child, leaves, leavesLike, rebuild } from '../tree/index.ts';
import type { i32 } from '../types/dtype.ts';
import type { Optimiser, StateForm, StateOf, Updates } from './form.ts';
import { choose, increment, none, times } from './leaf.ts';
import { scalarAt } from './rule.ts';

/** What gradient accumulation keeps. */
export interface AccumulateState<F extends StateForm, P> {
  /** gradients since the last step */
  readonly gathered: Tensor<[], i32>;
  /** their sum */
  readonly sum: P;
  readonly optimiser: StateOf<F, P>;
}
/** `AccumulateState` for parameters of any type. */
export interface AccumulateForm<F extends StateForm> extends StateForm {
  readonly state: AccumulateState<F, this['params']>;
}

/** The tree `whenTrue` where p holds, else `otherwise`, of the same form. */
const chosen = (p: Value, whenTrue: unknown, otherwise: unknown): unknown => {
  const others = leavesLike(whenTrue, otherwise);
  return rebuild(
    whenTrue,
    leaves(whenTrue).map((x, i) => choose(p, x, others[i]!)),
  );
};

/**
 * The optimiser takes a step along the mean of `every` gradients with the last of them; the parameters stay at the other
 * calls: as one step on a batch `every` times as large, where the loss is a mean. optax: MultiSteps.
 */
export function accumulate<F extends StateForm>(
  every: number,
  optimiser: Optimiser<F>,
): Optimiser<AccumulateForm<F>>;
export function accumulate(every: number, optimiser: Updates): Updates {
  if (!(Number.isInteger(every) && every > 0)) {
    throw new RangeError(`accumulate: the number of gradients must be positive, got ${every}`);
  }
  return {
    init: (params) => ({
      gathered: none(),
      sum: rebuild(params, leaves(params).map(zeros)),
      optimiser: optimiser.init(params),
    }),
    update: (grads, state, params) => {
      const gathered = increment(scalarAt(state, 'gathered'));
      const full = equal(gathered, fill(every, gathered));
      const sums = leavesLike(params, child(state, 'sum'));
      const sum = leavesLike(params, grads).map((g, i) => add(sums[i]!, g));
      const mean = rebuild(
        params,
        sum.map((s) => times(1 / every, s)),
      );
      const own = child(state, 'optimiser');
      const [next, after] = optimiser.update(mean, own, params);
      const rest = sum.map((s) => choose(full, zeros(s), s));
      const kept = {
        gathered: choose(full, none(), gathered),
        sum: rebuild(params, rest),
        optimiser: chosen(full, after, own),
      };
      return [chosen(full, next, params), kept];
    },
  };
}
