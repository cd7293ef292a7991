/** RAdam: Adam whose adaptive step waits until the variance of the mean square is known well enough. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { add, div, fill, less, maximum, mul, sqrt, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { average, choose, massAfter, plus, scaled, square, times } from './leaf.ts';
import { lookAhead, type MomentOptions, meanBy, rootSize, unbiasing } from './moments.ts';
import { descent, penalised, stepsOf } from './rule.ts';

/** lr 0.001, b1 0.9, b2 0.999, eps 1e-8, epsRoot 0 if absent. */
export interface RadamOptions extends CommonOptions, MomentOptions {
  /** how many gradients the mean square must stand for; 5 if absent */
  readonly threshold?: number;
  /** look one step ahead of the mean; false if absent */
  readonly nesterov?: boolean;
  /** eps is added to the root of the mean square as it is ('raw', PyTorch, if absent) or of the unbiased one ('unbiased', optax) */
  readonly epsTo?: 'raw' | 'unbiased';
}
/** What RAdam keeps. */
export interface RadamState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** running mean of the gradient */
  readonly m: P;
  /** running mean of its square */
  readonly v: P;
  readonly mMass: Tensor<[]>;
  readonly vMass: Tensor<[]>;
  /** running sum of the age of the squares, 1 for the newest, by the weights of v */
  readonly age: Tensor<[]>;
}
/** `RadamState` for parameters of any type. */
export interface RadamForm extends StateForm {
  readonly state: RadamState<this['params']>;
}

/** rho of an infinitely long run. */
const longest = (b2: number): number => 2 / (1 - b2) - 1;

/** sqrt((rho - 4) (rho - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho)), 0 where it is not defined. */
const rectification = (rho: Value, b2: number): Value => {
  const inf = longest(b2);
  const above = maximum(plus(rho, -4), fill(0, rho));
  const product = mul(above, div(plus(rho, -2), rho));
  return sqrt(times(inf / ((inf - 4) * (inf - 2)), product));
};

/**
 * RAdam: rho_t, twice the mean age of the squares in v less 1, is the length of a simple average of as old squares,
 * 2 / (1 - b2) - 1 - 2 t b2^t / (1 - b2^t). p' = p - lr r_t m^ / (sqrt(v^) + eps) where rho_t is above the threshold,
 * with r_t = sqrt((rho_t - 4)(rho_t - 2) rho / ((rho - 4)(rho - 2) rho_t)) for rho of an endless run, else
 * p' = p - lr m^. Weight decay is added to the gradient. Liu et al. 2020. PyTorch: RAdam; optax: radam.
 */
export function radam(options?: RadamOptions): Optimiser<RadamForm>;
export function radam(options: RadamOptions = {}): Updates {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, epsRoot = 0, threshold = 5 } = options;
  const { nesterov = false, epsTo = 'raw' } = options;
  const steps = stepsOf(
    {
      kept: { m: zeros, v: zeros },
      scalars: { mMass: 0, vMass: 0, age: 0 },
      // every square in v is a step older, the new one is 1 old: sums of positive terms, where the closed form cancels
      next: ({ mMass, vMass, age }) => ({
        mMass: massAfter(b1, mMass),
        vMass: massAfter(b2, vMass),
        age: average(b2, add(age, vMass), fill(1, age)),
      }),
      once: ({ next: { mMass, vMass, age } }) => {
        const rho = plus(times(2, div(age, vMass)), -1);
        const { unbiased, root } = unbiasing(vMass);
        const own = epsTo === 'raw' ? { unbiased: fill(1, rho), root: fill(1, rho) } : null;
        const r = rectification(rho, b2);
        return {
          ...meanBy(b1, mMass, nesterov),
          ...(own ?? { unbiased, root }),
          adaptive: less(fill(threshold, rho), rho),
          rectified: own === null ? r : mul(r, sqrt(vMass)),
        };
      },
      each: ({ g, kept, once }) => {
        const m = average(b1, kept.m, g);
        const v = average(b2, kept.v, square(g));
        const mean = lookAhead(once, m, g);
        const rectified = scaled(once.rectified, div(mean, rootSize(v, once, { eps, epsRoot })));
        return { direction: choose(once.adaptive, rectified, mean), kept: { m, v } };
      },
    },
    penalised(options),
  );
  return descent(options.lr ?? 1e-3, steps);
}
