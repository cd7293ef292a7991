/** Pooling layers, channels last: the maximum, the mean or the norm of every window, channel by channel. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, type Mk, must, type Ok, type Ret } from '../core/tensor.ts';
import type { Float, i32 } from '../types/dtype.ts';
import {
  each,
  type Padding,
  type Paddings,
  type PerAxis,
  type Pool as PoolRule,
  poolShape,
  type Rank,
} from '../types/shape.ts';
import { checkGeometry, whole } from './conv-geometry.ts';
import { avgPool } from './pool-average.ts';
import type { Pooling } from './pool-geometry.ts';
import { checkPower, lpPool } from './pool-lp.ts';
import { maxPool, maxPoolIndices } from './pool-max.ts';
import { floats } from './rules.ts';

/** How the windows of a pooling move. */
export interface PoolOptions<Stride, Pad, Ceil extends boolean = boolean> {
  /** elements from one window to the next; the size of the window if absent */
  readonly stride?: Stride;
  /** 'valid' if absent; no more than half of the window */
  readonly padding?: Pad;
  /** whether a last window that starts inside may reach beyond the padding, PyTorch's ceil_mode; false if absent */
  readonly ceil?: Ceil;
}
/** How the windows of a max pooling move. */
export interface MaxPoolOptions<Stride, Pad, Dilation, Ceil extends boolean = boolean>
  extends PoolOptions<Stride, Pad, Ceil> {
  /** elements from one tap to the next, 1 if absent */
  readonly dilation?: Dilation;
}
/** How the windows of an average pooling move, and what it divides by. */
export interface AvgPoolOptions<Stride, Pad, Ceil extends boolean = boolean>
  extends PoolOptions<Stride, Pad, Ceil> {
  /** whether the zeros of the padding count as elements, as in PyTorch; false, as in Keras, if absent */
  readonly countIncludePad?: boolean;
}

/** A pooling layer over [batch, ...space, channels], with R axes of space. */
export interface Pool<
  R extends Rank,
  Op extends string,
  K extends PerAxis,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Ceil extends boolean,
> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<PoolRule<R, InShape<this>, K, Stride, Pad, Op, Dilation, Ceil>, InDType<this>>
    : `${Op}: needs a float tensor, got ${InDType<this>['dtype']}`;
}

/** The windows side by side that a size alone makes, else whatever the options say. */
type Plain<K, Stride, Pad, Dilation, Ceil, Short, Long> = [Stride, K, Pad, Dilation, Ceil] extends [
  K,
  Stride,
  'valid',
  1,
  false,
]
  ? Short
  : Long;
/** A `maxPool1d(k)`: windows of K elements side by side. */
export interface MaxPool1d<K extends PerAxis<1>>
  extends Pool<1, 'maxPool1d', K, K, 'valid', 1, false> {}
/** A `maxPool2d(k)`: windows of K side by side. */
export interface MaxPool2d<K extends PerAxis<2>>
  extends Pool<2, 'maxPool2d', K, K, 'valid', 1, false> {}
/** A `maxPool3d(k)`: windows of K side by side. */
export interface MaxPool3d<K extends PerAxis<3>>
  extends Pool<3, 'maxPool3d', K, K, 'valid', 1, false> {}
/** A `avgPool1d(k)`: windows of K elements side by side. */
export interface AvgPool1d<K extends PerAxis<1>>
  extends Pool<1, 'avgPool1d', K, K, 'valid', 1, false> {}
/** A `avgPool2d(k)`: windows of K side by side. */
export interface AvgPool2d<K extends PerAxis<2>>
  extends Pool<2, 'avgPool2d', K, K, 'valid', 1, false> {}
/** A `avgPool3d(k)`: windows of K side by side. */
export interface AvgPool3d<K extends PerAxis<3>>
  extends Pool<3, 'avgPool3d', K, K, 'valid', 1, false> {}
/** A `lpPool1d(k)`: windows of K elements side by side. */
export interface LpPool1d<K extends PerAxis<1>>
  extends Pool<1, 'lpPool1d', K, K, 'valid', 1, false> {}
/** A `lpPool2d(k)`: windows of K side by side. */
export interface LpPool2d<K extends PerAxis<2>>
  extends Pool<2, 'lpPool2d', K, K, 'valid', 1, false> {}

