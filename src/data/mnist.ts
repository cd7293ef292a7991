/** MNIST: handwritten digits, 60000 to train and 10000 to test, from the four files of the original distribution. */
import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type BoundaryError, boundaryError, collectErrors } from '../core/boundary.ts';
import { type FoundFile, readDataFile } from './files.ts';
import { type Idx, readImages, readLabels } from './idx.ts';
import type { Samples } from './samples.ts';

const SIDE = 28;
const CLASSES = 10;

/** The shape of a digit: rows, columns, one channel. */
export type DigitRow = readonly [28, 28, 1];
/** Grey digits with labels 0 to 9. */
export type DigitSamples = Samples<DigitRow>;

/** Bytes as numbers in [0, 1]: byte / 255, rounded to f32. */
export const bytesToUnit = (bytes: Uint8Array): Float32Array => {
  const levels = Float32Array.from({ length: 256 }, (_, value) => value / 255);
  const out = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = levels[bytes[i]!]!;
  return out;
};

/** Images [count, 28, 28] and labels [count] as samples. */
export const digitSamples = (
  images: Uint8Array,
  labels: Uint8Array,
  source: string,
): DigitSamples => ({
  features: bytesToUnit(images),
  labels: Int32Array.from(labels),
  count: labels.length,
  shape: [SIDE, SIDE, 1],
  classes: CLASSES,
  source,
});

const errors = { concat: (a: BoundaryError, b: BoundaryError) => collectErrors(a, [b]) };

const sameCount = (
  images: Idx,
  labels: Idx,
  file: string,
): E.Either<BoundaryError, DigitSamples> =>
  images.shape[0] === labels.shape[0]
    ? E.right(digitSamples(images.data, labels.data, 'MNIST'))
    : E.left(
        boundaryError(
          file,
          'label count',
          `${images.shape[0]} (one an image)`,
          `${labels.shape[0]}`,
        ),
      );

/** Samples from the bytes of an image file and a label file; all errors of both files are collected. */
export const readDigits = (
  images: FoundFile,
  labels: FoundFile,
): E.Either<BoundaryError, DigitSamples> =>
  pipe(
    sequenceS(E.getApplicativeValidation(errors))({
      images: readImages(images.bytes, images.file, [SIDE, SIDE]),
      labels: readLabels(labels.bytes, labels.file, CLASSES),
    }),
    E.chain((read) => sameCount(read.images, read.labels, labels.file)),
  );

const together = sequenceS(TE.getApplicativeTaskValidation(T.ApplyPar, errors));

const readPart = (dir: string, part: string): TE.TaskEither<BoundaryError, DigitSamples> =>
  pipe(
    together({
      images: readDataFile(`${dir}/${part}-images-idx3-ubyte`),
      labels: readDataFile(`${dir}/${part}-labels-idx1-ubyte`),
    }),
    TE.chainEitherK(({ images, labels }) => readDigits(images, labels)),
  );

/**
 * The training and test samples from the four files in `dir`, each plain or with the ending `.gz`.
 * Features [count, 28, 28, 1] in [0, 1], 0 background; labels the digits. All errors are collected. Needs Node.
 */
export const mnist = (
  dir: string,
): TE.TaskEither<BoundaryError, { readonly train: DigitSamples; readonly test: DigitSamples }> =>
  together({ train: readPart(dir, 'train'), test: readPart(dir, 't10k') });
