/** Where windows lie in images [batch, ...space, channels]: the zeros put around, and every place that a window takes. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { embed, fold, slice, window } from '../prim/index.ts';
import { addDim, type Dim, divDim, mulDim, subDim } from '../types/dim.ts';
import { convDim, type Padding } from '../types/shape.ts';

/** How a window moves, one entry for each axis of space. */
export interface Geometry {
  readonly stride: readonly number[];
  readonly padding: readonly Padding[];
  readonly dilation: readonly number[];
}

/** Throws ShapeError unless every number is a whole one from `least` on. */
export const whole = (op: string, what: string, xs: readonly number[], least = 1): void => {
  const wrong = xs.find((x) => !Number.isInteger(x) || x < least);
  if (wrong === undefined) return;
  const kind = least === 0 ? 'a whole number >= 0' : 'a positive whole number';
  throw new ShapeError(`${op}: ${what} must be ${kind}, got ${wrong}`);
};

/** Throws ShapeError for strides, dilations or paddings that are none. */
export const checkGeometry = (op: string, { stride, padding, dilation }: Geometry): void => {
  const zeros = padding.filter((p) => typeof p === 'number');
  whole(op, 'stride', stride);
  whole(op, 'dilation', dilation);
  whole(op, 'padding', zeros, 0);
};

/** A window on one axis of size `d`. */
interface Axis {
  readonly d: Dim;
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly dilation: number;
}

/** Whether a size is known. */
export const isNumber = (d: Dim): d is number => typeof d === 'number';

/** `count` axes from `from` on. */
export const range = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, k) => from + k);

export const spaceOf = (x: { readonly shape: readonly Dim[] }): readonly Dim[] =>
  x.shape.slice(1, -1);

const axesOf = (space: readonly Dim[], size: readonly number[], g: Geometry): readonly Axis[] =>
  space.map((d, k) => ({
    d,
    size: size[k]!,
    stride: g.stride[k]!,
    padding: g.padding[k]!,
    dilation: g.dilation[k]!,
  }));

/** Elements from the first tap of a window to its last. */
const span = ({ size, dilation }: Axis): number => (size - 1) * dilation;

const placesOf = ({ d, size, stride, padding, dilation }: Axis): Dim =>
  convDim(d, size, stride, padding, dilation);

/**
 * Half of what 'same' lacks, max(0, (places - 1) stride + span + 1 - d), rounded down: the rest stands at the end, as
 * in TensorFlow and PyTorch. A named size has no maximum: for strides above the span, whose excess e may be negative,
 * the pairs of zeros are counted, since floor((e - 2i + stride) / stride) is 1 where e >= 2i and else 0.
 */
const sameBefore = (a: Axis): Dim => {
  const last = mulDim(subDim(placesOf(a), 1), a.stride);
  const excess = subDim(addDim(last, span(a) + 1), a.d);
  if (typeof excess === 'number') return Math.max(0, Math.floor(excess / 2));
  if (span(a) + 1 >= a.stride) return divDim(excess, 2);
  const pairs = Array.from({ length: Math.floor(span(a) / 2) }, (_, i) => 2 * (i + 1));
  return pairs.reduce<Dim>(
    (n, zeros) => addDim(n, divDim(addDim(excess, a.stride - zeros), a.stride)),
    0,
  );
};

/** The zeros before and after; 'same' may put one row too many after, which no window reads. */
const zerosOf = (a: Axis): readonly [before: Dim, after: number] => {
  if (a.padding === 'valid') return [0, 0];
  return a.padding === 'same' ? [sameBefore(a), Math.ceil(span(a) / 2)] : [a.padding, a.padding];
};

/** x among zeros: `before` in front, `stride` from one element to the next, `shape` in all. */
const among = (
  x: Value,
  before: readonly Dim[],
  stride: readonly number[],
  space: readonly Dim[],
): Value => {
  const shape = [x.shape[0]!, ...space, x.shape.at(-1)!];
  if (shape.every((d, k) => d === x.shape[k]) && before.every((d) => d === 0)) return x;
  return embed(x, { shape, start: [0, ...before, 0], stride: [1, ...stride, 1] });
};

