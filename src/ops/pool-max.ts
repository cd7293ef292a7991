/**
 * Max pooling: the greatest element of every window. The whole derivative belongs to the first maximum in row-major
 * order, as in PyTorch and Keras; the tangent and the cotangent are composites, each the transpose of the other.
 */

import { composite, stopGradient } from '../control/index.ts';
import type { KernelCall } from '../core/lowering.ts';
import type { Tangent, TensorType, Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type Dim, mulDim } from '../types/dim.ts';
import { DTypes } from '../types/dtype.ts';
import { type Geometry, imageOf, poolWords, spaceOf, windowsOf } from './conv-geometry.ts';

/** A window and how it moves. */
export interface Pooling extends Geometry {
  readonly size: readonly number[];
}

const known = (d: Dim | undefined): number => (typeof d === 'number' ? d : 0);

/**
 * A pooling kernel over images of the shape that `image` picks; `perRow` counts rows of places, else images. None where
 * a size is not known or the dtype is not f32.
 */
export const poolKernel =
  (
    kernel: KernelCall['kernel'],
    { size, ...g }: Pooling,
    image: (inputs: readonly TensorType[], results: readonly TensorType[]) => TensorType,
    options: { readonly perRow: boolean; readonly divisor?: number },
  ) =>
  (inputs: readonly TensorType[], results: readonly TensorType[]): KernelCall | null => {
    const x = image(inputs, results);
    const words = poolWords(x.shape, size, g);
    if (words === null || x.dtype.dtype !== 'f32') return null;
    const [rows] = words.slice(3);
    const units = known(x.shape[0]) * (options.perRow ? rows! : 1);
    return { kernel, units, args: [...words, options.divisor ?? 0] };
  };

/** A map over images: a batch axis is merged with their own. */
export const overImages =
  (f: (xs: readonly Value[], results: readonly TensorType[]) => readonly Value[]) =>
  (
    xs: readonly Value[],
    batched: readonly boolean[],
    size: Dim,
    results: readonly TensorType[],
  ): readonly Value[] => {
    const merge = (x: Value): Value =>
      p.reshape(x, [mulDim(x.shape[0]!, x.shape[1]!), ...x.shape.slice(2)]);
    const merged = xs.map((x, i) => merge(batched[i] === true ? x : p.repeat(x, size)));
    const ys = f(
      merged,
      results.map((r) => ({ ...r, shape: [mulDim(size, r.shape[0]!), ...r.shape.slice(1)] })),
    );
    return ys.map((y, i) => p.reshape(y, [size, ...results[i]!.shape]));
  };

/** v over every tap of the windows. */
export const overTaps = (v: Value, windows: TensorType): Value =>
  p.broadcast(
    v,
    windows.shape,
    v.shape.map((_, k) => k),
  );

/** The axes of the taps. */
export const tapsOf = ({ shape }: TensorType, size: readonly number[]): readonly number[] =>
  size.map((_, k) => shape.length - size.length + k);

const not = (x: Value): Value => p.xor(x, p.fill(1, x));
const or = (x: Value, y: Value): Value => not(p.and(not(x), not(y)));

/** Whether a tap is the first maximum of its window; a NaN is one, a zero of the padding is none. */
const isFirstMaximum = (x: Value, w: Value, { size, ...g }: Pooling): Value => {
  const taps = tapsOf(w, size);
  const inImage = windowsOf(p.fill(1, { shape: x.shape, dtype: DTypes.bool }), size, g);
  const values = p.select(inImage, w, p.fill(Number.NEGATIVE_INFINITY, w));
  const most = overTaps(p.reduceMax(values, taps), w);
  const best = p.and(inImage, or(p.equal(values, most), not(p.equal(values, values))));
  // minus the number of the tap, so that the first is the greatest
  const type = { shape: w.shape, dtype: DTypes.i32 };
  const order = taps.reduce(
    (n, axis, k) => p.sub(p.mul(n, p.fill(size[k]!, n)), p.iota(w.shape, axis)),
    p.zeros(type),
  );
  const none = p.fill(-(2 ** 31), type);
  return p.equal(order, overTaps(p.reduceMax(p.select(best, order, none), taps), w));
};

const chosen = (mask: Value, w: Value, size: readonly number[]): Value =>
  p.reduceSum(p.select(mask, w, p.zeros(w)), tapsOf(w, size));

export const present = (t: Tangent | undefined, f: (t: Value) => Value): Tangent =>
  t == null ? null : f(t);

/** The elements of t at the maxima of x, linear in t. */
const maxPoolTangent = (x: Value, t: Value, pool: Pooling): Value => {
  const { size, ...g } = pool;
  return composite(
    'maxPoolTangent',
    (a, b) => {
      const mask = isFirstMaximum(stopGradient(a!), windowsOf(stopGradient(a!), size, g), pool);
      return [chosen(mask, windowsOf(b!, size, g), size)];
    },
    {
      kernel: poolKernel('maxPoolTangent', pool, ([a]) => a!, { perRow: true }),
      jvp: ([, s], [a]) => [present(s, (v) => maxPoolTangent(a!, v, pool))],
      transpose: ([c], [a]) => [null, present(c, (v) => maxPoolGrad(a!, v, pool))],
      batch: overImages(([a, b]) => [maxPoolTangent(a!, b!, pool)]),
    },
  )(x, t)[0]!;
};

/** The cotangents c at the maxima of x, linear in c. */
const maxPoolGrad = (x: Value, c: Value, pool: Pooling): Value => {
  const { size, ...g } = pool;
  return composite(
    'maxPoolGrad',
    (a, b) => {
      const w = windowsOf(stopGradient(a!), size, g);
      const mask = isFirstMaximum(stopGradient(a!), w, pool);
      return [imageOf(p.select(mask, overTaps(b!, w), p.zeros(w)), spaceOf(a!), size, g)];
    },
    {
      kernel: poolKernel('maxPoolGrad', pool, ([a]) => a!, { perRow: false }),
      jvp: ([, s], [a]) => [present(s, (v) => maxPoolGrad(a!, v, pool))],
      transpose: ([t], [a]) => [null, present(t, (v) => maxPoolTangent(a!, v, pool))],
      batch: overImages(([a, b]) => [maxPoolGrad(a!, b!, pool)]),
    },
  )(x, c)[0]!;
};

/** y[b, i, c] = max over taps t inside the image of x[b, i stride + t - before, c]. x [batch, ...space, channels]. */
export const maxPool = (x: Value, pool: Pooling): Value => {
  const { size, ...g } = pool;
  return composite(
    'maxPool',
    (v) => {
      const w = windowsOf(v!, size, g);
      return [chosen(isFirstMaximum(stopGradient(v!), stopGradient(w), pool), w, size)];
    },
    {
      kernel: poolKernel('maxPool', pool, ([a]) => a!, { perRow: true }),
      jvp: ([t], [v]) => [present(t, (s) => maxPoolTangent(v!, s, pool))],
      batch: overImages(([v]) => [maxPool(v!, pool)]),
    },
  )(x)[0]!;
};
