/** `typegrad train`: data in, a trained model, its metrics and a report out. */
import { join } from 'node:path';
import { type Key, type Samples, threefry } from '../data/index.ts';
import {
  createFolder,
  ensureFolder,
  firstNonFinite,
  hashTensors,
  type MetricsWriter,
  openMetrics,
  type Tensors,
  writeWhole,
} from '../io/index.ts';
import { key } from '../random/index.ts';
import {
  type Classifier,
  confusionMatrix,
  type EpochEvent,
  evaluateOn,
  fit,
  type Prediction,
  predictAll,
  saveParams,
  type TrainEvent,
  type TrainState,
  tensorsOf,
  worstMistakes,
} from '../train/index.ts';
import { type Digits, loadDigits } from './digits.ts';
import type { Environment } from './environment.ts';
import { Interrupted, need, Refused } from './failure.ts';
import { flagError, type TrainFlags } from './flags.ts';
import { type DigitModel, models } from './models.ts';
import { makeProgress } from './progress.ts';
import type { Report } from './report.ts';
import { reportHtml } from './report-html.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** `runs/mlp-20260131-235959` */
const defaultOut = (model: string, d: Date): string => {
  const day = `${d.getFullYear()}${two(d.getMonth() + 1)}${two(d.getDate())}`;
  return join(
    'runs',
    `${model}-${day}-${two(d.getHours())}${two(d.getMinutes())}${two(d.getSeconds())}`,
  );
};

const makeOut = async (flags: TrainFlags, env: Environment): Promise<string> => {
  if (flags.out !== null) {
    await need(createFolder(flags.out));
    return flags.out;
  }
  await need(ensureFolder('runs'));
  const out = defaultOut(flags.model, env.date());
  await need(createFolder(out));
  return out;
};

const epochRecord = ({ epoch, train, validation }: EpochEvent) => ({
  epoch,
  loss: train.loss,
  accuracy: train.accuracy,
  validationLoss: validation?.loss ?? null,
  validationAccuracy: validation?.accuracy ?? null,
});

/** Signals are delivered between two turns of the event loop, which a long loop must grant. */
const TURN_MS = 50;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Listens for the user's wish to stop, from here to `forget`. */
interface Stop {
  /** Throws Interrupted when there was one. */
  check(): Promise<void>;
  forget(): void;
}

const listen = (env: Environment): Stop => {
  let asked = false;
  const forget = env.onInterrupt(() => {
    asked = true;
  });
  const check = async (): Promise<void> => {
    await turn();
    if (asked) throw new Interrupted();
  };
  return { check, forget };
};

/** Weights that hold a NaN or an infinity cannot be used, nor a report that would have to say NaN. */
const diverged = (what: string): Refused =>
  new Refused(flagError('--learning-rate', 'a rate at which loss and weights stay finite', what));

const refuseDivergence = (e: TrainEvent): void => {
  const loss = e.kind === 'step' ? e.loss : (e.validation?.loss ?? 0);
  if (Number.isFinite(loss)) return;
  const place = e.kind === 'step' ? `step ${e.step} of epoch` : 'validation after epoch';
  throw diverged(`a loss of ${loss} in ${place} ${e.epoch}`);
};

const refuseNonFinite = (tensors: Tensors, testLoss: number): void => {
  for (const [name, tensor] of tensors) {
    const at = firstNonFinite(tensor);
    if (at >= 0) throw diverged(`${tensor.data[at]} at ${name}[${at}]`);
  }
  if (!Number.isFinite(testLoss)) throw diverged(`a test loss of ${testLoss}`);
};

interface Trained {
  readonly state: TrainState<unknown>;
  readonly epochs: readonly EpochEvent[];
}

interface Run {
  readonly flags: TrainFlags;
  readonly env: Environment;
  readonly write: (text: string) => void;
  readonly data: Digits;
  readonly learner: Classifier<unknown>;
  readonly stop: Stop;
}

const runEpochs = async (run: Run, metrics: MetricsWriter): Promise<Trained> => {
  const { flags, env, data, learner } = run;
  const progress = makeProgress(env, run.write, flags.epochs, data.train.count);
  const order: Key = threefry([0, flags.seed], 0, 1);
  const loop = fit(learner, learner.start(key(flags.seed)), data, {
    epochs: flags.epochs,
    batchSize: flags.batch,
    key: order,
    now: env.now,
  });
  const epochs: EpochEvent[] = [];
  let last = env.now();
  try {
    for (;;) {
      const next = loop.next();
      if (next.done === true) return { state: next.value, epochs };
      refuseDivergence(next.value);
      progress.show(next.value);
      if (next.value.kind === 'epoch') {
        epochs.push(next.value);
        await need(metrics.append({ ...epochRecord(next.value), seconds: next.value.seconds }));
      }
      if (env.now() - last < TURN_MS) continue;
      await run.stop.check();
      last = env.now();
    }
  } finally {
    progress.end();
  }
};

const MISTAKES = 24;
const SIDE = 28;

const pageOf = (
  report: Report,
  tensors: Tensors,
  predictions: readonly Prediction[],
  test: Samples,
): Uint8Array => {
  const size = SIDE * SIDE;
  const page = reportHtml({
    report,
    tensors,
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

const describeRun = (flags: TrainFlags, data: Digits, out: string): string => {
  const held = data.validation === null ? 'none' : String(data.validation.count);
  return `${flags.model} on ${data.name}: ${data.train.count} samples to train, ${held} to validate, ${data.test.count} to test; ${flags.epochs} epochs of batches of ${flags.batch}; seed ${flags.seed}; into ${out}\n`;
};

/** Measures on the test samples and writes weights and page; asked to stop, it still finishes what it writes. */
const conclude = async (
  { flags, env, data, learner, stop }: Run,
  { state, epochs }: Trained,
  begin: number,
  out: string,
): Promise<Report> => {
  const test = evaluateOn(learner, state, data.test, flags.batch);
  const tensors = tensorsOf(state.params);
  refuseNonFinite(tensors, test.loss);
  const predictions = predictAll(learner, state, data.test, flags.batch);
  await stop.check();
  const weights = saveParams(state.params, { model: flags.model });
  await need(writeWhole(join(out, 'model.safetensors'), weights));
  const report: Report = {
    model: flags.model,
    data: data.name,
    params: [...tensors.values()].reduce((n, t) => n + t.data.length, 0),
    trainSamples: data.train.count,
    testSamples: data.test.count,
    testLoss: test.loss,
    testAccuracy: test.accuracy,
    epochs: epochs.map(epochRecord),
    weightsSha256: hashTensors(tensors),
    seconds: (env.now() - begin) / 1000,
    out,
  };
  const page = pageOf(report, tensors, predictions, data.test);
  await need(writeWhole(join(out, 'report.html'), page));
  return report;
};

/** Trains and saves; throws Refused for input that is wrong and Interrupted when asked to stop. */
export const train = async (
  flags: TrainFlags,
  env: Environment,
  write: (text: string) => void,
): Promise<Report> => {
  const begin = env.now();
  const stop = listen(env);
  try {
    const model: DigitModel = models[flags.model];
    const data = await loadDigits(flags, model.row);
    await stop.check();
    const out = await makeOut(flags, env);
    write(describeRun(flags, data, out));
    const run: Run = {
      flags,
      env,
      write,
      data,
      learner: model.classifier(flags.learningRate),
      stop,
    };
    const metrics = await need(openMetrics(join(out, 'metrics.jsonl')));
    try {
      return await conclude(run, await runEpochs(run, metrics), begin, out);
    } finally {
      await need(metrics.close);
    }
  } finally {
    stop.forget();
  }
};
