/** The end of a run: the test, the weights, what came of it in model.json, and the report. */
import { join } from 'node:path';
import type { Samples } from '../data/index.ts';
import { hashTensors, writeWhole } from '../io/index.ts';
import {
  confusionMatrix,
  evaluateOn,
  type Prediction,
  predictAll,
  saveParams,
  type TrainState,
  tensorsOf,
  worstMistakes,
} from '../train/index.ts';
import { refuseNonFinite } from './divergence.ts';
import { need } from './failure.ts';
import type { EpochReport, Report } from './report.ts';
import { reportHtml } from './report-html.ts';
import { FILES, parametersOf, type RunInfo, writeInfo } from './run-folder.ts';
import type { Begun } from './run-start.ts';

const MISTAKES = 24;
const SIDE = 28;

const pageOf = (
  report: Report,
  info: RunInfo,
  predictions: readonly Prediction[],
  test: Samples,
): Uint8Array => {
  const size = SIDE * SIDE;
  const page = reportHtml({
    report,
    info,
    confusion: confusionMatrix(predictions, test.classes),
    mistakes: worstMistakes(predictions, MISTAKES).map((m) => ({
      ...m,
      pixels: test.features.subarray(m.index * size, (m.index + 1) * size),
    })),
    width: SIDE,
    height: SIDE,
  });
  return new TextEncoder().encode(page);
};

/** Measures on the test samples and writes weights, result and page; asked to stop, it still finishes what it writes. */
export const conclude = async (
  { info, model, data, out }: Begun,
  state: TrainState<unknown>,
  epochs: readonly EpochReport[],
  seconds: () => number,
): Promise<Report> => {
  const { batch } = info.config;
  const test = evaluateOn(model.classifier, state, data.test, batch);
  const tensors = tensorsOf(state.params);
  refuseNonFinite(tensors, test.loss);
  const predictions = predictAll(model.classifier, state, data.test, batch);
  const weights = saveParams(state.params, { model: info.config.model });
  await need(writeWhole(join(out, FILES.weights), weights));
  const result = {
    testLoss: test.loss,
    testAccuracy: test.accuracy,
    weightsSha256: hashTensors(tensors),
  };
  const ended = { ...info, result };
  await need(writeInfo(out, ended));
  const report: Report = {
    model: info.config.model,
    data: info.data.name,
    params: parametersOf(info.architecture),
    trainSamples: data.train.count,
    testSamples: data.test.count,
    ...result,
    epochs,
    seconds: seconds(),
    out,
  };
  await need(writeWhole(join(out, FILES.report), pageOf(report, ended, predictions, data.test)));
  return report;
};
