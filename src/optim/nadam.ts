/** NAdam: Adam that looks a step ahead, with momentum that grows towards b1. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { add, cast, div, exp, fill, mul, sqrt, sub, zeros } from '../prim/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { average, increment, inverse, massAfter, plus, scaled, square, times } from './leaf.ts';
import type { MomentOptions } from './moments.ts';
import { naturalLog } from './natural-log.ts';
import { descent, penalised, stepsOf } from './rule.ts';

/** lr 0.002, b1 0.9, b2 0.999, eps 1e-8 if absent. */
export interface NadamOptions extends CommonOptions, Omit<MomentOptions, 'epsRoot'> {
  /** how fast the momentum grows; 0.004 if absent */
  readonly momentumDecay?: number;
  /** whether mu_t enters M_(t+1) a second time, as in PyTorch 1.10 to 1.13; false if absent */
  readonly muTwice?: boolean;
}
/** What NAdam keeps. */
export interface NadamState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** running mean of the gradient */
  readonly m: P;
  /** running mean of its square */
  readonly v: P;
  /** the product of the momenta so far */
  readonly product: Tensor<[]>;
  /** 1 - b2^count */
  readonly vMass: Tensor<[]>;
}
/** `NadamState` for parameters of any type. */
export interface NadamForm extends StateForm {
  readonly state: NadamState<this['params']>;
}

/** ln 0.96, of the base that Dozat chose. */
const LOG_BASE = /* @__PURE__ */ naturalLog(0.96);

/** b (1 - 0.96^(t decay) / 2) at step t. */
const momentumAt = (t: Value, b: number, decay: number): Value => {
  const power = exp(times(LOG_BASE * decay, cast(t, DTypes.f32)));
  return times(b, sub(fill(1, power), times(0.5, power)));
};

/**
 * NAdam: mu_t = b1 (1 - 0.96^(t momentumDecay) / 2), M_t the product of mu_1 to mu_t, m and v as in Adam,
 * p' = p - lr ((1 - mu_t) g / (1 - M_t) + mu_(t+1) m' / (1 - M_(t+1))) / (sqrt(v' / (1 - b2^t)) + eps). Weight decay is
 * added to the gradient. Dozat 2016. PyTorch: NAdam; optax's nadam is `adam` with nesterov.
 */
export function nadam(options?: NadamOptions): Optimiser<NadamForm>;
export function nadam(options: NadamOptions = {}): Updates {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, momentumDecay = 0.004 } = options;
  const { muTwice = false } = options;
  const mu = (t: Value): Value => momentumAt(t, b1, momentumDecay);
  const steps = stepsOf(
    {
      kept: { m: zeros, v: zeros },
      scalars: { product: 1, vMass: 0 },
      next: ({ product, vMass }, count) => ({
        product: mul(product, mu(increment(count))),
        vMass: massAfter(b2, vMass),
      }),
      once: ({ next: { product, vMass }, count }) => {
        const one = fill(1, product);
        const [now, ahead] = [mu(increment(count)), mu(increment(increment(count)))];
        const productAhead = mul(muTwice ? mul(product, now) : product, ahead);
        return {
          now: div(sub(one, now), sub(one, product)),
          ahead: div(ahead, sub(one, productAhead)),
          root: inverse(sqrt(vMass)),
        };
      },
      each: ({ g, kept, once }) => {
        const m = average(b1, kept.m, g);
        const v = average(b2, kept.v, square(g));
        const size = plus(scaled(once.root, sqrt(v)), eps);
        const direction = div(add(scaled(once.now, g), scaled(once.ahead, m)), size);
        return { direction, kept: { m, v } };
      },
    },
    penalised(options),
  );
  return descent(options.lr ?? 2e-3, steps);
}
