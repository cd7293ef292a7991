/** Adan: Adam's moments together with the mean change of the gradient. */
import type { Tensor } from '../core/tensor.ts';
import { add, div, equal, fill, sub, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { average, choose, inverse, massAfter, scaled, square, times } from './leaf.ts';
import { type MomentOptions, rootSize, unbiasing } from './moments.ts';
import { decoupled, descent, stepsOf } from './rule.ts';

/** lr 0.001, b1 0.98, b2 0.92, b3 0.99, eps 1e-8, epsRoot 1e-8, weightDecay 0 if absent. */
export interface AdanOptions extends CommonOptions, MomentOptions {
  /** decay of the mean square; b2 is that of the change */
  readonly b3?: number;
}
/** What Adan keeps. */
export interface AdanState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** running mean of the gradient */
  readonly m: P;
  /** running mean of its change */
  readonly d: P;
  /** running mean of the square of the gradient with its change */
  readonly n: P;
  /** the gradient of the step before */
  readonly last: P;
  readonly mMass: Tensor<[]>;
  readonly dMass: Tensor<[]>;
  readonly nMass: Tensor<[]>;
}
/** `AdanState` for parameters of any type. */
export interface AdanForm extends StateForm {
  readonly state: AdanState<this['params']>;
}

/**
 * Adan: with c = g - last (0 at the first step) m' = b1 m + (1 - b1) g, d' = b2 d + (1 - b2) c,
 * n' = b3 n + (1 - b3) (g + (1 - b2) c)^2, p' = p - lr ((m^ + (1 - b2) d^) / (sqrt(n^ + epsRoot) + eps) +
 * weightDecay p), each unbiased as in Adam. Xie et al. 2022. optax: adan.
 */
export function adan(options?: AdanOptions): Optimiser<AdanForm>;
export function adan(options: AdanOptions = {}): Updates {
  const { b1 = 0.98, b2 = 0.92, b3 = 0.99, eps = 1e-8, epsRoot = 1e-8 } = options;
  const steps = stepsOf(
    {
      kept: { m: zeros, d: zeros, n: zeros, last: zeros },
      scalars: { mMass: 0, dMass: 0, nMass: 0 },
      next: ({ mMass, dMass, nMass }) => ({
        mMass: massAfter(b1, mMass),
        dMass: massAfter(b2, dMass),
        nMass: massAfter(b3, nMass),
      }),
      once: ({ next: { mMass, dMass, nMass }, count }) => ({
        first: equal(count, fill(0, count)),
        mean: inverse(mMass),
        change: div(fill(1 - b2, dMass), dMass),
        ...unbiasing(nMass),
      }),
      each: ({ g, kept, once }) => {
        const c = choose(once.first, zeros(g), sub(g, kept.last));
        const m = average(b1, kept.m, g);
        const d = average(b2, kept.d, c);
        const n = average(b3, kept.n, square(add(g, times(1 - b2, c))));
        const mean = add(scaled(once.mean, m), scaled(once.change, d));
        const direction = div(mean, rootSize(n, once, { eps, epsRoot }));
        return { direction, kept: { m, d, n, last: g } };
      },
    },
    decoupled(options),
  );
  return descent(options.lr ?? 1e-3, steps);
}
