/** gather and scatterAdd: reading and adding rows at indices; each the transpose of the other. */

import { concreteShape } from '../core/check.ts';
import { DTypeError, IndexError, ShapeError } from '../core/error.ts';
import { sizeOf } from '../core/layout.ts';
import { reduceLane } from '../core/lowering.ts';
import type { Primitive } from '../core/node.ts';
import { apply1, type TensorType, type Value } from '../core/node.ts';
import { type Arithmetic, compact, type Strided, strided } from '../core/strided.ts';
import { type Dim, mulDim } from '../types/dim.ts';
import { byteSize, equalDType, isFloat } from '../types/dtype.ts';
import { show } from '../types/shape.ts';
import { add, mul } from './arithmetic.ts';
import { and } from './bits.ts';
import { broadcast, repeat } from './broadcast-sum.ts';
import { less, select } from './order.ts';
import { iota, literal } from './source.ts';
import { permute, reshape } from './view.ts';

export interface Gather {
  readonly axis: number;
}
export interface ScatterAdd {
  readonly axis: number;
  readonly size: Dim;
}

const checkIndices = (op: string, i: TensorType): void => {
  if (i.dtype.dtype !== 'i32')
    throw new DTypeError(`${op}: indices must be i32, got ${i.dtype.dtype}`);
};

const checked = (op: string, index: number, position: number, bound: number): number => {
  if (index < 0 || index >= bound) {
    throw new IndexError(
      `${op}: index ${index} at position ${position} is out of range for size ${bound}`,
    );
  }
  return index;
};

const gatherShape = (x: readonly Dim[], i: readonly Dim[], axis: number): readonly Dim[] => [
  ...x.slice(0, axis),
  ...i,
  ...x.slice(axis + 1),
];

const gatherRows = (x: Strided, i: Strided, axis: number, a: Arithmetic): Strided => {
  const shape = gatherShape(x.shape, i.shape, axis).map(Number);
  const rows = compact(x, a).data;
  const indices = compact(i, a).data;
  const out = a.alloc(x.dtype, sizeOf(shape));
  const n = x.shape[axis]!;
  const inner = sizeOf(x.shape.slice(axis + 1));
  for (let o = 0, to = 0; o < sizeOf(x.shape.slice(0, axis)); o++) {
    for (let k = 0; k < indices.length; k++, to += inner) {
      const from = (o * n + checked('gather', indices[k]!, k, n)) * inner;
      out.set(rows.subarray(from, from + inner), to);
    }
  }
  return strided(x.dtype, shape, out);
};

/**
 * Indices into a batch of axes of size n laid end to end: example b skips b * n. An index out of range stays out of
 * range (-1), it does not reach into another example.
 */
const skipping = (i: Value, n: Dim, size: Dim): Value => {
  const everywhere = (d: Dim): Value => broadcast(literal(d, i.dtype), i.shape, []);
  const base = mul(broadcast(iota([size], 0), i.shape, [0]), everywhere(n));
  const below = less(i, everywhere(n));
  const valid = and(below, less(everywhere(-1), i));
  return select(valid, add(i, base), everywhere(-1));
};

/** A batch of gathers as one: the batch joins the gathered axis. */
const batchedGather = (x: Value, i: Value, axis: number, size: Dim): Value => {
  const rank = x.shape.length;
  const order = Array.from({ length: rank }, (_, k) => k).filter((k) => k !== 0 && k !== axis + 1);
  const front = permute(x, [0, axis + 1, ...order]);
  const n = front.shape[1]!;
  const flat = reshape(front, [mulDim(size, n), ...front.shape.slice(2)]);
  const y = gather(flat, skipping(i, n, size), 0); // [size, ...i, ...pre, ...post]
  const ni = i.shape.length - 1;
  const at = (from: number, count: number): readonly number[] =>
    Array.from({ length: count }, (_, k) => from + k);
  return permute(y, [0, ...at(1 + ni, axis), ...at(1, ni), ...at(1 + ni + axis, rank - 2 - axis)]);
};

export const gatherPrimitive: Primitive<Gather> = {
  name: 'gather',
  infer: ([x, i], { axis }) => {
    checkIndices('gather', i!);
    return [{ shape: gatherShape(x!.shape, i!.shape, axis), dtype: x!.dtype }];
  },
  evaluate: ([x, i], { axis }, arithmetic) => [gatherRows(x!, i!, axis, arithmetic)],
  jvp: ([t], [, i], _, { axis }) => [t == null ? null : gather(t, i!, axis)],
  transpose: ([c], [x, i], _, { axis }) => [
    c == null ? null : scatterAdd(c, i!, { axis, size: x!.shape[axis]! }),
    null,
  ],
  batch: ([x, i], [xb, ib], { axis }, size) => {
    if (ib !== true) return [gather(x!, i!, axis + 1)];
    if (xb === true) return [batchedGather(x!, i!, axis, size)];
    const y = gather(x!, i!, axis);
    const rest = y.shape.map((_, k) => k).filter((k) => k !== axis);
    return [permute(y, [axis, ...rest])];
  },
  lower: {
    kind: 'kernel',
    call: ([x, i], { axis }) => {
      const shape = concreteShape(x!.shape);
      const outer = sizeOf(shape.slice(0, axis));
      const inner = sizeOf(shape.slice(axis + 1));
      const count = sizeOf(concreteShape(i!.shape));
      return {
        kernel: 'gather',
        units: outer * count,
        status: true,
        args: [outer, shape[axis]!, inner, count, byteSize(x!.dtype)],
        index: { operand: 1, bound: shape[axis]! },
      };
    },
  },
};
/** The rows of x along `axis` at the indices: x.shape[..axis] ++ i.shape ++ x.shape[axis+1..]. */
export const gather = (x: Value, i: Value, axis: number): Value =>
  apply1(gatherPrimitive, [x, i], { axis });

