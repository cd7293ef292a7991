/** Element types. Each is an interface, so that hovers read `f32`; a dtype's value is a record with the same name. */
export interface f32 {
  readonly dtype: 'f32';
}
export interface f64 {
  readonly dtype: 'f64';
}
export interface i32 {
  readonly dtype: 'i32';
}
export interface u32 {
  readonly dtype: 'u32';
}
export interface bool {
  readonly dtype: 'bool';
}
/** Storage only: cast on load and store, no arithmetic. */
export interface f16 {
  readonly dtype: 'f16';
}
export interface bf16 {
  readonly dtype: 'bf16';
}
export interface u8 {
  readonly dtype: 'u8';
}
export interface i64 {
  readonly dtype: 'i64';
}

/** The floats that are computed with. */
export type Float = f32 | f64;
/** The integers that are computed with, modulo 2^32. */
export type Integer = i32 | u32;
/** All element types; f16, bf16, u8 and i64 are for storage, without arithmetic. */
export type DType = f32 | f64 | i32 | u32 | bool | f16 | bf16 | u8 | i64;
export type DTypeName = DType['dtype'];

export interface DTypeOf {
  readonly f32: f32;
  readonly f64: f64;
  readonly i32: i32;
  readonly u32: u32;
  readonly bool: bool;
  readonly f16: f16;
  readonly bf16: bf16;
  readonly u8: u8;
  readonly i64: i64;
}

/** The dtypes as values. */
export const DTypes: DTypeOf = {
  f32: { dtype: 'f32' },
  f64: { dtype: 'f64' },
  i32: { dtype: 'i32' },
  u32: { dtype: 'u32' },
  bool: { dtype: 'bool' },
  f16: { dtype: 'f16' },
  bf16: { dtype: 'bf16' },
  u8: { dtype: 'u8' },
  i64: { dtype: 'i64' },
};

/** Bytes of one element in memory, by dtype. */
export interface Bytes {
  readonly f32: 4;
  readonly f64: 8;
  readonly i32: 4;
  readonly u32: 4;
  readonly bool: 1;
  readonly f16: 2;
  readonly bf16: 2;
  readonly u8: 1;
  readonly i64: 8;
}
const BYTES: Bytes = { f32: 4, f64: 8, i32: 4, u32: 4, bool: 1, f16: 2, bf16: 2, u8: 1, i64: 8 };

/** Bytes of one element in memory. */
export const byteSize = (d: DType): Bytes[DTypeName] => BYTES[d.dtype];

export const isFloat = (d: DType): d is Float => d.dtype === 'f32' || d.dtype === 'f64';

/** Whether a dtype is a float that is only stored. */
export const isHalf = (d: DType): d is f16 | bf16 => d.dtype === 'f16' || d.dtype === 'bf16';

/** Whether values of a dtype have derivatives: all floats do, stored ones through the casts from and to them. */
export const isDifferentiable = (d: DType): boolean => isFloat(d) || isHalf(d);

export const equalDType = (a: DType, b: DType): boolean => a.dtype === b.dtype;
