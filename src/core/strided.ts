/** Arrays of the reference interpreter: views on plain typed arrays, in one of two arithmetics. */
import type { DType, DTypeName } from '../types/dtype.ts';
import { collapse, contiguous, eachRun, type Layout, sizeOf } from './layout.ts';

export type TypedArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Uint8Array
  | Uint16Array
  | BigInt64Array;

/** What the reference computes with; i64 and floats of 16 bits, which are only stored and cast, are f64 in it. */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

export interface Strided extends Layout {
  readonly dtype: DType;
  readonly data: Numbers;
}

/** `exact` computes f32 in f64, as mathematics would; `rounded` rounds every node's result to its dtype. */
export type Mode = 'exact' | 'rounded';

export interface Arithmetic {
  readonly mode: Mode;
  /** zeros */
  alloc(dtype: DType, size: number): Numbers;
}

const exactStore: Readonly<Record<DTypeName, new (n: number) => Numbers>> = {
  f32: Float64Array,
  f64: Float64Array,
  f16: Float64Array,
  bf16: Float64Array,
  i32: Int32Array,
  u32: Uint32Array,
  bool: Uint8Array,
  u8: Uint8Array,
  i64: Float64Array,
};

export const exact: Arithmetic = {
  mode: 'exact',
  alloc: (dtype, size) => new exactStore[dtype.dtype](size),
};
export const rounded: Arithmetic = {
  mode: 'rounded',
  alloc: (dtype, size) =>
    dtype.dtype === 'f32' ? new Float32Array(size) : new exactStore[dtype.dtype](size),
};

/** A contiguous array over `data`. */
export const strided = (dtype: DType, shape: readonly number[], data: Numbers): Strided => ({
  ...contiguous(shape),
  dtype,
  data,
});

/** The elements in row-major order, as a new array of the arithmetic's storage. */
export const compact = (x: Strided, arithmetic: Arithmetic): Strided => {
  const data = arithmetic.alloc(x.dtype, sizeOf(x.shape));
  const nest = collapse(x.shape, [x.strides]);
  const run = nest.shape.at(-1) ?? 1;
  const step = nest.strides[0]!.at(-1) ?? 0;
  eachRun(nest.shape, nest.strides, ([at], linear) => {
    let from = x.offset + at!;
    for (let i = 0; i < run; i++, from += step) data[linear + i] = x.data[from]!;
  });
  return strided(x.dtype, x.shape, data);
};
