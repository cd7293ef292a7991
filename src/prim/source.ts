/** Values that come from nowhere: literal data and counting. */

import { concreteShape } from '../core/check.ts';
import { GraphError, ShapeError } from '../core/error.ts';
import { BF16, F16, halfValue, roundHalf } from '../core/half.ts';
import { rowMajor, sizeOf } from '../core/layout.ts';
import type { Primitive } from '../core/node.ts';
import { apply1, type Node, type TensorType, type Value } from '../core/node.ts';
import { type Numbers, strided, type TypedArray } from '../core/strided.ts';
import type { Dim } from '../types/dim.ts';
import { type DType, DTypes } from '../types/dtype.ts';

export interface Constant {
  readonly type: TensorType;
  /** One scalar, which may be a size still to be bound; or all elements, row-major, perhaps fetched when needed. */
  readonly data: Dim | TypedArray | (() => TypedArray);
}

/** The elements of a constant that is no scalar. */
export const elementsOf = (data: Exclude<Constant['data'], Dim>): TypedArray =>
  typeof data === 'function' ? data() : data;

const numbersOf = ({ type, data: given }: Constant): Numbers => {
  if (typeof given === 'string') throw new GraphError(`constant: size '${given}' is not bound`);
  if (typeof given === 'number') return Float64Array.of(given);
  const data = elementsOf(given);
  if (data instanceof BigInt64Array) return Float64Array.from(data, Number);
  if (data instanceof Uint16Array) {
    const format = type.dtype.dtype === 'f16' ? F16 : BF16;
    return Float64Array.from(data, (bits) => halfValue(bits, format));
  }
  return data;
};

/** A literal as its dtype holds it; what is not rounded here is by the storage. */
const held = ({ dtype }: DType, x: number): number => {
  if (dtype === 'bool') return Number(x !== 0);
  if (dtype === 'f16') return roundHalf(x, F16);
  return dtype === 'bf16' ? roundHalf(x, BF16) : x;
};

/** A literal array. */
export const constant: Primitive<Constant> = {
  name: 'constant',
  infer: (_, { type, data }) => {
    if (typeof data === 'function') return [type];
    const held = typeof data === 'object' ? data.length : 1;
    const scalar = typeof data !== 'object' && type.shape.length === 0;
    if (!scalar && held !== sizeOf(concreteShape(type.shape))) {
      throw new ShapeError(`array: [${type.shape.join(', ')}] does not hold ${held} numbers`);
    }
    return [type];
  },
  evaluate: (_, p, arithmetic) => {
    const data = numbersOf(p);
    const shape = concreteShape(p.type.shape);
    if (typeof p.data === 'object' || typeof p.data === 'function')
      return [strided(p.type.dtype, shape, data)];
    const scalar = arithmetic.alloc(p.type.dtype, 1);
    scalar[0] = held(p.type.dtype, data[0]!);
    return [strided(p.type.dtype, shape, scalar)];
  },
  jvp: () => [null],
  batch: (_, __, p) => [apply1(constant, [], p)],
  resize: ({ type, data }, at) => ({
    type: { dtype: type.dtype, shape: type.shape.map(at) },
    data: typeof data === 'string' ? at(data) : data,
  }),
  lower: { kind: 'slot' },
};

/** Data as a value: a constant whose elements are at hand. */
export const dataValue = (
  type: TensorType,
  data: TypedArray | (() => TypedArray),
): Value & { readonly data: TypedArray } => {
  const value = apply1(constant, [], { type, data });
  const get = (): TypedArray => elementsOf(data);
  return Object.defineProperty(Object.assign(value, { data: new Uint8Array(0) }), 'data', { get });
};

const isConstant = (n: Node): n is Node<Constant> => n.primitive.name === constant.name;

/** The params of a value that is a constant, or null. */
export const constantOf = ({ node }: Value): Constant | null =>
  isConstant(node) ? node.params : null;

/** Whether a value is data, as literal scalars are not. */
export const isData = (v: Value): boolean => {
  const data = constantOf(v)?.data;
  return typeof data === 'object' || typeof data === 'function';
};

/** The elements of a value that is data. */
export const dataOf = (v: Value): TypedArray => {
  const data = constantOf(v)?.data;
  if (typeof data === 'object' || typeof data === 'function') return elementsOf(data);
  throw new GraphError('this value is no data');
};

/** A scalar; a name stands for its size, once bound. */
export const literal = (value: Dim, dtype: DType): Value =>
  apply1(constant, [], { type: { shape: [], dtype }, data: value });

export interface Iota {
  readonly shape: readonly Dim[];
  readonly axis: number;
}

/** out[i] = i[axis], as i32. */
export const iotaPrimitive: Primitive<Iota> = {
  name: 'iota',
  infer: (_, { shape }) => [{ shape, dtype: DTypes.i32 }],
  evaluate: (_, { shape: dims, axis }, arithmetic) => {
    const shape = concreteShape(dims);
    const data = arithmetic.alloc(DTypes.i32, sizeOf(shape));
    const step = rowMajor(shape)[axis]!;
    for (let i = 0; i < data.length; i++) data[i] = Math.floor(i / step) % shape[axis]!;
    return [strided(DTypes.i32, shape, data)];
  },
  jvp: () => [null],
  batch: (_, __, p) => [iota(p.shape, p.axis)],
  resize: ({ shape, axis }, at) => ({ shape: shape.map(at), axis }),
  lower: { kind: 'iota', axis: ({ axis }) => axis },
};

export const iota = (shape: readonly Dim[], axis: number): Value =>
  apply1(iotaPrimitive, [], { shape, axis });
