/**
 * Average pooling: the mean of every window. It is linear; the map and its transpose are composites, closed under
 * both.
 */

import { composite } from '../control/index.ts';
import type { TensorType, Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { addDim, type Dim, mulDim, subDim } from '../types/dim.ts';
import type { DType } from '../types/dtype.ts';
import { spaceOf } from './conv-geometry.ts';
import {
  byPlanes,
  imageOf,
  inFront,
  overhangs,
  overImages,
  overTaps,
  type Pooling,
  poolKernel,
  present,
  tapsOf,
  windowsOf,
} from './pool-geometry.ts';

/** Sums of windows, divided. */
interface Dividing extends Pooling {
  /** by what; 0: by how many taps are inside the image */
  readonly divisor: number;
}

/** Ones over a space. */
const onesOf = (space: readonly Dim[], dtype: DType): Value =>
  p.fill(1, { shape: [1, ...space, 1], dtype });

/** Of each window, how many ones are in it: of the type of `means`. */
const countsOf = (means: TensorType, ones: Value, pool: Pooling): Value => {
  const windows = windowsOf(ones, pool);
  const counts = p.reduceSum(windows, tapsOf(windows, ones));
  const places = pool.size.map((_, k) => k + 1);
  return p.broadcast(p.reshape(counts, counts.shape.slice(1, -1)), means.shape, places);
};

const divided = (v: Value, space: readonly Dim[], pool: Dividing): Value =>
  p.div(v, pool.divisor > 0 ? p.fill(pool.divisor, v) : countsOf(v, onesOf(space, v.dtype), pool));

/** The cotangent of images of size `space`: every mean's cotangent shared out among its elements. */
const dividedGrad = (c: Value, space: readonly Dim[], pool: Dividing): Value =>
  composite(
    'avgPoolGrad',
    (v) => {
      const windows = { shape: [...v!.shape, ...pool.size], dtype: v!.dtype };
      return [imageOf(overTaps(divided(v!, space, pool), windows), space, pool)];
    },
    {
      kernel: poolKernel('avgPoolGrad', pool, (_, [x]) => x!, {
        perRow: false,
        divisor: pool.divisor,
      }),
      jvp: ([t], _, [x]) => [present(t, (s) => dividedGrad(s, spaceOf(x!), pool))],
      transpose: ([d]) => [present(d, (v) => dividedSum(v, pool))],
      batch: overImages(([v], [x]) => [dividedGrad(v!, spaceOf(x!), pool)]),
    },
  )(c)[0]!;

/** The sum of every window, divided. */
const dividedSum = (x: Value, pool: Dividing): Value =>
  composite(
    'avgPool',
    (v) => {
      const windows = windowsOf(v!, pool);
      return [divided(p.reduceSum(windows, tapsOf(windows, v!)), spaceOf(v!), pool)];
    },
    {
      kernel: poolKernel('avgPool', pool, ([v]) => v!, { perRow: true, divisor: pool.divisor }),
      jvp: ([t]) => [present(t, (s) => dividedSum(s, pool))],
      transpose: ([c], [v]) => [present(c, (d) => dividedGrad(d, spaceOf(v!), pool))],
      batch: overImages(([v]) => [dividedSum(v!, pool)]),
    },
  )(x)[0]!;

/** y[b, i, c] = sum over taps t of x[b, i stride + t - before, c]. x [batch, ...space, channels]. */
export const sumPool = (x: Value, pool: Pooling): Value =>
  byPlanes<Dividing>(dividedSum)(x, { ...pool, divisor: 1 });

export interface Averaging extends Pooling {
  /** whether the zeros of the padding count as elements of a window; what ceil mode adds never does */
  readonly countIncludePad: boolean;
}

/** The size of an axis with its padding; 'same' pads until the last window is full. */
const paddedSize = (d: Dim, places: Dim, k: number, pool: Pooling): Dim => {
  const [padding, size, stride] = [pool.padding[k]!, pool.size[k]!, pool.stride[k]!];
  if (padding === 'same') return addDim(mulDim(subDim(places, 1), stride), size);
  return padding === 'valid' ? d : addDim(d, 2 * padding);
};

/** Of each window, how many of its taps lie in the padded image. */
const paddedCounts = (means: TensorType, space: readonly Dim[], pool: Pooling): Value => {
  const places = spaceOf(means);
  const padded = space.map((d, k) => paddedSize(d, places[k]!, k, pool));
  const more = overhangs(pool);
  const ones = inFront(
    onesOf(padded, means.dtype),
    padded.map((d, k) => addDim(d, more[k]!)),
  );
  return countsOf(means, ones, { ...pool, padding: space.map(() => 'valid'), ceil: false });
};

/**
 * y[b, i, c] = mean over taps t of x[b, i stride + t - before, c], of those inside the image or, with countIncludePad,
 * of all in the padded image. x [batch, ...space, channels].
 */
export const avgPool = (x: Value, pool: Averaging): Value => {
  const sums = byPlanes<Dividing>(dividedSum);
  if (!pool.countIncludePad) return sums(x, { ...pool, divisor: 0 });
  if (overhangs(pool).some((n) => n > 0)) {
    const y = sumPool(x, pool);
    return p.div(y, paddedCounts(y, spaceOf(x), pool));
  }
  const count = (size: readonly number[]): number => size.reduce((n, k) => n * k, 1);
  return byPlanes<Pooling>((v, axes) => dividedSum(v, { ...axes, divisor: count(axes.size) }))(
    x,
    pool,
  );
};
