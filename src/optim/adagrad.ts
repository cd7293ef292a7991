/** AdaGrad: gradients divided by the root of the sum of all their squares. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { add, cast, div, fill, sqrt } from '../prim/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { inverse, plus, square, times } from './leaf.ts';
import { descent, penalised, stepsOf } from './rule.ts';

/** lr 0.01 if absent. */
export interface AdagradOptions extends CommonOptions {
  /** the rate is divided by 1 + lrDecay times the steps done; 0 if absent */
  readonly lrDecay?: number;
  /** added to the root; 1e-10 if absent */
  readonly eps?: number;
  /** added under the root; 0 if absent */
  readonly epsRoot?: number;
  /** the sum of squares before the first step; 0 if absent */
  readonly initial?: number;
}
/** What AdaGrad keeps. */
export interface AdagradState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** sum of the squares of the gradients */
  readonly sum: P;
}
/** `AdagradState` for parameters of any type. */
export interface AdagradForm extends StateForm {
  readonly state: AdagradState<this['params']>;
}

/**
 * AdaGrad: s' = s + g^2, p' = p - lr / (1 + lrDecay t) g / (sqrt(s') + eps), t the steps done before. Weight decay is
 * added to the gradient. Duchi et al. 2011. PyTorch, Keras: Adagrad; optax: adagrad, whose eps is our epsRoot.
 */
export function adagrad(options?: AdagradOptions): Optimiser<AdagradForm>;
export function adagrad(options: AdagradOptions = {}): Updates {
  const { lrDecay = 0, eps = 1e-10, epsRoot = 0, initial = 0 } = options;
  const slowed = (count: Value): Value => inverse(plus(times(lrDecay, cast(count, DTypes.f32)), 1));
  const steps = stepsOf(
    {
      kept: { sum: (p) => fill(initial, p) },
      scalars: {},
      next: () => ({}),
      once: ({ count }) => ({ by: slowed(count) }),
      each: ({ g, kept, once }) => {
        const sum = add(kept.sum, square(g));
        const direction = div(g, plus(sqrt(plus(sum, epsRoot)), eps));
        return { direction, ...(lrDecay !== 0 && { by: once.by }), kept: { sum } };
      },
    },
    penalised(options),
  );
  return descent(options.lr ?? 0.01, steps);
}
