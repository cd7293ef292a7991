/** Transformations of gradients, stages of `chain`: decay, centring, means, factors, and gathering over several steps. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import { div, fill, reduceSum, reshape, sub, zeros } from '../prim/index.ts';
import { rebuild } from '../tree/index.ts';
import type { i32 } from '../types/dtype.ts';
import { sizeOf } from '../types/shape.ts';
import { checkedSteps } from './checked.ts';
import type { CommonOptions, Rate, StateForm, StatelessForm, Steps, Transform } from './form.ts';
import { checkEvery, type GatherState, gather, nothingGathered } from './gather.ts';
import { average, choose, inverse, massAfter, rateAt, scaled, times } from './leaf.ts';
import { decay, stepsOf } from './rule.ts';
import { stateless } from './stateless.ts';

/** g + weightDecay p. optax: add_decayed_weights. */
export function addDecayedWeights(
  weightDecay: number,
  options?: Pick<CommonOptions, 'decays'>,
): Transform<StatelessForm>;
export function addDecayedWeights(
  weightDecay: number,
  options: Pick<CommonOptions, 'decays'> = {},
): Steps {
  const decayed = decay({ ...options, weightDecay }) ?? ((g) => g);
  return checkedSteps(stateless(decayed));
}

/** k g for a number k. optax: scale. */
export function scaleGradients(factor: number): Transform<StatelessForm>;
export function scaleGradients(factor: number): Steps {
  return checkedSteps(stateless((g) => times(factor, g)));
}

/** g less its mean over all axes but one; vectors and scalars stay. */
const centred = (g: Value, unit: number): Value => {
  const rank = g.shape.length;
  if (rank < 2) return g;
  const own = unit < 0 ? rank + unit : unit;
  const axes = [...g.shape.keys()].filter((k) => k !== own);
  const sums = reduceSum(g, axes);
  const means = div(sums, fill(sizeOf(axes.map((k) => g.shape[k]!)), sums));
  const kept = g.shape.map((d, k) => (k === own ? d : 1));
  return sub(g, expand(reshape(means, kept), g.shape));
};

/**
 * g less its mean over the weights of each unit, which are those of one place on the axis `unit`: the last if absent, as
 * in w [in, out] and filters [..., in, out]. Vectors stay. Yong et al. 2020. optax: centralize, whose units are on
 * axis 0.
 */
export function centralize(unit?: number): Transform<StatelessForm>;
export function centralize(unit = -1): Steps {
  return checkedSteps(stateless((g) => centred(g, unit)));
}

/** What a running mean keeps. */
export interface EmaState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  readonly mean: P;
  /** 1 - decay^count */
  readonly mass: Tensor<[]>;
}
/** `EmaState` for parameters of any type. */
export interface EmaForm extends StateForm {
  readonly state: EmaState<this['params']>;
}
/** Whether a mean that started at 0 is divided by the mass of its weights. */
export interface EmaOptions {
  /** true if absent */
  readonly unbiased?: boolean;
}

/** The running mean of the gradients, mean' = decay mean + (1 - decay) g. optax: ema. */
export function ema(decay: number, options?: EmaOptions): Transform<EmaForm>;
export function ema(decay: number, { unbiased = true }: EmaOptions = {}): Steps {
  return checkedSteps(
    stepsOf({
      kept: { mean: zeros },
      scalars: { mass: 0 },
      next: ({ mass }) => ({ mass: massAfter(decay, mass) }),
      once: ({ next }) => ({ by: inverse(next.mass) }),
      each: ({ g, kept, once }) => {
        const mean = average(decay, kept.mean, g);
        return { direction: mean, ...(unbiased && { by: once.by }), kept: { mean } };
      },
    }),
  );
}

/** What only counts steps. */
export interface CountState {
  /** steps done */
  readonly count: Tensor<[], i32>;
}
/** `CountState` for parameters of any type. */
export interface CountForm extends StateForm {
  readonly state: CountState;
}

/** rate g, the rate a function of the steps done where it is a schedule. optax: scale_by_schedule. */
export function scaleByRate(rate: Rate): Transform<CountForm>;
export function scaleByRate(rate: Rate): Steps {
  return checkedSteps(
    stepsOf({
      ...{ kept: {}, scalars: {}, next: () => ({}) },
      once: ({ count }) => ({ by: rateAt(rate, count) }),
      each: ({ g, once }) => ({ direction: g, by: once.by, kept: {} }),
    }),
  );
}

/** `GatherState` for parameters of any type. */
export interface GatherForm extends StateForm {
  readonly state: GatherState<this['params']>;
}

/**
 * The sum of the gradients of `every` steps at the last of them, zeros at the others. The optimiser sees the zeros too:
 * `accumulate` calls it every so many steps only. Throws RangeError unless `every` is a positive integer. optax:
 * apply_every.
 */
export function applyEvery(every: number): Transform<GatherForm>;
export function applyEvery(every: number): Steps {
  checkEvery('applyEvery', every);
  return checkedSteps({
    init: nothingGathered,
    transform: (grads, state, params, rate) => {
      const { full, sum, kept } = gather(every, grads, state, params);
      const out = sum.map((s) => choose(full, s, zeros(s)));
      const steps = rate === undefined ? out : out.map((x) => scaled(rate, x));
      return [rebuild(params, steps), kept];
    },
  });
}