const scatterShape = (u: TensorType, i: TensorType, { axis, size }: ScatterAdd): readonly Dim[] => {
  const n = i.shape.length;
  if (i.shape.some((d, k) => d !== u.shape[axis + k])) {
    throw new ShapeError(
      `scatterAdd: indices ${show(i.shape)} do not match updates ${show(u.shape)}`,
    );
  }
  return [...u.shape.slice(0, axis), size, ...u.shape.slice(axis + n)];
};

const scatterRows = (u: Strided, i: Strided, p: ScatterAdd, a: Arithmetic): Strided => {
  const shape = concreteShape(scatterShape(u, i, p));
  const updates = compact(u, a).data;
  const indices = compact(i, a).data;
  const out = a.alloc(u.dtype, sizeOf(shape));
  const n = shape[p.axis]!;
  const inner = sizeOf(shape.slice(p.axis + 1));
  for (let o = 0, from = 0; o < sizeOf(shape.slice(0, p.axis)); o++) {
    for (let k = 0; k < indices.length; k++) {
      const to = (o * n + checked('scatterAdd', indices[k]!, k, n)) * inner;
      for (let j = 0; j < inner; j++, from++) out[to + j] = out[to + j]! + updates[from]!;
    }
  }
  return strided(u.dtype, shape, out);
};

/** A batch of scatters as one, as for gather. */
const batchedScatter = (u: Value, i: Value, { axis, size: n }: ScatterAdd, size: Dim): Value => {
  const ni = i.shape.length - 1;
  const at = (from: number, count: number): readonly number[] =>
    Array.from({ length: count }, (_, k) => from + k);
  const post = u.shape.length - 1 - axis - ni;
  const front = permute(u, [0, ...at(1 + axis, ni), ...at(1, axis), ...at(1 + axis + ni, post)]);
  const y = scatterAdd(front, skipping(i, n, size), {
    axis: 0,
    size: mulDim(size, n),
  });
  const split = reshape(y, [size, n, ...y.shape.slice(1)]);
  return permute(split, [0, ...at(2, axis), 1, ...at(2 + axis, post)]);
};

export const scatterAddPrimitive: Primitive<ScatterAdd> = {
  name: 'scatterAdd',
  infer: ([u, i], p) => {
    checkIndices('scatterAdd', i!);
    if (!isFloat(u!.dtype) && !equalDType(u!.dtype, i!.dtype)) {
      throw new DTypeError(`scatterAdd: does not take ${u!.dtype.dtype}`);
    }
    return [{ shape: scatterShape(u!, i!, p), dtype: u!.dtype }];
  },
  evaluate: ([u, i], p, arithmetic) => [scatterRows(u!, i!, p, arithmetic)],
  jvp: ([t], [, i], _, p) => [t == null ? null : scatterAdd(t, i!, p)],
  transpose: ([c], [, i], _, { axis }) => [c == null ? null : gather(c, i!, axis), null],
  batch: ([u, i], [ub, ib], p, size) =>
    ib === true
      ? [batchedScatter(ub === true ? u! : repeat(u!, size), i!, p, size)]
      : [scatterAdd(u!, i!, { ...p, axis: p.axis + 1 })],
  resize: ({ axis, size }, at) => ({ axis, size: at(size) }),
  lower: {
    kind: 'kernel',
    call: ([u, i], p) => {
      const shape = concreteShape(scatterShape(u!, i!, p));
      const outer = sizeOf(shape.slice(0, p.axis));
      const inner = sizeOf(shape.slice(p.axis + 1));
      const count = sizeOf(concreteShape(i!.shape));
      return {
        kernel: 'scatterAdd',
        units: outer * shape[p.axis]!,
        status: true,
        args: [outer, shape[p.axis]!, inner, count, reduceLane(u!.dtype.dtype)],
        index: { operand: 1, bound: shape[p.axis]! },
      };
    },
  },
};
/** Zeros of size `size` along `axis`, then out[i[k]] += u[k], in order of k. */
export const scatterAdd = (u: Value, i: Value, p: ScatterAdd): Value =>
  apply1(scatterAddPrimitive, [u, i], p);
