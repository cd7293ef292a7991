/** Schedules of schedules: one after the other, warm-up before another, and the usual combinations. */
import type { Value } from '../core/node.ts';
import { div, fill, mul } from '../prim/index.ts';
import { increment, minimum, plus } from './leaf.ts';
import { piecewise, rateIn, real, type Schedule, scheduleOf } from './schedule.ts';
import { type ExponentialOptions, exponentialSchedule, linearSchedule } from './schedule-steps.ts';
import { cosineSchedule } from './schedule-waves.ts';

/**
 * Schedules one after the other: schedules[i] from bounds[i - 1] on, its own steps counted from there. PyTorch:
 * SequentialLR; optax: join_schedules.
 */
export const joinSchedules = (
  schedules: readonly Schedule[],
  bounds: readonly number[],
): Schedule => {
  if (schedules.length !== bounds.length + 1) {
    throw new RangeError(
      `joinSchedules: ${schedules.length} schedules need ${schedules.length - 1} bounds, got ${bounds.length}`,
    );
  }
  const rates = schedules.map(rateIn);
  return scheduleOf((step) => {
    const from = (i: number): Value => rates[i]!(i === 0 ? step : plus(step, -bounds[i - 1]!));
    return piecewise(step, bounds, from);
  });
};

/** The rate of a schedule times min(1, (step + 1) / steps): a linear warm-up. PyTorch: LambdaLR. */
export const warmup = (steps: number, schedule: Schedule): Schedule => {
  const rate = rateIn(schedule);
  return scheduleOf((step) => {
    const warm = minimum(increment(step), fill(steps, step));
    return mul(rate(step), div(real(warm), fill(steps, real(warm))));
  });
};

/** A linear rise before something else. */
export interface WarmupOptions {
  /** the first rate; 0 if absent */
  readonly from?: number;
  readonly peak: number;
  /** steps of the rise; 0: none */
  readonly warmup: number;
}
/** A linear rise, then a half wave. */
export interface WarmupCosineOptions extends WarmupOptions {
  /** of the whole, the rise included */
  readonly steps: number;
  /** the last rate; 0 if absent */
  readonly to?: number;
  /** of the half wave; 1 if absent */
  readonly exponent?: number;
}

/** A linear rise, unless it has no steps, then `fall`, its own steps counted from there. */
const afterRise = ({ from = 0, peak, warmup: rise }: WarmupOptions, fall: Schedule): Schedule =>
  rise === 0 ? fall : joinSchedules([linearSchedule(from, peak, rise), fall], [rise]);

/** From `from` to `peak` along a line, then to `to` along a half wave. optax: warmup_cosine_decay_schedule. */
export const warmupCosine = (options: WarmupCosineOptions): Schedule => {
  const { peak, warmup: rise, steps, to = 0, exponent = 1 } = options;
  return afterRise(options, cosineSchedule(peak, to, steps - rise, { exponent }));
};

/** From `from` to `peak` along a line, then at a constant ratio. optax: warmup_exponential_decay_schedule. */
export const warmupExponential = (options: WarmupOptions & ExponentialOptions): Schedule =>
  afterRise(options, exponentialSchedule(options.peak, options));
