/** window and fold: every place that a window takes along some axes, and the sum over all places; each the transpose of the other. */

import { concreteShape } from '../core/check.ts';
import { ShapeError } from '../core/error.ts';
import { contiguous, eachRun, type Layout, sizeOf } from '../core/layout.ts';
import type { Primitive } from '../core/node.ts';
import { apply1, type TensorType, type Value } from '../core/node.ts';
import { compact, type Strided, strided } from '../core/strided.ts';
import type { Dim } from '../types/dim.ts';
import { show } from '../types/shape.ts';
import { checkNumbers } from './families/reduction.ts';
import { view } from './families/view.ts';

interface Steps {
  /** the axes along which the window slides; the fields below hold one entry for each */
  readonly axes: readonly number[];
  /** elements between two places */
  readonly stride: readonly number[];
  /** elements between two taps of the window */
  readonly dilation: readonly number[];
}

export interface Window extends Steps {
  /** how many places there are */
  readonly places: readonly Dim[];
  /** how many taps the window has */
  readonly size: readonly number[];
}

export interface Fold extends Steps {
  /** the sizes of the axes that are summed into */
  readonly shape: readonly Dim[];
}

/** Whether the last tap at the last place lies past the end; named sizes are checked once they are bound. */
const beyond = (d: Dim, places: Dim, size: Dim, stride: number, dilation: number): boolean => {
  if (typeof d !== 'number' || typeof places !== 'number' || typeof size !== 'number') return false;
  if (places === 0 || size === 0) return false;
  return (places - 1) * stride + (size - 1) * dilation >= d;
};

const checkWindow = (op: string, x: readonly Dim[], w: Window): void => {
  const k = w.axes.findIndex((axis, i) =>
    beyond(x[axis]!, w.places[i]!, w.size[i]!, w.stride[i]!, w.dilation[i]!),
  );
  if (k >= 0) {
    throw new ShapeError(
      `${op}: ${w.places[k]} windows of ${w.size[k]} exceed axis ${w.axes[k]} of ${show(x)}`,
    );
  }
};

const replaced = <T>(xs: readonly T[], axes: readonly number[], by: readonly T[]): readonly T[] =>
  xs.map((x, k) => (axes.includes(k) ? by[axes.indexOf(k)]! : x));

/** The places in the place of the axes, the taps as axes at the end: strides that overlap. */
const windowLayout = (x: Layout, { axes, places, size, stride, dilation }: Window): Layout => {
  const moved = axes.map((k, i) => x.strides[k]! * stride[i]!);
  const taps = axes.map((k, i) => x.strides[k]! * dilation[i]!);
  return {
    shape: [...replaced(x.shape, axes, concreteShape(places)), ...size],
    strides: [...replaced(x.strides, axes, moved), ...taps],
    offset: x.offset,
  };
};

const up = (axes: readonly number[]): readonly number[] => axes.map((k) => k + 1);

export const windowPrimitive: Primitive<Window> = view<Window>({
  name: 'window',
  infer: (x, p) => {
    checkWindow('window', x.shape, p);
    return [...replaced(x.shape, p.axes, p.places), ...p.size];
  },
  map: windowLayout,
  transpose: (c, x, { axes, stride, dilation }) =>
    fold(c, { axes, stride, dilation, shape: axes.map((k) => x.shape[k]!) }),
  batch: (p) => ({ ...p, axes: up(p.axes) }),
  resize: (p, at) => ({ ...p, places: p.places.map(at) }),
});
/** out[.., i, .., j] = x[.., i stride + j dilation, ..] for each axis, the places i in place, the taps j at the end. */
export const window = (x: Value, p: Window): Value => apply1(windowPrimitive, [x], p);

const rankOf = (w: TensorType, { axes }: Steps): number => w.shape.length - axes.length;

const foldedShape = (w: TensorType, p: Fold): readonly Dim[] =>
  replaced(w.shape.slice(0, rankOf(w, p)), p.axes, p.shape);

/** The window that shows the folded array as its operand. */
const windowOf = (w: TensorType, p: Fold): Window => ({
  axes: p.axes,
  stride: p.stride,
  dilation: p.dilation,
  places: p.axes.map((k) => w.shape[k]!),
  size: concreteShape(w.shape.slice(rankOf(w, p))),
});

const placesIn = (w: TensorType, p: Fold): Layout =>
  windowLayout(contiguous(concreteShape(foldedShape(w, p))), windowOf(w, p));

/** Adds x to the elements of out that `at` addresses, in the order of x. */
const addAt = (out: Strided, at: Layout, x: Strided): void => {
  const run = at.shape.at(-1) ?? 1;
  const step = at.strides.at(-1) ?? 0;
  eachRun(at.shape, [at.strides], ([offset], linear) => {
    let to = at.offset + offset!;
    for (let i = 0; i < run; i++, to += step) out.data[to]! += x.data[linear + i]!;
  });
};

export const foldPrimitive: Primitive<Fold> = {
  name: 'fold',
  infer: ([w], p) => {
    checkNumbers('fold', w!);
    const shape = foldedShape(w!, p);
    checkWindow('fold', shape, windowOf(w!, p));
    return [{ shape, dtype: w!.dtype }];
  },
  evaluate: ([w], p, arithmetic) => {
    const shape = concreteShape(foldedShape(w!, p));
    const out = strided(w!.dtype, shape, arithmetic.alloc(w!.dtype, sizeOf(shape)));
    addAt(out, placesIn(w!, p), compact(w!, arithmetic));
    return [out];
  },
  jvp: ([t], _x, _y, p) => [t == null ? null : fold(t, p)],
  transpose: ([c], [w], _, p) => [c == null ? null : window(c, windowOf(w!, p))],
  batch: ([w], _, p) => [fold(w!, { ...p, axes: up(p.axes) })],
  resize: (p, at) => ({ ...p, shape: p.shape.map(at) }),
  lower: {
    kind: 'copy',
    mode: 'add',
    fill: () => true,
    parts: ([w], _, p) => [{ input: 0, layout: placesIn(w!, p) }],
  },
};
/** Zeros, then out[.., i stride + j dilation, ..] += w[.., i, .., j], in the order of w. */
export const fold = (w: Value, p: Fold): Value => apply1(foldPrimitive, [w], p);
