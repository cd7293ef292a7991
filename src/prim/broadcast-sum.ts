/** broadcast and reduceSum: each the transpose of the other. */

import { concreteShape } from '../core/check.ts';
import { GraphError } from '../core/error.ts';
import type { Primitive } from '../core/node.ts';
import { apply1, type TensorType, type Value } from '../core/node.ts';
import type { Dim } from '../types/dim.ts';
import { type Axes, reduction } from './families/reduction.ts';
import { view } from './families/view.ts';
import { literal } from './source.ts';

export interface Broadcast {
  readonly shape: readonly Dim[];
  /** where each axis of the input stands in the output; all other axes repeat */
  readonly dims: readonly number[];
}

const axesBut = (rank: number, dims: readonly number[]): readonly number[] =>
  Array.from({ length: rank }, (_, i) => i).filter((i) => !dims.includes(i));

export const broadcastPrimitive: Primitive<Broadcast> = view<Broadcast>({
  name: 'broadcast',
  infer: (x, { shape, dims }) => {
    if (x.shape.length !== dims.length || x.shape.some((d, k) => d !== shape[dims[k]!])) {
      throw new GraphError(`broadcast: [${x.shape}] is not axes ${dims} of [${shape}]`);
    }
    if (dims.some((k, i) => i > 0 && k <= dims[i - 1]!)) {
      throw new GraphError(`broadcast: axes ${dims} are out of order; permute first`);
    }
    return shape;
  },
  map: (x, { shape, dims }) => {
    const strides = shape.map(() => 0);
    dims.forEach((to, k) => {
      strides[to] = x.strides[k]!;
    });
    return { shape: concreteShape(shape), strides, offset: x.offset };
  },
  transpose: (c, _, { shape, dims }) => reduceSum(c, axesBut(shape.length, dims)),
  batch: ({ shape, dims }, size) => ({
    shape: [size, ...shape],
    dims: [0, ...dims.map((k) => k + 1)],
  }),
  resize: ({ shape, dims }, at) => ({ shape: shape.map(at), dims }),
});

/** out[i] = x[i[dims]]. */
export const broadcast = (x: Value, shape: readonly Dim[], dims: readonly number[]): Value =>
  shape.length === dims.length && dims.every((to, k) => to === k)
    ? x
    : apply1(broadcastPrimitive, [x], { shape, dims });

/** A new leading axis along which x repeats. */
export const repeat = (x: Value, size: Dim): Value =>
  broadcast(
    x,
    [size, ...x.shape],
    x.shape.map((_, i) => i + 1),
  );

export const reduceSumPrimitive: Primitive<Axes> = reduction({
  name: 'reduceSum',
  combine: 'sum',
  empty: () => 0,
  step: (a, x) => a + x,
  jvp: ([t], _x, _y, { axes }) => [t == null ? null : reduceSum(t, axes)],
  transpose: ([c], [x], _, { axes }) => [
    c == null ? null : broadcast(c, x!.shape, axesBut(x!.shape.length, axes)),
  ],
});

/** The sum over the axes, which disappear. */
export const reduceSum = (x: Value, axes: readonly number[]): Value =>
  axes.length === 0 ? x : apply1(reduceSumPrimitive, [x], { axes });

/** A tensor whose elements all are `value`. */
export const fill = (value: Dim, { shape, dtype }: TensorType): Value =>
  broadcast(literal(value, dtype), shape, []);

export const zeros = (type: TensorType): Value => fill(0, type);
