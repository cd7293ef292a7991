/** Trees of weights beside the training: their averages, penalties on them, and a bound on their norms. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import {
  add,
  cast,
  div,
  fill,
  literal,
  maximum,
  mul,
  reduceSum,
  reshape,
  sqrt,
  sub,
  zeros,
} from '../prim/index.ts';
import { child, leaves, leavesLike, paths, rebuild, zipLeaves } from '../tree/index.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import {
  average,
  increment,
  inverse,
  massAfter,
  none,
  scaled,
  size,
  square,
  squaredNorm,
  times,
  total,
} from './leaf.ts';
import { scalarAt } from './rule.ts';

/** What an average of weights keeps. */
export interface AverageState<P> {
  /** weights averaged */
  readonly count: Tensor<[], i32>;
  /** their sum by the weights of the average */
  readonly sum: P;
  /** the sum of the weights of the average */
  readonly mass: Tensor<[]>;
}

/** The average of the weights of many steps as pure functions over trees. */
export interface WeightAverage {
  /** Before the first step. */
  init<P>(params: P): AverageState<P>;
  /** With the parameters of one more step. */
  update<P>(params: P, state: NoInfer<AverageState<P>>): AverageState<P>;
  /** The average so far, to evaluate with; NaN before the first step. */
  value<P>(state: AverageState<P>): P;
}

/** How weights are averaged. */
export interface AverageOptions {
  /** every step's weights count this much less than the next step's; all count alike if absent */
  readonly decay?: number;
}

interface UntypedAverage {
  init(params: unknown): unknown;
  update(params: unknown, state: unknown): unknown;
  value(state: unknown): unknown;
}

const rebuilt = (like: unknown, f: (x: Value, i: number) => Value): unknown =>
  rebuild(like, leaves(like).map(f));

/**
 * The mean of the parameters of all steps: with a decay the exponential moving average, unbiased, else their plain mean
 * (stochastic weight averaging). Polyak and Juditsky 1992; Izmailov et al. 2018. PyTorch: AveragedModel.
 */
export function weightAverage(options?: AverageOptions): WeightAverage;
export function weightAverage({ decay }: AverageOptions = {}): UntypedAverage {
  const mean = (last: Value, p: Value, t: Value): Value =>
    decay === undefined ? add(last, scaled(inverse(t), sub(p, last))) : average(decay, last, p);
  return {
    init: (params) => ({
      count: none(),
      sum: rebuilt(params, zeros),
      mass: literal(0, DTypes.f32),
    }),
    update: (params, state) => {
      const count = increment(scalarAt(state, 'count'));
      const mass = scalarAt(state, 'mass');
      const sums = leavesLike(params, child(state, 'sum'));
      const t = cast(count, DTypes.f32);
      return {
        count,
        sum: rebuilt(params, (p, i) => mean(sums[i]!, p, t)),
        mass: decay === undefined ? fill(1, mass) : massAfter(decay, mass),
      };
    },
    value: (state) => {
      const by = inverse(scalarAt(state, 'mass'));
      return rebuilt(child(state, 'sum'), (x) => scaled(by, x));
    },
  };
}

/** Which parameters a penalty or bound is for. */
export interface Selected {
  /** by their dotted paths; all if absent */
  readonly where?: (path: string) => boolean;
}

const selected = (params: unknown, { where = () => true }: Selected): readonly Value[] =>
  paths(params).flatMap(([path, p]) => (where(path) ? [p] : []));

/**
 * lambda / 2 sum of p^2, to be added to a loss: its gradient is lambda p, the weight decay of plain gradient descent, but
 * not of optimisers that rescale gradients. Keras: regularizers.L2 with half the factor.
 */
export function l2Penalty(lambda: number, params: unknown, options?: Selected): Tensor<[]>;
export function l2Penalty(lambda: number, params: unknown, options: Selected = {}): Value {
  return times(lambda / 2, total(selected(params, options).map(squaredNorm)));
}

/** lambda sum of |p|, to be added to a loss; derivative 0 at 0. Keras: regularizers.L1. */
export function l1Penalty(lambda: number, params: unknown, options?: Selected): Tensor<[]>;
export function l1Penalty(lambda: number, params: unknown, options: Selected = {}): Value {
  const sizes = selected(params, options).map((p) => reduceSum(size(p), [...p.shape.keys()]));
  return times(lambda, total(sizes));
}

/** x with the norm over all axes but the last held to at most c. */
const bounded = (x: Value, c: number): Value => {
  const axes = [...x.shape.keys()].slice(0, -1);
  const norms = sqrt(reduceSum(square(x), axes));
  const factors = div(fill(c, norms), maximum(norms, fill(c, norms)));
  const kept = x.shape.map((d, k) => (axes.includes(k) ? 1 : d));
  return mul(expand(reshape(factors, kept), x.shape), x);
};

/**
 * Parameters whose units, the places of the last axis, have weights of norm at most c: larger ones are scaled down.
 * Vectors and scalars stay. After a step: maxNorm(3, params). Srivastava et al. 2014. Keras: constraints.MaxNorm.
 */
export function maxNorm<P>(c: number, params: P, options?: Selected): P;
export function maxNorm(
  c: number,
  params: unknown,
  { where = () => true }: Selected = {},
): unknown {
  return zipLeaves((p, _, path) => (p.shape.length > 1 && where(path) ? bounded(p, c) : p), params);
}
