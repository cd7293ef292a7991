/**
 * The IDX format of MNIST: a big-endian magic number (third byte 8: unsigned bytes, fourth byte: the rank), one
 * big-endian 32-bit size for each axis, then bytes in row-major order.
 * Source: LeCun, Cortes, Burges, The MNIST database of handwritten digits.
 */
import * as E from 'fp-ts/lib/Either.js';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';

/** A kind of IDX file. */
export interface IdxKind {
  readonly name: string;
  readonly magic: number;
  readonly axes: readonly string[];
}
/** Unsigned bytes [images, rows, columns]. */
export const imagesKind: IdxKind = {
  name: 'images',
  magic: 2051,
  axes: ['images', 'rows', 'columns'],
};
/** Unsigned bytes [labels]. */
export const labelsKind: IdxKind = { name: 'labels', magic: 2049, axes: ['labels'] };

/** `data` [...shape], unsigned bytes. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const problem = (file: string, field: string, expected: string, actual: string) =>
  E.left(boundaryError(file, field, expected, actual));

/** The size of the data against the header's: truncated, over-long, or a header that lies. */
const checkData = (
  data: Uint8Array,
  shape: readonly number[],
  file: string,
): E.Either<BoundaryError, Idx> => {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return data.length === size
    ? E.right({ shape, data })
    : problem(file, 'data', `${size} bytes for ${shape.join(' x ')}`, `${data.length} bytes`);
};

/** Reads a whole uncompressed IDX file of the kind expected; the data is a view of `bytes`. */
export const readIdx = (
  bytes: Uint8Array,
  file: string,
  { name, magic, axes }: IdxKind,
): E.Either<BoundaryError, Idx> => {
  const header = 4 + 4 * axes.length;
  if (bytes.length === 0) return problem(file, 'file', `an IDX file of ${name}`, 'an empty file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = bytes.length < 4 ? null : view.getUint32(0);
  if (found !== null && found !== magic)
    return problem(file, 'magic number', `${magic} (${name})`, `${found}`);
  if (bytes.length < header)
    return problem(file, 'header', `${header} bytes`, `${bytes.length} bytes`);
  const shape = axes.map((_, axis) => view.getUint32(4 + 4 * axis));
  return checkData(bytes.subarray(header), shape, file);
};

const checkClasses = (idx: Idx, file: string, classes: number): E.Either<BoundaryError, Idx> => {
  const at = idx.data.findIndex((label) => label >= classes);
  return at < 0
    ? E.right(idx)
    : problem(file, `label ${at}`, `0 to ${classes - 1}`, `${idx.data[at]}`);
};

/** Labels [count], each below `classes`. */
export const readLabels = (
  bytes: Uint8Array,
  file: string,
  classes: number,
): E.Either<BoundaryError, Idx> =>
  E.chain((idx: Idx) => checkClasses(idx, file, classes))(readIdx(bytes, file, labelsKind));

/** Images [count, rows, columns] of one known size. */
export const readImages = (
  bytes: Uint8Array,
  file: string,
  size: readonly [rows: number, columns: number],
): E.Either<BoundaryError, Idx> =>
  E.filterOrElse(
    ({ shape }: Idx) => shape[1] === size[0] && shape[2] === size[1],
    ({ shape }) => boundaryError(file, 'image size', size.join(' x '), `${shape[1]} x ${shape[2]}`),
  )(readIdx(bytes, file, imagesKind));