/** All places of all taps: [batch, ...places, channels, ...size]. */
const slide = (
  x: Value,
  places: readonly Dim[],
  size: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): Value => window(x, { axes: places.map((_, k) => k + 1), places, size, stride, dilation });

const ones = (n: number): readonly number[] => new Array<number>(n).fill(1);

/** The windows of x with its padding: [batch, ...places, channels, ...size]. */
export const windowsOf = (x: Value, size: readonly number[], g: Geometry): Value => {
  const axes = axesOf(spaceOf(x), size, g);
  const zeros = axes.map(zerosOf);
  const space = axes.map((a, k) => addDim(a.d, addDim(zeros[k]![0], zeros[k]![1])));
  const before = zeros.map(([n]) => n);
  return slide(
    among(x, before, ones(axes.length), space),
    axes.map(placesOf),
    size,
    g.stride,
    g.dilation,
  );
};

/**
 * What the windows of an image of size `space` gave, seen from the image: [batch, ...space, channels, ...size], where
 * tap t of a pixel is the place whose window has the pixel at its tap size - 1 - t, or zero.
 */
export const reversedWindowsOf = (
  c: Value,
  space: readonly Dim[],
  size: readonly number[],
  g: Geometry,
): Value => {
  const axes = axesOf(space, size, g);
  const first = axes.map((a) => subDim(span(a), zerosOf(a)[0]));
  // places that lie wholly in the padding are put in front of the first pixel and behind the last
  const outside = first.map((n) => (typeof n === 'number' ? Math.max(0, -n) : 0));
  const wide = axes.map((a, k) => addDim(a.d, span(a) + 2 * outside[k]!));
  const start = first.map((n, k) => addDim(n, outside[k]!));
  const placed = among(c, start, g.stride, wide);
  const inner = axes.map((a) => addDim(a.d, span(a)));
  return slide(cropped(placed, outside, inner), space, size, ones(axes.length), g.dilation);
};

/** The part of x from `from` on, of size `space`. */
const cropped = (x: Value, from: readonly Dim[], space: readonly Dim[]): Value => {
  const size = [x.shape[0]!, ...space, x.shape.at(-1)!];
  return size.every((d, k) => d === x.shape[k])
    ? x
    : slice(x, { start: [0, ...from, 0], size, stride: ones(size.length) });
};

/** The adjoint of `windowsOf` for an image of size `space`: all taps are added where they come from. */
export const imageOf = (
  windows: Value,
  space: readonly Dim[],
  size: readonly number[],
  g: Geometry,
): Value => {
  const axes = axesOf(space, size, g);
  const zeros = axes.map(zerosOf);
  const whole = fold(windows, {
    axes: axes.map((_, k) => k + 1),
    shape: axes.map((a, k) => addDim(a.d, addDim(zeros[k]![0], zeros[k]![1]))),
    stride: g.stride,
    dilation: g.dilation,
  });
  return cropped(
    whole,
    zeros.map(([n]) => n),
    space,
  );
};

/** The words of a PoolWord but for the divisor, where all sizes are known; one axis is an image of height 1. */
export const poolWords = (
  x: readonly Dim[],
  size: readonly number[],
  g: Geometry,
): readonly number[] | null => {
  const axes = axesOf(x.slice(1, -1), size, g);
  const before = axes.map((a) => zerosOf(a)[0]).filter(isNumber);
  const places = axes.map(placesOf).filter(isNumber);
  const sizes = x.filter(isNumber);
  if (sizes.length < x.length || axes.length > 2 || places.length + before.length < 2 * axes.length)
    return null;
  const two = (one: number, ns: readonly number[]): readonly number[] =>
    ns.length === 1 ? [one, ...ns] : ns;
  return [
    ...two(1, sizes.slice(1, -1)),
    sizes.at(-1)!,
    ...two(1, places),
    ...two(1, size),
    ...two(1, g.stride),
    ...two(0, before),
  ];
};
