/** What a run leaves in its folder, and how it is read back: model.json says what the other files belong to. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { type BoundaryError, boundaryError, systemError } from '../core/boundary.ts';
import { decodeWith, parseObject, readWhole, Size, writeWhole } from '../io/index.ts';
import type { StageSummary } from '../nn/index.ts';
import { type Key, key } from '../random/index.ts';
import {
  type Checkpoint,
  decodeTree,
  loadCheckpoint,
  saveCheckpoint,
  type TrainState,
} from '../train/index.ts';
import { type DigitModel, digitModel } from './models.ts';
import { ConfigCodec, type TrainConfig } from './train-flags.ts';
import { type Versions, VersionsCodec } from './versions.ts';

/** The files of a run's folder. */
export const FILES = {
  info: 'model.json',
  weights: 'model.safetensors',
  checkpoint: 'checkpoint.safetensors',
  metrics: 'metrics.jsonl',
  report: 'report.html',
} as const;

/** The form of model.json that this program writes and reads. */
const FORMAT = 'typegrad run';
const VERSION = 1;

/** What a run is: its configuration, its data, its architecture, and what came of it. */
export interface RunInfo {
  readonly versions: Versions;
  readonly config: TrainConfig;
  readonly data: DataInfo;
  readonly architecture: readonly StageInfo[];
  /** null until the run has ended */
  readonly result: RunResult | null;
}
/** Which data a run learns from. */
export interface DataInfo {
  readonly name: string;
  /** the folder of its files; null for digits that the program draws */
  readonly folder: string | null;
  /** of the labels of training and test data */
  readonly sha256: string;
}
export interface StageInfo {
  readonly name: string;
  readonly kind: string;
  readonly output: readonly (string | number)[];
  readonly parameters: number;
}
export interface RunResult {
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly weightsSha256: string;
}

const StageCodec: t.Type<StageInfo, unknown> = t.type({
  name: t.string,
  kind: t.string,
  output: t.readonlyArray(t.union([t.string, Size])),
  parameters: Size,
});

const InfoCodec: t.Decoder<unknown, RunInfo> = t.type({
  format: t.literal(FORMAT),
  version: t.literal(VERSION),
  versions: VersionsCodec,
  config: ConfigCodec,
  data: t.type({
    name: t.string,
    folder: t.union([t.string, t.null], 'a folder or null'),
    sha256: t.string,
  }),
  architecture: t.readonlyArray(StageCodec),
  result: t.union(
    [t.type({ testLoss: t.number, testAccuracy: t.number, weightsSha256: t.string }), t.null],
    'a result or null',
  ),
});

/** The stages of a network, inner ones after the one that holds them. */
export const architectureOf = (stages: readonly StageSummary[], under = ''): readonly StageInfo[] =>
  stages.flatMap(({ name, kind, output, params: parameters, inner }) => {
    const path = under === '' ? name : `${under}.${name}`;
    const own = { name: path, kind, output: [...output.shape], parameters };
    return [own, ...architectureOf(inner, path)];
  });

/** The number of parameters of an architecture; those of inner stages count with the one that holds them. */
export const parametersOf = (stages: readonly StageInfo[]): number =>
  stages.reduce((n, { name, parameters }) => (name.includes('.') ? n : n + parameters), 0);

/** What follows from the rest, the key of the seed and the number of parameters, is written for readers alone. */
export const writeInfo = (dir: string, info: RunInfo): TE.TaskEither<BoundaryError, void> => {
  const derived = { key: [0, info.config.seed], parameters: parametersOf(info.architecture) };
  const text = JSON.stringify({ format: FORMAT, version: VERSION, ...derived, ...info }, null, 2);
  return writeWhole(join(dir, FILES.info), new TextEncoder().encode(`${text}\n`));
};

/** The architecture that a run was saved with must be the one that this program makes of its configuration. */
const sameArchitecture =
  (file: string) =>
  (info: RunInfo): E.Either<BoundaryError, SavedRun> => {
    const model = digitModel(info.config);
    const [saved, now] = [info.architecture, architectureOf(model.stages)].map((a) =>
      JSON.stringify(a),
    );
    return saved === now
      ? E.right({ info, model })
      : E.left(
          boundaryError(
            file,
            'architecture',
            `that of this version's ${info.config.model}`,
            `${saved}`,
          ),
        );
  };

