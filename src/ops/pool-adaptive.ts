/**
 * Poolings whose windows follow the size of the input: as many as are asked for (adaptive), or one over all of the space
 * (global). Axis by axis, last to first: a maximum or a mean over a box is one over its rows of those over each row, and
 * the first maximum of the first row is the first in row-major order.
 */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { addDim, type Dim, divDim, exactDim, mulDim, subDim } from '../types/dim.ts';
import type { Float } from '../types/dtype.ts';
import {
  type AdaptivePool as AdaptiveRule,
  adaptivePoolShape,
  each,
  type GlobalPool as GlobalRule,
  globalPoolShape,
  type PerAxis,
  type Rank,
  sizeOf,
} from '../types/shape.ts';
import { spaceOf, whole } from './conv-geometry.ts';
import { entries } from './parts.ts';
import { mapAxis } from './pool-geometry.ts';
import { maxOfAll } from './pool-max.ts';
import { floats } from './rules.ts';

/** [batch, length, channels] to [batch, 1, channels]. */
type OfAll = (x: Value) => Value;

const meanOfAll: OfAll = (x) => {
  const sums = p.reduceSum(x, [1]);
  return p.reshape(p.div(sums, p.fill(x.shape[1]!, sums)), x.shape.with(1, 1));
};

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** After how many periods n windows over d elements are through: floor(i d / n) has the period n / gcd(d, n) in i. */
const periodsOf = (d: Dim, n: number): number => {
  if (typeof d === 'number') return gcd(n, d);
  return exactDim(d, n) === null ? 1 : n;
};

/**
 * n windows along axis 1, from floor(i d / n) up to ceil((i + 1) d / n): [batch, d, channels] to [batch, n, channels].
 */
const adapted = (x: Value, n: number, ofAll: OfAll): Value => {
  const [batch, length, channels] = [x.shape[0]!, x.shape[1]!, x.shape[2]!];
  const periods = periodsOf(length, n);
  const count = n / periods;
  const d = divDim(length, periods);
  const period = p.reshape(x, [mulDim(batch, periods), d, channels]);
  const windows = Array.from({ length: count }, (_, i) => {
    const last = addDim(mulDim(d, i + 1), count - 1);
    const from = divDim(mulDim(d, i), count);
    return ofAll(entries(period, 1, from, subDim(divDim(last, count), from)));
  });
  return p.reshape(p.concat(windows, 1), [batch, n, channels]);
};

/** The type of an adaptive pooling: [batch, ...space, channels] to [batch, ...size, channels]. */
export interface AdaptivePool<R extends Rank, Op extends string, Size extends PerAxis>
  extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<AdaptiveRule<R, InShape<this>, Size, Op>, InDType<this>>
    : `${Op}: needs a float tensor, got ${InDType<this>['dtype']}`;
}

const adaptive = <R extends Rank, Op extends string, Size extends PerAxis>(
  rank: R,
  op: Op,
  size: Size,
  ofAll: OfAll,
): AdaptivePool<R, Op, Size> => {
  const counts = each<number>(rank, size);
  whole(op, 'size', counts);
  return layer((x) => {
    must(adaptivePoolShape(rank, floats(op, x).shape, size, op));
    return counts.reduceRight((v, n, k) => mapAxis(v, k, (line) => adapted(line, n, ofAll)), x);
  }, op);
};

/**
 * The means of n windows, from floor(i L / n) up to ceil((i + 1) L / n): [B, L, C] -> [B, n, C], for every L.
 * PyTorch: AdaptiveAvgPool1d.
 */
export const adaptiveAvgPool1d = <const Size extends PerAxis<1>>(
  size: Size,
): AdaptivePool<1, 'adaptiveAvgPool1d', Size> => adaptive(1, 'adaptiveAvgPool1d', size, meanOfAll);

/** The means of n x m windows: [B, H, W, C] -> [B, n, m, C]. As adaptiveAvgPool1d. PyTorch: AdaptiveAvgPool2d. */
export const adaptiveAvgPool2d = <const Size extends PerAxis<2>>(
  size: Size,
): AdaptivePool<2, 'adaptiveAvgPool2d', Size> => adaptive(2, 'adaptiveAvgPool2d', size, meanOfAll);

/**
 * The means of n x m x l windows: [B, D, H, W, C] -> [B, n, m, l, C]. As adaptiveAvgPool1d. PyTorch:
 * AdaptiveAvgPool3d.
 */
