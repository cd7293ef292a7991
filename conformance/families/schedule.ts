/** Learning rates of PyTorch's schedulers. */

import type { Value } from '../../src/core/node.ts';
import { scan } from '../../src/ops/index.ts';
import {
  constantSchedule,
  cosineSchedule,
  cosineWarmRestarts,
  cyclicSchedule,
  exponentialSchedule,
  joinSchedules,
  linearSchedule,
  multiStepSchedule,
  oneCycle,
  polynomialSchedule,
  reduceOnPlateau,
  type Schedule,
  stepSchedule,
  warmup,
} from '../../src/optim/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, direct, type Family } from '../adapter.ts';
import { flagOf, numberOf, numbersOf } from '../attrs.ts';
import type { Attrs, Case } from '../cases.ts';
import { rates } from './trajectory.ts';

type Of = (attrs: Attrs, rate: number) => Schedule;

const linear: Of = (a, rate) =>
  linearSchedule(
    rate * numberOf(a, 'start_factor'),
    rate * numberOf(a, 'end_factor'),
    numberOf(a, 'total_iters'),
  );
const cosine: Of = (a, rate) =>
  cosineSchedule(rate, numberOf(a, 'eta_min'), numberOf(a, 'T_max'), { periodic: true });
const constant: Of = (a, rate) =>
  joinSchedules(
    [constantSchedule(rate * numberOf(a, 'factor')), constantSchedule(rate)],
    [numberOf(a, 'total_iters')],
  );
const exponential: Of = (a, rate) => exponentialSchedule(rate, { factor: numberOf(a, 'gamma') });
const polynomial: Of = (a, rate) =>
  polynomialSchedule(rate, 0, numberOf(a, 'total_iters'), { power: numberOf(a, 'power') });
const step: Of = (a, rate) =>
  stepSchedule(rate, { every: numberOf(a, 'step_size'), factor: numberOf(a, 'gamma') });
const multiStep: Of = (a, rate) =>
  multiStepSchedule(rate, {
    milestones: numbersOf(a, 'milestones')!,
    factor: numberOf(a, 'gamma'),
  });
const restarts: Of = (a, rate) =>
  cosineWarmRestarts(rate, numberOf(a, 'eta_min'), {
    period: numberOf(a, 'T_0'),
    growth: numberOf(a, 'T_mult'),
  });

const oneCycleOf: Of = (a) =>
  oneCycle({
    peak: numberOf(a, 'max_lr'),
    steps: numberOf(a, 'total_steps'),
    rise: numberOf(a, 'pct_start'),
    shape: a['anneal_strategy'] === 'linear' ? 'linear' : 'cosine',
    startDivisor: numberOf(a, 'div_factor'),
    endDivisor: numberOf(a, 'final_div_factor'),
    threePhases: flagOf(a, 'three_phase'),
  });

const heights: Readonly<Record<string, (a: Attrs) => 'triangular' | 'halving' | number>> = {
  triangular: () => 'triangular',
  triangular2: () => 'halving',
  exp_range: (a) => numberOf(a, 'gamma'),
};
const cyclic: Of = (a) => {
  const [up, down] = [numberOf(a, 'step_size_up'), a['step_size_down']];
  return cyclicSchedule({
    base: numberOf(a, 'base_lr'),
    peak: numberOf(a, 'max_lr'),
    up,
    down: typeof down === 'number' ? down : up,
    height: heights[String(a['mode'])]!(a),
  });
};

/** The schedules by the names that a sequence of them uses. */
const named: Readonly<Record<string, Of>> = {
  ...{ linear, cosine, constant, exponential, polynomial, step, multistep: multiStep },
  cosine_warm_restarts: restarts,
};

/** {"linear": {...}} */
const partOf = (attrs: Attrs, name: string, rate: number): Schedule => {
  const [[kind, own] = ['', {}]] = Object.entries<Attrs>(Object(attrs[name]));
  const of = named[kind];
  if (of === undefined) throw new TypeError(`no such schedule: ${kind}`);
  return of(own, rate);
};
const sequential: Of = (a, rate) =>
  joinSchedules([partOf(a, 'first', rate), partOf(a, 'then', rate)], [numberOf(a, 'milestone')]);

const warmed: Of = (a, rate) => warmup(numberOf(a, 'warmup'), constantSchedule(rate));

const scheduled = (of: Of): AdapterOf =>
  rates('lr', ({ attrs }) => of(attrs, numberOf(attrs, 'base_lr_of_optimizer')));

const plateauOf = (a: Attrs) =>
  reduceOnPlateau({
    mode: a['mode'] === 'max' ? 'max' : 'min',
    factor: numberOf(a, 'factor'),
    patience: numberOf(a, 'patience'),
    threshold: numberOf(a, 'threshold'),
    thresholdMode: a['threshold_mode'] === 'abs' ? 'absolute' : 'relative',
    cooldown: numberOf(a, 'cooldown'),
    minRate: numberOf(a, 'min_lr'),
    eps: numberOf(a, 'eps'),
  });

/** The rate before each metric. */
const plateau = (c: Case) =>
  direct(({ load }) => {
    const machine = plateauOf(c.attrs);
    const first = machine.init(numberOf(c.attrs, 'base_lr_of_optimizer'));
    const next = (state: typeof first, metric: Value) => [
      call(machine.update, metric, state),
      state.rate,
    ];
    const out = call(scan, next, first, load(c.inputs[0]!));
    return { lr: leaves(out).at(-1)! };
  });

export const schedule: Family = {
  schedule_step: scheduled(step),
  schedule_multistep: scheduled(multiStep),
  schedule_exponential: scheduled(exponential),
  schedule_cosine: scheduled(cosine),
  schedule_cosine_warm_restarts: scheduled(restarts),
  schedule_one_cycle: scheduled(oneCycleOf),
  schedule_linear: scheduled(linear),
  schedule_constant: scheduled(constant),
  schedule_polynomial: scheduled(polynomial),
  schedule_cyclic: scheduled(cyclic),
  schedule_warmup_linear_lambda: scheduled(warmed),
  schedule_sequential: scheduled(sequential),
  schedule_reduce_on_plateau: plateau,
};
