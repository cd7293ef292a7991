/** The signatures that many ops share: layers over one dtype class, and broadcasting binaries. */
import { DTypeError } from '../core/error.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  type Tensor,
} from '../core/tensor.ts';
import { type DType, type Float, type Integer, type i32, isFloat } from '../types/dtype.ts';
import {
  type Broadcast,
  type LabelledRows,
  labelledRows,
  type OneHotRows,
  oneHotRows,
  type Shape,
} from '../types/shape.ts';

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

/** A tensor of floats, or the message. */
export type Floats<A extends AnyTensor, Op extends string> = A['dtype'] extends Float
  ? A
  : Needs<Op, 'float', A['dtype']>;
/** x, which must be of floats. */
export const floats = (op: string, x: Value): Value => {
  if (isFloat(x.dtype)) return x;
  throw new DTypeError(`${op}: needs a float tensor, got ${x.dtype.dtype}`);
};

export const isInteger = ({ dtype }: DType): boolean => dtype === 'i32' || dtype === 'u32';

/** A tensor of floats or integers, or the message. */
export type Numbers<A extends AnyTensor, Op extends string> = A['dtype'] extends Float | Integer
  ? A
  : Needs<Op, 'number', A['dtype']>;
/** x, which must be of floats or integers. */
export const numbers = (op: string, x: Value): Value => {
  if (isFloat(x.dtype) || isInteger(x.dtype)) return x;
  throw new DTypeError(`${op}: needs a number tensor, got ${x.dtype.dtype}`);
};

/** R for indices or labels of i32, else the message. */
export type Indices<B extends AnyTensor, What extends string, R> = B['dtype'] extends i32
  ? R
  : `${What} must be i32, got ${B['dtype']['dtype']}`;
/** x, which must be of i32. */
export const indices = (what: string, x: Value): Value => {
  if (x.dtype.dtype === 'i32') return x;
  throw new DTypeError(`${what} must be i32, got ${x.dtype.dtype}`);
};

/** The rows that the labels Y give to the scores A, or why they are no labels of them. */
export type Labelled<A extends AnyTensor, Y extends AnyTensor, Op extends string> = 0 extends 1 & Y
  ? Shape
  : Y['dtype'] extends i32
    ? LabelledRows<A['shape'], Y['shape'], Op>
    : OneHotRows<
        A['shape'],
        Y['shape'],
        Op,
        `${Op}: labels must be i32, got ${Y['dtype']['dtype']}`
      >;
/** The rows that labels give to scores; throws unless they are labels of them. */
export const labelled = (op: string, scores: Shape, labels: Value): Shape => {
  const { shape, dtype } = labels;
  if (dtype.dtype === 'i32') return must(labelledRows(scores, shape, op));
  const wrong = `${op}: labels must be i32, got ${dtype.dtype}`;
  throw new DTypeError(oneHotRows(scores, shape, op, wrong));
};

/** @__NO_SIDE_EFFECTS__ */
export const floatMap = <Op extends string>(op: Op, f: (x: Value) => Value): FloatMap<Op> =>
  layer((x) => f(floats(op, x)), op);

/** @__NO_SIDE_EFFECTS__ */
export const numberMap = <Op extends string>(op: Op, f: (x: Value) => Value): NumberMap<Op> =>
  layer((x) => f(numbers(op, x)), op);

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
