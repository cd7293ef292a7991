/** Reading elements at indices along an axis, and rows at whole places. */
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Ret } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import {
  type Along,
  alongShape,
  axisOf,
  type GatherNd,
  gatherNdShape,
  type Shape,
  sizeOf,
} from '../types/shape.ts';
import { expand } from './expand.ts';
import { column } from './parts.ts';
import { type Indices, indices as indicesOf } from './rules.ts';

/** How many elements lie between two neighbours on each axis. */
const steps = (shape: Shape): readonly Dim[] => shape.map((_, k) => sizeOf(shape.slice(k + 1)));

const inRange = (i: Value, size: Dim): Value =>
  p.and(p.less(i, p.fill(size, i)), p.less(p.fill(-1, i), i));

/** -1, which is an index out of range wherever it is used, where i is out of range. */
const orInvalid = (valid: Value, at: Value): Value => p.select(valid, at, p.fill(-1, at));

/** The row-major positions, in a tensor of the shape, of the elements that indices along an axis point at. */
export const flatPlaces = (shape: Shape, i: Value, axis: number): Value => {
  const parts = steps(shape).map((step, k) =>
    p.mul(k === axis ? i : p.iota(i.shape, k), p.fill(step, i)),
  );
  return orInvalid(inRange(i, shape[axis]!), parts.reduce(p.add));
};

/** The elements of x at indices along an axis, given as 0 to rank - 1. */
export const alongAxis = (x: Value, indices: Value, axis: number): Value =>
  p.gather(p.reshape(x, [sizeOf(x.shape)]), flatPlaces(x.shape, indices, axis), 0);

/**
 * out[..., j, ...] = x[..., indices[..., j, ...], ...] along the axis; the indices have x's rank, and elsewhere its sizes
 * or less. An index out of range is an IndexError when the program runs. PyTorch: gather; NumPy, JAX: take_along_axis.
 */
export function gather<A extends AnyTensor, B extends AnyTensor, const I extends number>(
  x: A,
  indices: Ok<Indices<B, 'gather: indices', Along<A['shape'], B['shape'], I, 'gather'>>, B>,
  axis: I,
): Ret<Along<A['shape'], B['shape'], I, 'gather'>, A['dtype']>;
export function gather(x: Value, indices: Value, axis: number): Value {
  const at = indicesOf('gather: indices', indices);
  must(alongShape(x.shape, at.shape, axis, 'gather'));
  return alongAxis(x, at, axisOf(x.shape, axis));
}

/**
 * The parts of x at places: out[b] = x[indices[b, 0], ..., indices[b, K - 1]], an element or what is left of x's axes.
 * [..., K] on [D1, ..., Dn] -> [..., D(K+1), ..., Dn]. An index out of range is an IndexError when the program runs.
 * TensorFlow: gather_nd; NumPy: x[i, j].
 */
export function gatherNd<A extends AnyTensor, B extends AnyTensor>(
  x: A,
  indices: Ok<Indices<B, 'gatherNd: indices', GatherNd<A['shape'], B['shape']>>, B>,
): Ret<GatherNd<A['shape'], B['shape']>, A['dtype']>;
export function gatherNd(x: Value, indices: Value): Value {
  const i = indicesOf('gatherNd: indices', indices);
  const shape = must(gatherNdShape(x.shape, i.shape));
  const sizes = x.shape.slice(0, Number(i.shape.at(-1)));
  const columns = sizes.map((_, k) => column(i, k));
  const [first, ...rest] = columns.map((c, k) => p.mul(c, p.fill(steps(sizes)[k]!, c)));
  // places of no numbers: all of x, for each
  if (first === undefined) return expand(x, shape);
  const valid = columns.map((c, k) => inRange(c, sizes[k]!)).reduce(p.and);
  const rows = p.reshape(x, [sizeOf(sizes), ...x.shape.slice(sizes.length)]);
  return p.gather(rows, orInvalid(valid, rest.reduce(p.add, first)), 0);
}
