/** Safetensors files: `encode` writes the bytes that the reference implementation writes, `decode` reads strictly. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';
import { joinBytes } from '../core/bytes.ts';
import { ShapeError } from '../core/error.ts';
import { type Metadata, readHeader, type StoredTensor } from './safetensors-header.ts';
import {
  compareNames,
  compareStored,
  sizeOf,
  type TensorData,
  type Tensors,
  tensorFrom,
} from './tensor-data.ts';

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: Tensors;
  readonly metadata: Metadata;
}

const checkTensor = (name: string, { shape, data, dtype }: TensorData): void => {
  if (name === '__metadata__' || /\p{Surrogate}/u.test(name))
    throw new RangeError(`encode: '${name}' cannot be the name of a tensor`);
  if (data.length !== sizeOf(shape))
    throw new ShapeError(
      `encode: ${name} has ${data.length} elements, ${dtype} [${shape.join(', ')}] needs ${sizeOf(shape)}`,
    );
};

const entryText = (name: string, { dtype, shape, data }: TensorData, at: number): string =>
  `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [at, at + data.byteLength] })}`;

const metadataText = (metadata: Metadata): readonly string[] => {
  const entries = Object.entries(metadata).sort(([a], [b]) => compareNames(a, b));
  const text = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return entries.length === 0 ? [] : [`"__metadata__":{${text.join(',')}}`];
};

/** The header with its length in front, padded with blanks to a multiple of 8. */
const headerBytes = (entries: readonly string[]): Uint8Array => {
  const text = new TextEncoder().encode(`{${entries.join(',')}}`);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return bytes;
};

/**
 * The bytes of a safetensors file: wider dtypes first, then by name, so that equal tensors give equal bytes.
 * Throws a ShapeError where data and shape differ in size, a RangeError for a name that files cannot hold.
 */
export const encode = (tensors: Tensors, metadata: Metadata = {}): Uint8Array => {
  const stored = [...tensors].sort(compareStored);
  let at = 0;
  const entries = stored.map(([name, tensor]) => {
    checkTensor(name, tensor);
    const text = entryText(name, tensor, at);
    at += tensor.data.byteLength;
    return text;
  });
  const numbers = stored.map(
    ([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  return joinBytes([headerBytes([...metadataText(metadata), ...entries]), ...numbers]);
};

const readTensor =
  (bytes: Uint8Array, start: number) =>
  ({ name, dtype, shape, begin, end }: StoredTensor): readonly [string, TensorData] => [
    name,
    tensorFrom(dtype, shape, bytes.subarray(start + begin, start + end)),
  ];

const checkBooleans = (tensors: Tensors, file: string): E.Either<BoundaryError, Tensors> => {
  for (const [name, tensor] of tensors) {
    const at = tensor.dtype === 'BOOL' ? tensor.data.findIndex((byte) => byte > 1) : -1;
    if (at >= 0)
      return E.left(boundaryError(file, `tensor '${name}'[${at}]`, '0 or 1', `${tensor.data[at]}`));
  }
  return E.right(tensors);
};

/** Reads a whole safetensors file; the numbers are copied. All faults of the header's entries are collected. */
export const decode = (bytes: Uint8Array, file: string): E.Either<BoundaryError, Safetensors> =>
  pipe(
    readHeader(bytes, file),
    E.chain(({ tensors, metadata, start }) =>
      pipe(
        checkBooleans(new Map(tensors.map(readTensor(bytes, start))), file),
        E.map((checked) => ({ tensors: checked, metadata })),
      ),
    ),
  );
