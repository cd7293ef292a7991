/** Adamax: Adam with the mean of infinite order in the place of the mean square. */
import type { Tensor } from '../core/tensor.ts';
import { div, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { average, inverse, massAfter, size } from './leaf.ts';
import { infinityMean } from './moments.ts';
import { decoupled, descent, type Hooks, penalised, stepsOf } from './rule.ts';

/** lr 0.002, b1 0.9, b2 0.999, eps 1e-8 if absent. */
export interface AdamaxOptions extends CommonOptions {
  /** decay of the running mean of the gradient */
  readonly b1?: number;
  /** decay of the running maximum of its size */
  readonly b2?: number;
  /** added to the size of the gradient */
  readonly eps?: number;
}
/** What Adamax keeps. */
export interface AdamaxState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** running mean of the gradient */
  readonly m: P;
  /** running maximum of its size */
  readonly u: P;
  /** 1 - b1^count */
  readonly mMass: Tensor<[]>;
}
/** `AdamaxState` for parameters of any type. */
export interface AdamaxForm extends StateForm {
  readonly state: AdamaxState<this['params']>;
}

const steps = ({ b1 = 0.9, b2 = 0.999, eps = 1e-8 }: AdamaxOptions, hooks: Hooks) =>
  stepsOf(
    {
      kept: { m: zeros, u: zeros },
      scalars: { mMass: 0 },
      next: ({ mMass }) => ({ mMass: massAfter(b1, mMass) }),
      once: ({ next }) => ({ mean: inverse(next.mMass) }),
      each: ({ g, kept, once }) => {
        const m = average(b1, kept.m, g);
        const u = infinityMean(b2, kept.u, size(g), eps);
        return { direction: div(m, u), by: once.mean, kept: { m, u } };
      },
    },
    hooks,
  );

/**
 * Adamax: m' = b1 m + (1 - b1) g, u' = max(b2 u, |g| + eps), p' = p - lr m' / ((1 - b1^t) u'). Weight decay is added
 * to the gradient. Kingma and Ba 2015, section 7.1. PyTorch, Keras: Adamax; optax: adamax.
 */
export function adamax(options?: AdamaxOptions): Optimiser<AdamaxForm>;
export function adamax(options: AdamaxOptions = {}): Updates {
  return descent(options.lr ?? 2e-3, steps(options, penalised(options)));
}

/** Adamax with weight decay apart from the gradient, p' = p - lr (direction + weightDecay p). optax: adamaxw. */
export function adamaxw(options?: AdamaxOptions): Optimiser<AdamaxForm>;
export function adamaxw(options: AdamaxOptions = {}): Updates {
  const { weightDecay = 1e-4 } = options;
  return descent(options.lr ?? 2e-3, steps(options, decoupled({ ...options, weightDecay })));
}
