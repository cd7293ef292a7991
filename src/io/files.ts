/**
 * Files, folders and hashes: the part of this folder that needs Node.
 * Node's modules are asked for when they are used, so that a browser can load this file.
 */
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type BoundaryError, boundaryError, systemError } from '../core/boundary.ts';
import { encode } from './safetensors.ts';
import type { Tensors } from './tensor-data.ts';

const files = () => process.getBuiltinModule('node:fs').promises;

const attempt = <A>(
  path: string,
  field: string,
  run: () => Promise<A>,
): TE.TaskEither<BoundaryError, A> => TE.tryCatch(run, (cause) => systemError(path, field, cause));

/** The bytes of a whole file. */
export const readWhole = (path: string): TE.TaskEither<BoundaryError, Uint8Array> =>
  attempt(path, 'file', () => files().readFile(path));

/** Creates `path` anew, writes all bytes and waits until the device has them. */
const writeSynced = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = await files().open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
};

const replace = async (path: string, bytes: Uint8Array): Promise<void> => {
  const temporary = `${path}.${process.getBuiltinModule('node:crypto').randomUUID()}.part`;
  try {
    await writeSynced(temporary, bytes);
    await files().rename(temporary, path);
  } catch (cause) {
    // the first error is the one to report, also when the rest cannot be removed
    await files()
      .rm(temporary, { force: true })
      .catch(() => undefined);
    throw cause;
  }
};

const isFolder = async (path: string): Promise<boolean> =>
  files()
    .stat(path)
    .then(
      (found) => found.isDirectory(),
      () => false,
    );

const notFolder = (path: string): TE.TaskEither<BoundaryError, boolean> =>
  pipe(
    attempt(path, 'output file', () => isFolder(path)),
    TE.filterOrElse(
      (folder) => !folder,
      () => boundaryError(path, 'output file', 'the name of a file', 'an existing folder'),
    ),
  );

/**
 * Writes a whole file or nothing: a temporary file in the same folder, synced to the device, then renamed to `path`.
 * A file of that name is replaced at once; after an error it is as it was, and the temporary file is gone.
 */
export const writeWhole = (path: string, bytes: Uint8Array): TE.TaskEither<BoundaryError, void> =>
  pipe(
    notFolder(path),
    TE.chain(() => attempt(path, 'output file', () => replace(path, bytes))),
  );

/** Creates an output folder; one that exists is an error, so that no run mixes with an older one. */
export const createFolder = (path: string): TE.TaskEither<BoundaryError, void> =>
  attempt(path, 'output folder', () => files().mkdir(path));

/** Creates a folder and those above it, unless they exist. */
export const ensureFolder = (path: string): TE.TaskEither<BoundaryError, void> =>
  attempt(path, 'folder', async () => {
    await files().mkdir(path, { recursive: true });
  });

/** SHA-256, in hexadecimal digits. Needs Node. */
export const sha256 = (bytes: Uint8Array): string =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');

/** SHA-256 of the tensors' safetensors bytes without metadata: equal tensors, equal hash. Needs Node. */
export const hashTensors = (tensors: Tensors): string => sha256(encode(tensors));
