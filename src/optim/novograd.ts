/** NovoGrad: gradients divided by the running norm of each parameter tensor's gradient, then gathered. */
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import { add, equal, fill, literal, sqrt, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { average, choose, inverse, plus, scaled, squaredNorm, times } from './leaf.ts';
import type { MomentOptions } from './moments.ts';
import { decay, descent, penalised, stepsOf } from './rule.ts';

/** lr 0.001, b1 0.9, b2 0.25, eps 1e-6, epsRoot 0, weightDecay 0 if absent. */
export interface NovogradOptions extends CommonOptions, MomentOptions {}

/** A tree of scalars, one in the place of every tensor. */
export type Scalars<P> = P extends AnyTensor
  ? Tensor<[]>
  : P extends object
    ? { readonly [K in keyof P]: Scalars<P[K]> }
    : P;
/** What NovoGrad keeps. */
export interface NovogradState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** velocity of the normalised gradient */
  readonly m: P;
  /** running mean of the squared norm of each tensor's gradient */
  readonly v: Scalars<P>;
}
/** `NovogradState` for parameters of any type. */
export interface NovogradForm extends StateForm {
  readonly state: NovogradState<this['params']>;
}

/**
 * NovoGrad: v' = b2 v + (1 - b2) |g|^2 for each parameter tensor (|g|^2 at the first step), m' = b1 m +
 * g / (sqrt(v' + epsRoot) + eps) + weightDecay p, p' = p - lr m'. Ginsburg et al. 2019. optax: novograd.
 */
export function novograd(options?: NovogradOptions): Optimiser<NovogradForm>;
export function novograd(options: NovogradOptions = {}): Updates {
  const { b1 = 0.9, b2 = 0.25, eps = 1e-6, epsRoot = 0 } = options;
  const decayed = decay(options) ?? ((x) => x);
  const { before } = penalised({ maximize: options.maximize ?? false });
  const steps = stepsOf(
    {
      kept: { m: zeros, v: (p) => literal(0, p.dtype) },
      scalars: {},
      next: () => ({}),
      once: ({ count }) => ({ first: equal(count, fill(0, count)) }),
      each: ({ g, p, path, kept, once }) => {
        const n = squaredNorm(g);
        const v = choose(once.first, n, average(b2, kept.v, n));
        const normalised = scaled(inverse(plus(sqrt(plus(v, epsRoot)), eps)), g);
        const m = add(times(b1, kept.m), decayed(normalised, p, path));
        return { direction: m, kept: { m, v } };
      },
    },
    before && { before },
  );
  return descent(options.lr ?? 1e-3, steps);
}
