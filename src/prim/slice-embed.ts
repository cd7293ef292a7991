/** slice and embed: a window into an array, and an array among zeros; each the transpose of the other. */

import { concreteShape } from '../core/check.ts';
import { ShapeError } from '../core/error.ts';
import { type Layout, rowMajor, sizeOf } from '../core/layout.ts';
import type { Primitive } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import { compact, type Strided, strided } from '../core/strided.ts';
import type { Dim } from '../types/dim.ts';
import { show } from '../types/shape.ts';
import { view } from './families/view.ts';

export interface Slice {
  readonly start: readonly Dim[];
  readonly size: readonly Dim[];
  /** elements between two taken ones; negative runs backwards */
  readonly stride: readonly number[];
}

/** Whether a window that is not empty leaves the axis; named sizes are checked once they are bound. */
const outside = (d: Dim, start: Dim, size: Dim, stride: number): boolean => {
  if (typeof d !== 'number' || typeof start !== 'number' || typeof size !== 'number') return false;
  if (size === 0) return false;
  const last = start + (size - 1) * stride;
  return start < 0 || last < 0 || start >= d || last >= d;
};

/** A window that reads one element twice would have no slice as its transpose. */
const checkStrides = (op: string, stride: readonly number[]): void => {
  if (stride.includes(0)) throw new ShapeError(`${op}: stride 0 on axis ${stride.indexOf(0)}`);
};

const window = (x: Layout, { start, size, stride }: Slice): Layout => {
  const from = concreteShape(start);
  return {
    shape: concreteShape(size),
    strides: x.strides.map((s, k) => s * stride[k]!),
    offset: x.strides.reduce((at, s, k) => at + s * from[k]!, x.offset),
  };
};

export const slicePrimitive: Primitive<Slice> = view<Slice>({
  name: 'slice',
  infer: (x, { start, size, stride }) => {
    checkStrides('slice', stride);
    const k = x.shape.findIndex((d, i) => outside(d, start[i]!, size[i]!, stride[i]!));
    if (k >= 0) {
      throw new ShapeError(
        `slice: ${start[k]}+${size[k]} exceeds ${x.shape[k]} on axis ${k} of ${show(x.shape)}`,
      );
    }
    return size;
  },
  map: window,
  transpose: (c, x, { start, stride }) => embed(c, { shape: x.shape, start, stride }),
  batch: ({ start, size, stride }, n) => ({
    start: [0, ...start],
    size: [n, ...size],
    stride: [1, ...stride],
  }),
  resize: (p, at) => ({ ...p, start: p.start.map(at), size: p.size.map(at) }),
});
/** out[i] = x[start + i * stride] */
export const slice = (x: Value, p: Slice): Value => apply1(slicePrimitive, [x], p);

export interface Embed {
  readonly shape: readonly Dim[];
  readonly start: readonly Dim[];
  readonly stride: readonly number[];
}

/** Where the elements of the input lie in the output. */
const place = (shape: readonly Dim[], { start, stride }: Embed, size: readonly Dim[]): Layout => {
  const whole = { shape: concreteShape(shape), strides: rowMajor(concreteShape(shape)), offset: 0 };
  return window(whole, { start, size, stride });
};

/** Writes x over the elements of out that `at` addresses. */
export const writeAt = (out: Strided, at: Layout, x: Strided): void => {
  const index = x.shape.map(() => 0);
  for (let i = 0; i < x.data.length; i++) {
    const to = index.reduce((o, j, k) => o + j * at.strides[k]!, at.offset);
    out.data[to] = x.data[i]!;
    for (let k = index.length - 1; k >= 0 && ++index[k]! === x.shape[k]; k--) index[k] = 0;
  }
};

export const embedPrimitive: Primitive<Embed> = {
  name: 'embed',
  infer: ([x], { shape, start, stride }) => {
    checkStrides('pad', stride);
    const k = shape.findIndex((d, i) => outside(d, start[i]!, x!.shape[i]!, stride[i]!));
    if (k >= 0) {
      throw new ShapeError(
        `pad: ${show(x!.shape)} at ${start[k]} exceeds axis ${k} of ${show(shape)}`,
      );
    }
    return [{ shape, dtype: x!.dtype }];
  },
  evaluate: ([x], p, arithmetic) => {
    const shape = concreteShape(p.shape);
    const out = strided(x!.dtype, shape, arithmetic.alloc(x!.dtype, sizeOf(shape)));
    writeAt(out, place(shape, p, x!.shape), compact(x!, arithmetic));
    return [out];
  },
  jvp: ([t], _x, _y, p) => [t == null ? null : embed(t, p)],
  transpose: ([c], [x], _, { start, stride }) => [
    c == null ? null : slice(c, { start, size: x!.shape, stride }),
  ],
  batch: ([x], _, { shape, start, stride }, n) => [
    embed(x!, { shape: [n, ...shape], start: [0, ...start], stride: [1, ...stride] }),
  ],
  resize: (p, at) => ({ ...p, shape: p.shape.map(at), start: p.start.map(at) }),
  lower: {
    kind: 'copy',
    mode: 'write',
    fill: () => true,
    parts: ([x], out, p) => [{ input: 0, layout: place(out.shape, p, x!.shape) }],
  },
};
/** Zeros, except out[start + i * stride] = x[i]. */
export const embed = (x: Value, p: Embed): Value => apply1(embedPrimitive, [x], p);
