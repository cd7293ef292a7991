/** Lion: steps by the sign of an interpolated momentum. */
import type { Tensor } from '../core/tensor.ts';
import { zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { average, sign } from './leaf.ts';
import { decoupled, descent, stepsOf, unshared } from './rule.ts';

/** lr 1e-4, b1 0.9, b2 0.99, weightDecay 1e-3 if absent. */
export interface LionOptions extends CommonOptions {
  /** how much of the mean stands in the direction */
  readonly b1?: number;
  /** decay of the mean */
  readonly b2?: number;
}
/** What Lion keeps. */
export interface LionState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** running mean of the gradient */
  readonly m: P;
}
/** `LionState` for parameters of any type. */
export interface LionForm extends StateForm {
  readonly state: LionState<this['params']>;
}

/**
 * Lion: p' = p - lr (sign(b1 m + (1 - b1) g) + weightDecay p), m' = b2 m + (1 - b2) g. Chen et al. 2023. optax, Keras:
 * lion, Lion.
 */
export function lion(options?: LionOptions): Optimiser<LionForm>;
export function lion(options: LionOptions = {}): Updates {
  const { b1 = 0.9, b2 = 0.99, weightDecay = 1e-3 } = options;
  const steps = stepsOf(
    {
      kept: { m: zeros },
      ...unshared,
      each: ({ g, kept }) => ({
        direction: sign(average(b1, kept.m, g)),
        kept: { m: average(b2, kept.m, g) },
      }),
    },
    decoupled({ ...options, weightDecay }),
  );
  return descent(options.lr ?? 1e-4, steps);
}
