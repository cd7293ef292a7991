/**
 * The chunks of a PNG file, read strictly: signature, then length, type, data and CRC-32 of each, up to IEND.
 * Source: W3C, Portable Network Graphics (PNG) Specification (Third Edition), sections 5 and 11.
 */

import { hasPngSignature } from 'fast-png';
import * as E from 'fp-ts/lib/Either.js';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';

/** A chunk as views of the file. */
export interface PngChunk {
  /** four letters; a capital first one says that no decoder may skip it */
  readonly type: string;
  readonly data: Uint8Array;
  /** with length, type and CRC around the data */
  readonly whole: Uint8Array;
}

export const SIGNATURE_BYTES = 8;
/** Length, type and CRC, four bytes each. */
const FRAME_BYTES = 12;

type Result<A> = E.Either<BoundaryError, A>;

const CRC_TABLE: readonly number[] = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** CRC-32 of ISO 3309, as in gzip. */
export const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
};

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

const checkSignature = (bytes: Uint8Array, file: string): Result<Uint8Array> => {
  if (hasPngSignature(bytes)) return E.right(bytes);
  const found = bytes.subarray(0, SIGNATURE_BYTES);
  const actual = found.length === 0 ? 'an empty file' : `the bytes ${hex(found)}`;
  return E.left(boundaryError(file, 'signature', 'that of a PNG file', actual));
};

const checkChunk = (chunk: PngChunk, crc: number, file: string, at: number): Result<PngChunk> => {
  const left = (field: string, expected: string, actual: string): Result<PngChunk> =>
    E.left(boundaryError(file, field, expected, actual));
  if (!/^[A-Za-z]{4}$/.test(chunk.type)) {
    const found = hex(chunk.whole.subarray(4, 8));
    return left(`chunk at byte ${at}`, 'a type of four letters', `the bytes ${found}`);
  }
  const computed = crc32(chunk.whole.subarray(4, -4));
  return crc === computed
    ? E.right(chunk)
    : left(`${chunk.type} chunk at byte ${at}`, `a CRC of ${computed}`, `${crc}`);
};

const readChunk = (bytes: Uint8Array, at: number, file: string): Result<PngChunk> => {
  const room = bytes.length - at;
  const cut = (needed: number): Result<PngChunk> =>
    E.left(boundaryError(file, `chunk at byte ${at}`, `${needed} bytes`, `${room} bytes`));
  if (room < FRAME_BYTES) return cut(FRAME_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, room);
  const length = view.getUint32(0);
  const size = FRAME_BYTES + length;
  if (room < size) return cut(size);
  const whole = bytes.subarray(at, at + size);
  const type = String.fromCharCode(...whole.subarray(4, 8));
  const chunk = { type, data: whole.subarray(8, 8 + length), whole };
  return checkChunk(chunk, view.getUint32(size - 4), file, at);
};

const readAll = (bytes: Uint8Array, file: string): Result<readonly PngChunk[]> => {
  const chunks: PngChunk[] = [];
  let at = SIGNATURE_BYTES;
  while (at < bytes.length) {
    const read = readChunk(bytes, at, file);
    if (E.isLeft(read)) return read;
    chunks.push(read.right);
    if (read.right.type === 'IEND') return E.right(chunks);
    at += read.right.whole.length;
  }
  return E.left(boundaryError(file, 'IEND chunk', 'one at the end', 'the end of the file'));
};

/** All chunks up to and with IEND; bytes behind it belong to nobody and are left alone. */
export const readChunks = (bytes: Uint8Array, file: string): Result<readonly PngChunk[]> =>
  E.chain((signed: Uint8Array) => readAll(signed, file))(checkSignature(bytes, file));
