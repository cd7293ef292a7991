/** `typegrad check`: whether the files of a run are whole, belong together and fit this version's model. */
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { type BoundaryError, boundaryError, collectErrors } from '../core/boundary.ts';
import { hashTensors } from '../io/index.ts';
import { tensorsOf } from '../train/index.ts';
import { need, Refused } from './failure.ts';
import { readHistory } from './history.ts';
import { type ModelRow, modelRows, modelTable } from './model-table.ts';
import {
  FILES,
  parametersOf,
  readCheckpoint,
  readInfo,
  readWeights,
  type SavedRun,
} from './run-folder.ts';

/** What was found right, file by file. */
export interface RunCheck {
  readonly run: string;
  readonly model: readonly ModelRow[];
  readonly files: readonly { readonly file: string; readonly finding: string }[];
}

export const RunCheckCodec: t.Type<RunCheck, unknown> = t.type({
  run: t.string,
  model: t.readonlyArray(t.type({ stage: t.string, output: t.string, params: t.number })),
  files: t.readonlyArray(t.type({ file: t.string, finding: t.string })),
});

type Finding = TE.TaskEither<BoundaryError, string>;

const weights = (dir: string, saved: SavedRun): Finding =>
  pipe(
    readWeights(dir, saved),
    TE.chainEitherK(({ params }) => {
      const tensors = tensorsOf(params);
      const [hash, noted] = [hashTensors(tensors), saved.info.result?.weightsSha256];
      return hash === noted
        ? E.right(`${tensors.size} tensors, finite, with the SHA-256 that ${FILES.info} notes`)
        : E.left(
            boundaryError(join(dir, FILES.weights), 'SHA-256', `${noted}, of ${FILES.info}`, hash),
          );
    }),
  );

const checkpointAndMetrics = (dir: string, saved: SavedRun): Finding =>
  pipe(
    readCheckpoint(dir, saved),
    TE.chain(({ position: { epoch, step } }) =>
      pipe(
        readHistory(dir, epoch - 1),
        TE.map((done) => `${done.length} epochs and ${step} steps, of this run`),
      ),
    ),
  );

/** Checks all files of a run; throws Refused with everything that is wrong. */
export const checkRun = async (dir: string): Promise<RunCheck> => {
  const saved = await need(readInfo(dir));
  const { config, architecture, result } = saved.info;
  const files: readonly (readonly [string, Finding])[] = [
    [FILES.info, TE.right(`${config.model}, ${parametersOf(architecture)} parameters`)],
    [`${FILES.checkpoint}, ${FILES.metrics}`, checkpointAndMetrics(dir, saved)],
    ...(result === null ? [] : [[FILES.weights, weights(dir, saved)] as const]),
  ];
  const found = await Promise.all(
    files.map(async ([file, finding]) => [file, await finding()] as const),
  );
  const [first, ...others] = found.flatMap(([, f]) => (E.isLeft(f) ? [f.left] : []));
  if (first !== undefined) throw new Refused(collectErrors(first, others));
  const right = found.flatMap(([file, f]) => (E.isRight(f) ? [{ file, finding: f.right }] : []));
  return { run: dir, model: modelRows(saved.model.stages), files: right };
};

export const runCheckText = ({ run, model, files }: RunCheck): string => {
  const width = Math.max(...files.map(({ file }) => file.length));
  const lines = files.map(({ file, finding }) => `  ${file.padEnd(width)}  ${finding}\n`);
  return `\n${modelTable(model)}\n  ${run} is whole:\n\n${lines.join('')}`;
};
