/**
 * The header of a safetensors file, read strictly: 8 bytes with its length (little-endian), then JSON with dtype, shape
 * and place of each tensor. Source: github.com/huggingface/safetensors, README and safetensors/src/tensor.rs.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { type BoundaryError, boundaryError, collectErrors } from '../core/boundary.ts';
import { decodeWith, parseObject, Size, showValue } from './codec.ts';
import { duplicateKeys } from './json-keys.ts';
import {
  bytesOf,
  type FileDType,
  fileDTypes,
  isFileDType,
  showInfo,
  sizeOf,
  type TensorInfo,
} from './tensor-data.ts';

/** The longest header that the reference implementation reads, in bytes. */
const LONGEST = 100_000_000;
/** The key of the header that names no tensor. */
export const METADATA = '__metadata__';

/** Free text that a file carries beside its tensors. */
export type Metadata = Readonly<Record<string, string>>;

/** Place and form of one tensor; offsets are in bytes from the end of the header. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: FileDType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** in the order of the file */
  readonly tensors: readonly StoredTensor[];
  readonly metadata: Metadata;
  /** where the numbers begin in the file */
  readonly start: number;
}

type Result<A> = E.Either<BoundaryError, A>;

/** What the header says of one tensor. */
export interface StoredInfo extends TensorInfo {
  readonly data_offsets: [begin: number, end: number];
}
export const StoredEntry: t.Type<StoredInfo> = t.type(
  {
    dtype: t.string,
    shape: t.readonlyArray(Size),
    data_offsets: t.tuple([Size, Size]),
  },
  'an object with dtype, shape and data_offsets',
);

interface HeaderText {
  readonly text: string;
  readonly start: number;
}

const headerLength = (bytes: Uint8Array, file: string): Result<number> => {
  if (bytes.length < 8)
    return E.left(boundaryError(file, 'header length', '8 bytes', `${bytes.length} bytes`));
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const room = Math.min(bytes.length - 8, LONGEST);
  return length <= room
    ? E.right(Number(length))
    : E.left(boundaryError(file, 'header length', `at most ${room} bytes`, `${length}`));
};

const headerText = (bytes: Uint8Array, file: string): Result<HeaderText> =>
  E.chain((length: number) => {
    const start = 8 + length;
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return E.tryCatch(
      () => ({ text: utf8.decode(bytes.subarray(8, start)), start }),
      () => boundaryError(file, 'header', 'UTF-8 text', 'other bytes'),
    );
  })(headerLength(bytes, file));

const noDuplicates = (text: string, file: string): Result<string> => {
  const [first, ...others] = duplicateKeys(text).map((key) =>
    boundaryError(file, `header key '${key}'`, 'it once', 'it again'),
  );
  return first ? E.left(collectErrors(first, others)) : E.right(text);
};

const parseHeader = (text: string, file: string): Result<Readonly<Record<string, unknown>>> =>
  pipe(
    text.startsWith('{')
      ? E.right(text)
      : E.left(
          boundaryError(file, 'header', "a JSON object from its first byte '{'", showValue(text)),
        ),
    E.chain((opened) => parseObject(opened, file, 'header')),
    E.chainFirst(() => noDuplicates(text, file)),
  );

const checkTensor =
  (file: string, name: string) =>
  ({ dtype, shape, data_offsets: [begin, end] }: StoredInfo) => {
    const left = (part: string, expected: string, actual: string): Result<StoredTensor> =>
      E.left(boundaryError(file, `tensor '${name}'.${part}`, expected, actual));
    if (!isFileDType(dtype)) return left('dtype', `one of ${fileDTypes}`, showValue(dtype));
    const size = sizeOf(shape) * bytesOf(dtype);
    if (end - begin !== size)
      return left(
        'data_offsets',
        `${size} bytes for ${showInfo({ dtype, shape })}`,
        `${end - begin} (${begin} to ${end})`,
      );
    return E.right({ name, dtype, shape, begin, end });
  };

const decodeTensor =
  (file: string) =>
  ([name, value]: readonly [string, unknown]): Result<StoredTensor> =>
    E.chain(checkTensor(file, name))(decodeWith(StoredEntry, file, `tensor '${name}'`)(value));

/** All the values, or all the errors. */
const gather = <A>(results: readonly Result<A>[]): Result<readonly A[]> => {
  const [first, ...others] = results.flatMap((result) => (E.isLeft(result) ? [result.left] : []));
  return first
    ? E.left(collectErrors(first, others))
    : E.right(results.flatMap((result) => (E.isRight(result) ? [result.right] : [])));
};

/** Tensors lie side by side from 0 to the end of the file: no gap, no overlap, nothing behind. */
const checkPlaces =
  (file: string, size: number) =>
  (tensors: readonly StoredTensor[]): Result<readonly StoredTensor[]> => {
    const inOrder = [...tensors].sort((a, b) => a.begin - b.begin || a.end - b.end);
    let at = 0;
    for (const { name, begin, end } of inOrder) {
      if (begin !== at)
        return E.left(
          boundaryError(
            file,
            `tensor '${name}'.data_offsets`,
            `a begin at ${at}, where the tensor before ends`,
            `${begin}`,
          ),
        );
      at = end;
    }
    return at === size
      ? E.right(inOrder)
      : E.left(boundaryError(file, 'data', `${at} bytes as the header says`, `${size} bytes`));
  };

const readTensors = (
  json: Readonly<Record<string, unknown>>,
  file: string,
  size: number,
): Result<readonly StoredTensor[]> =>
  pipe(
    Object.entries(json).filter(([name]) => name !== METADATA),
    (entries) => gather(entries.map(decodeTensor(file))),
    E.chain(checkPlaces(file, size)),
  );

/** The header of the whole file in `bytes`. */
export const readHeader = (bytes: Uint8Array, file: string): Result<SafetensorsHeader> =>
  pipe(
    headerText(bytes, file),
    E.bind('json', ({ text }) => parseHeader(text, file)),
    E.bind('metadata', ({ json }) =>
      decodeWith(t.record(t.string, t.string), file, METADATA)(json[METADATA] ?? {}),
    ),
    E.bind('tensors', ({ json, start }) => readTensors(json, file, bytes.length - start)),
    E.map(({ tensors, metadata, start }) => ({ tensors, metadata, start })),
  );
