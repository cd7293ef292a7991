/** Tensors as files hold them: a dtype, a shape, and the typed array of their numbers. */

/** The typed array of each dtype. F16 and BF16 are kept as their bits; a BOOL is a byte, 0 or 1. */
export interface ArrayOf {
  readonly F64: Float64Array;
  readonly F32: Float32Array;
  readonly F16: Uint16Array;
  readonly BF16: Uint16Array;
  readonly I64: BigInt64Array;
  readonly I32: Int32Array;
  readonly U32: Uint32Array;
  readonly U8: Uint8Array;
  readonly BOOL: Uint8Array;
}
/** The dtypes by their names in safetensors files. */
export type FileDType = keyof ArrayOf;

/** What a file says of a tensor besides its numbers. */
export interface TensorInfo {
  readonly dtype: string;
  readonly shape: readonly number[];
}

interface DataOf<D extends FileDType> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: ArrayOf[D];
}
/** `data` [...shape] in row-major order. */
export type TensorData = { readonly [D in FileDType]: DataOf<D> }[FileDType];
/** The tensors of a file, by name. */
export type Tensors = ReadonlyMap<string, TensorData>;

type Shape = readonly number[];
type Make = (buffer: ArrayBuffer, shape: Shape) => TensorData;

interface Storage {
  readonly bytes: number;
  readonly make: Make;
}

/** By falling rank in the reference implementation, which is the order in which it stores tensors. */
const STORAGE: { readonly [D in FileDType]: Storage } = {
  I64: { bytes: 8, make: (b, shape) => ({ dtype: 'I64', shape, data: new BigInt64Array(b) }) },
  F64: { bytes: 8, make: (b, shape) => ({ dtype: 'F64', shape, data: new Float64Array(b) }) },
  F32: { bytes: 4, make: (b, shape) => ({ dtype: 'F32', shape, data: new Float32Array(b) }) },
  U32: { bytes: 4, make: (b, shape) => ({ dtype: 'U32', shape, data: new Uint32Array(b) }) },
  I32: { bytes: 4, make: (b, shape) => ({ dtype: 'I32', shape, data: new Int32Array(b) }) },
  BF16: { bytes: 2, make: (b, shape) => ({ dtype: 'BF16', shape, data: new Uint16Array(b) }) },
  F16: { bytes: 2, make: (b, shape) => ({ dtype: 'F16', shape, data: new Uint16Array(b) }) },
  U8: { bytes: 1, make: (b, shape) => ({ dtype: 'U8', shape, data: new Uint8Array(b) }) },
  BOOL: { bytes: 1, make: (b, shape) => ({ dtype: 'BOOL', shape, data: new Uint8Array(b) }) },
};
const ORDER: readonly string[] = Object.keys(STORAGE);

export const isFileDType = (dtype: string): dtype is FileDType => Object.hasOwn(STORAGE, dtype);

/** The dtypes that files may hold, as text for an error. */
export const fileDTypes: string = [...ORDER].sort().join(', ');

/** Bytes of one element in a file. */
export const bytesOf = (dtype: FileDType): number => STORAGE[dtype].bytes;

export const sizeOf = (shape: Shape): number => shape.reduce((size, dim) => size * dim, 1);

/** A tensor from its bytes, which are copied. */
export const tensorFrom = (dtype: FileDType, shape: Shape, bytes: Uint8Array): TensorData =>
  STORAGE[dtype].make(new Uint8Array(bytes).buffer, shape);

/** `F32 [3, 3, 1, 32]` */
export const showInfo = ({ dtype, shape }: TensorInfo): string => `${dtype} [${shape.join(', ')}]`;

/** Before, at or after in the order of UTF-8 bytes, which is that of code points. */
export const compareNames = (a: string, b: string): number => {
  const [left, right] = [Array.from(a, codeOf), Array.from(b, codeOf)];
  const at = left.findIndex((code, i) => code !== right[i]);
  return at < 0 ? left.length - right.length : left[at]! - (right[at] ?? -1);
};
const codeOf = (char: string): number => char.codePointAt(0) ?? 0;

/** The order in which the reference implementation stores tensors: wider dtypes first, then by name. */
export const compareStored = (
  [a, { dtype: left }]: readonly [string, TensorInfo],
  [b, { dtype: right }]: readonly [string, TensorInfo],
): number => ORDER.indexOf(left) - ORDER.indexOf(right) || compareNames(a, b);
