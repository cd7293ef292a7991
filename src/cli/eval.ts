/** `typegrad eval`: the test of a run that has ended, done again or on other data. */
import * as t from 'io-ts';
import { confusionMatrix, evaluateOn, predictAll } from '../train/index.ts';
import { loadDigits } from './digits.ts';
import { need } from './failure.ts';
import { readInfo, readWeights } from './run-folder.ts';

export interface Evaluation {
  readonly run: string;
  readonly data: string;
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
  /** counts[label][predicted] */
  readonly confusion: readonly (readonly number[])[];
}

export const EvaluationCodec: t.Type<Evaluation, unknown> = t.type({
  run: t.string,
  data: t.string,
  samples: t.number,
  loss: t.number,
  accuracy: t.number,
  confusion: t.readonlyArray(t.readonlyArray(t.number)),
});

/** Measures a run's weights on the test digits of a folder; null for those that the run was tested on. */
export const evaluateRun = async (run: string, folder: string | null): Promise<Evaluation> => {
  const saved = await need(readInfo(run));
  const state = await need(readWeights(run, saved));
  const { info, model } = saved;
  const data = await loadDigits(folder ?? info.data.folder, 0, model.row);
  const { loss, accuracy, count } = evaluateOn(
    model.classifier,
    state,
    data.test,
    info.config.batch,
  );
  const predictions = predictAll(model.classifier, state, data.test, info.config.batch);
  return {
    run,
    data: data.info.name,
    samples: count,
    loss,
    accuracy,
    confusion: confusionMatrix(predictions, data.test.classes),
  };
};

const row = (cells: readonly (string | number)[]): string =>
  cells.map((c) => String(c).padStart(6)).join('');

export const evaluationText = (e: Evaluation): string =>
  [
    '',
    `  test accuracy  ${(100 * e.accuracy).toFixed(2)} %`,
    `  test loss      ${e.loss.toFixed(4)}`,
    `  data           ${e.data}, ${e.samples} test digits`,
    `  run            ${e.run}`,
    '',
    '  label (down) read as (across)',
    row(['', ...e.confusion.keys()]),
    ...e.confusion.map((counts, label) => row([label, ...counts.map((n) => (n === 0 ? '.' : n))])),
    '',
  ].join('\n');
