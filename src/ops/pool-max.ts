/**
 * Max pooling: the greatest element of every window. The whole derivative belongs to the first maximum in row-major
 * order, as in PyTorch and Keras; the tangent and the cotangent are composites, each the transpose of the other.
 */

import { composite, stopGradient } from '../control/index.ts';
import type { TensorType, Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { DTypes } from '../types/dtype.ts';
import { spaceOf } from './conv-geometry.ts';
import { isNanOf } from './floating.ts';
import { orOf } from './logic.ts';
import {
  byPlanes,
  imageOf,
  overImages,
  overTaps,
  type Pooling,
  poolKernel,
  present,
  tapsOf,
  type Windows,
  windowsOf,
} from './pool-geometry.ts';

/** The number of a tap in its window, row-major, for every tap. */
const tapNumbers = (w: TensorType, taps: readonly number[]): Value =>
  taps.reduce(
    (n, axis) => {
      const size = p.fill(w.shape[axis]!, n);
      return p.add(p.mul(n, size), p.iota(w.shape, axis));
    },
    p.zeros({ shape: w.shape, dtype: DTypes.i32 }),
  );

/** Whether a tap is the first maximum of its window; a NaN is one, a zero of the padding is none. */
const isFirstMaximum = (x: Value, windows: Windows): Value => {
  const w = windowsOf(x, windows);
  const taps = tapsOf(w, x);
  const inImage = windowsOf(p.fill(1, { shape: x.shape, dtype: DTypes.bool }), windows);
  const values = p.select(inImage, w, p.fill(Number.NEGATIVE_INFINITY, w));
  const most = overTaps(p.reduceMax(values, taps), w);
  const best = p.and(inImage, orOf(p.equal(values, most), isNanOf(values)));
  // minus the number of the tap, so that the first is the greatest
  const order = p.neg(tapNumbers(w, taps));
  const none = p.fill(-(2 ** 31), order);
  return p.equal(order, overTaps(p.reduceMax(p.select(best, order, none), taps), w));
};

/** The taps that the mask picks, of each window. */
const chosen = (mask: Value, t: Value, windows: Windows): Value => {
  const w = windowsOf(t, windows);
  return p.reduceSum(p.select(mask, w, p.zeros(w)), tapsOf(w, t));
};

/** The elements of t at the maxima of x, linear in t; t may be of integers, as numbers of the elements are. */
const maxPoolTangent = (x: Value, t: Value, windows: Windows): Value =>
  composite(
    'maxPoolTangent',
    (a, b) => [chosen(isFirstMaximum(stopGradient(a!), windows), b!, windows)],
    {
      kernel: poolKernel('maxPoolTangent', windows, ([a]) => a!, { perRow: true }),
      jvp: ([, s], [a]) => [present(s, (v) => maxPoolTangent(a!, v, windows))],
      transpose: ([c], [a]) => [null, present(c, (v) => maxPoolGrad(a!, v, windows))],
      batch: overImages(([a, b]) => [maxPoolTangent(a!, b!, windows)]),
    },
  )(x, t)[0]!;

/** The cotangents c at the maxima of x, linear in c. */
const maxPoolGrad = (x: Value, c: Value, windows: Windows): Value =>
  composite(
    'maxPoolGrad',
    (a, b) => {
      const mask = isFirstMaximum(stopGradient(a!), windows);
      const shared = p.select(mask, overTaps(b!, mask), p.zeros({ ...mask, dtype: b!.dtype }));
      return [imageOf(shared, spaceOf(a!), windows)];
    },
    {
      kernel: poolKernel('maxPoolGrad', windows, ([a]) => a!, { perRow: false }),
      jvp: ([, s], [a]) => [present(s, (v) => maxPoolGrad(a!, v, windows))],
      transpose: ([t], [a]) => [null, present(t, (v) => maxPoolTangent(a!, v, windows))],
      batch: overImages(([a, b]) => [maxPoolGrad(a!, b!, windows)]),
    },
  )(x, c)[0]!;

/** Whether a window, of those that the mask tells the maxima of, has an element of the image. */
const hasElement = (mask: Value, x: Value): Value => {
  const one = p.cast(mask, DTypes.i32);
  const count = p.reduceSum(one, tapsOf(mask, x));
  return p.less(p.zeros(count), count);
};

/** The maximum of every window, of one that lies between or beyond the elements -inf. */
const maxOf = (x: Value, windows: Windows): Value =>
  composite(
    'maxPool',
    (v) => {
      const mask = isFirstMaximum(stopGradient(v!), windows);
      const y = chosen(mask, v!, windows);
      return [p.select(hasElement(mask, v!), y, p.fill(Number.NEGATIVE_INFINITY, y))];
    },
    {
      kernel: poolKernel('maxPool', windows, ([a]) => a!, { perRow: true }),
      jvp: ([t], [v]) => [present(t, (s) => maxPoolTangent(v!, s, windows))],
      batch: overImages(([v]) => [maxOf(v!, windows)]),
    },
  )(x)[0]!;

/** y[b, i, c] = max over taps t inside of x[b, i stride + t dilation - before, c]. x [batch, ...space, channels]. */
export const maxPool = (x: Value, pool: Pooling): Value => byPlanes<Pooling>(maxOf)(x, pool);

/** y[b, 1, c] = max over i of x[b, i, c], the size of the axis known or not. x [batch, length, channels]. */
export const maxOfAll = (x: Value): Value => maxOf(x, 'all');

/** The number of the maximum of every window among the elements of its channel, row-major; 0 for a window of nothing. */
export const maxPoolIndices = (x: Value, windows: Windows): Value => {
  const space = spaceOf(x);
  const numbers = tapNumbers({ shape: space, dtype: DTypes.i32 }, [...space.keys()]);
  const everywhere = p.broadcast(
    numbers,
    x.shape,
    space.map((_, k) => k + 1),
  );
  return maxPoolTangent(stopGradient(x), everywhere, windows);
};
