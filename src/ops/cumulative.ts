/** Running sums, products and logarithms of sums along an axis, by a scan: O(n) time and memory, for named sizes too. */
import { scanValues, stopGradient } from '../control/index.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Float, Integer } from '../types/dtype.ts';
import { axisMessage, axisOf } from '../types/shape.ts';
import { lowestOf, reversed } from './arithmetic.ts';
import { floats, numbers } from './rules.ts';
import type { AlongAxis } from './sort.ts';

/** The type of a running sum or product: numbers of the same shape. */
export interface Cumulative<Op extends string, I extends number> extends Layer {
  readonly [Out]: InDType<this> extends Float | Integer
    ? AlongAxis<InShape<this>, I, Op, InDType<this>>
    : `${Op}: needs a number tensor, got ${InDType<this>['dtype']}`;
}
/** The type of `logCumSumExp(axis)`: floats of the same shape. */
export interface FloatCumulative<Op extends string, I extends number> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? AlongAxis<InShape<this>, I, Op, InDType<this>>
    : `${Op}: needs a float tensor, got ${InDType<this>['dtype']}`;
}

/** (state, x_i) to the next state and y_i. */
type Step = (state: readonly Value[], x: Value) => readonly [next: readonly Value[], y: Value];

/** y along the axis from what each step gives; the state starts with these numbers everywhere. */
const cumulate = (
  op: string,
  x: Value,
  axis: number,
  start: readonly number[],
  step: Step,
): Value => {
  const at = axisOf(x.shape, axis);
  if (at < 0) must(axisMessage(op, x.shape, axis));
  const others = [...x.shape.keys()].filter((k) => k !== at);
  const front = p.permute(x, [at, ...others]);
  const [length, ...shape] = front.shape;
  const init = start.map((value) => p.fill(value, { shape, dtype: x.dtype }));
  const body = (state: readonly Value[], [row]: readonly Value[]) => {
    const [next, y] = step(state, row!);
    return [next, [y]];
  };
  const { ys } = scanValues(body, init, [front], { length: length! });
  const back = [...x.shape.keys()].map((k) => (k === at ? 0 : 1 + others.indexOf(k)));
  return p.permute(ys[0]!, back);
};

const running =
  (f: (state: Value, x: Value) => Value): Step =>
  ([state], x) => {
    const next = f(state!, x);
    return [[next], next];
  };

/** y_i = x_0 + ... + x_i along the axis. Shape: S -> S. Throws ShapeError for an axis out of range. NumPy, PyTorch: cumsum. */
export const cumsum = <const I extends number>(axis: I): Cumulative<'cumsum', I> =>
  layer((x) => cumulate('cumsum', numbers('cumsum', x), axis, [0], running(p.add)), 'cumsum');

/**
 * y_i = x_0 x_1 ... x_i along the axis; the derivative is right where factors are 0. Shape: S -> S. NumPy, PyTorch:
 * cumprod.
 */
export const cumprod = <const I extends number>(axis: I): Cumulative<'cumprod', I> =>
  layer((x) => cumulate('cumprod', numbers('cumprod', x), axis, [1], running(p.mul)), 'cumprod');

const cummaxOf = (op: string, x: Value, axis: number): Value =>
  cumulate(op, x, axis, [lowestOf(x.dtype)], running(p.maximum));

/**
 * y_i = max(x_0, ..., x_i) along the axis; NaN wins; the derivative on a tie is half of each. Shape: S -> S. PyTorch,
 * JAX: cummax.
 */
export const cummax = <const I extends number>(axis: I): Cumulative<'cummax', I> =>
  layer((x) => cummaxOf('cummax', numbers('cummax', x), axis), 'cummax');

/** y_i = min(x_0, ..., x_i) along the axis; as `cummax`. Shape: S -> S. PyTorch, JAX: cummin. */
export const cummin = <const I extends number>(axis: I): Cumulative<'cummin', I> =>
  layer((x) => reversed(cummaxOf('cummin', reversed(numbers('cummin', x)), axis)), 'cummin');

/** The sum so far is s e^most, most the maximum so far: nothing overflows, and the largest term is exact. */
const logSumExpStep: Step = ([most, s], x) => {
  const next = p.maximum(most!, stopGradient(x));
  const size = p.maximum(next, p.neg(next));
  const shift = p.select(p.less(size, p.fill(Infinity, next)), next, p.zeros(next));
  const sum = p.add(p.mul(s!, p.exp(p.sub(most!, shift))), p.exp(p.sub(x, shift)));
  return [[next, sum], p.add(p.log(sum), shift)];
};

/** y_i = ln(e^(x_0) + ... + e^(x_i)) along the axis, without overflow. Shape: S -> S. PyTorch: logcumsumexp. */
export const logCumSumExp = <const I extends number>(axis: I): FloatCumulative<'logCumSumExp', I> =>
  layer((x) => {
    const start = [Number.NEGATIVE_INFINITY, 0];
    return cumulate('logCumSumExp', floats('logCumSumExp', x), axis, start, logSumExpStep);
  }, 'logCumSumExp');
