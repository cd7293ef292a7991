/** Schedules that stay, fall in steps, and fall at a constant ratio. */
import type { Value } from '../core/node.ts';
import { add, div, fill, maximum, mul } from '../prim/index.ts';
import { minimum, plus, times } from './leaf.ts';
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

/** The same rate at every step. optax: constant_schedule. */
export const constantSchedule = (rate: number): Schedule =>
  scheduleOf((step) => constantAt(rate, step));

/** How a rate falls in steps of equal length. */
export interface StepOptions {
  /** steps from fall to fall */
  readonly every: number;
  /** 0.1 if absent */
  readonly factor?: number;
}
const whole = (what: string, n: number): number => {
  if (Number.isInteger(n) && n > 0) return n;
  throw new RangeError(`${what} must be a positive integer, got ${n}`);
};

/** rate factor^floor(step / every). PyTorch: StepLR. */
export const stepSchedule = (rate: number, { every, factor = 0.1 }: StepOptions): Schedule => {
  const length = whole('stepSchedule: the steps from fall to fall', every);
  return scheduleOf((step) => times(rate, powerOf(factor, 1, div(step, fill(length, step)))));
};

/** [step, factor] pairs. */
export type Factors = readonly (readonly [step: number, factor: number])[];

/** In the order of the steps. */
export const byStep = (factors: Factors): Factors => [...factors].sort(([a], [b]) => a - b);

/** The rate at first, and after each of the factors. */
export const products = (rate: number, factors: Factors): readonly number[] => {
  const rates = [rate];
  for (const [, factor] of factors) rates.push(rates.at(-1)! * factor);
  return rates;
};

/**
 * The rate times the factors of all the steps reached: piecewiseConstant(0.1, [[20, 0.5], [50, 0.1]]) is 0.1, from step
 * 20 on 0.05, from step 50 on 0.005. optax: piecewise_constant_schedule.
 */
export const piecewiseConstant = (rate: number, factors: Factors): Schedule => {
  const sorted = byStep(factors);
  const rates = products(rate, sorted);
  const bounds = sorted.map(([bound]) => bound);
  return scheduleOf((step) => piecewise(step, bounds, (i) => constantAt(rates[i]!, step)));
};

/** Where a rate falls. */
export interface MultiStepOptions {
  readonly milestones: readonly number[];
  /** 0.1 if absent */
  readonly factor?: number;
}
/** The rate times `factor` at every milestone reached. PyTorch: MultiStepLR. */
export const multiStepSchedule = (
  rate: number,
  { milestones, factor = 0.1 }: MultiStepOptions,
): Schedule =>
  piecewiseConstant(
    rate,
    milestones.map((step) => [step, factor]),
  );

/** How a rate falls, or grows, at a constant ratio. */
export interface ExponentialOptions {
  /** in `every` steps */
  readonly factor: number;
  /** 1 if absent */
  readonly every?: number;
  /** steps at the first rate; 0 if absent */
  readonly delay?: number;
  /** whether the rate stays for `every` steps; false if absent */
  readonly staircase?: boolean;
  /** the rate to stay at once it is reached; none if absent */
  readonly end?: number;
}

/**
 * rate factor^((step - delay) / every), with `staircase` the exponent's floor; not beyond `end`. PyTorch: ExponentialLR;
 * optax: exponential_decay.
 */
export const exponentialSchedule = (rate: number, options: ExponentialOptions): Schedule => {
  const { factor, every = 1, delay = 0, staircase = false, end } = options;
  const length = whole('exponentialSchedule: every', every);
  const bound = factor < 1 ? maximum : minimum;
  return scheduleOf((step) => {
    const t = maximum(plus(step, -delay), fill(0, step));
    const fallen = staircase
      ? powerOf(factor, 1, div(t, fill(length, t)))
      : powerOf(factor, length, t);
    const free = times(rate, fallen);
    return end === undefined ? free : bound(free, fill(end, free));
  });
};

/** How a rate goes from one value to another. */
export interface PolynomialOptions {
  /** 1 if absent */
  readonly power?: number;
  /** steps at the first rate; 0 if absent */
  readonly delay?: number;
}

/** 1 - (1 - u)^n for u = 1 - left, without cancellation where n is an integer: u times the sum of (1 - u)^k, k < n. */
const risen = (u: Value, left: Value, fallen: Value, n: number): Value => {
  if (!Number.isInteger(n) || n > 8) return plus(times(-1, fallen), 1);
  const sum = Array.from({ length: n - 1 }).reduce<Value>(
    (s) => plus(mul(s, left), 1),
    fill(1, left),
  );
  return mul(u, sum);
};

const share = (n: Value, length: number): Value => div(real(n), fill(length, real(n)));

/**
 * from f + to (1 - f) with f = (1 - u)^power, u the share of the steps that are done, from 0 to 1. PyTorch:
 * PolynomialLR, LinearLR; optax: polynomial_schedule.
 */
export const polynomialSchedule = (
  from: number,
  to: number,
  steps: number,
  { power: n = 1, delay = 0 }: PolynomialOptions = {},
): Schedule => {
  const length = whole('polynomialSchedule: the number of steps', steps);
  return scheduleOf((step) => {
    const done = since(step, delay, length);
    // integers up to here: both shares are right to the last bit
    const u = share(done, length);
    const left = share(plus(times(-1, done), length), length);
    const fallen = power(left, n);
    return add(times(from, fallen), times(to, risen(u, left, fallen, n)));
  });
};

/** From one rate to the other along a line. PyTorch: LinearLR; optax: linear_schedule. */
export const linearSchedule = (
  from: number,
  to: number,
  steps: number,
  options: Omit<PolynomialOptions, 'power'> = {},
): Schedule => polynomialSchedule(from, to, steps, options);
