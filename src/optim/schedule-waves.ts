/** Schedules along half waves and lines: cosine annealing, restarts, cycles, one cycle, and interpolation in general. */
import type { Value } from '../core/node.ts';
import { add, div, fill, less, mul, select, sin, sub } from '../prim/index.ts';
import { minimum, plus, square, times } from './leaf.ts';
import {
  constantAt,
  piecewise,
  power,
  powerOf,
  real,
  type Schedule,
  scheduleOf,
  since,
} from './schedule.ts';
import { byStep, type Factors, products } from './schedule-steps.ts';

/** How a rate goes from one value to another: along a line, or a half wave that starts and ends level. */
export type Shape = 'linear' | 'cosine';

/** The weight of a value `part` of `whole` steps away from the other: part / whole, or sin^2(pi part / (2 whole)). */
const weight = (part: Value, whole: number, shape: Shape): Value => {
  const share = div(part, fill(whole, part));
  return shape === 'linear' ? share : square(sin(times(Math.PI / 2, share)));
};

/** From a to b as `done` goes from 0 to `whole`: both weights are exact near 0, where 1 - weight would cancel. */
const between = (a: number, b: number, done: Value, whole: number, shape: Shape): Value => {
  const left = plus(times(-1, done), whole);
  return add(times(a, weight(left, whole, shape)), times(b, weight(done, whole, shape)));
};

/** n modulo m, for n >= 0. */
const modulo = (n: Value, m: number): Value => {
  const span = fill(m, n);
  return sub(n, mul(div(n, span), span));
};

const positive = (what: string, n: number): number => {
  if (n > 0) return n;
  throw new RangeError(`${what} must be positive, got ${n}`);
};

/** How a rate falls along a half wave. */
export interface CosineScheduleOptions {
  /** whether it rises again, and so on, once it is down; false if absent */
  readonly periodic?: boolean;
  /** of the half wave; 1 if absent */
  readonly exponent?: number;
}

/**
 * to + (from - to) ((1 + cos(pi step / steps)) / 2)^exponent, then `to`, or with `periodic` up and down for ever.
 * Loshchilov and Hutter 2017. PyTorch: CosineAnnealingLR, which is periodic; optax: cosine_decay_schedule.
 */
export const cosineSchedule = (
  from: number,
  to: number,
  steps: number,
  { periodic = false, exponent = 1 }: CosineScheduleOptions = {},
): Schedule => {
  const length = positive('cosineSchedule: the number of steps', steps);
  return scheduleOf((step) => {
    const done = real(periodic ? folded(step, length) : since(step, 0, length));
    if (exponent === 1) return between(from, to, done, length, 'cosine');
    const wave = power(weight(plus(times(-1, done), length), length, 'cosine'), exponent);
    return plus(times(from - to, wave), to);
  });
};

/** How far `step` is from the even multiples of `length`: 0 at 0, length at length, 0 at 2 length. */
const folded = (step: Value, length: number): Value => {
  const gone = modulo(step, 2 * length);
  return minimum(gone, plus(times(-1, gone), 2 * length));
};

/** How cosine annealing starts again. */
export interface RestartOptions {
  /** steps of the first period */
  readonly period: number;
  /** an integer: the next period's length over the last one's; 1 if absent */
  readonly growth?: number;
}

/** The starts of periods that grow, as far as steps are counted. */
const starts = (period: number, growth: number): readonly number[] => {
  const found = [0];
  for (let length = period; found.at(-1)! + length < 2 ** 31; length *= growth)
    found.push(found.at(-1)! + length);
  return found;
};

/** Of what `values` has for each start, that of the period of the step. */
const ofPeriod = (step: Value, begins: readonly number[], values: readonly number[]): Value =>
  piecewise(step, begins.slice(1), (i) => fill(values[i]!, step));

/**
 * Cosine annealing from `from` to `to`, then from the start again, over periods that grow by a factor. Loshchilov and
 * Hutter 2017 (SGDR). PyTorch: CosineAnnealingWarmRestarts.
 */
export const cosineWarmRestarts = (
  from: number,
  to: number,
  { period, growth = 1 }: RestartOptions,
): Schedule => {
  positive('cosineWarmRestarts: the period', period);
  if (!(Number.isInteger(growth) && growth > 0))
    throw new RangeError(`cosineWarmRestarts: growth must be a positive integer, got ${growth}`);
  const begins = growth === 1 ? [0] : starts(period, growth);
  const lengths = begins.map((_, i) => period * growth ** i);
  return scheduleOf((step) => {
    const done = growth === 1 ? modulo(step, period) : sub(step, ofPeriod(step, begins, begins));
    const length = ofPeriod(step, begins, lengths);
    const wave = (n: Value): Value => square(sin(times(Math.PI / 2, div(real(n), real(length)))));
    return add(times(from, wave(sub(length, done))), times(to, wave(done)));
  });
};

