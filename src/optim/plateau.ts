/** A rate that falls when a metric does not improve any more: a state machine over the metric, pure as an optimiser. */
import type { Value } from '../core/node.ts';
import { isValue, type Tensor } from '../core/tensor.ts';
import { cast, fill, less, literal, maximum, select, sub } from '../prim/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import { plus, times } from './leaf.ts';
import { scalarAt } from './rule.ts';

/** When and how far the rate falls. */
export interface PlateauOptions {
  /** whether the metric should become small or large; 'min' if absent */
  readonly mode?: 'min' | 'max';
  /** of the rate; 0.1 if absent */
  readonly factor?: number;
  /** how many times in a row the metric may fail to improve; 10 if absent */
  readonly patience?: number;
  /** how much counts as an improvement; 1e-4 if absent */
  readonly threshold?: number;
  /** whether that is a share of the best metric or an amount; 'relative' if absent */
  readonly thresholdMode?: 'relative' | 'absolute';
  /** how many metrics do not count after a fall; 0 if absent */
  readonly cooldown?: number;
  /** the lowest rate; 0 if absent */
  readonly minRate?: number;
  /** a smaller fall does not take place; 1e-8 if absent */
  readonly eps?: number;
}

/** What is known of the metric so far, and the rate that follows. */
export interface PlateauState {
  /** the learning rate to use next */
  readonly rate: Tensor<[]>;
  /** the best metric so far */
  readonly best: Tensor<[]>;
  /** metrics in a row that were no improvement */
  readonly bad: Tensor<[], i32>;
  /** metrics yet to come that do not count */
  readonly cooling: Tensor<[], i32>;
}

/** The state machine as two pure functions. */
export interface Plateau {
  /** Before the first metric. */
  init(rate: number): PlateauState;
  /** After one more metric: `state.rate` is the next rate. */
  update(metric: number | Tensor<[]>, state: PlateauState): PlateauState;
}

interface Untyped {
  init(rate: number): unknown;
  update(metric: number | Value, state: unknown): unknown;
}

/** The best metric less (more) the threshold; a metric below (above) it is an improvement. */
const bar = (best: Value, options: PlateauOptions): Value => {
  const { mode = 'min', threshold = 1e-4, thresholdMode = 'relative' } = options;
  const by = mode === 'min' ? -threshold : threshold;
  return thresholdMode === 'relative' ? times(1 + by, best) : plus(best, by);
};

/** The rate after a fall. */
const fallen = (rate: Value, { factor = 0.1, minRate = 0, eps = 1e-8 }: PlateauOptions): Value => {
  const next = maximum(times(factor, rate), fill(minRate, rate));
  return select(less(fill(eps, rate), sub(rate, next)), next, rate);
};

const positivePart = (n: Value): Value => maximum(n, fill(0, n));

/**
 * The rate falls by a factor when more than `patience` metrics in a row were no improvement. Metrics of the cooldown do
 * not count. As a program: state of a `jit`, or by `evaluate` once an epoch, the rate an argument of the step. PyTorch:
 * ReduceLROnPlateau.
 */
export function reduceOnPlateau(options?: PlateauOptions): Plateau;
export function reduceOnPlateau(options: PlateauOptions = {}): Untyped {
  const { mode = 'min', patience = 10, cooldown = 0 } = options;
  return {
    init: (rate) => ({
      rate: literal(rate, DTypes.f32),
      best: literal(
        mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
        DTypes.f32,
      ),
      bad: literal(0, DTypes.i32),
      cooling: literal(0, DTypes.i32),
    }),
    update: (metric, state) => {
      const value = isValue(metric) ? cast(metric, DTypes.f32) : literal(metric, DTypes.f32);
      const [rate, best] = [scalarAt(state, 'rate'), scalarAt(state, 'best')];
      const [bad, cooling] = [scalarAt(state, 'bad'), scalarAt(state, 'cooling')];
      const limit = bar(best, options);
      const better = mode === 'min' ? less(value, limit) : less(limit, value);
      const none = fill(0, bad);
      const counts = select(less(none, cooling), none, select(better, none, plus(bad, 1)));
      const falls = less(fill(patience, counts), counts);
      return {
        rate: select(falls, fallen(rate, options), rate),
        best: select(better, value, best),
        bad: select(falls, none, counts),
        cooling: select(falls, fill(cooldown, cooling), positivePart(plus(cooling, -1))),
      };
    },
  };
}
