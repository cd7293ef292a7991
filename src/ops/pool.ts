/** Pooling layers over sequences and images, channels last: the maximum or the mean of every window, channel by channel. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must } from '../core/tensor.ts';
import type { Float } from '../types/dtype.ts';
import {
  type Padding,
  type Padding2d,
  type Pair,
  type Pool1d as Pool1dRule,
  type Pool2d as Pool2dRule,
  pairOf,
  pool1dShape,
  pool2dShape,
} from '../types/shape.ts';
import { checkGeometry, whole } from './conv-geometry.ts';
import { avgPool } from './pool-average.ts';
import { maxPool, type Pooling } from './pool-max.ts';
import { floats } from './rules.ts';

/** How the windows of a pooling move. */
export interface PoolOptions<Stride, Pad> {
  /** elements from one window to the next; the size of the window if absent */
  readonly stride?: Stride;
  /** 'valid' if absent; no more than half of the window */
  readonly padding?: Pad;
}
/** How the windows of an average pooling move, and what it divides by. */
export interface AvgPoolOptions<Stride, Pad> extends PoolOptions<Stride, Pad> {
  /** whether the zeros of the padding count as elements, as in PyTorch; false, as in Keras, if absent */
  readonly countIncludePad?: boolean;
}

/** A pooling layer over [batch, length, channels]. */
export interface Pool1d<
  Op extends string,
  K extends number,
  Stride extends number,
  Pad extends Padding,
> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<Pool1dRule<InShape<this>, K, Stride, Pad, Op>, InDType<this>>
    : `${Op}: needs a float tensor, got ${InDType<this>['dtype']}`;
}
/** A pooling layer over [batch, height, width, channels]. */
export interface Pool2d<
  Op extends string,
  K extends Pair,
  Stride extends Pair,
  Pad extends Padding2d,
> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<Pool2dRule<InShape<this>, K, Stride, Pad, Op>, InDType<this>>
    : `${Op}: needs a float tensor, got ${InDType<this>['dtype']}`;
}

/** A window and how it moves, checked. */
const pooling = (
  op: string,
  size: readonly number[],
  stride: readonly number[],
  padding: readonly Padding[],
): Pooling => {
  const pool = { size, stride, padding, dilation: size.map(() => 1) };
  whole(op, 'window', size);
  checkGeometry(op, pool);
  return pool;
};

const over1d = <Op extends string, K extends number, S extends number, P extends Padding>(
  op: Op,
  k: K,
  stride: number,
  pad: Padding,
  f: (x: Value, pool: Pooling) => Value,
): Pool1d<Op, K, S, P> => {
  const pool = pooling(op, [k], [stride], [pad]);
  return layer((x) => {
    must(pool1dShape(floats(op, x).shape, k, stride, pad, op));
    return f(x, pool);
  });
};

const over2d = <Op extends string, K extends Pair, S extends Pair, P extends Padding2d>(
  op: Op,
  k: K,
  stride: Pair,
  pad: Padding2d,
  f: (x: Value, pool: Pooling) => Value,
): Pool2d<Op, K, S, P> => {
  const pool = pooling(op, pairOf<number>(k), pairOf<number>(stride), pairOf<Padding>(pad));
  return layer((x) => {
    must(pool2dShape(floats(op, x).shape, k, stride, pad, op));
    return f(x, pool);
  });
};

/**
 * The maximum of every window: [B, L, C] -> [B, places, C]. Padding never wins; the derivative belongs to the first
 * maximum. Goodfellow, Bengio, Courville 9.3. PyTorch: MaxPool1d; Keras: MaxPooling1D.
 */
export const maxPool1d = <
  const K extends number,
  const Stride extends number = K,
  const Pad extends Padding = 'valid',
>(
  k: K,
  o: PoolOptions<Stride, Pad> = {},
): Pool1d<'maxPool1d', K, Stride, Pad> =>
  over1d('maxPool1d', k, o.stride ?? k, o.padding ?? 'valid', maxPool);

/**
 * The maximum of every window: [B, H, W, C] -> [B, rows, columns, C]. Padding never wins; the derivative belongs to the
 * first maximum in row-major order. Goodfellow, Bengio, Courville 9.3. PyTorch: MaxPool2d; Keras: MaxPooling2D.
 */
export const maxPool2d = <
  const K extends Pair,
  const Stride extends Pair = K,
  const Pad extends Padding2d = 'valid',
>(
  k: K,
  o: PoolOptions<Stride, Pad> = {},
): Pool2d<'maxPool2d', K, Stride, Pad> =>
  over2d('maxPool2d', k, o.stride ?? k, o.padding ?? 'valid', maxPool);

/** The mean of every window: [B, L, C] -> [B, places, C]. PyTorch: AvgPool1d; Keras: AveragePooling1D. */
export const avgPool1d = <
  const K extends number,
  const Stride extends number = K,
  const Pad extends Padding = 'valid',
>(
  k: K,
  o: AvgPoolOptions<Stride, Pad> = {},
): Pool1d<'avgPool1d', K, Stride, Pad> =>
  over1d('avgPool1d', k, o.stride ?? k, o.padding ?? 'valid', (x, pool) =>
    avgPool(x, { ...pool, countIncludePad: o.countIncludePad ?? false }),
  );

/** The mean of every window: [B, H, W, C] -> [B, rows, columns, C]. PyTorch: AvgPool2d; Keras: AveragePooling2D. */
export const avgPool2d = <
  const K extends Pair,
  const Stride extends Pair = K,
  const Pad extends Padding2d = 'valid',
>(
  k: K,
  o: AvgPoolOptions<Stride, Pad> = {},
): Pool2d<'avgPool2d', K, Stride, Pad> =>
  over2d('avgPool2d', k, o.stride ?? k, o.padding ?? 'valid', (x, pool) =>
    avgPool(x, { ...pool, countIncludePad: o.countIncludePad ?? false }),
  );