export const adaptiveAvgPool3d = <const Size extends PerAxis<3>>(
  size: Size,
): AdaptivePool<3, 'adaptiveAvgPool3d', Size> => adaptive(3, 'adaptiveAvgPool3d', size, meanOfAll);

/**
 * The maxima of n windows, from floor(i L / n) up to ceil((i + 1) L / n): [B, L, C] -> [B, n, C], for every L. The
 * derivative belongs to the first maximum. PyTorch: AdaptiveMaxPool1d.
 */
export const adaptiveMaxPool1d = <const Size extends PerAxis<1>>(
  size: Size,
): AdaptivePool<1, 'adaptiveMaxPool1d', Size> => adaptive(1, 'adaptiveMaxPool1d', size, maxOfAll);

/** The maxima of n x m windows: [B, H, W, C] -> [B, n, m, C]. As adaptiveMaxPool1d. PyTorch: AdaptiveMaxPool2d. */
export const adaptiveMaxPool2d = <const Size extends PerAxis<2>>(
  size: Size,
): AdaptivePool<2, 'adaptiveMaxPool2d', Size> => adaptive(2, 'adaptiveMaxPool2d', size, maxOfAll);

/**
 * The maxima of n x m x l windows: [B, D, H, W, C] -> [B, n, m, l, C]. As adaptiveMaxPool1d. PyTorch:
 * AdaptiveMaxPool3d.
 */
export const adaptiveMaxPool3d = <const Size extends PerAxis<3>>(
  size: Size,
): AdaptivePool<3, 'adaptiveMaxPool3d', Size> => adaptive(3, 'adaptiveMaxPool3d', size, maxOfAll);

/** The type of a global pooling: [batch, ...space, channels] to [batch, channels]. */
export interface GlobalPool<R extends Rank, Op extends string> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<GlobalRule<R, InShape<this>, Op>, InDType<this>>
    : `${Op}: needs a float tensor, got ${InDType<this>['dtype']}`;
}

/** @__NO_SIDE_EFFECTS__ */
const global = <R extends Rank, Op extends string>(
  rank: R,
  op: Op,
  ofAll: OfAll,
): GlobalPool<R, Op> =>
  layer((x) => {
    const shape = must(globalPoolShape(rank, floats(op, x).shape, op));
    const line = p.reshape(x, [shape[0]!, sizeOf(spaceOf(x)), shape[1]!]);
    return p.reshape(ofAll(line), shape);
  }, op);

/** The mean of every channel: [B, L, C] -> [B, C]. Keras: GlobalAveragePooling1D. */
export const globalAvgPool1d: GlobalPool<1, 'globalAvgPool1d'> = global(
  1,
  'globalAvgPool1d',
  meanOfAll,
);
/** The mean of every channel: [B, H, W, C] -> [B, C]. Lin, Chen, Yan 2013. Keras: GlobalAveragePooling2D. */
export const globalAvgPool2d: GlobalPool<2, 'globalAvgPool2d'> = global(
  2,
  'globalAvgPool2d',
  meanOfAll,
);
/** The mean of every channel: [B, D, H, W, C] -> [B, C]. Keras: GlobalAveragePooling3D. */
export const globalAvgPool3d: GlobalPool<3, 'globalAvgPool3d'> = global(
  3,
  'globalAvgPool3d',
  meanOfAll,
);
/**
 * The maximum of every channel: [B, L, C] -> [B, C]; the derivative belongs to the first. Keras: GlobalMaxPooling1D.
 */
export const globalMaxPool1d: GlobalPool<1, 'globalMaxPool1d'> = global(
  1,
  'globalMaxPool1d',
  maxOfAll,
);
/**
 * The maximum of every channel: [B, H, W, C] -> [B, C]; the derivative belongs to the first. Keras:
 * GlobalMaxPooling2D.
 */
export const globalMaxPool2d: GlobalPool<2, 'globalMaxPool2d'> = global(
  2,
  'globalMaxPool2d',
  maxOfAll,
);
/**
 * The maximum of every channel: [B, D, H, W, C] -> [B, C]; the derivative belongs to the first. Keras:
 * GlobalMaxPooling3D.
 */
export const globalMaxPool3d: GlobalPool<3, 'globalMaxPool3d'> = global(
  3,
  'globalMaxPool3d',
  maxOfAll,
);
