/** Schedules of optax, by name and named arguments. */
import {
  constantSchedule,
  cosineSchedule,
  exponentialSchedule,
  type Factors,
  joinSchedules,
  linearSchedule,
  piecewiseConstant,
  piecewiseInterpolate,
  polynomialSchedule,
  type Schedule,
  warmupCosine,
  warmupExponential,
} from '../../src/optim/index.ts';
import { flagOf, listOf, numberOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';
import { argumentsOf, type Call, isCall, readPython } from '../python.ts';

const orElse = (a: Attrs, name: string, usual: number): number =>
  typeof a[name] === 'number' ? numberOf(a, name) : usual;

/** {20: 0.5} or {"20": 0.5}, as pairs. */
const factorsOf = (a: Attrs): Factors => {
  const given = a['boundaries_and_scales'];
  const pairs: readonly unknown[] = Array.isArray(given) ? given : Object.entries(Object(given));
  return pairs.map((pair) => {
    const [step, factor] = Object.values(Object(pair));
    return [Number(step), Number(factor)];
  });
};

const shapeOf = (a: Attrs) => (a['interpolate_type'] === 'linear' ? 'linear' : 'cosine');

const exponential = (a: Attrs) => ({
  factor: numberOf(a, 'decay_rate'),
  every: numberOf(a, 'transition_steps'),
  delay: orElse(a, 'transition_begin', 0),
  staircase: flagOf(a, 'staircase'),
  ...(typeof a['end_value'] === 'number' && { end: numberOf(a, 'end_value') }),
});

/** A transition of no steps stays at the first value. */
const polynomial = (a: Attrs, power: number): Schedule => {
  const [from, to] = [numberOf(a, 'init_value'), numberOf(a, 'end_value')];
  const [steps, delay] = [numberOf(a, 'transition_steps'), orElse(a, 'transition_begin', 0)];
  return steps > 0 ? polynomialSchedule(from, to, steps, { power, delay }) : constantSchedule(from);
};

const cosine = (a: Attrs): Schedule => {
  const from = numberOf(a, 'init_value');
  const exponent = orElse(a, 'exponent', 1);
  return cosineSchedule(from, orElse(a, 'alpha', 0) * from, numberOf(a, 'decay_steps'), {
    exponent,
  });
};

const rising = (a: Attrs) => ({
  from: numberOf(a, 'init_value'),
  peak: numberOf(a, 'peak_value'),
  warmup: numberOf(a, 'warmup_steps'),
});
const warmedCosine = (a: Attrs): Schedule =>
  warmupCosine({
    ...rising(a),
    steps: numberOf(a, 'decay_steps'),
    to: orElse(a, 'end_value', 0),
    exponent: orElse(a, 'exponent', 1),
  });

const oneCycle = (a: Attrs, shape: 'linear' | 'cosine'): Schedule => {
  const [steps, peak] = [numberOf(a, 'transition_steps'), numberOf(a, 'peak_value')];
  const [first, last] = [orElse(a, 'div_factor', 25), orElse(a, 'final_div_factor', 1e4)];
  const at = (share: number): number => Math.trunc(share * steps);
  const top = [at(orElse(a, 'pct_start', 0.3)), first] as const;
  const down: Factors =
    shape === 'linear'
      ? [
          [at(orElse(a, 'pct_final', 0.85)), 1 / first],
          [steps, 1 / last],
        ]
      : [[steps, 1 / (first * last)]];
  return piecewiseInterpolate(peak / first, [top, ...down], shape);
};

const restarts = (a: Attrs): Schedule => {
  const periods = Object.values(Object(a['cosine_kwargs'])).map((x): Attrs => Object(x));
  const lengths = periods.map((p) => numberOf(p, 'decay_steps'));
  const bounds = lengths.slice(1).map((_, i) => lengths.slice(0, i + 1).reduce((n, d) => n + d));
  return joinSchedules(periods.map(warmedCosine), bounds);
};

const joined = (a: Attrs): Schedule =>
  joinSchedules(
    Object.values(Object(a['schedules'])).map((text) => scheduleIn(readPython(String(text))[0])),
    listOf(a, 'boundaries'),
  );

interface Named {
  /** the names of the arguments, in their order */
  readonly names: readonly string[];
  readonly of: (a: Attrs) => Schedule;
}

/** By the names of optax's functions. */
const FUNCTIONS: Readonly<Record<string, Named>> = {
  constant_schedule: { names: ['value'], of: (a) => constantSchedule(numberOf(a, 'value')) },
  polynomial_schedule: {
    names: ['init_value', 'end_value', 'power', 'transition_steps', 'transition_begin'],
    of: (a) => polynomial(a, numberOf(a, 'power')),
  },
  linear_schedule: {
    names: ['init_value', 'end_value', 'transition_steps', 'transition_begin'],
    of: (a) => polynomial(a, 1),
  },
  exponential_decay: {
    names: [
      ...['init_value', 'transition_steps', 'decay_rate', 'transition_begin'],
      ...['staircase', 'end_value'],
    ],
    of: (a) => exponentialSchedule(numberOf(a, 'init_value'), exponential(a)),
  },
  cosine_decay_schedule: {
    names: ['init_value', 'decay_steps', 'alpha', 'exponent'],
    of: cosine,
  },
  piecewise_constant_schedule: {
    names: ['init_value', 'boundaries_and_scales'],
    of: (a) => piecewiseConstant(numberOf(a, 'init_value'), factorsOf(a)),
  },
  piecewise_interpolate_schedule: {
    names: ['interpolate_type', 'init_value', 'boundaries_and_scales'],
    of: (a) => piecewiseInterpolate(numberOf(a, 'init_value'), factorsOf(a), shapeOf(a)),
  },
  linear_onecycle_schedule: {
    names: ['transition_steps', 'peak_value', 'pct_start', 'pct_final', 'div_factor'],
    of: (a) => oneCycle(a, 'linear'),
  },
  cosine_onecycle_schedule: {
    names: ['transition_steps', 'peak_value', 'pct_start', 'div_factor', 'final_div_factor'],
    of: (a) => oneCycle(a, 'cosine'),
  },
  warmup_constant_schedule: {
    names: ['init_value', 'peak_value', 'warmup_steps'],
    of: (a) =>
      linearSchedule(
        numberOf(a, 'init_value'),
        numberOf(a, 'peak_value'),
        numberOf(a, 'warmup_steps'),
      ),
  },
  warmup_cosine_decay_schedule: {
    names: [
      ...['init_value', 'peak_value', 'warmup_steps', 'decay_steps', 'end_value', 'exponent'],
    ],
    of: warmedCosine,
  },
  warmup_exponential_decay_schedule: {
    names: [
      ...['init_value', 'peak_value', 'warmup_steps', 'transition_steps', 'decay_rate'],
      ...['transition_begin', 'staircase', 'end_value'],
    ],
    of: (a) => warmupExponential({ ...rising(a), ...exponential(a) }),
  },
};

const ofCall = (c: Call): Schedule => {
  const found = FUNCTIONS[c.call];
  if (found === undefined) throw new TypeError(`no such schedule: ${c.call}`);
  return found.of(argumentsOf(c, found.names));
};

/** The schedule of a call. */
export const scheduleIn = (x: unknown): Schedule => {
  if (isCall(x)) return ofCall(x);
  throw new TypeError(`no schedule: ${String(x)}`);
};

/** By the names of cases: schedule_<name>, from named attributes. */
export const schedules: Readonly<Record<string, (a: Attrs) => Schedule>> = {
  constant: FUNCTIONS['constant_schedule']!.of,
  polynomial: FUNCTIONS['polynomial_schedule']!.of,
  linear: FUNCTIONS['linear_schedule']!.of,
  exponential: FUNCTIONS['exponential_decay']!.of,
  cosine,
  piecewise_constant: FUNCTIONS['piecewise_constant_schedule']!.of,
  piecewise_interpolate: FUNCTIONS['piecewise_interpolate_schedule']!.of,
  linear_onecycle: (a) => oneCycle(a, 'linear'),
  cosine_onecycle: (a) => oneCycle(a, 'cosine'),
  warmup_constant: FUNCTIONS['warmup_constant_schedule']!.of,
  warmup_cosine: warmedCosine,
  warmup_exponential: FUNCTIONS['warmup_exponential_decay_schedule']!.of,
  sgdr: restarts,
  join: joined,
};
