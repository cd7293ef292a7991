/** Average pooling: the mean of every window. It is linear; the map and its transpose are composites, closed under both. */

import { composite } from '../control/index.ts';
import type { TensorType, Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { imageOf, spaceOf, windowsOf } from './conv-geometry.ts';
import { overImages, overTaps, type Pooling, poolKernel, present, tapsOf } from './pool-max.ts';

export interface Averaging extends Pooling {
  /** whether the zeros of the padding count as elements of a window */
  readonly countIncludePad: boolean;
}

const product = (xs: readonly number[]): number => xs.reduce((n, k) => n * k, 1);
/** What every mean divides by, 0 where it depends on the place. */
const divisorOf = ({ size, countIncludePad }: Averaging): number =>
  countIncludePad ? product(size) : 0;

/** How many elements each mean is of: of the type of means over images of size `space`. */
const countsOf = (means: TensorType, space: readonly Dim[], pool: Averaging): Value => {
  const { size, countIncludePad, ...g } = pool;
  if (countIncludePad) return p.fill(product(size), means);
  const ones = p.fill(1, { shape: [1, ...space, 1], dtype: means.dtype });
  const windows = windowsOf(ones, size, g);
  const counts = p.reduceSum(windows, tapsOf(windows, size));
  const places = size.map((_, k) => k + 1);
  return p.broadcast(p.reshape(counts, counts.shape.slice(1, -1)), means.shape, places);
};

/** The cotangent of images of size `space`: every mean's cotangent shared out among its elements. */
const avgPoolGrad = (c: Value, space: readonly Dim[], pool: Averaging): Value => {
  const { size, countIncludePad, ...g } = pool;
  return composite(
    'avgPoolGrad',
    (v) => {
      const shares = p.div(v!, countsOf(v!, space, pool));
      const windows = { shape: [...v!.shape, ...size], dtype: v!.dtype };
      return [imageOf(overTaps(shares, windows), space, size, g)];
    },
    {
      kernel: poolKernel('avgPoolGrad', pool, (_, [x]) => x!, {
        perRow: false,
        divisor: divisorOf(pool),
      }),
      jvp: ([t], _, [x]) => [present(t, (s) => avgPoolGrad(s, spaceOf(x!), pool))],
      transpose: ([d]) => [present(d, (v) => avgPool(v, pool))],
      batch: overImages(([v], [x]) => [avgPoolGrad(v!, spaceOf(x!), pool)]),
    },
  )(c)[0]!;
};

/**
 * y[b, i, c] = mean over taps t of x[b, i stride + t - before, c], of those inside the image or, with countIncludePad,
 * of all. x [batch, ...space, channels].
 */
export const avgPool = (x: Value, pool: Averaging): Value => {
  const { size, countIncludePad, ...g } = pool;
  return composite(
    'avgPool',
    (v) => {
      const windows = windowsOf(v!, size, g);
      const sums = p.reduceSum(windows, tapsOf(windows, size));
      return [p.div(sums, countsOf(sums, spaceOf(v!), pool))];
    },
    {
      kernel: poolKernel('avgPool', pool, ([v]) => v!, {
        perRow: true,
        divisor: divisorOf(pool),
      }),
      jvp: ([t]) => [present(t, (s) => avgPool(s, pool))],
      transpose: ([c], [v]) => [present(c, (d) => avgPoolGrad(d, spaceOf(v!), pool))],
      batch: overImages(([v]) => [avgPool(v!, pool)]),
    },
  )(x)[0]!;
};
