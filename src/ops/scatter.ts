/** Writing and adding elements at indices along an axis. */
import { DTypeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  sameDType,
} from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { subDim } from '../types/dim.ts';
import { DTypes, type Float, type i32, isFloat } from '../types/dtype.ts';
import {
  axisOf,
  type IndexAdd,
  indexAddShape,
  type Scatter,
  scatterShape,
  sizeOf,
} from '../types/shape.ts';
import { flatPlaces } from './gather.ts';
import { notOf } from './logic.ts';
import { type Indices, indices as indicesOf } from './rules.ts';

/** A tensor of floats or of i32, or the message. */
export type Summable<A extends AnyTensor, Op extends string> = A['dtype'] extends Float | i32
  ? A
  : `${Op}: needs a tensor of floats or i32, got ${A['dtype']['dtype']}`;
const summable = (op: string, x: Value): Value => {
  if (isFloat(x.dtype) || x.dtype.dtype === 'i32') return x;
  throw new DTypeError(`${op}: needs a tensor of floats or i32, got ${x.dtype.dtype}`);
};

type ScatterOf<
  A extends AnyTensor,
  B extends AnyTensor,
  U extends AnyTensor,
  I extends number,
  Op extends string,
> = Scatter<A['shape'], B['shape'], U['shape'], I, Op>;
/** The updates, or the message. */
export type Updates<A extends AnyTensor, U extends AnyTensor, Op extends string, R> = Ok<
  SameDType<A, U, Op, R>,
  U
>;

/** x, indices and updates as lists: x's elements, where the updates go, the updates. */
const flattened = (
  op: string,
  x: Value,
  indices: Value,
  updates: Value,
  axis: number,
): readonly [x: Value, places: Value, updates: Value] => {
  const i = indicesOf(`${op}: indices`, indices);
  const rule = scatterShape(x.shape, i.shape, updates.shape, axis, op);
  must(sameDType(summable(op, x), updates, op, rule));
  const flat = (v: Value): Value => p.reshape(v, [sizeOf(v.shape)]);
  return [flat(x), flat(flatPlaces(x.shape, i, axisOf(x.shape, axis))), flat(updates)];
};

/**
 * x with updates[..., j, ...] added at indices[..., j, ...] along the axis; several at one place add up, in order. Of x's
 * shape; the indices have x's rank, elsewhere its sizes or less, and the updates their shape. An index out of range is
 * an IndexError when the program runs. PyTorch: scatter_add; JAX: x.at[...].add.
 */
export function scatterAdd<
  A extends AnyTensor,
  B extends AnyTensor,
  U extends AnyTensor,
  const I extends number,
>(
  x: Summable<A, 'scatterAdd'>,
  indices: Indices<B, 'scatterAdd: indices', B>,
  updates: Updates<A, U, 'scatterAdd', ScatterOf<A, B, U, I, 'scatterAdd'>>,
  axis: I,
): Ret<A['shape'], A['dtype']>;
export function scatterAdd(x: Value, indices: Value, updates: Value, axis: number): Value {
  const [flat, places, u] = flattened('scatterAdd', x, indices, updates, axis);
  const added = p.scatterAdd(u, places, { axis: 0, size: flat.shape[0]! });
  return p.reshape(p.add(flat, added), x.shape);
}

/** Whether an update is the last at its place: the order of places is stable, so it ends a run of equal ones. */
const isLast = (places: Value): Value => {
  const [n] = places.shape;
  const order = p.argSort(places, false);
  const sorted = p.gather(places, order, 0);
  const k = p.iota(places.shape, 0);
  const end = p.fill(subDim(n!, 1), k);
  const next = p.gather(sorted, p.select(p.less(k, end), p.add(k, p.fill(1, k)), k), 0);
  const goesOn = p.and(p.equal(next, sorted), p.less(k, end));
  return p.cast(
    p.scatterAdd(p.cast(notOf(goesOn), DTypes.i32), order, { axis: 0, size: n! }),
    DTypes.bool,
  );
};

/**
 * x with updates[..., j, ...] written at indices[..., j, ...] along the axis; of several at one place the last stays, and
 * has the derivative. Shapes and errors: as of `scatterAdd`. PyTorch: scatter; JAX: x.at[...].set.
 */
export function scatter<
  A extends AnyTensor,
  B extends AnyTensor,
  U extends AnyTensor,
  const I extends number,
>(
  x: Summable<A, 'scatter'>,
  indices: Indices<B, 'scatter: indices', B>,
  updates: Updates<A, U, 'scatter', ScatterOf<A, B, U, I, 'scatter'>>,
  axis: I,
): Ret<A['shape'], A['dtype']>;
export function scatter(x: Value, indices: Value, updates: Value, axis: number): Value {
  const [flat, places, u] = flattened('scatter', x, indices, updates, axis);
  const to = { axis: 0, size: flat.shape[0]! };
  const last = isLast(places);
  const written = p.scatterAdd(p.select(last, u, p.zeros(u)), places, to);
  const hit = p.cast(p.scatterAdd(p.cast(last, DTypes.i32), places, to), DTypes.bool);
  return p.reshape(p.select(hit, written, flat), x.shape);
}

/**
 * x with rows added: row j of the updates along the axis is added at indices[j]; several at one index add up, in order.
 * The updates have the shape of take(x, indices, axis). An index out of range is an IndexError when the program runs.
 * PyTorch: index_add; TensorFlow: tensor_scatter_nd_add.
 */
export function indexAdd<
  A extends AnyTensor,
  B extends AnyTensor,
  U extends AnyTensor,
  const I extends number,
>(
  x: Summable<A, 'indexAdd'>,
  indices: Indices<B, 'indexAdd: indices', B>,
  updates: Updates<A, U, 'indexAdd', IndexAdd<A['shape'], B['shape'], U['shape'], I>>,
  axis: I,
): Ret<A['shape'], A['dtype']>;
export function indexAdd(x: Value, indices: Value, updates: Value, axis: number): Value {
  const i = indicesOf('indexAdd: indices', indices);
  const rule = indexAddShape(x.shape, i.shape, updates.shape, axis);
  must(sameDType(summable('indexAdd', x), updates, 'indexAdd', rule));
  const at = axisOf(x.shape, axis);
  return p.add(x, p.scatterAdd(updates, i, { axis: at, size: x.shape[at]! }));
}
