/** Which PNG files are read: the header's promises and the kinds of chunks, checked before anything is inflated. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';
import type { PngChunk } from './png-chunks.ts';

/** What a picture may measure. */
export interface PngLimits {
  /** height times width, at most; 2^24 if absent */
  readonly maxPixels?: number;
  /** the one size that is wanted; any if absent */
  readonly size?: readonly [height: number, width: number];
}

export interface PngHeader {
  readonly height: number;
  readonly width: number;
  /** bytes of a pixel: grey, grey and alpha, RGB, RGBA */
  readonly channels: 1 | 2 | 3 | 4;
  readonly interlaced: boolean;
}

const MAX_PIXELS = 2 ** 24;

type Result<A> = E.Either<BoundaryError, A>;

const CHANNELS: Readonly<Record<number, PngHeader['channels']>> = { 0: 1, 2: 3, 4: 2, 6: 4 };
const PALETTE = 3;

const headerChunk = (chunks: readonly PngChunk[], file: string): Result<DataView> => {
  const first = chunks[0];
  const field = 'first chunk';
  if (first?.type !== 'IHDR') return E.left(boundaryError(file, field, 'IHDR', `${first?.type}`));
  const { buffer, byteOffset, length } = first.data;
  return length === 13
    ? E.right(new DataView(buffer, byteOffset, length))
    : E.left(boundaryError(file, 'IHDR chunk', '13 bytes', `${length} bytes`));
};

const decodeHeader = (view: DataView, file: string): Result<PngHeader> => {
  const left = (field: string, expected: string, actual: string): Result<PngHeader> =>
    E.left(boundaryError(file, field, expected, actual));
  const colour = view.getUint8(9);
  const channels = CHANNELS[colour];
  if (channels === undefined) {
    const actual = colour === PALETTE ? 'a palette' : `${colour}`;
    return left('colour type', 'grey or RGB, with or without alpha', actual);
  }
  if (view.getUint8(8) !== 8) return left('bit depth', '8', `${view.getUint8(8)}`);
  const [compression, filter, interlace] = [10, 11, 12].map((at) => view.getUint8(at));
  if (compression !== 0) return left('compression method', '0', `${compression}`);
  if (filter !== 0) return left('filter method', '0', `${filter}`);
  if (interlace !== 0 && interlace !== 1) return left('interlace method', '0 or 1', `${interlace}`);
  return E.right({
    width: view.getUint32(0),
    height: view.getUint32(4),
    channels,
    interlaced: interlace === 1,
  });
};

const checkSize =
  (file: string, { maxPixels = MAX_PIXELS, size }: PngLimits) =>
  (header: PngHeader): Result<PngHeader> => {
    const { height, width } = header;
    const left = (expected: string): Result<PngHeader> =>
      E.left(boundaryError(file, 'image size (height x width)', expected, `${height} x ${width}`));
    if (size !== undefined && (size[0] !== height || size[1] !== width))
      return left(size.join(' x '));
    if (height === 0 || width === 0) return left('at least 1 x 1');
    return height * width <= maxPixels ? E.right(header) : left(`at most ${maxPixels} pixels`);
  };

const READ: readonly string[] = ['IHDR', 'PLTE', 'IDAT', 'IEND'];

/** What a chunk makes of the picture that grey levels cannot say. */
const foreign = ({ type }: PngChunk): readonly [expected: string, actual: string] | undefined => {
  if (type === 'acTL') return ['one still picture', 'an animation (acTL chunk)'];
  if (type === 'tRNS') return ['opaque pixels', 'a transparent colour (tRNS chunk)'];
  const critical = /^[A-Z]/.test(type);
  return critical && !READ.includes(type)
    ? [`chunks ${READ.join(', ')}`, `a chunk ${type}`]
    : undefined;
};

const checkKinds = (chunks: readonly PngChunk[], file: string): Result<readonly PngChunk[]> => {
  for (const chunk of chunks) {
    const found = foreign(chunk);
    if (found !== undefined) return E.left(boundaryError(file, 'chunks', ...found));
  }
  const count = (type: string): number => chunks.filter((chunk) => chunk.type === type).length;
  if (count('IHDR') > 1) return E.left(boundaryError(file, 'IHDR chunk', 'it once', 'it again'));
  return count('IDAT') > 0
    ? E.right(chunks)
    : E.left(boundaryError(file, 'IDAT chunk', 'at least one', 'none'));
};

/** The header of a picture that can be read, within its limits. */
export const readPngHeader = (
  chunks: readonly PngChunk[],
  file: string,
  limits: PngLimits,
): Result<PngHeader> =>
  pipe(
    headerChunk(chunks, file),
    E.chain((view) => decodeHeader(view, file)),
    E.chain(checkSize(file, limits)),
    E.chainFirst(() => checkKinds(chunks, file)),
  );
