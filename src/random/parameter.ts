/** Parameters of distributions: a number, or a tensor that is repeated to the shape that is drawn. */
import { DTypeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { isValue, must, type Tensor } from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import { fill } from '../prim/index.ts';
import { type DType, DTypes, type f32 } from '../types/dtype.ts';
import { type BroadcastsTo, broadcastsTo, type Shape, type Show, show } from '../types/shape.ts';

/** A number, the same for all that is drawn, or a tensor of them. */
export type Parameter = number | Tensor<Shape, DType>;

/** S, or why a parameter of shape A is not one for each element of it. */
export type Repeats<A extends Shape, S extends Shape, Op extends string> =
  BroadcastsTo<A, S> extends true
    ? S
    : `${Op}: a parameter of shape ${Show<A>} does not repeat to ${Show<S>}`;
/** S, or why a parameter is none for what has this shape. */
export type Fits<P, S extends Shape, Op extends string> =
  P extends Tensor<infer A extends Shape, infer D extends DType>
    ? D extends f32
      ? Repeats<A, S, Op>
      : `${Op}: a parameter must be f32, got ${D['dtype']}`
    : S;

/** S, or the message. */
export const repeats = (a: Shape, s: Shape, op: string): Shape | string =>
  broadcastsTo(a, s) ? s : `${op}: a parameter of shape ${show(a)} does not repeat to ${show(s)}`;

/** What numbers a parameter may be. */
export interface Range {
  readonly words: string;
  readonly holds: (x: number) => boolean;
}
export const positive: Range = { words: 'positive', holds: (x) => x > 0 };
export const nonNegative: Range = { words: 'at least 0', holds: (x) => x >= 0 };
export const probability: Range = { words: 'between 0 and 1', holds: (x) => x >= 0 && x <= 1 };
export const anyNumber: Range = { words: 'a number', holds: (x) => !Number.isNaN(x) };

/** A number that may be; elements of tensors are not looked at. */
export const checked = (op: string, name: string, x: number, range: Range): number => {
  if (range.holds(x)) return x;
  throw new RangeError(`${op}: ${name} must be ${range.words}, got ${x}`);
};

/** A tensor of parameters, which are f32 as all that is drawn. */
export const parameterTensor = (op: string, given: Value): Value => {
  if (given.dtype.dtype === 'f32') return given;
  throw new DTypeError(`${op}: a parameter must be f32, got ${given.dtype.dtype}`);
};

/** A parameter for each element of the shape. */
export const parameter = (
  op: string,
  name: string,
  given: number | Value,
  shape: Shape,
  range: Range,
): Value => {
  if (!isValue(given)) {
    return fill(Math.fround(checked(op, name, given, range)), { shape, dtype: DTypes.f32 });
  }
  return expand(parameterTensor(op, given), must(repeats(given.shape, shape, op)));
};
