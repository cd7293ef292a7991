/** `typegrad predict`: what a run that has ended reads in a picture. */
import * as t from 'io-ts';
import type { NdArray } from '../core/tensor.ts';
import { array } from '../ops/index.ts';
import { readDigitImage } from './digit-image.ts';
import { need } from './failure.ts';
import { readInfo, readWeights } from './run-folder.ts';

export interface DigitPrediction {
  readonly file: string;
  readonly run: string;
  readonly digit: number;
  /** of each digit; they sum to 1 */
  readonly probabilities: readonly number[];
}

export const DigitPredictionCodec: t.Type<DigitPrediction, unknown> = t.type({
  file: t.string,
  run: t.string,
  digit: t.number,
  probabilities: t.readonlyArray(t.number),
});

/** Reads a digit; `invert` is for dark strokes on a light ground. */
export const predictDigit = async (
  file: string,
  run: string,
  invert: boolean,
): Promise<DigitPrediction> => {
  const pixels = await need(readDigitImage(file, { invert }));
  const saved = await need(readInfo(run));
  const state = await need(readWeights(run, saved));
  const features: NdArray<readonly number[]> = array([1, ...saved.model.row], pixels);
  const probabilities = [...saved.model.classifier.probabilities(state, { features })];
  return { file, run, digit: probabilities.indexOf(Math.max(...probabilities)), probabilities };
};

const BAR = 40;

export const predictionText = ({ file, digit, probabilities }: DigitPrediction): string =>
  [
    '',
    `  ${file} reads as ${digit}`,
    '',
    ...probabilities.map((p, i) => {
      const line = `  ${i}  ${(100 * p).toFixed(2).padStart(6)} %  ${'█'.repeat(Math.round(BAR * p))}`;
      return line.trimEnd();
    }),
    '',
  ].join('\n');
