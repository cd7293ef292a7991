/** A reader of safetensors files for reference values, independent of the one under test. */
import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { systemError } from '../src/core/boundary.ts';
import { type BoundaryError, boundaryError, decodeWith, parseObject } from '../src/io/index.ts';

export type StoredArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;
export type StoredDType = 'F32' | 'F64' | 'I32' | 'U32' | 'BOOL';

export interface StoredTensor {
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  readonly data: StoredArray;
}

/** The tensor of a name; an Error where the file has none. */
export type Tensors = (name: string) => StoredTensor;

const Entry = t.type(
  {
    dtype: t.keyof({ F32: null, F64: null, I32: null, U32: null, BOOL: null }),
    shape: t.readonlyArray(t.number),
    data_offsets: t.tuple([t.number, t.number]),
  },
  'an object with dtype, shape and data_offsets',
);
const Header = t.record(t.string, Entry);

const arrayOf = (dtype: StoredDType, bytes: ArrayBuffer): StoredArray => {
  switch (dtype) {
    case 'F32':
      return new Float32Array(bytes);
    case 'F64':
      return new Float64Array(bytes);
    case 'I32':
      return new Int32Array(bytes);
    case 'U32':
      return new Uint32Array(bytes);
    case 'BOOL':
      return new Uint8Array(bytes);
  }
};

/** The arrays are copies, hence aligned. */
const reader =
  (file: string, bytes: Uint8Array<ArrayBuffer>, start: number) =>
  (header: t.TypeOf<typeof Header>): Tensors =>
  (name) => {
    const entry = header[name];
    if (entry === undefined) throw new Error(`no tensor ${name} in ${file}`);
    const { dtype, shape, data_offsets: offsets } = entry;
    const [begin, end] = [start + offsets[0], start + offsets[1]];
    const size = shape.reduce((n, d) => n * d, 1);
    const data = arrayOf(dtype, bytes.buffer.slice(begin, end));
    if (data.length === size) return { dtype, shape, data };
    throw new Error(`${name} in ${file}: ${data.length} elements for [${shape.join(', ')}]`);
  };

/** File layout: u64 N, little-endian; N bytes of JSON; data. */
export const readSafetensors = (file: string): E.Either<BoundaryError, Tensors> =>
  pipe(
    E.tryCatch(
      () => Uint8Array.from(readFileSync(file)),
      (cause) => systemError(file, 'file', cause),
    ),
    E.filterOrElse(
      (bytes) => bytes.length >= 8,
      (bytes) => boundaryError(file, 'header length', '8 bytes', `${bytes.length} bytes`),
    ),
    E.chain((bytes) => {
      const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
      return pipe(
        parseObject(new TextDecoder().decode(bytes.subarray(8, start)), file, 'header'),
        E.map(({ __metadata__: _, ...entries }) => entries),
        E.chain(decodeWith(Header, file, 'header')),
        E.map(reader(file, bytes, start)),
      );
    }),
  );
