/** Typed arrays on linear memory. */

import type { ConcreteType } from '../core/check.ts';
import { sizeOf } from '../core/layout.ts';
import type { TypedArray } from '../core/strided.ts';
import { byteSize, type DType, type DTypeName } from '../types/dtype.ts';

type View = (buffer: ArrayBuffer | SharedArrayBuffer, address: number, size: number) => TypedArray;

const VIEWS: Readonly<Record<DTypeName, View>> = {
  f32: (b, a, n) => new Float32Array(b, a, n),
  f64: (b, a, n) => new Float64Array(b, a, n),
  i32: (b, a, n) => new Int32Array(b, a, n),
  u32: (b, a, n) => new Uint32Array(b, a, n),
  bool: (b, a, n) => new Uint8Array(b, a, n),
  u8: (b, a, n) => new Uint8Array(b, a, n),
  f16: (b, a, n) => new Uint16Array(b, a, n),
  bf16: (b, a, n) => new Uint16Array(b, a, n),
  i64: (b, a, n) => new BigInt64Array(b, a, n),
};

/** The bytes of an array of this type. */
export const bytesOf = ({ shape, dtype }: ConcreteType): number => sizeOf(shape) * byteSize(dtype);

/** The elements at an address, not copied. */
export const viewAt = (
  buffer: ArrayBuffer | SharedArrayBuffer,
  dtype: DType,
  address: number,
  size: number,
): TypedArray => VIEWS[dtype.dtype](buffer, address, size);

/** Copies numbers of any typed array into memory. */
export const writeAt = (
  buffer: ArrayBuffer | SharedArrayBuffer,
  dtype: DType,
  address: number,
  data: TypedArray,
): void => {
  const to = viewAt(buffer, dtype, address, data.length);
  if (to instanceof BigInt64Array) {
    if (data instanceof BigInt64Array) to.set(data);
  } else if (!(data instanceof BigInt64Array)) to.set(data);
};