/** How a rate goes up and down. */
export interface CyclicOptions {
  /** the lowest rate */
  readonly base: number;
  /** the highest rate */
  readonly peak: number;
  /** steps from the lowest to the highest */
  readonly up: number;
  /** and back; as many if absent */
  readonly down?: number;
  /**
   * what becomes of the height: 'triangular' keeps it (if absent), 'halving' halves it with every cycle, a number is its
   * factor in every step
   */
  readonly height?: 'triangular' | 'halving' | number;
}

/**
 * base + height (peak - base) times a triangle, which rises for `up` steps and falls for `down`. Smith 2017. PyTorch:
 * CyclicLR, modes triangular, triangular2 ('halving') and exp_range (a number).
 */
export const cyclicSchedule = (options: CyclicOptions): Schedule => {
  const { base, peak, up, down = up, height = 'triangular' } = options;
  const length = positive('cyclicSchedule: up', up) + positive('cyclicSchedule: down', down);
  const factor = (step: Value): Value | null => {
    if (height === 'triangular') return null;
    if (height === 'halving') return powerOf(0.5, 1, div(step, fill(length, step)));
    return powerOf(height, 1, step);
  };
  return scheduleOf((step) => {
    const at = modulo(step, length);
    const rise = div(real(at), fill(up, real(at)));
    const fall = div(real(plus(times(-1, at), length)), fill(down, real(at)));
    const triangle = minimum(rise, fall);
    const by = factor(step);
    const gain = by === null ? triangle : mul(triangle, by);
    return plus(times(peak - base, gain), base);
  });
};

/** Values at steps, and how the rate goes from one to the next. */
export interface Points {
  readonly at: readonly number[];
  readonly rates: readonly number[];
  readonly shape: Shape;
}

/** The rate between points; the last one's from there on. Steps between which the rate changes need not be integers. */
const along = ({ at, rates, shape }: Points): Schedule =>
  scheduleOf((step) => {
    const t = real(step);
    return at.slice(1).reduceRight<Value>(
      (later, end, k) => {
        const begin = at[k]!;
        const piece = between(rates[k]!, rates[k + 1]!, plus(t, -begin), end - begin, shape);
        return select(less(fill(end, t), t), later, piece);
      },
      constantAt(rates.at(-1)!, step),
    );
  });

/**
 * The rate times the factors of all the steps reached, interpolated between them: piecewiseInterpolate(0.1, [[20, 2],
 * [60, 0.1]], 'linear') rises to 0.2 at step 20 and falls to 0.02 at step 60. optax: piecewise_interpolate_schedule.
 */
export const piecewiseInterpolate = (rate: number, factors: Factors, shape: Shape): Schedule => {
  const sorted = byStep(factors);
  const rates = products(rate, sorted);
  return along({ at: [0, ...sorted.map(([step]) => step)], rates, shape });
};

/** How a rate rises to its peak and falls below its start. */
export interface OneCycleOptions {
  readonly peak: number;
  /** of the whole cycle */
  readonly steps: number;
  /** the share of the steps in which the rate rises; 0.3 if absent */
  readonly rise?: number;
  /** 'cosine' if absent */
  readonly shape?: Shape;
  /** the peak over the first rate; 25 if absent */
  readonly startDivisor?: number;
  /** the first rate over the last; 1e4 if absent */
  readonly endDivisor?: number;
  /** whether the rate falls to its start as fast as it rose, and then to its end; false if absent */
  readonly threePhases?: boolean;
}

/**
 * From peak / startDivisor to the peak and down to peak / (startDivisor endDivisor) in `steps` steps. Smith and Topin
 * 2018. PyTorch: OneCycleLR. optax's linear_onecycle_schedule and cosine_onecycle_schedule are `piecewiseInterpolate`.
 */
export const oneCycle = (options: OneCycleOptions): Schedule => {
  const { peak, steps, rise = 0.3, shape = 'cosine', threePhases = false } = options;
  const start = peak / (options.startDivisor ?? 25);
  const end = start / (options.endDivisor ?? 1e4);
  positive('oneCycle: the number of steps', steps);
  const [top, last] = [rise * steps - 1, steps - 1];
  return along(
    threePhases
      ? { at: [0, top, 2 * rise * steps - 2, last], rates: [start, peak, start, end], shape }
      : { at: [0, top, last], rates: [start, peak, end], shape },
  );
};
