/** Tensors from data and from nothing: literal arrays, constants, counting. */
import type { Value } from '../core/node.ts';
import type { TypedArray } from '../core/strided.ts';
import type { NdArray, Storage, Tensor, Writable } from '../core/tensor.ts';
import {
  add,
  cast,
  dataValue,
  fill,
  iota,
  less,
  literal,
  mul,
  select,
  sub,
} from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { type DTypeName, type DTypeOf, DTypes, type i32 } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';

type Sizes = readonly number[];
type OfDType<N extends DTypeName> = { readonly dtype: N };

const storage: Readonly<Record<Exclude<DTypeName, 'i64'>, (x: ArrayLike<number>) => TypedArray>> = {
  f32: (x) => Float32Array.from(x),
  f64: (x) => Float64Array.from(x),
  i32: (x) => Int32Array.from(x),
  u32: (x) => Uint32Array.from(x),
  bool: (x) => Uint8Array.from(x),
  u8: (x) => Uint8Array.from(x),
  f16: (x) => Uint16Array.from(x),
  bf16: (x) => Uint16Array.from(x),
};

const isBig = (x: ArrayLike<number> | BigInt64Array): x is BigInt64Array =>
  x instanceof BigInt64Array;

const stored = (dtype: DTypeName, data: ArrayLike<number> | BigInt64Array): TypedArray => {
  if (isBig(data)) return data.slice();
  return dtype === 'i64'
    ? BigInt64Array.from(Array.from(data, (x) => BigInt(x)))
    : storage[dtype](data);
};

/**
 * Data of any dtype, row-major, copied: ndarray([2], u32, [1, 2]). Throws ShapeError when the shape does not hold as
 * many numbers. The formats without arithmetic (f16, bf16) take their bits. NumPy, JAX: array; PyTorch: tensor.
 */
export function ndarray<const S extends Sizes, N extends DTypeName>(
  shape: S,
  dtype: OfDType<N>,
  data: ArrayLike<number> | Storage[N],
): NdArray<Writable<S>, DTypeOf[N]>;
export function ndarray(
  shape: Sizes,
  { dtype }: OfDType<DTypeName>,
  data: ArrayLike<number> | BigInt64Array,
): Value {
  return dataValue({ shape, dtype: DTypes[dtype] }, stored(dtype, data));
}

/**
 * Floats, row-major, copied: array([2, 3], [1, 2, 3, 4, 5, 6]). Throws ShapeError as `ndarray`. PyTorch: tensor;
 * NumPy: array.
 */
export function array<const S extends Sizes>(
  shape: S,
  data: ArrayLike<number>,
): NdArray<Writable<S>>;
export function array(shape: Sizes, data: ArrayLike<number>): Value {
  return dataValue({ shape, dtype: DTypes.f32 }, Float32Array.from(data));
}

/**
 * 32-bit integers, row-major, copied: labels, indices. Throws ShapeError as `ndarray`. PyTorch: tensor(dtype=int32).
 */
export function integers<const S extends Sizes>(
  shape: S,
  data: ArrayLike<number>,
): NdArray<Writable<S>, i32>;
export function integers(shape: Sizes, data: ArrayLike<number>): Value {
  return dataValue({ shape, dtype: DTypes.i32 }, Int32Array.from(data));
}

/** One number as a tensor of shape [], f32 unless given. PyTorch: tensor; NumPy, JAX: array. */
export function scalar<N extends DTypeName = 'f32'>(
  value: number,
  dtype?: OfDType<N>,
): Tensor<[], DTypeOf[N]>;
export function scalar(value: number, dtype: OfDType<DTypeName> = DTypes.f32): Value {
  return literal(value, DTypes[dtype.dtype]);
}

/** A tensor whose elements all are `value`, f32 unless given; the shape may hold names. NumPy, PyTorch: full. */
export function full<const S extends Shape, N extends DTypeName = 'f32'>(
  shape: S,
  value: number,
  dtype?: OfDType<N>,
): Tensor<Writable<S>, DTypeOf[N]>;
export function full(shape: Shape, value: number, dtype: OfDType<DTypeName> = DTypes.f32): Value {
  return fill(value, { shape, dtype: DTypes[dtype.dtype] });
}

/** Zeros, f32 unless given; the shape may hold names. NumPy, PyTorch: zeros. */
export function zeros<const S extends Shape, N extends DTypeName = 'f32'>(
  shape: S,
  dtype?: OfDType<N>,
): Tensor<Writable<S>, DTypeOf[N]>;
export function zeros(shape: Shape, dtype?: OfDType<DTypeName>): Value {
  return full(shape, 0, dtype);
}

/** Ones, f32 unless given; the shape may hold names. NumPy, PyTorch: ones. */
export function ones<const S extends Shape, N extends DTypeName = 'f32'>(
  shape: S,
  dtype?: OfDType<N>,
): Tensor<Writable<S>, DTypeOf[N]>;
export function ones(shape: Shape, dtype?: OfDType<DTypeName>): Value {
  return full(shape, 1, dtype);
}

/** Zeros of the shape and dtype of x. NumPy, PyTorch: zeros_like. */
export function zerosLike<T extends Tensor<Shape, DTypeOf[DTypeName]>>(
  x: T,
): Tensor<T['shape'], T['dtype']>;
export function zerosLike(x: Value): Value {
  return fill(0, x);
}

/** Ones of the shape and dtype of x. NumPy, PyTorch: ones_like. */
export function onesLike<T extends Tensor<Shape, DTypeOf[DTypeName]>>(
  x: T,
): Tensor<T['shape'], T['dtype']>;
export function onesLike(x: Value): Value {
  return fill(1, x);
}

/** Where `arange` begins and how far it goes on, 0 and 1 unless given, and in which dtype it counts. */
export interface ArangeOptions<D extends DTypeName = DTypeName> {
  readonly start?: number;
  readonly step?: number;
  readonly dtype?: OfDType<D>;
}

/**
 * start + i step for i = 0 to n - 1: 0 to n - 1 unless given, as i32 unless given. Of a range from start up to stop, n is
 * ceil((stop - start) / step). NumPy, PyTorch, JAX: arange.
 */
export function arange<const N extends Dim, D extends DTypeName = 'i32'>(
  n: N,
  options?: ArangeOptions<D>,
): Tensor<[N], DTypeOf[D]>;
export function arange(
  n: Dim,
  { start = 0, step = 1, dtype = DTypes.i32 }: ArangeOptions = {},
): Value {
  const i = cast(iota([n], 0), DTypes[dtype.dtype]);
  const steps = step === 1 ? i : mul(i, fill(step, i));
  return start === 0 ? steps : add(steps, fill(start, i));
}

/** n numbers from `start` to `stop`, both included, at equal distances: [n]. NumPy, PyTorch, JAX: linspace. */
export function linspace<const N extends number, D extends 'f32' | 'f64' = 'f32'>(
  start: number,
  stop: number,
  n: N,
  dtype?: { readonly dtype: D },
): Tensor<[N], DTypeOf[D]>;
export function linspace(
  start: number,
  stop: number,
  n: number,
  { dtype }: { readonly dtype: DTypeName } = DTypes.f32,
): Value {
  const i = cast(iota([n], 0), DTypes[dtype]);
  const step = n > 1 ? (stop - start) / (n - 1) : 0;
  const from = add(fill(start, i), mul(fill(step, i), i));
  // from the end in the second half, so that the last is exact
  const back = sub(fill(n - 1, i), i);
  const to = sub(fill(n > 1 ? stop : start, i), mul(fill(step, i), back));
  return select(less(i, back), from, to);
}
