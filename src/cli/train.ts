/** `typegrad train`: data in, a trained model, its metrics and a report out; what was stopped goes on with --resume. */
import { join } from 'node:path';
import { type Key, threefry } from '../data/index.ts';
import { type MetricsWriter, openMetrics } from '../io/index.ts';
import { type EpochEvent, fit } from '../train/index.ts';
import { conclude } from './conclude.ts';
import { refuseDivergence } from './divergence.ts';
import type { Environment } from './environment.ts';
import { Interrupted, need } from './failure.ts';
import { epochRecord } from './history.ts';
import { modelRows, modelTable } from './model-table.ts';
import { makeProgress } from './progress.ts';
import type { EpochReport, Report } from './report.ts';
import { FILES, type Standing, writeCheckpoint } from './run-folder.ts';
import { type Begun, begin } from './run-start.ts';
import { listen, type Stop } from './stop.ts';
import type { TrainFlags } from './train-flags.ts';

interface Run extends Begun {
  readonly env: Environment;
  readonly write: (text: string) => void;
  readonly stop: Stop;
}

/** How often a run looks whether it is to stop, in milliseconds. */
const TURN_MS = 50;

const save = (run: Run, at: Standing): Promise<void> =>
  need(writeCheckpoint(run.out, run.info, at));

const placeOf = ({ position: { epoch, step } }: Standing): string =>
  step === 0 ? `after epoch ${epoch - 1}` : `after ${step} steps of epoch ${epoch}`;

/** Writes where the run stands, and says how it goes on. */
const interrupt = async (run: Run, at: Standing): Promise<never> => {
  await save(run, at);
  throw new Interrupted(`${placeOf(at)}; go on with: typegrad train --resume ${run.out}`);
};

const loopOf = ({ model, at, data, info, env }: Run) => {
  const { epochs, batch, seed } = info.config;
  const order: Key = threefry([0, seed], 0, 1);
  const options = { epochs, batchSize: batch, key: order, from: at.position, now: env.now };
  return fit(model.classifier, at.state, data, options);
};

const samplesDone = ({ at: { position }, data, info }: Run): number =>
  (position.epoch - 1) * data.train.count + position.step * info.config.batch;

interface Trained {
  readonly state: Standing['state'];
  readonly epochs: readonly EpochReport[];
}

const endEpoch = async (run: Run, event: EpochEvent<Standing['state']>, metrics: MetricsWriter) => {
  const record = epochRecord(event);
  await need(metrics.append({ ...record, seconds: event.seconds }));
  await save(run, event);
  return record;
};

const runEpochs = async (run: Run, metrics: MetricsWriter): Promise<Trained> => {
  const { env, info, data } = run;
  const progress = makeProgress(env, run.write, {
    epochs: info.config.epochs,
    samples: data.train.count,
    done: samplesDone(run),
  });
  const epochs = [...run.epochs];
  const loop = loopOf(run);
  let [at, last] = [run.at, env.now()];
  try {
    for (;;) {
      const next = loop.next();
      if (next.done === true) return { state: next.value, epochs };
      at = next.value;
      refuseDivergence(next.value);
      progress.show(next.value);
      if (next.value.kind === 'epoch') epochs.push(await endEpoch(run, next.value, metrics));
      if (env.now() - last < TURN_MS) continue;
      if (await run.stop.asked()) await interrupt(run, at);
      last = env.now();
    }
  } finally {
    progress.end();
  }
};

const describeRun = (run: Run): string => {
  const { info, data, out, at, model } = run;
  const { epochs, batch, seed } = info.config;
  const held = data.validation === null ? 'none' : String(data.validation.count);
  const from = run.epochs.length + at.position.step === 0 ? '' : `; goes on ${placeOf(at)}`;
  return `${modelTable(modelRows(model.stages))}
${info.data.name}: ${data.train.count} samples to train, ${held} to validate, ${data.test.count} to test
${epochs} epochs of batches of ${batch}, seed ${seed}${from}; into ${out}

`;
};

/** Trains and saves; throws Refused for input that is wrong and Interrupted when asked to stop. */
export const train = async (
  flags: TrainFlags,
  env: Environment,
  write: (text: string) => void,
): Promise<Report> => {
  const start = env.now();
  const stop = listen(env);
  try {
    const run: Run = { ...(await begin(flags, env, stop)), env, write, stop };
    write(describeRun(run));
    const metrics = await need(openMetrics(join(run.out, FILES.metrics)));
    try {
      const { state, epochs } = await runEpochs(run, metrics);
      return await conclude(run, state, epochs, () => (env.now() - start) / 1000);
    } finally {
      await need(metrics.close);
    }
  } finally {
    stop.forget();
  }
};
