/**
 * Where the elements of a resized axis lie between those of the axis, and with which weights these count. Places are
 * counted in whole numbers, so that none falls on the wrong side of an element by rounding.
 */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type Dim, exactDim, mulDim, subDim } from '../types/dim.ts';
import { type DType, DTypes } from '../types/dtype.ts';

/** How values between elements are made. */
export type ResizeMode = 'nearest' | 'linear' | 'cubic';

/** What becomes of one axis. */
export interface AxisPlan {
  readonly from: Dim;
  readonly to: Dim;
  readonly mode: ResizeMode;
  /** the first and the last elements of both keep their places; otherwise the edges before and behind them do */
  readonly alignCorners: boolean;
  /** to / from, where that is not the quotient of the sizes */
  readonly scale?: number;
}

/** For every place the element before it, and how far behind that it lies, from 0 to 1. */
interface Places {
  readonly before: Value;
  readonly part: Value;
}

/** n / d in whole numbers, for n >= -2 d. */
const quotient = (n: Value, d: Value, dtype: DType): Places => {
  const shifted = p.add(n, p.add(d, d));
  const count = p.div(shifted, d);
  const rest = p.sub(shifted, p.mul(count, d));
  return {
    before: p.sub(count, p.fill(2, n)),
    part: p.div(p.cast(rest, dtype), p.cast(d, dtype)),
  };
};

const numbersTo = (n: Dim): Value => p.iota([n], 0);
const least = (x: Value, n: number): Value => p.maximum(x, p.fill(n, x));

/** i from / to */
const starts = ({ from, to }: AxisPlan, dtype: DType): Places => {
  const i = numbersTo(to);
  return quotient(p.mul(i, p.fill(from, i)), p.fill(to, i), dtype);
};

/** i (from - 1) / (to - 1) */
const corners = ({ from, to }: AxisPlan, dtype: DType): Places => {
  const i = numbersTo(to);
  const n = p.mul(i, p.fill(subDim(from, 1), i));
  return quotient(n, least(p.fill(subDim(to, 1), i), 1), dtype);
};

/** (i + 1/2) from / to - 1/2, not below 0 if `clamped` */
const centres = ({ from, to }: AxisPlan, dtype: DType, clamped: boolean): Places => {
  const i = numbersTo(to);
  const odd = p.add(p.add(i, i), p.fill(1, i));
  const n = p.sub(p.mul(odd, p.fill(from, i)), p.fill(to, i));
  return quotient(clamped ? least(n, 0) : n, p.fill(mulDim(to, 2), i), dtype);
};

/** Places by a number that is no quotient of sizes, which the places of so many elements do not need. */
const scaled = (to: number, dtype: DType, place: (i: number) => number): Places => {
  const places = Array.from({ length: to }, (_, i) => place(i));
  const before = Int32Array.from(places, Math.floor);
  const parts = Float64Array.from(places, (x) => x - Math.floor(x));
  const part = dtype.dtype === 'f64' ? parts : Float32Array.from(parts);
  return {
    before: p.dataValue({ shape: [to], dtype: DTypes.i32 }, before),
    part: p.dataValue({ shape: [to], dtype }, part),
  };
};

const placesOf = (plan: AxisPlan, dtype: DType): Places => {
  const { to, mode, alignCorners, scale } = plan;
  const clamped = mode === 'linear';
  if (mode !== 'nearest' && alignCorners) return corners(plan, dtype);
  if (scale !== undefined && typeof to === 'number') {
    if (mode === 'nearest') return scaled(to, dtype, (i) => i / scale);
    const centre = (i: number): number => (i + 0.5) / scale - 0.5;
    return scaled(to, dtype, clamped ? (i) => Math.max(0, centre(i)) : centre);
  }
  return mode === 'nearest' ? starts(plan, dtype) : centres(plan, dtype, clamped);
};

/** a0 + x (a1 + x (a2 + x a3)) */
const polynomial = (x: Value, coefficients: readonly number[]): Value =>
  coefficients
    .toReversed()
    .map((a) => p.fill(a, x))
    .reduce((y, a) => p.add(p.mul(y, x), a));

/** The sharpness of cubic interpolation, as PyTorch and OpenCV have it. */
const A = -0.75;
/** For distances up to 1, and from 1 to 2. Keys 1981, (4). */
const near = (x: Value): Value => polynomial(x, [1, 0, -A - 3, A + 2]);
const far = (x: Value): Value => polynomial(x, [-4 * A, 8 * A, -5 * A, A]);

interface Tap {
  /** from the element before the place */
  readonly offset: number;
  /** of how far behind that the place lies */
  readonly weight: (part: Value) => Value;
}
const one = (x: Value): Value => p.fill(1, x);
/** The elements around a place and their weights. */
export const TAPS: Readonly<Record<Exclude<ResizeMode, 'nearest'>, readonly Tap[]>> = {
  linear: [
    { offset: 0, weight: (t) => p.sub(one(t), t) },
    { offset: 1, weight: (t) => t },
  ],
  cubic: [
    { offset: -1, weight: (t) => far(p.add(t, one(t))) },
    { offset: 0, weight: near },
    { offset: 1, weight: (t) => near(p.sub(one(t), t)) },
    { offset: 2, weight: (t) => far(p.sub(p.fill(2, t), t)) },
  ],
};

/** The elements at the places, those outside being the ones at the edge. */
const elementsAt = (x: Value, axis: number, index: Value): Value => {
  const above = p.fill(subDim(x.shape[axis]!, 1), index);
  const notAbove = p.select(p.less(above, index), above, index);
  return p.gather(x, least(notAbove, 0), axis);
};

/** Every element so many times in a row. */
const repeated = (x: Value, axis: number, times: Dim): Value => {
  const wide = x.shape.toSpliced(axis + 1, 0, times);
  const dims = [...x.shape.keys()].map((k) => (k > axis ? k + 1 : k));
  const total = mulDim(x.shape[axis]!, times);
  return p.reshape(p.broadcast(x, wide, dims), x.shape.with(axis, total));
};

/** The axis of x by its plan. */
export const resampled = (x: Value, axis: number, plan: AxisPlan): Value => {
  const times = plan.scale === undefined ? exactDim(plan.to, plan.from) : null;
  if (plan.mode === 'nearest' && times !== null) return repeated(x, axis, times);
  const { before, part } = placesOf(plan, x.dtype);
  if (plan.mode === 'nearest') return elementsAt(x, axis, before);
  const parts = TAPS[plan.mode].map(({ offset, weight }) => {
    const y = elementsAt(x, axis, p.add(before, p.fill(offset, before)));
    return p.mul(y, p.broadcast(weight(part), y.shape, [axis]));
  });
  return parts.reduce(p.add);
};
