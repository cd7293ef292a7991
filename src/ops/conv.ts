/**
 * Convolution over any number of axes of space, channels last, in groups. Three composites, each bilinear, closed under
 * transposition: the derivative of one is written with the other two, so that all three are contractions of windows
 * that are never stored.
 */

import { type CompositeRules, composite } from '../control/index.ts';
import type { TensorType, Value } from '../core/node.ts';
import { addTangents, dot, permute, reshape, slice } from '../prim/index.ts';
import { type Dim, divDim, mulDim } from '../types/dim.ts';
import {
  type Geometry,
  isNumber,
  range,
  reversedWindowsOf,
  spaceOf,
  windowsOf,
} from './conv-geometry.ts';
import { winogradCall } from './conv-winograd.ts';

export interface Convolution extends Geometry {
  /** input and output channels are split into so many groups that do not mix */
  readonly groups: number;
}

/** The size of the window of a kernel [...size, in / groups, out]. */
const sizeOf = (w: TensorType): readonly number[] => w.shape.slice(0, -2).filter(isNumber);

type Bilinear = (x: Value, y: Value) => Value;
type Cotangent = (c: Value, x: Value, y: Value) => Value;

/** A composite that is linear in both operands; `again` is the same map at the sizes of its result. */
const bilinear = (
  name: string,
  define: Bilinear,
  again: (result: TensorType) => Bilinear,
  back: readonly [left: Cotangent, right: Cotangent],
  kernel: CompositeRules['kernel'] = () => null,
): Bilinear => {
  const apply = composite(name, (x, y) => [define(x!, y!)], {
    kernel,
    jvp: ([s, t], [x, y], [result]) => [
      addTangents(
        s == null ? null : again(result!)(s, y!),
        t == null ? null : again(result!)(x!, t),
      ),
    ],
    transpose: ([c], [x, y], [left]) =>
      left === true ? [back[0](c!, x!, y!), null] : [null, back[1](c!, x!, y!)],
  });
  return (x, y) => apply(x, y)[0]!;
};

/** An axis of channels split into [groups, channels of one]. */
const split = (x: Value, axis: number, groups: number): Value => {
  const each = divDim(x.shape[axis]!, groups);
  return reshape(x, [...x.shape.slice(0, axis), groups, each, ...x.shape.slice(axis + 1)]);
};

/** [groups, ...others, channels of one] with the groups' channels side by side. */
const joined = (x: Value): Value => {
  const n = x.shape.length;
  const last = permute(x, [...range(1, n - 2), 0, n - 1]);
  return reshape(last, [
    ...last.shape.slice(0, -2),
    mulDim(last.shape[n - 2]!, last.shape[n - 1]!),
  ]);
};

/**
 * Windows [batch, ...places, channels, ...size] contracted over channels and taps with a kernel whose axes are
 * [...size, a, b]; its axis `over` meets the channels, the other one becomes the channels of the result.
 */
const contracted = (windows: Value, w: Value, groups: number, over: 0 | 1): Value => {
  const n = w.shape.length - 2;
  const x = split(windows, n + 1, groups); // [batch, ...places, groups, each, ...size]
  const y = split(w, n + 1, groups); // [...size, a, groups, b]
  const channels = over === 0 ? n : n + 2;
  return joined(
    dot(x, y, {
      contract: [range(n + 2, n + 1), [channels, ...range(0, n)]],
      batch: [[n + 1], [n + 1]],
    }),
  );
};

/** The kernel with every axis of space backwards. */
const flipped = (w: Value): Value => {
  const size = sizeOf(w);
  return size.every((k) => k === 1)
    ? w
    : slice(w, {
        start: [...size.map((k) => k - 1), 0, 0],
        size: w.shape,
        stride: [...size.map(() => -1), 1, 1],
      });
};

/** For every window and every filter, the sum over the batch and the places. */
const correlated = (windows: Value, c: Value, groups: number): Value => {
  const n = c.shape.length - 2;
  const x = split(windows, n + 1, groups); // [batch, ...places, groups, each, ...size]
  const taps = permute(x, [...range(0, n + 2), ...range(n + 3, n), n + 2]);
  const y = split(c, n + 1, groups); // [batch, ...places, groups, filters of one]
  return joined(
    dot(taps, y, { contract: [range(0, n + 1), range(0, n + 1)], batch: [[n + 1], [n + 1]] }),
  );
};

const named = (op: string, x: TensorType): string => `${op}${x.shape.length - 2}d`;

/**
 * y[b, i, o] = sum over taps t and channels c of the group of o: x[b, i stride + t dilation - before, c] w[t, c, o],
 * zero outside. x [batch, ...space, in], w [...size, in / groups, out]. Goodfellow, Bengio, Courville (9.7).
 */
export const convolve = (x: Value, w: Value, g: Convolution): Value =>
  bilinear(
    named('conv', x),
    (a, b) => contracted(windowsOf(a, sizeOf(b), g), b, g.groups, 0),
    () => (a, b) => convolve(a, b, g),
    [
      (c, a, b) => convolveTranspose(c, b, spaceOf(a), g),
      (c, a, b) => filterGradient(a, c, sizeOf(b), g),
    ],
    (inputs, results) => winogradCall(inputs, results, { geometry: g, flipped: false }),
  )(x, w);

/**
 * The adjoint of `convolve` in x, for x of size `space`: y[b, j, c] = sum over places i and taps t with
 * i stride + t dilation - before = j, and filters o of the group of c: x[b, i, o] w[t, c, o]. x [batch, ...places, out],
 * w [...size, in / groups, out]. It is computed as a convolution of the dilated x with the flipped kernel. Dumoulin and
 * Visin 2016, chapter 4.
 */
export const convolveTranspose = (
  x: Value,
  w: Value,
  space: readonly Dim[],
  g: Convolution,
): Value =>
  bilinear(
    named('convTranspose', x),
    (a, b) => contracted(reversedWindowsOf(a, space, sizeOf(b), g), flipped(b), g.groups, 1),
    (result) => (a, b) => convolveTranspose(a, b, spaceOf(result), g),
    [(c, _, b) => convolve(c, b, g), (c, a, b) => filterGradient(c, a, sizeOf(b), g)],
    (inputs, results) => winogradCall(inputs, results, { geometry: g, flipped: true }),
  )(x, w);

/** The cotangent of w, of size `size`: every window of x with the cotangent at its place. */
const filterGradient = (x: Value, c: Value, size: readonly number[], g: Convolution): Value =>
  bilinear(
    named('convFilterGrad', x),
    (a, b) => correlated(windowsOf(a, size, g), b, g.groups),
    () => (a, b) => filterGradient(a, b, size, g),
    [(d, a, b) => convolveTranspose(b, d, spaceOf(a), g), (d, a) => convolve(a, d, g)],
  )(x, c);