type AnyOptions = MaxPoolOptions<PerAxis, Paddings, PerAxis>;

/** A window and how it moves, checked. */
const windowsIn = (rank: Rank, op: string, k: PerAxis, o: AnyOptions): Pooling => {
  const pool = {
    size: each(rank, k),
    stride: each(rank, o.stride ?? k),
    padding: each<Padding>(rank, o.padding ?? 'valid'),
    dilation: each(rank, o.dilation ?? 1),
    ceil: o.ceil ?? false,
  };
  whole(op, 'window', pool.size);
  checkGeometry(op, pool);
  return pool;
};

/** Throws unless the windows fit x. */
const check = (rank: Rank, op: string, x: Value, k: PerAxis, o: AnyOptions): void => {
  const { stride = k, padding = 'valid', dilation = 1, ceil = false } = o;
  must(poolShape(rank, floats(op, x).shape, k, stride, padding, op, dilation, ceil));
};

const pooling = (
  rank: Rank,
  op: string,
  k: PerAxis,
  o: AnyOptions,
  f: (x: Value, pool: Pooling) => Value,
): Layer => {
  const pool = windowsIn(rank, op, k, o);
  return layer((x) => {
    check(rank, op, x, k, o);
    return f(x, pool);
  }, op);
};

/**
 * The maximum of every window: [B, L, C] -> [B, places, C]. Padding never wins; the derivative belongs to the first
 * maximum; a window between or beyond all elements, as dilation allows, gives -inf. Goodfellow, Bengio, Courville 9.3.
 * PyTorch: MaxPool1d; Keras: MaxPooling1D.
 */
export function maxPool1d<
  const K extends PerAxis<1>,
  const Stride extends PerAxis<1> = K,
  const Pad extends Paddings<1> = 'valid',
  const Dilation extends PerAxis<1> = 1,
  const Ceil extends boolean = false,
>(
  k: K,
  o?: MaxPoolOptions<Stride, Pad, Dilation, Ceil>,
): Plain<
  K,
  Stride,
  Pad,
  Dilation,
  Ceil,
  MaxPool1d<K>,
  Pool<1, 'maxPool1d', K, Stride, Pad, Dilation, Ceil>
>;
export function maxPool1d(k: PerAxis<1>, o: AnyOptions = {}): unknown {
  return pooling(1, 'maxPool1d', k, o, maxPool);
}

/**
 * The maximum of every window: [B, H, W, C] -> [B, rows, columns, C]. Padding never wins; the derivative belongs to the
 * first maximum in row-major order; a window of no elements gives -inf. PyTorch: MaxPool2d; Keras: MaxPooling2D.
 */
export function maxPool2d<
  const K extends PerAxis<2>,
  const Stride extends PerAxis<2> = K,
  const Pad extends Paddings<2> = 'valid',
  const Dilation extends PerAxis<2> = 1,
  const Ceil extends boolean = false,
>(
  k: K,
  o?: MaxPoolOptions<Stride, Pad, Dilation, Ceil>,
): Plain<
  K,
  Stride,
  Pad,
  Dilation,
  Ceil,
  MaxPool2d<K>,
  Pool<2, 'maxPool2d', K, Stride, Pad, Dilation, Ceil>
>;
export function maxPool2d(k: PerAxis<2>, o: AnyOptions = {}): unknown {
  return pooling(2, 'maxPool2d', k, o, maxPool);
}

/** The maximum of every window: [B, D, H, W, C] -> [B, layers, rows, columns, C]. As maxPool2d. PyTorch: MaxPool3d. */
export function maxPool3d<
  const K extends PerAxis<3>,
  const Stride extends PerAxis<3> = K,
  const Pad extends Paddings<3> = 'valid',
  const Dilation extends PerAxis<3> = 1,
  const Ceil extends boolean = false,
>(
  k: K,
  o?: MaxPoolOptions<Stride, Pad, Dilation, Ceil>,
): Plain<
  K,
  Stride,
  Pad,
  Dilation,
  Ceil,
  MaxPool3d<K>,
  Pool<3, 'maxPool3d', K, Stride, Pad, Dilation, Ceil>
