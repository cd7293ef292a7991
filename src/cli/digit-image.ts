/** A picture of one digit as the model takes it: a PNG file of 28 x 28, light strokes on a dark ground. */
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { BoundaryError } from '../core/boundary.ts';
import { readPng } from '../data/index.ts';
import { readWhole } from '../io/index.ts';

const SIDE = 28;

export interface DigitImageOptions {
  /** for dark strokes on a light ground */
  readonly invert: boolean;
}

/** 1 - p for p = byte / 255, as the f32 that the inverted byte gives. */
const inverted = (pixels: Float32Array): Float32Array =>
  pixels.map((p) => (255 - Math.round(255 * p)) / 255);

/** The pixels [28, 28] of a PNG file, 0 ground to 1 stroke; a picture of another size is an error. */
export const readDigitImage = (
  file: string,
  { invert }: DigitImageOptions,
): TE.TaskEither<BoundaryError, Float32Array> =>
  pipe(
    readWhole(file),
    TE.chain((bytes) => readPng(bytes, file, { size: [SIDE, SIDE] })),
    TE.map(({ pixels }) => (invert ? inverted(pixels) : pixels)),
  );
