/** `typegrad train`: data in, a trained model, its metrics and a report out. */
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { BoundaryError } from '../core/boundary.ts';
import {
  type DigitSamples,
  generatedDigits,
  type Key,
  mnist,
  type Samples,
  split,
  threefry,
} from '../data/index.ts';
import {
  createFolder,
  hashTensors,
  type MetricsWriter,
  openMetrics,
  type Tensors,
  writeWhole,
} from '../io/index.ts';
import { key } from '../random/index.ts';
import {
  confusionMatrix,
  type EpochEvent,
  evaluateOn,
  fit,
  type Prediction,
  predictAll,
  saveParams,
  type TrainState,
  tensorsOf,
  worstMistakes,
} from '../train/index.ts';
import type { Environment } from './environment.ts';
import type { TrainFlags } from './flags.ts';
import { type DigitModel, models } from './models.ts';
import { makeProgress } from './progress.ts';
import type { Report } from './report.ts';
import { reportHtml } from './report-html.ts';

/** Input that was refused, carried to where the exit code is decided. */
export class Refused extends Error {
  override readonly name: string = 'Refused';
  readonly error: BoundaryError;
  constructor(error: BoundaryError) {
    super(error.field);
    this.error = error;
  }
}
/** The user asked to stop. */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted';
}

type Task<A> = () => Promise<E.Either<BoundaryError, A>>;

const need = async <A>(task: Task<A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new Refused(result.left);
  return result.right;
};

interface Data {
  readonly name: string;
  readonly train: Samples;
  readonly validation: Samples | null;
  readonly test: Samples;
}

const GENERATED = { train: 6000, test: 1000 } as const;

/** Digits that the project draws itself: the same for every seed of the model. */
const generated = (): { readonly train: DigitSamples; readonly test: DigitSamples } => ({
  train: generatedDigits([0, 1], GENERATED.train),
  test: generatedDigits([0, 2], GENERATED.test),
});

const rowsAs = (s: Samples, row: readonly number[]): Samples => ({ ...s, shape: row });

const loadData = async (flags: TrainFlags, { row }: DigitModel): Promise<Data> => {
  const { train, test } = flags.data === null ? generated() : await need(mnist(flags.data));
  const parts =
    flags.validationSplit === 0 ? { train, validation: null } : split(train, flags.validationSplit);
  return {
    name: flags.data === null ? 'generated digits' : 'MNIST',
    train: rowsAs(parts.train, row),
    validation: parts.validation === null ? null : rowsAs(parts.validation, row),
    test: rowsAs(test, row),
  };
};

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
  const runs = await createFolder('runs')();
  if (E.isLeft(runs) && !runs.left.actual.includes('existing')) throw new Refused(runs.left);
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

interface Trained {
  readonly state: TrainState<unknown>;
  readonly epochs: readonly EpochEvent[];
}

const runEpochs = async (
  model: DigitModel,
  data: Data,
  flags: TrainFlags,
  env: Environment,
  write: (text: string) => void,
  metrics: MetricsWriter,
): Promise<Trained> => {
  const learner = model.classifier(flags.learningRate);
  const progress = makeProgress(env, write, flags.epochs, data.train.count);
  const order: Key = threefry([0, flags.seed], 0, 1);
  const run = fit(learner, learner.start(key(flags.seed)), data, {
    epochs: flags.epochs,
    batchSize: flags.batch,
    key: order,
    now: env.now,
  });
  const epochs: EpochEvent[] = [];
  let stop = false;
  const forget = env.onInterrupt(() => {
    stop = true;
  });
  let last = env.now();
  try {
    for (;;) {
      const next = run.next();
      if (next.done === true) return { state: next.value, epochs };
      progress.show(next.value);
      if (next.value.kind === 'epoch') {
        epochs.push(next.value);
        await need(metrics.append({ ...epochRecord(next.value), seconds: next.value.seconds }));
      }
      if (env.now() - last < TURN_MS) continue;
      await turn();
      last = env.now();
      if (stop) throw new Interrupted();
    }
  } finally {
    progress.end();
    forget();
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

const describeRun = (flags: TrainFlags, data: Data, out: string): string => {
  const held = data.validation === null ? 'none' : String(data.validation.count);
  return `${flags.model} on ${data.name}: ${data.train.count} samples to train, ${held} to validate, ${data.test.count} to test; ${flags.epochs} epochs of batches of ${flags.batch}; seed ${flags.seed}; into ${out}\n`;
};

/** Trains and saves; throws Refused for input that is wrong and Interrupted when asked to stop. */
export const train = async (
  flags: TrainFlags,
  env: Environment,
  write: (text: string) => void,
): Promise<Report> => {
  const begin = env.now();
  const model: DigitModel = models[flags.model];
  const data = await loadData(flags, model);
  const out = await makeOut(flags, env);
  write(describeRun(flags, data, out));
  const metrics = await need(openMetrics(join(out, 'metrics.jsonl')));
  try {
    const { state, epochs } = await runEpochs(model, data, flags, env, write, metrics);
    const learner = model.classifier(flags.learningRate);
    const test = evaluateOn(learner, state, data.test, flags.batch);
    const tensors = tensorsOf(state.params);
    const params = [...tensors.values()].reduce((n, t) => n + t.data.length, 0);
    const file = join(out, 'model.safetensors');
    await need(writeWhole(file, saveParams(state.params, { model: flags.model })));
    const report: Report = {
      model: flags.model,
      data: data.name,
      params,
      trainSamples: data.train.count,
      testSamples: data.test.count,
      testLoss: test.loss,
      testAccuracy: test.accuracy,
      epochs: epochs.map(epochRecord),
      weightsSha256: hashTensors(tensors),
      seconds: (env.now() - begin) / 1000,
      out,
    };
    const predictions = predictAll(learner, state, data.test, flags.batch);
    await need(
      writeWhole(join(out, 'report.html'), pageOf(report, tensors, predictions, data.test)),
    );
    return report;
  } finally {
    await need(metrics.close);
  }
};