>;
export function maxPool3d(k: PerAxis<3>, o: AnyOptions = {}): unknown {
  return pooling(3, 'maxPool3d', k, o, maxPool);
}

const averages =
  (o: AvgPoolOptions<PerAxis, Paddings>) =>
  (x: Value, pool: Pooling): Value =>
    avgPool(x, { ...pool, countIncludePad: o.countIncludePad ?? false });

/**
 * The mean of every window: [B, L, C] -> [B, places, C], of its elements and, with countIncludePad, of the zeros of the
 * padding; what ceil mode reaches beyond never counts. PyTorch: AvgPool1d; Keras: AveragePooling1D.
 */
export function avgPool1d<
  const K extends PerAxis<1>,
  const Stride extends PerAxis<1> = K,
  const Pad extends Paddings<1> = 'valid',
  const Ceil extends boolean = false,
>(
  k: K,
  o?: AvgPoolOptions<Stride, Pad, Ceil>,
): Plain<K, Stride, Pad, 1, Ceil, AvgPool1d<K>, Pool<1, 'avgPool1d', K, Stride, Pad, 1, Ceil>>;
export function avgPool1d(k: PerAxis<1>, o: AvgPoolOptions<PerAxis, Paddings> = {}): unknown {
  return pooling(1, 'avgPool1d', k, o, averages(o));
}

/**
 * The mean of every window: [B, H, W, C] -> [B, rows, columns, C]. As avgPool1d. PyTorch: AvgPool2d; Keras:
 * AveragePooling2D.
 */
export function avgPool2d<
  const K extends PerAxis<2>,
  const Stride extends PerAxis<2> = K,
  const Pad extends Paddings<2> = 'valid',
  const Ceil extends boolean = false,
>(
  k: K,
  o?: AvgPoolOptions<Stride, Pad, Ceil>,
): Plain<K, Stride, Pad, 1, Ceil, AvgPool2d<K>, Pool<2, 'avgPool2d', K, Stride, Pad, 1, Ceil>>;
export function avgPool2d(k: PerAxis<2>, o: AvgPoolOptions<PerAxis, Paddings> = {}): unknown {
  return pooling(2, 'avgPool2d', k, o, averages(o));
}

/** The mean of every window: [B, D, H, W, C] -> [B, layers, rows, columns, C]. As avgPool1d. PyTorch: AvgPool3d. */
export function avgPool3d<
  const K extends PerAxis<3>,
  const Stride extends PerAxis<3> = K,
  const Pad extends Paddings<3> = 'valid',
  const Ceil extends boolean = false,
>(
  k: K,
  o?: AvgPoolOptions<Stride, Pad, Ceil>,
): Plain<K, Stride, Pad, 1, Ceil, AvgPool3d<K>, Pool<3, 'avgPool3d', K, Stride, Pad, 1, Ceil>>;
export function avgPool3d(k: PerAxis<3>, o: AvgPoolOptions<PerAxis, Paddings> = {}): unknown {
  return pooling(3, 'avgPool3d', k, o, averages(o));
}

const norms = (op: string, p: number): ((x: Value, pool: Pooling) => Value) => {
  checkPower(op, p);
  return (x, pool) => lpPool(x, p, pool);
};

/**
 * The norm of every window, (sum |x|^p)^(1/p) for a real p >= 1: [B, L, C] -> [B, places, C]; derivative 0 where all are
 * 0. PyTorch: LPPool1d, which has x^p for |x|^p.
 */
export function lpPool1d<
  const K extends PerAxis<1>,
  const Stride extends PerAxis<1> = K,
  const Pad extends Paddings<1> = 'valid',
  const Ceil extends boolean = false,
>(
  p: number,
  k: K,
  o?: PoolOptions<Stride, Pad, Ceil>,
): Plain<K, Stride, Pad, 1, Ceil, LpPool1d<K>, Pool<1, 'lpPool1d', K, Stride, Pad, 1, Ceil>>;
export function lpPool1d(
  p: number,
  k: PerAxis<1>,
  o: PoolOptions<PerAxis, Paddings> = {},
): unknown {
  return pooling(1, 'lpPool1d', k, o, norms('lpPool1d', p));
}

