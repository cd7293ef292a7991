/** Where the largest and the smallest are: positions along an axis, alone or with their values. */
import { namedCall } from '../control/index.ts';
import type { InDType, InShape, Layer, Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, type Mk, must, type Ok, type Ret } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { DTypes, type Float, type Integer, type i32 } from '../types/dtype.ts';
import { axisOf, type Reduce, reduceDims, sizeOf } from '../types/shape.ts';
import { reversed } from './arithmetic.ts';
import { isNanOf } from './floating.ts';
import { alongAxis } from './gather.ts';
import { type Keepdims, type Reduced, reduction } from './reduce.ts';
import { along } from './rows.ts';
import { type Numbers, numbers } from './rules.ts';

/** The type of `argMax(axis)` and `argMin(axis)`: numbers to i32, without the axis, or with size 1 there. */
export interface Position<Op extends string, I extends number | undefined, Keep extends boolean>
  extends Layer {
  readonly [Out]: InDType<this> extends Float | Integer
    ? Mk<Reduced<InShape<this>, I, Keep, Op>, i32>
    : `${Op}: needs a number tensor, got ${InDType<this>['dtype']}`;
}

/** The first position along an axis, 0 to rank - 1, where x is its maximum: the largest of the negated positions that attain it. */
export const argMaxAlong = (x: Value, axis: number): Value => {
  const most = along(x, axis, p.reduceMax(x, [axis]));
  const attains = p.xor(p.equal(x, most), isNanOf(x));
  const at = p.neg(p.iota(x.shape, axis));
  const none = p.fill(-(2 ** 31), { shape: x.shape, dtype: DTypes.i32 });
  return p.neg(p.reduceMax(p.select(attains, at, none), [axis]));
};

/** Along one axis, or in the flattened tensor. */
const argMaxOver = (x: Value, axes: readonly number[]): Value =>
  axes.length === 1 ? argMaxAlong(x, axes[0]!) : argMaxAlong(p.reshape(x, [sizeOf(x.shape)]), 0);
const argMinOver = (x: Value, axes: readonly number[]): Value => argMaxOver(reversed(x), axes);

type Over = (x: Value, axes: readonly number[]) => Value;
/** Under its name, by which it is called where it has no derivative. */
const named =
  (name: string, over: Over): Over =>
  (x, axes) =>
    namedCall(name, (v) => [over(v!, axes)], [x])[0]!;

/**
 * The first i along the axis at which x_i is largest, as i32; a NaN counts as largest. [B, 10] -> [B] by argMax(-1).
 * Without an axis, the row-major position in the whole tensor: -> []. NumPy, PyTorch: argmax.
 */
export const argMax = <
  const I extends number | undefined = undefined,
  Keep extends boolean = false,
>(
  axis?: I,
  options: Keepdims<Keep> = {},
): Position<'argMax', I, Keep> =>
  reduction('argMax', numbers, named('argMax', argMaxOver), axis, options);

/** The first i along the axis at which x_i is smallest; a NaN counts as smallest. As `argMax`. NumPy, PyTorch: argmin. */
export const argMin = <
  const I extends number | undefined = undefined,
  Keep extends boolean = false,
>(
  axis?: I,
  options: Keepdims<Keep> = {},
): Position<'argMin', I, Keep> =>
  reduction('argMin', numbers, named('argMin', argMinOver), axis, options);

type Extreme<A extends AnyTensor, I extends number, Op extends string> = Reduce<
  A['shape'],
  I,
  false,
  Op
>;
/** The values of an extreme along an axis, and their positions. */
export type WithIndex<A extends AnyTensor, I extends number, Op extends string> = readonly [
  values: Ret<Extreme<A, I, Op>, A['dtype']>,
  indices: Ret<Extreme<A, I, Op>, i32>,
];

const withIndex = (
  op: string,
  of: (x: Value) => Value,
  x: Value,
  axis: number,
): readonly [Value, Value] => {
  const shape = must(reduceDims(numbers(op, x).shape, [axis], false, op));
  const at = axisOf(x.shape, axis);
  const indices = argMaxAlong(of(x), at);
  const values = alongAxis(x, p.reshape(indices, x.shape.with(at, 1)), at);
  return [p.reshape(values, shape), indices];
};

/**
 * The largest along an axis and its first position, as i32; NaN wins. [B, 10] -> [B] and [B] by maxWithIndex(x, -1).
 * The derivative belongs to the element at the position. PyTorch: max(dim).
 */
export function maxWithIndex<A extends AnyTensor, const I extends number>(
  x: Numbers<A, 'maxWithIndex'>,
  axis: Ok<Extreme<A, I, 'maxWithIndex'>, I>,
): WithIndex<A, I, 'maxWithIndex'>;
export function maxWithIndex(x: Value, axis: number): readonly [Value, Value] {
  return withIndex('maxWithIndex', (v) => v, x, axis);
}

/** The smallest along an axis and its first position; as `maxWithIndex`. PyTorch: min(dim). */
export function minWithIndex<A extends AnyTensor, const I extends number>(
  x: Numbers<A, 'minWithIndex'>,
  axis: Ok<Extreme<A, I, 'minWithIndex'>, I>,
): WithIndex<A, I, 'minWithIndex'>;
export function minWithIndex(x: Value, axis: number): readonly [Value, Value] {
  return withIndex('minWithIndex', reversed, x, axis);
}
