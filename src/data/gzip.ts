/** Gzip streams opened by what the platform offers: zlib in Node, DecompressionStream in browsers. */
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';

/** Whether the bytes begin with gzip's magic number 1f 8b. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** An algorithm that opens a gzip stream, and rejects a damaged one. */
export type Gunzip = (bytes: Uint8Array) => Promise<Uint8Array>;

const DAMAGE = 'a whole gzip stream';

/** Platforms ignore some bytes after the stream; the length that ends the stream (RFC 1952, ISIZE) does not. */
const checkLength = (
  packed: Uint8Array,
  bytes: Uint8Array,
  file: string,
): E.Either<BoundaryError, Uint8Array> => {
  const end = new DataView(packed.buffer, packed.byteOffset + packed.length - 4, 4);
  const size = end.getUint32(0, true);
  return size === bytes.length % 2 ** 32
    ? E.right(bytes)
    : E.left(boundaryError(file, 'gzip', `${size} bytes as its end says`, `${bytes.length} bytes`));
};

/** The bytes themselves, or what the gzip stream holds (one member, as gzip writes it). */
export const decompress =
  (gunzip: Gunzip) =>
  (bytes: Uint8Array, file: string): TE.TaskEither<BoundaryError, Uint8Array> =>
    isGzip(bytes)
      ? TE.chainEitherK((out: Uint8Array) => checkLength(bytes, out, file))(
          TE.tryCatch(
            () => gunzip(bytes),
            (cause) => boundaryError(file, 'gzip', DAMAGE, String(cause)),
          ),
        )
      : TE.right(bytes);

/** The browser's way; also works in Node. */
export const gunzipStream: Gunzip = async (bytes) => {
  const stream = new Blob([new Uint8Array(bytes)]).stream();
  const opened = stream.pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(opened).arrayBuffer());
};
