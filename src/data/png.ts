/**
 * PNG pictures as grey levels. Chunks, header and size of the inflated rows are checked here, before fast-png decodes.
 * Source: W3C, Portable Network Graphics (PNG) Specification (Third Edition).
 */
import { decode, encode } from 'fast-png';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';
import { joinBytes } from '../core/bytes.ts';
import { ShapeError } from '../core/error.ts';
import { bytesToUnit } from './mnist.ts';
import { type PngChunk, readChunks, SIGNATURE_BYTES } from './png-chunks.ts';
import { type PngHeader, type PngLimits, readPngHeader } from './png-header.ts';

/** `pixels` [height, width], row-major from the top, 0 black to 1 white. */
export interface GreyImage {
  readonly height: number;
  readonly width: number;
  readonly pixels: Float32Array;
}

type Result<A> = E.Either<BoundaryError, A>;

// ---------- sizes ----------
/** The seven passes of Adam7: begin and step of columns, begin and step of rows. */
const ADAM7 = [
  [0, 8, 0, 8],
  [4, 8, 0, 8],
  [0, 4, 4, 8],
  [2, 4, 0, 4],
  [0, 2, 2, 4],
  [1, 2, 0, 2],
  [0, 1, 1, 2],
] as const;

const rowsSize = (height: number, width: number, channels: number): number =>
  width > 0 ? height * (1 + width * channels) : 0;

/** Bytes of all rows, each with the byte that names its filter. */
const inflatedSize = ({ height, width, channels, interlaced }: PngHeader): number =>
  interlaced
    ? ADAM7.reduce((size, [x, xStep, y, yStep]) => {
        const rows = Math.ceil((height - y) / yStep);
        return size + rowsSize(Math.max(0, rows), Math.ceil((width - x) / xStep), channels);
      }, 0)
    : rowsSize(height, width, channels);

/** How many bytes a zlib stream holds; counting stops once they are more than `limit`. */
const countInflated = async (packed: Uint8Array<ArrayBuffer>, limit: number): Promise<number> => {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const reader = stream.getReader();
  let count = 0;
  while (count <= limit) {
    const { done, value } = await reader.read();
    if (done) return count;
    count += value.length;
  }
  await reader.cancel();
  return count;
};

const dataOf = (chunks: readonly PngChunk[]): readonly Uint8Array[] =>
  chunks.flatMap(({ type, data }) => (type === 'IDAT' ? [data] : []));

/** Few bytes may inflate to gigabytes, and too few bytes would be read as black: the size must be the header's. */
const checkInflated = (
  chunks: readonly PngChunk[],
  header: PngHeader,
  file: string,
): TE.TaskEither<BoundaryError, void> => {
  const size = inflatedSize(header);
  const expected = `${size} bytes for ${header.height} x ${header.width} pixels`;
  return pipe(
    TE.tryCatch(
      () => countInflated(joinBytes(dataOf(chunks)), size),
      (cause) => boundaryError(file, 'image data', 'a whole zlib stream', String(cause)),
    ),
    TE.chainEitherK((count) =>
      count === size
        ? E.right(undefined)
        : E.left(
            boundaryError(file, 'image data', expected, count > size ? 'more' : `${count} bytes`),
          ),
    ),
  );
};

// ---------- pixels ----------
/** ITU-R 601-2 in 16-bit fixed point, to the rounding that Pillow's convert('L') uses. */
const luminance = (red: number, green: number, blue: number): number =>
  (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;

const firstTransparent = (data: ArrayLike<number>, channels: number): number => {
  for (let at = channels - 1; at < data.length; at += channels)
    if (data[at] !== 255) return (at + 1 - channels) / channels;
  return -1;
};

/** What lies below transparent pixels is not in the file: black and white ink would both be a guess. */
const checkOpaque = (data: ArrayLike<number>, header: PngHeader, file: string): Result<void> => {
  const { channels, width } = header;
  const at = channels % 2 === 0 ? firstTransparent(data, channels) : -1;
  if (at < 0) return E.right(undefined);
  const place = `alpha of pixel [${Math.floor(at / width)}, ${at % width}]`;
  const expected = '255 (flatten the picture onto its ground)';
  return E.left(boundaryError(file, place, expected, `${data[(at + 1) * channels - 1]}`));
};

const greyLevels = (data: ArrayLike<number>, channels: number): Uint8Array => {
  const levels = new Uint8Array(data.length / channels);
  for (let i = 0; i < levels.length; i++) {
    const at = i * channels;
    levels[i] = channels < 3 ? data[at]! : luminance(data[at]!, data[at + 1]!, data[at + 2]!);
  }
  return levels;
};

/** fast-png inflates colour profiles to whatever size: it gets no chunk but those of the pixels. */
const bare = (bytes: Uint8Array, chunks: readonly PngChunk[]): Uint8Array => {
  const needed = chunks.filter(({ type }) => ['IHDR', 'IDAT', 'IEND'].includes(type));
  return joinBytes([bytes.subarray(0, SIGNATURE_BYTES), ...needed.map(({ whole }) => whole)]);
};

const decodePixels = (png: Uint8Array, header: PngHeader, file: string): Result<GreyImage> =>
  pipe(
    E.tryCatch(
      () => decode(png).data,
      (cause) => boundaryError(file, 'image data', 'filtered rows of pixels', String(cause)),
    ),
    E.chainFirst((data) => checkOpaque(data, header, file)),
    E.map((data) => ({
      height: header.height,
      width: header.width,
      pixels: bytesToUnit(greyLevels(data, header.channels)),
    })),
  );

/**
 * The grey levels of a PNG file: byte / 255, colours by ITU-R 601-2 luma (299 R + 587 G + 114 B) / 1000 rounded to a
 * byte as in Pillow's `convert('L')`. Read are 8 bits a channel, grey or RGB, alpha where it is 255 everywhere;
 * gamma and colour profiles are ignored. All else is an error: other files, damage (CRC, zlib stream, missing IEND),
 * palettes, other depths, transparency, animations, and sizes beyond the limits, which are checked before decoding.
 */
export const readPng = (
  bytes: Uint8Array,
  file: string,
  limits: PngLimits = {},
): TE.TaskEither<BoundaryError, GreyImage> =>
  pipe(
    TE.fromEither(readChunks(bytes, file)),
    TE.bindTo('chunks'),
    TE.bind('header', ({ chunks }) => TE.fromEither(readPngHeader(chunks, file, limits))),
    TE.chainFirst(({ chunks, header }) => checkInflated(chunks, header, file)),
    TE.chainEitherK(({ chunks, header }) => decodePixels(bare(bytes, chunks), header, file)),
  );

/**
 * The bytes of an 8-bit grey PNG file: each level is round(255 p), p clamped to [0, 1]; NaN is black.
 * Throws a ShapeError where there are no pixels or another number of them than height x width.
 */
export const encodePng = ({ height, width, pixels }: GreyImage): Uint8Array => {
  if (pixels.length === 0 || pixels.length !== height * width)
    throw new ShapeError(
      `encodePng: ${pixels.length} pixels do not make a picture of ${height} x ${width}`,
    );
  const data = Uint8ClampedArray.from(pixels, (p) => Math.round(255 * p));
  return encode({ width, height, data, depth: 8, channels: 1 });
};
