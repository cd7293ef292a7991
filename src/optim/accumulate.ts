/** Gradient accumulation: an optimiser that steps along the mean of several gradients. */
import type { Value } from '../core/node.ts';
import { child, rebuild, zipLeaves } from '../tree/index.ts';
import { checked } from './checked.ts';
import type { Optimiser, StateForm, StateOf, Updates } from './form.ts';
import { checkEvery, type GatherState, gather, nothingGathered } from './gather.ts';
import { choose, times } from './leaf.ts';

/** What gradient accumulation keeps. */
export interface AccumulateState<F extends StateForm, P> extends GatherState<P> {
  readonly optimiser: StateOf<F, P>;
}
/** `AccumulateState` for parameters of any type. */
export interface AccumulateForm<F extends StateForm> extends StateForm {
  readonly state: AccumulateState<F, this['params']>;
}

/** The tree `whenTrue` where p holds, else `otherwise`, of the same form. */
const chosen = (p: Value, whenTrue: unknown, otherwise: unknown): unknown =>
  zipLeaves((x, [y]) => choose(p, x, y!), whenTrue, otherwise);

/**
 * The optimiser takes a step along the mean of `every` gradients with the last of them; the parameters stay at the other
 * calls: as one step on a batch `every` times as large, where the loss is a mean. Throws RangeError unless `every` is a
 * positive integer. optax: MultiSteps.
 */
export function accumulate<F extends StateForm>(
  every: number,
  optimiser: Optimiser<F>,
): Optimiser<AccumulateForm<F>>;
export function accumulate(every: number, optimiser: Updates): Updates {
  checkEvery('accumulate', every);
  return checked({
    init: (params) => ({ ...nothingGathered(params), optimiser: optimiser.init(params) }),
    update: (grads, state, params) => {
      const { full, sum, kept } = gather(every, grads, state, params);
      const mean = rebuild(
        params,
        sum.map((s) => times(1 / every, s)),
      );
      const own = child(state, 'optimiser');
      const [next, after] = optimiser.update(mean, own, params);
      return [chosen(full, next, params), { ...kept, optimiser: chosen(full, after, own) }];
    },
  });
}
