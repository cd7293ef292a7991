/** Optimisers, transformations of gradients and schedules of optax over 100 steps. */
import {
  accumulate,
  adabelief,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamaxw,
  adamw,
  adan,
  adaptiveGradClip,
  addDecayedWeights,
  applyEvery,
  centralize,
  chain,
  chainTransforms,
  clipByBlockRms,
  clipByGlobalNorm,
  clipByValue,
  descend,
  ema,
  lamb,
  lars,
  lion,
  momentum,
  novograd,
  type Rate,
  radam,
  rmsprop,
  scaleByAdam,
  scaleByRate,
  scaleByTrustRatio,
  scaleGradients,
  sgd,
  signSgd,
  yogi,
} from '../../src/optim/index.ts';
import { call, type Family, leftOut } from '../adapter.ts';
import { flagOf, numberOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';
import { argumentsOf, type Call, isCall, readPython } from '../python.ts';
import { scheduleIn, schedules } from './optax-schedules.ts';
import { rates, type Stage, type Stepper, trajectory, updates } from './trajectory.ts';

/** The number, unless the case has none: the library's own default. */
function given<K extends string>(a: Attrs, name: string, key: K): { readonly [k in K]?: number };
function given(a: Attrs, name: string, key: string): Readonly<Record<string, number>> {
  return typeof a[name] === 'number' ? { [key]: numberOf(a, name) } : {};
}

const rateOf = (x: unknown): Rate => (isCall(x) ? scheduleIn(x) : Number(x));
const lr = (a: Attrs) => ({ lr: rateOf(a['learning_rate']) });

/** false: none; null or true: all. */
const maskOf = <K extends string>(a: Attrs, name: string, key: K) =>
  a[name] === false ? Object.fromEntries([[key, () => false]]) : {};

const moments = (a: Attrs) => ({
  ...lr(a),
  ...{ ...given(a, 'b1', 'b1'), ...given(a, 'b2', 'b2') },
  ...{ ...given(a, 'eps', 'eps'), ...given(a, 'eps_root', 'epsRoot') },
  nesterov: flagOf(a, 'nesterov'),
});
const decayed = (a: Attrs, mask = 'mask') => ({
  ...given(a, 'weight_decay', 'weightDecay'),
  ...maskOf(a, mask, 'decays'),
});

const gradientDescent = (a: Attrs, rate: unknown): Stepper =>
  sgd(rateOf(rate), { ...given(a, 'momentum', 'momentum'), nesterov: flagOf(a, 'nesterov') });

const rms = (a: Attrs): Stepper => {
  const inside = a['eps_in_sqrt'] !== false;
  const eps = typeof a['eps'] === 'number' ? numberOf(a, 'eps') : 1e-8;
  return rmsprop({
    ...lr(a),
    ...{ decay: typeof a['decay'] === 'number' ? numberOf(a, 'decay') : 0.9 },
    ...(inside ? { eps: 0, epsRoot: eps } : { eps }),
    ...given(a, 'initial_scale', 'initial'),
    ...given(a, 'momentum', 'momentum'),
    ...{ centered: flagOf(a, 'centered'), nesterov: flagOf(a, 'nesterov') },
    unbiased: flagOf(a, 'bias_correction'),
  });
};

const amsgrad = (a: Attrs): Stepper =>
  adam({
    ...moments(a),
    amsgrad: 'unbiased',
    unbiasedMean: a['bias_correction_mu'] !== false,
    unbiasedSquare: a['bias_correction_nu'] !== false,
  });

const MOMENTS = ['learning_rate', 'b1', 'b2', 'eps', 'eps_root'] as const;

interface Named<T> {
  /** the names of the arguments, in their order */
  readonly names: readonly string[];
  readonly of: (a: Attrs) => T;
}

/** By the names of optax's functions, which those of cases are too. */
const OPTIMISERS: Readonly<Record<string, Named<Stepper>>> = {
  sgd: {
    names: ['learning_rate', 'momentum', 'nesterov'],
    of: (a) => gradientDescent(a, a['learning_rate']),
  },
  adagrad: {
    names: ['learning_rate', 'initial_accumulator_value', 'eps'],
    of: (a) =>
      adagrad({
        ...lr(a),
        eps: 0,
        epsRoot: typeof a['eps'] === 'number' ? numberOf(a, 'eps') : 1e-7,
        ...{ initial: 0.1, ...given(a, 'initial_accumulator_value', 'initial') },
      }),
  },
  adadelta: {
    names: ['learning_rate', 'rho', 'eps', 'weight_decay'],
    of: (a) =>
      adadelta({
        ...{ ...lr(a), ...given(a, 'rho', 'decay'), ...given(a, 'eps', 'eps') },
        ...decayed(a, 'weight_decay_mask'),
      }),
  },
  rmsprop: { names: ['learning_rate', 'decay', 'eps', 'initial_scale'], of: rms },
  adam: { names: MOMENTS, of: (a) => adam(moments(a)) },
  adamw: {
    names: MOMENTS,
    of: (a) => adamw({ weightDecay: 1e-4, ...moments(a), ...decayed(a) }),
  },
  nadam: { names: MOMENTS, of: (a) => adam({ ...moments(a), nesterov: true }) },
  nadamw: {
    names: MOMENTS,
    of: (a) => adamw({ weightDecay: 1e-4, ...moments(a), ...decayed(a), nesterov: true }),
  },
  amsgrad: { names: MOMENTS, of: amsgrad },
  adamax: { names: MOMENTS, of: (a) => adamax(moments(a)) },
  adamaxw: { names: MOMENTS, of: (a) => adamaxw({ ...moments(a), ...decayed(a) }) },
  radam: {
    names: [...MOMENTS, 'threshold'],
    of: (a) => radam({ ...moments(a), ...given(a, 'threshold', 'threshold'), epsTo: 'unbiased' }),
  },
  lamb: {
    names: [...MOMENTS, 'weight_decay'],
    of: (a) => lamb({ ...moments(a), ...decayed(a) }),
  },
  lion: {
    names: ['learning_rate', 'b1', 'b2'],
    of: (a) => lion({ ...moments(a), ...decayed(a) }),
  },
  lars: {
    names: ['learning_rate', 'weight_decay'],
    of: (a) =>
      lars({
        ...{ ...lr(a), nesterov: flagOf(a, 'nesterov'), ...given(a, 'momentum', 'momentum') },
        ...{ ...given(a, 'trust_coefficient', 'coefficient'), ...given(a, 'eps', 'eps') },
        ...{ ...decayed(a, 'weight_decay_mask'), ...maskOf(a, 'trust_ratio_mask', 'trusts') },
      }),
  },
  adabelief: { names: MOMENTS, of: (a) => adabelief({ ...moments(a), ...decayed(a) }) },
  yogi: { names: ['learning_rate', 'b1', 'b2', 'eps'], of: (a) => yogi(moments(a)) },
  novograd: { names: MOMENTS, of: (a) => novograd({ ...moments(a), ...decayed(a) }) },
  adan: {
    names: ['learning_rate', 'b1', 'b2', 'b3', 'eps', 'eps_root', 'weight_decay'],
    of: (a) => adan({ ...moments(a), ...given(a, 'b3', 'b3'), ...decayed(a) }),
  },
  sign_sgd: { names: ['learning_rate'], of: (a) => signSgd(rateOf(a['learning_rate'])) },
};

const TRANSFORMS: Readonly<Record<string, Named<Stage>>> = {
  clip_by_global_norm: {
    names: ['max_norm'],
    of: (a) => clipByGlobalNorm(numberOf(a, 'max_norm')),
  },
  clip: { names: ['max_delta'], of: (a) => clipByValue(numberOf(a, 'max_delta')) },
  clip_by_block_rms: {
    names: ['threshold'],
    of: (a) => clipByBlockRms(numberOf(a, 'threshold')),
  },
  adaptive_grad_clip: {
    names: ['clipping', 'eps'],
    of: (a) =>
      adaptiveGradClip(
        numberOf(a, 'clipping'),
        typeof a['eps'] === 'number' ? numberOf(a, 'eps') : 1e-3,
      ),
  },
  add_decayed_weights: {
    names: ['weight_decay'],
    of: (a) => addDecayedWeights(numberOf(a, 'weight_decay')),
  },
  ema: {
    names: ['decay', 'debias'],
    of: (a) => ema(numberOf(a, 'decay'), { unbiased: a['debias'] !== false }),
  },
  trace: {
    names: ['decay', 'nesterov'],
    of: (a) => momentum(numberOf(a, 'decay'), { nesterov: flagOf(a, 'nesterov') }),
  },
  // optax takes the first axis for that of units, ours is the last
  centralize: { names: [], of: () => centralize(0) },
  scale: { names: ['step_size'], of: (a) => scaleGradients(numberOf(a, 'step_size')) },
  scale_by_schedule: { names: ['step_size_fn'], of: (a) => scaleByRate(rateOf(a['step_size_fn'])) },
  scale_by_learning_rate: {
    names: ['learning_rate'],
    of: (a) => chainTransforms(scaleByRate(rateOf(a['learning_rate'])), scaleGradients(-1)),
  },
  identity: { names: [], of: () => scaleGradients(1) },
  scale_by_adam: {
    names: ['b1', 'b2', 'eps', 'eps_root'],
    of: (a) => scaleByAdam(moments(a)),
  },
  scale_by_trust_ratio: {
    names: ['min_norm', 'trust_coefficient', 'eps'],
    of: (a) =>
      scaleByTrustRatio({
        ...given(a, 'trust_coefficient', 'coefficient'),
        ...given(a, 'eps', 'eps'),
      }),
  },
  apply_every: { names: ['k'], of: (a) => applyEvery(numberOf(a, 'k')) },
};

const madeBy = <T>(table: Readonly<Record<string, Named<T>>>, c: Call): T => {
  const found = Object.hasOwn(table, c.call) ? table[c.call] : undefined;
  if (found === undefined) throw new TypeError(`no such transformation: ${c.call}`);
  return found.of(argumentsOf(c, found.names));
};

/** Calls in a text. */
const callsIn = (text: unknown): readonly Call[] => readPython(String(text)).filter(isCall);

/** Transformations, perhaps an optimiser last; without one what they give is added to the parameters. */
const chained = (calls: readonly Call[]): Stepper => {
  const last = calls.at(-1)!;
  const isOptimised = Object.hasOwn(OPTIMISERS, last.call);
  const stages = (isOptimised ? calls.slice(0, -1) : calls).map((c) => madeBy(TRANSFORMS, c));
  const stepper = isOptimised
    ? call(chain, ...stages, madeBy(OPTIMISERS, last))
    : call(descend, -1, call(chainTransforms, ...stages));
  const { init, update } = Object(stepper);
  return { init, update };
};

const accumulated = (a: Attrs): Stepper => {
  const inner = callsIn(a['inner'])[0]!;
  const { init, update } = Object(
    call(accumulate, numberOf(a, 'every_k'), madeBy(OPTIMISERS, inner)),
  );
  return { init, update };
};

export const optax: Family = {
  ...Object.fromEntries(
    Object.entries(OPTIMISERS).map(([name, { of }]) => [
      `optax_${name}`,
      trajectory(({ attrs }) => of(attrs)),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(TRANSFORMS).map(([name, { of }]) => [
      `optax_transform_${name}`,
      updates(({ attrs }) => of(attrs)),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(schedules).map(([name, of]) => [
      `optax_schedule_${name}`,
      rates('value', ({ attrs }) => of(attrs)),
    ]),
  ),
  optax_rprop: () => leftOut('optax takes every step of rprop one step late'),
  optax_schedule_cosine_onecycle: () =>
    leftOut(
      'optax rounds the angle of the cosine to f32, which moves the rate by more than the tolerance',
    ),
  optax_chain: trajectory(({ attrs }) => chained(callsIn(attrs['chain']))),
  optax_multi_steps: trajectory(({ attrs }) => accumulated(attrs)),
  optax_sgd_schedule: trajectory(({ attrs }) =>
    gradientDescent(attrs, callsIn(attrs['schedule'])[0]),
  ),
  optax_transform_scale_by_schedule: updates(({ attrs }) =>
    scaleByRate(rateOf(callsIn(attrs['schedule'])[0])),
  ),
};
