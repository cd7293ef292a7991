/** How a run begins: anew in a folder of its own, or where a checkpoint says that it stands. */
import { join } from 'node:path';
import { createFolder, ensureFolder } from '../io/index.ts';
import { BEGINNING } from '../train/index.ts';
import { type Digits, loadDigits } from './digits.ts';
import type { Environment } from './environment.ts';
import { Interrupted, need, Refused } from './failure.ts';
import { flagError } from './flags.ts';
import { resumeHistory } from './history.ts';
import { digitModel } from './models.ts';
import type { EpochReport } from './report.ts';
import {
  architectureOf,
  keyOf,
  type RunInfo,
  readCheckpoint,
  readInfo,
  type SavedRun,
  type Standing,
  writeInfo,
} from './run-folder.ts';
import type { Stop } from './stop.ts';
import type { NewRun, ResumedRun, TrainFlags } from './train-flags.ts';
import { versions } from './versions.ts';

/** A run and where it stands. */
export interface Begun extends SavedRun {
  readonly data: Digits;
  readonly out: string;
  readonly at: Standing;
  /** the epochs that are done */
  readonly epochs: readonly EpochReport[];
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `runs/mlp-20260131-235959` */
const defaultOut = (model: string, d: Date): string => {
  const day = `${d.getFullYear()}${two(d.getMonth() + 1)}${two(d.getDate())}`;
  return join(
    'runs',
    `${model}-${day}-${two(d.getHours())}${two(d.getMinutes())}${two(d.getSeconds())}`,
  );
};

const makeOut = async ({ out, config }: NewRun, env: Environment): Promise<string> => {
  const dir = out ?? defaultOut(config.model, env.date());
  if (out === null) await need(ensureFolder('runs'));
  await need(createFolder(dir));
  return dir;
};

/** Nothing is written before the data are read; whoever stops until then leaves nothing behind. */
const refuseStopped = async (stop: Stop): Promise<void> => {
  if (await stop.asked()) throw new Interrupted('nothing was written');
};

const beginNew = async (flags: NewRun, env: Environment, stop: Stop): Promise<Begun> => {
  const { config } = flags;
  const model = digitModel(config);
  const data = await loadDigits(flags.data, config.validationSplit, model.row);
  await refuseStopped(stop);
  const out = await makeOut(flags, env);
  const info: RunInfo = {
    versions: versions(),
    config,
    data: data.info,
    architecture: architectureOf(model.stages),
    result: null,
  };
  await need(writeInfo(out, info));
  const at = { state: model.classifier.start(keyOf(info)), position: BEGINNING };
  return { info, model, data, out, at, epochs: [] };
};

const sameData = (saved: RunInfo, data: Digits, given: string | null): void => {
  if (saved.data.sha256 === data.info.sha256) return;
  const source = given ?? saved.data.folder ?? data.info.name;
  const expected = `the data that the run learns from, ${saved.data.name} with labels of SHA-256 ${saved.data.sha256}`;
  throw new Refused(flagError('--data', expected, `${source} with ${data.info.sha256}`));
};

const enoughEpochs = (epochs: number, { position }: Standing): void => {
  const done = position.epoch - 1;
  const least = position.step > 0 ? position.epoch : done;
  if (epochs >= least) return;
  throw new Refused(
    flagError('--epochs', `at least the ${least} that the run has begun`, `'${epochs}'`),
  );
};

const resume = async (flags: ResumedRun, stop: Stop): Promise<Begun> => {
  const dir = flags.run;
  const saved = await need(readInfo(dir));
  const at = await need(readCheckpoint(dir, saved));
  const epochs = flags.epochs ?? saved.info.config.epochs;
  enoughEpochs(epochs, at);
  const folder = flags.data ?? saved.info.data.folder;
  const data = await loadDigits(folder, saved.info.config.validationSplit, saved.model.row);
  sameData(saved.info, data, flags.data);
  await refuseStopped(stop);
  const config = { ...saved.info.config, epochs };
  const info: RunInfo = {
    ...saved.info,
    versions: versions(),
    config,
    data: data.info,
    result: null,
  };
  const done = await need(resumeHistory(dir, at.position.epoch - 1));
  await need(writeInfo(dir, info));
  return { info, model: saved.model, data, out: dir, at, epochs: done };
};

/** The run that the flags ask for; throws Refused for input that is wrong and Interrupted when asked to stop. */
export const begin = (flags: TrainFlags, env: Environment, stop: Stop): Promise<Begun> =>
  flags.kind === 'new' ? beginNew(flags, env, stop) : resume(flags, stop);
