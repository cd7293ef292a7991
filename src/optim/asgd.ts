/** Averaged stochastic gradient descent: a falling rate, and the mean of the parameters beside them. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { log1pOf } from '../ops/index.ts';
import { add, cast, div, exp, fill, maximum, sub } from '../prim/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { inverse, plus, scaled, times } from './leaf.ts';
import { descent, penalised, stepsOf } from './rule.ts';

/** lr 0.01 if absent. */
export interface AsgdOptions extends CommonOptions {
  /** how fast parameters decay and the rate falls; 1e-4 if absent */
  readonly lambda?: number;
  /** power of the fall of the rate; 0.75 if absent */
  readonly alpha?: number;
  /** from which step on parameters are averaged; 1e6 if absent */
  readonly start?: number;
}
/** What averaged descent keeps. */
export interface AsgdState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** the mean of the parameters since `start`, the parameters until then */
  readonly average: P;
}
/** `AsgdState` for parameters of any type. */
export interface AsgdForm extends StateForm {
  readonly state: AsgdState<this['params']>;
}

/** rate / (1 + lambda rate t)^alpha */
const rateAfter = (rate: Value, t: Value, lambda: number, alpha: number): Value => {
  const growth = log1pOf(times(lambda, scaled(rate, t)));
  return div(rate, exp(times(alpha, growth)));
};

/**
 * Averaged descent: after t steps eta = lr / (1 + lambda lr t)^alpha, p' = p - eta (g + lambda p), and
 * average' = average + (p' - average) / max(1, t - start). Weight decay is added to the gradient. Polyak and Juditsky
 * 1992, in the form of PyTorch's ASGD.
 */
export function asgd(options?: AsgdOptions): Optimiser<AsgdForm>;
export function asgd(options: AsgdOptions = {}): Updates {
  const { lambda = 1e-4, alpha = 0.75, start = 1e6 } = options;
  const steps = stepsOf(
    {
      kept: { average: (p) => p },
      scalars: {},
      next: () => ({}),
      once: ({ count, rate }) => {
        const t = cast(count, DTypes.f32);
        return {
          eta: rateAfter(rate, t, lambda, alpha),
          weight: inverse(maximum(plus(t, -start), fill(1, t))),
        };
      },
      each: ({ g, p, kept, once }) => {
        const direction = scaled(once.eta, add(g, times(lambda, p)));
        const moved = sub(sub(p, direction), kept.average);
        const average = add(kept.average, scaled(once.weight, moved));
        return { direction, rated: true, kept: { average } };
      },
    },
    penalised(options),
  );
  return descent(options.lr ?? 0.01, steps);
}
