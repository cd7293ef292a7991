/** Blocks of a tensor at places that are known when the program runs: read, and written. */
import { DTypeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  sameDType,
  type Tensor,
} from '../core/tensor.ts';
import { describe } from '../core/type.ts';
import * as p from '../prim/index.ts';
import { type Block, blockShape, type Updated, updatedShape } from '../types/block.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';

/** Where a block starts on one axis: a number, or an i32 scalar that the program computes. */
export type Start = number | Tensor<[], i32>;

const startOf = (op: string, s: number | Value): Value => {
  const start = typeof s === 'number' ? p.literal(s, DTypes.i32) : s;
  if (start.dtype.dtype === 'i32' && start.shape.length === 0) return start;
  throw new DTypeError(`${op}: a start must be an i32 scalar, got ${describe(start)}`);
};

/** The axes along which a block is shorter than its array. */
const shortened = (x: Shape, block: Shape): readonly number[] =>
  x.flatMap((d, k) => (d === block[k] ? [] : [k]));

/** The starts of these axes in a row. */
const inRow = (starts: readonly Value[], axes: readonly number[]): Value => {
  const rows = axes.map((k) => p.reshape(starts[k]!, [1]));
  return rows.length === 1 ? rows[0]! : p.concat(rows, 0);
};

/**
 * The block of x of a size that is known, at starts that may be computed: out[i] = x[start + i]. A start is clamped so
 * that the block lies inside of x; a negative one counts from the end first. Its cost is that of the block. Shape:
 * x [D1, ..., Dn] -> size. JAX: lax.dynamic_slice; PyTorch: narrow with a tensor.
 */
export function dynamicSlice<
  A extends AnyTensor,
  const Starts extends readonly Start[],
  const S extends Shape,
>(
  x: Ok<Block<A['shape'], S, Starts, 'dynamicSlice'>, A>,
  starts: Starts,
  size: S,
): Ret<Block<A['shape'], S, Starts, 'dynamicSlice'>, A['dtype']>;
export function dynamicSlice(x: Value, starts: readonly (number | Value)[], size: Shape): Value {
  must(blockShape(x.shape, size, starts, 'dynamicSlice'));
  const axes = shortened(x.shape, size);
  const at = starts.map((s) => startOf('dynamicSlice', s));
  if (axes.length === 0) return x;
  return p.dynamicSlice(x, inRow(at, axes), { batch: 0, axes, size: axes.map((k) => size[k]!) });
}

/**
 * x with the block u written at starts that may be computed: out[start + i] = u[i]. Starts are clamped as by
 * `dynamicSlice`. Where x is not needed any more, as the carry of a loop or a donated argument is not, only the block is
 * written: what caches of keys and values, and ring buffers, are kept with. Shape: that of x. JAX:
 * lax.dynamic_update_slice.
 */
export function update<
  A extends AnyTensor,
  B extends AnyTensor,
  const Starts extends readonly Start[],
>(
  x: A,
  u: Ok<SameDType<A, B, 'update', Updated<A['shape'], B['shape'], Starts>>, B>,
  starts: Starts,
): Ret<Updated<A['shape'], B['shape'], Starts>, A['dtype']>;
export function update(x: Value, u: Value, starts: readonly (number | Value)[]): Value {
  must(sameDType(x, u, 'update', updatedShape(x.shape, u.shape, starts)));
  const axes = shortened(x.shape, u.shape);
  const at = starts.map((s) => startOf('update', s));
  return axes.length === 0 ? u : p.update(x, u, inRow(at, axes), { batch: 0, axes });
}