/** The norm of every window: [B, H, W, C] -> [B, rows, columns, C]. As lpPool1d. PyTorch: LPPool2d. */
export function lpPool2d<
  const K extends PerAxis<2>,
  const Stride extends PerAxis<2> = K,
  const Pad extends Paddings<2> = 'valid',
  const Ceil extends boolean = false,
>(
  p: number,
  k: K,
  o?: PoolOptions<Stride, Pad, Ceil>,
): Plain<K, Stride, Pad, 1, Ceil, LpPool2d<K>, Pool<2, 'lpPool2d', K, Stride, Pad, 1, Ceil>>;
export function lpPool2d(
  p: number,
  k: PerAxis<2>,
  o: PoolOptions<PerAxis, Paddings> = {},
): unknown {
  return pooling(2, 'lpPool2d', k, o, norms('lpPool2d', p));
}

/** The rule of a max pooling with indices: it takes floats. */
type Indexed<
  R extends 1 | 2,
  A extends AnyTensor,
  K extends PerAxis,
  Stride extends PerAxis,
  Pad extends Paddings,
  Dilation extends PerAxis,
  Ceil extends boolean,
> = A['dtype'] extends Float
  ? PoolRule<R, A['shape'], K, Stride, Pad, `maxPool${R}dWithIndices`, Dilation, Ceil>
  : `maxPool${R}dWithIndices: needs a float tensor, got ${A['dtype']['dtype']}`;

const indexed = (
  rank: 1 | 2,
  x: Value,
  k: PerAxis,
  o: AnyOptions,
): readonly [values: Value, indices: Value] => {
  const op = `maxPool${rank}dWithIndices`;
  const pool = windowsIn(rank, op, k, o);
  check(rank, op, x, k, o);
  return [maxPool(x, pool), maxPoolIndices(x, pool)];
};

/**
 * The maximum of every window and where on the axis it is, as i32: [B, L, C] -> [B, places, C], twice. As maxPool1d.
 * PyTorch: max_pool1d with return_indices.
 */
export function maxPool1dWithIndices<
  A extends AnyTensor,
  const K extends PerAxis<1>,
  const Stride extends PerAxis<1> = K,
  const Pad extends Paddings<1> = 'valid',
  const Dilation extends PerAxis<1> = 1,
  const Ceil extends boolean = false,
>(
  x: Ok<Indexed<1, A, K, Stride, Pad, Dilation, Ceil>, A>,
  k: K,
  o?: MaxPoolOptions<Stride, Pad, Dilation, Ceil>,
): readonly [
  values: Ret<Indexed<1, A, K, Stride, Pad, Dilation, Ceil>, A['dtype']>,
  indices: Ret<Indexed<1, A, K, Stride, Pad, Dilation, Ceil>, i32>,
];
export function maxPool1dWithIndices(
  x: Value,
  k: PerAxis<1>,
  o: AnyOptions = {},
): readonly [values: Value, indices: Value] {
  return indexed(1, x, k, o);
}

/**
 * The maximum of every window and which element h W + w of its plane it is, as i32: [B, H, W, C] -> [B, rows, columns, C],
 * twice. As maxPool2d. PyTorch: max_pool2d with return_indices.
 */
export function maxPool2dWithIndices<
  A extends AnyTensor,
  const K extends PerAxis<2>,
  const Stride extends PerAxis<2> = K,
  const Pad extends Paddings<2> = 'valid',
  const Dilation extends PerAxis<2> = 1,
  const Ceil extends boolean = false,
>(
  x: Ok<Indexed<2, A, K, Stride, Pad, Dilation, Ceil>, A>,
  k: K,
  o?: MaxPoolOptions<Stride, Pad, Dilation, Ceil>,
): readonly [
  values: Ret<Indexed<2, A, K, Stride, Pad, Dilation, Ceil>, A['dtype']>,
  indices: Ret<Indexed<2, A, K, Stride, Pad, Dilation, Ceil>, i32>,
];
export function maxPool2dWithIndices(
  x: Value,
  k: PerAxis<2>,
  o: AnyOptions = {},
): readonly [values: Value, indices: Value] {
  return indexed(2, x, k, o);
}
