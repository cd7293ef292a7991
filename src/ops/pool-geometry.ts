/**
 * The windows of a pooling in images [batch, ...space, channels], ceil mode and all of the space included, and the
 * kernels that walk over them.
 */
import type { KernelCall } from '../core/lowering.ts';
import type { Tangent, TensorType, Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { addDim, type Dim, mulDim } from '../types/dim.ts';
import { overhang } from '../types/pool.ts';
import * as conv from './conv-geometry.ts';
import { isNumber, range, spaceOf } from './conv-geometry.ts';

/** A window and how it moves. */
export interface Pooling extends conv.Geometry {
  readonly size: readonly number[];
  /** whether a last window may reach beyond the padding, as long as it starts before it */
  readonly ceil?: boolean;
}
/** A window that moves, or one window over all of the space, whatever its size. */
export type Windows = Pooling | 'all';

type Image = Pick<TensorType, 'shape'>;

/** What is put behind each axis, beyond the padding, for the last windows of ceil mode. */
export const overhangs = ({ size, stride, padding, dilation, ceil }: Pooling): readonly number[] =>
  size.map((k, i) => (ceil === true ? overhang(k, stride[i]!, padding[i]!, dilation[i]!) : 0));

const extended = (space: readonly Dim[], pool: Pooling): readonly Dim[] => {
  const more = overhangs(pool);
  return space.map((d, k) => addDim(d, more[k]!));
};

const imageShape = (x: Image, space: readonly Dim[]): readonly Dim[] => [
  x.shape[0]!,
  ...space,
  x.shape.at(-1)!,
];

/** x at the start of a space, zeros behind it. */
export const inFront = (x: Value, space: readonly Dim[]): Value => {
  const shape = imageShape(x, space);
  if (shape.every((d, k) => d === x.shape[k])) return x;
  return p.embed(x, { shape, start: shape.map(() => 0), stride: shape.map(() => 1) });
};

/** x without what lies behind the space. */
const within = (x: Value, space: readonly Dim[]): Value => {
  const size = imageShape(x, space);
  if (size.every((d, k) => d === x.shape[k])) return x;
  return p.slice(x, { start: size.map(() => 0), size, stride: size.map(() => 1) });
};

/** All of the space as the taps of one window. */
const wholeOf = (x: Value): Value => {
  const n = x.shape.length - 2;
  const taps = p.permute(x, [0, n + 1, ...range(1, n)]);
  return p.reshape(taps, [x.shape[0]!, ...range(1, n).map(() => 1), ...taps.shape.slice(1)]);
};

/** The windows of x, zeros around it: [batch, ...places, channels, ...taps]. */
export const windowsOf = (x: Value, w: Windows): Value =>
  w === 'all' ? wholeOf(x) : conv.windowsOf(inFront(x, extended(spaceOf(x), w)), w.size, w);

const wholeImageOf = (windows: Value, space: readonly Dim[]): Value => {
  const n = space.length;
  const taps = p.reshape(windows, [windows.shape[0]!, windows.shape[n + 1]!, ...space]);
  return p.permute(taps, [0, ...range(2, n), 1]);
};

/** The adjoint of `windowsOf` for images of size `space`: all taps are added where they come from. */
export const imageOf = (windows: Value, space: readonly Dim[], w: Windows): Value =>
  w === 'all'
    ? wholeImageOf(windows, space)
    : within(conv.imageOf(windows, extended(space, w), w.size, w), space);

/** The axes of the taps of windows over images with as many axes as x. */
export const tapsOf = (windows: TensorType, x: Image): readonly number[] =>
  range(x.shape.length, windows.shape.length - x.shape.length);

/** v, one number for each window, over all taps. */
export const overTaps = (v: Value, windows: TensorType): Value =>
  p.broadcast(v, windows.shape, range(0, v.shape.length));

/** One window over all of a known space. */
const wholeWindow = (space: readonly number[]): Pooling => ({
  size: space,
  stride: space.map((n) => Math.max(1, n)),
  padding: space.map(() => 'valid'),
  dilation: space.map(() => 1),
});

/** The words of a PoolWord for images whose sizes are all known. */
const wordsOf = (x: TensorType, w: Windows, divisor: number): readonly number[] | null => {
  const space = spaceOf(x).filter(isNumber);
  if (space.length < x.shape.length - 2) return null;
  const pool = w === 'all' ? wholeWindow(space) : w;
  const words = conv.poolWords(imageShape(x, extended(space, pool)), pool.size, pool);
  const two = (ns: readonly number[]): readonly number[] => (ns.length === 1 ? [1, ...ns] : ns);
  return words && [...two(space), ...words.slice(2), ...two(pool.dilation), divisor];
};

/** Whether a kernel's units are rows of places, or images; what it divides by, 0 for the taps inside. */
interface KernelOptions {
  readonly perRow: boolean;
  readonly divisor?: number;
}

/**
 * A pooling kernel over images of the type that `image` picks; none where a size is not known or the dtype is not f32.
 */
export const poolKernel =
  (
    kernel: KernelCall['kernel'],
    w: Windows,
    image: (inputs: readonly TensorType[], results: readonly TensorType[]) => TensorType,
    { perRow, divisor = 0 }: KernelOptions,
  ) =>
  (inputs: readonly TensorType[], results: readonly TensorType[]): KernelCall | null => {
    const x = image(inputs, results);
    const args = wordsOf(x, w, divisor);
    if (args === null || x.dtype.dtype !== 'f32') return null;
    return { kernel, units: Number(x.shape[0]) * (perRow ? args[3]! : 1), args };
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

/** f of a tangent, unless it is zero. */
export const present = (t: Tangent | undefined, f: (t: Value) => Value): Tangent =>
  t == null ? null : f(t);

/**
 * A pooling over any number of axes as those over the last two and over the others: a maximum, a sum or a mean over a
 * box is one over its rows of those over each row.
 */
export const byPlanes =
  <P extends Pooling>(f: (x: Value, pool: P) => Value) =>
  (x: Value, pool: P): Value => {
    if (pool.size.length <= 2) return f(x, pool);
    const [b, channels] = [x.shape[0]!, x.shape.at(-1)!];
    const outer = spaceOf(x).slice(0, -2);
    const images = p.reshape(x, [outer.reduce(mulDim, b), ...x.shape.slice(-3)]);
    const planes = f(images, axesOf(pool, -2, undefined));
    const inner = planes.shape.slice(1, -1);
    const lines = p.reshape(planes, [b, ...outer, inner.reduce(mulDim, channels)]);
    const y = byPlanes(f)(lines, axesOf(pool, 0, -2));
    return p.reshape(y, [...y.shape.slice(0, -1), ...inner, channels]);
  };

const axesOf = <P extends Pooling>(pool: P, from: number, to: number | undefined): P => ({
  ...pool,
  size: pool.size.slice(from, to),
  stride: pool.stride.slice(from, to),
  padding: pool.padding.slice(from, to),
  dilation: pool.dilation.slice(from, to),
});

/** f over axis k of the space alone: on [batch and what is before, size, what is behind and channels]. */
export const mapAxis = (x: Value, k: number, f: (line: Value) => Value): Value => {
  const [head, tail] = [x.shape.slice(0, k + 1), x.shape.slice(k + 2)];
  const y = f(p.reshape(x, [head.reduce(mulDim), x.shape[k + 1]!, tail.reduce(mulDim)]));
  return p.reshape(y, [...head, y.shape[1]!, ...tail]);
};