/** A run that was read back. */
export interface SavedRun {
  readonly info: RunInfo;
  readonly model: DigitModel;
}

export const readInfo = (dir: string): TE.TaskEither<BoundaryError, SavedRun> => {
  const file = join(dir, FILES.info);
  return pipe(
    readWhole(file),
    TE.chainEitherK((bytes) => parseObject(new TextDecoder().decode(bytes), file, 'run')),
    TE.chainEitherK(decodeWith(InfoCodec, file, 'run')),
    TE.chainEitherK(sameArchitecture(file)),
  );
};

/** The state of a learner with the weights of a run that has ended. */
export const readWeights = (
  dir: string,
  { info, model }: SavedRun,
): TE.TaskEither<BoundaryError, TrainState<unknown>> => {
  const file = join(dir, FILES.weights);
  const unfinished = boundaryError(
    file,
    'weights',
    'those of a run that has ended',
    `a run under way; go on with: typegrad train --resume ${dir}`,
  );
  const start = model.classifier.start(keyOf(info));
  return pipe(
    info.result === null ? TE.left(unfinished) : readWhole(file),
    TE.chainEitherK((bytes) => decodeTree(start.params, bytes, file)),
    TE.map(({ tree: params }) => ({ ...start, params })),
  );
};

/** What a checkpoint must agree on with its run; the number of epochs may change. */
const identityOf = ({ config: { epochs: _, ...config }, data }: RunInfo): string =>
  JSON.stringify({ ...config, data: data.sha256 });

export const writeCheckpoint = (
  dir: string,
  info: RunInfo,
  at: Standing,
): TE.TaskEither<BoundaryError, void> =>
  writeWhole(
    join(dir, FILES.checkpoint),
    saveCheckpoint({ ...at, about: { run: identityOf(info) } }),
  );

/** Where a run stands. */
export type Standing = Omit<Checkpoint<TrainState<unknown>>, 'about'>;

const ofThisRun =
  (info: RunInfo, file: string) =>
  ({ about, ...at }: Checkpoint<TrainState<unknown>>): E.Either<BoundaryError, Standing> =>
    about['run'] === identityOf(info)
      ? E.right(at)
      : E.left(
          boundaryError(
            file,
            'metadata.run',
            `the run of ${FILES.info}, ${identityOf(info)}`,
            about['run'] ?? 'nothing',
          ),
        );

/** Where the run of a folder stands. */
export const readCheckpoint = (
  dir: string,
  { info, model }: SavedRun,
): TE.TaskEither<BoundaryError, Standing> => {
  const file = join(dir, FILES.checkpoint);
  return pipe(
    readWhole(file),
    TE.chainEitherK((bytes) => loadCheckpoint(model.classifier.start(keyOf(info)), bytes, file)),
    TE.chainEitherK(ofThisRun(info, file)),
  );
};

/** The key of a run: first weights are drawn from it. */
export const keyOf = ({ config }: Pick<RunInfo, 'config'>): Key => key(config.seed);

const modified = async (dir: string): Promise<readonly [dir: string, time: number] | null> =>
  stat(join(dir, FILES.info)).then(
    ({ mtimeMs }) => [dir, mtimeMs],
    () => null,
  );

/** The run of `runs/` that was written to last. */
export const latestRun: TE.TaskEither<BoundaryError, string> = pipe(
  TE.tryCatch(
    async () => {
      const names = await readdir('runs').catch(() => []);
      const found = await Promise.all(names.map((name) => modified(join('runs', name))));
      return found.filter((f) => f !== null).sort(([, a], [, b]) => b - a);
    },
    (cause) => systemError('runs', 'run', cause),
  ),
  TE.chain(([latest]) =>
    latest === undefined
      ? TE.left(boundaryError('runs', 'run', 'a run that `typegrad train` has made', 'none'))
      : TE.right(latest[0]),
  ),
);
