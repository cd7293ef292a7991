/** The signatures that many ops share: layers over one dtype class, and broadcasting binaries. */
import { DTypeError } from '../core/error.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { AnyTensor, Ok, Ret, SameDType, Tensor } from '../core/tensor.ts';
import { type DType, type Float, type Integer, isFloat } from '../types/dtype.ts';
import type { Broadcast } from '../types/shape.ts';

type Needs<
  Op extends string,
  Kind extends string,
  D extends DType,
> = `${Op}: needs a ${Kind} tensor, got ${D['dtype']}`;

/** Elementwise over floats: the same shape and dtype. */
export interface FloatMap<Op extends string> extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Tensor<InShape<this>, InDType<this>>
    : Needs<Op, 'float', InDType<this>>;
}
/** Elementwise over floats and integers: the same shape and dtype. */
export interface NumberMap<Op extends string> extends Layer {
  readonly [Out]: InDType<this> extends Float | Integer
    ? Tensor<InShape<this>, InDType<this>>
    : Needs<Op, 'number', InDType<this>>;
}
/** The same shape and dtype, whatever they are. */
export interface AnyMap extends Layer {
  readonly [Out]: Tensor<InShape<this>, InDType<this>>;
}

/** x, which must be of floats. */
export const floats = (op: string, x: Value): Value => {
  if (isFloat(x.dtype)) return x;
  throw new DTypeError(`${op}: needs a float tensor, got ${x.dtype.dtype}`);
};

export const isInteger = ({ dtype }: DType): boolean => dtype === 'i32' || dtype === 'u32';

/** x, which must be of floats or integers. */
export const numbers = (op: string, x: Value): Value => {
  if (isFloat(x.dtype) || isInteger(x.dtype)) return x;
  throw new DTypeError(`${op}: needs a number tensor, got ${x.dtype.dtype}`);
};

/** @__NO_SIDE_EFFECTS__ */
export const floatMap = <Op extends string>(op: Op, f: (x: Value) => Value): FloatMap<Op> =>
  layer((x) => f(floats(op, x)));

/** @__NO_SIDE_EFFECTS__ */
export const numberMap = <Op extends string>(op: Op, f: (x: Value) => Value): NumberMap<Op> =>
  layer((x) => f(numbers(op, x)));

/** The second operand of a broadcasting op, or the message. */
export type Second<A extends AnyTensor, B extends AnyTensor, Op extends string> = Ok<
  SameDType<A, B, Op, Broadcast<A['shape'], B['shape'], Op>>,
  B
>;
/** The result of a broadcasting op with its operands' dtype, or with D. */
export type Both<
  A extends AnyTensor,
  B extends AnyTensor,
  Op extends string,
  D extends DType = A['dtype'],
> = Ret<Broadcast<A['shape'], B['shape'], Op>, D>;
