/** AdaDelta: gradients in the units of the parameters, by the ratio of two running root mean squares. */
import type { Tensor } from '../core/tensor.ts';
import { div, mul, sqrt, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { average, plus, square } from './leaf.ts';
import { descent, penalised, stepsOf, unshared } from './rule.ts';

/** lr 1 if absent. */
export interface AdadeltaOptions extends CommonOptions {
  /** of the running means; 0.9 if absent */
  readonly decay?: number;
  /** added under both roots; 1e-6 if absent */
  readonly eps?: number;
}
/** What AdaDelta keeps. */
export interface AdadeltaState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** running mean of the square of the gradient */
  readonly v: P;
  /** running mean of the square of the direction */
  readonly u: P;
}
/** `AdadeltaState` for parameters of any type. */
export interface AdadeltaForm extends StateForm {
  readonly state: AdadeltaState<this['params']>;
}

/**
 * AdaDelta: v' = decay v + (1 - decay) g^2, d = sqrt(u + eps) / sqrt(v' + eps) g, u' = decay u + (1 - decay) d^2,
 * p' = p - lr d. Weight decay is added to the gradient. Zeiler 2012. PyTorch, Keras: Adadelta; optax: adadelta.
 */
export function adadelta(options?: AdadeltaOptions): Optimiser<AdadeltaForm>;
export function adadelta(options: AdadeltaOptions = {}): Updates {
  const { decay = 0.9, eps = 1e-6 } = options;
  const steps = stepsOf(
    {
      kept: { v: zeros, u: zeros },
      ...unshared,
      each: ({ g, kept }) => {
        const v = average(decay, kept.v, square(g));
        const direction = mul(div(sqrt(plus(kept.u, eps)), sqrt(plus(v, eps))), g);
        return { direction, kept: { v, u: average(decay, kept.u, square(direction)) } };
      },
    },
    penalised(options),
  );
  return descent(options.lr ?? 1, steps);
}
