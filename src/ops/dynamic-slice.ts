/** Blocks of a tensor at places that are known when the program runs: read, and written. */
import { namedCall } from '../control/index.ts';
import { DTypeError } from '../core/error.ts';
import type { Tangent, Value } from '../core/node.ts';
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
import { type Dim, subDim } from '../types/dim.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';

/** Where a block starts on one axis: a number, or an i32 scalar that the program computes. */
export type Start = number | Tensor<[], i32>;

const startOf = (op: string, s: number | Value): Value => {
  const start = typeof s === 'number' ? p.literal(s, DTypes.i32) : s;
  if (start.dtype.dtype === 'i32' && start.shape.length === 0) return start;
  throw new DTypeError(`${op}: a start must be an i32 scalar, got ${describe(start)}`);
};

const smaller = (a: Value, b: Value): Value => p.select(p.less(a, b), a, b);
const larger = (a: Value, b: Value): Value => p.select(p.less(a, b), b, a);

/** The start within [0, d - n], a negative one counted from the end first. */
const clamped = (start: Value, d: Dim, n: Dim): Value => {
  const zero = p.zeros(start);
  const from = p.select(p.less(start, zero), p.add(start, p.fill(d, start)), start);
  return larger(zero, smaller(from, p.fill(subDim(d, n), start)));
};

const everywhere = (s: Value, shape: Shape): Value => p.broadcast(s, shape, []);

/** An axis narrowed to n entries from a start on. */
const narrowed = (x: Value, axis: number, start: Value, n: Dim): Value => {
  if (x.shape[axis] === n) return x;
  const at = clamped(start, x.shape[axis]!, n);
  return p.gather(x, p.add(p.iota([n], 0), everywhere(at, [n])), axis);
};

const read = (x: Value, starts: readonly Value[], size: Shape): Value =>
  starts.reduce((y, s, k) => narrowed(y, k, s, size[k]!), x);

/** u among zeros on an axis of size d, where sizes are compared only once they are bound. */
const lengthened = (u: Value, axis: number, d: Dim): Value => {
  if (typeof d === 'number' && typeof u.shape[axis] === 'number') return u;
  const start = u.shape.map(() => 0);
  return p.embed(u, { shape: u.shape.with(axis, d), start, stride: u.shape.map(() => 1) });
};

/** An axis of u as long as d, its entries from the start on, and whether an entry is one of them. */
const spread = (u: Value, axis: number, start: Value, d: Dim): readonly [Value, Value] => {
  const n = u.shape[axis]!;
  const at = everywhere(clamped(start, d, n), [d]);
  const from = p.sub(p.iota([d], 0), at);
  const [zero, end] = [p.zeros(from), p.fill(n, from)];
  const inside = p.and(p.less(from, end), p.less(p.fill(-1, from), from));
  const index = larger(zero, smaller(from, p.sub(end, p.fill(1, end))));
  return [p.gather(lengthened(u, axis, d), index, axis), inside];
};

const write = (x: Value, u: Value, starts: readonly Value[]): Value => {
  let [block, inside] = [u, p.broadcast(p.literal(1, DTypes.bool), x.shape, [])];
  starts.forEach((s, k) => {
    const d = x.shape[k]!;
    if (u.shape[k] === d) return;
    const [longer, within] = spread(block, k, s, d);
    block = longer;
    inside = p.and(inside, p.broadcast(within, x.shape, [k]));
  });
  return p.select(inside, block, x);
};

const zerosFor = (t: Tangent | undefined, x: Value): Value => t ?? p.zeros(x);

/** `write` as a composite whose transpose reads the block instead of scattering it. */
const updated = (x: Value, u: Value, starts: readonly Value[]): Value =>
  namedCall('update', (a, b, ...at) => [write(a!, b!, at)], [x, u, ...starts], {
    jvp: ([tx, tu], [a, b, ...at]) =>
      tx == null && tu == null ? [null] : [updated(zerosFor(tx, a!), zerosFor(tu, b!), at)],
    transpose: ([c], [, b, ...at]) => [
      c == null ? null : updated(c, p.zeros(b!), at),
      c == null ? null : read(c, at, b!.shape),
      ...at.map(() => null),
    ],
  })[0]!;

/**
 * The block of x of a size that is known, at starts that may be computed: out[i] = x[start + i]. A start is clamped so
 * that the block lies inside of x; a negative one counts from the end first. Shape: x [D1, ..., Dn] -> size. JAX:
 * lax.dynamic_slice; PyTorch: narrow with a tensor.
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
  return read(
    x,
    starts.map((s) => startOf('dynamicSlice', s)),
    size,
  );
}

/**
 * x with the block u written at starts that may be computed: out[start + i] = u[i]. Starts are clamped as by
 * `dynamicSlice`. Shape: that of x. What caches of keys and values are written with. JAX: lax.dynamic_update_slice.
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
  if (u.shape.includes(0)) return x;
  const at = starts.map((s) => startOf('update', s));
  return updated(x, u, at);
}
