/**
 * Files of data sets: the part of this folder that needs Node.
 * Node's modules are asked for when they are used, so that a browser can load this file.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type BoundaryError, systemError } from '../core/boundary.ts';
import { decompress, type Gunzip } from './gzip.ts';

const readBytes = (path: string): TE.TaskEither<BoundaryError, Uint8Array> =>
  TE.tryCatch(
    () => process.getBuiltinModule('node:fs').promises.readFile(path),
    (cause) => systemError(path, 'file', cause),
  );

const gunzipNode: Gunzip = (bytes) =>
  new Promise((resolve, reject) => {
    process
      .getBuiltinModule('node:zlib')
      .gunzip(bytes, (cause, out) => (cause === null ? resolve(out) : reject(cause)));
  });

/** The bytes of a file and the name under which it was found. */
export interface FoundFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

const readOpened = (path: string): TE.TaskEither<BoundaryError, FoundFile> =>
  pipe(
    readBytes(path),
    TE.chain((bytes) => decompress(gunzipNode)(bytes, path)),
    TE.map((bytes) => ({ file: path, bytes })),
  );

const exists = async (path: string): Promise<boolean> =>
  process
    .getBuiltinModule('node:fs')
    .promises.access(path)
    .then(
      () => true,
      () => false,
    );

const packedOrPlain = (path: string): TE.TaskEither<BoundaryError, string> =>
  TE.tryCatch(
    async () => (!(await exists(path)) && (await exists(`${path}.gz`)) ? `${path}.gz` : path),
    (cause) => systemError(path, 'file', cause),
  );

/** Reads `path`, or `path.gz` where only that exists; either may be a gzip stream. */
export const readDataFile = (path: string): TE.TaskEither<BoundaryError, FoundFile> =>
  pipe(packedOrPlain(path), TE.chain(readOpened));
