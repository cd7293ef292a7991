/** The epochs of a run in its metrics file, one line each; a run that goes on keeps those that its checkpoint knows. */
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type BoundaryError, boundaryError } from '../core/boundary.ts';
import {
  decodeWith,
  type MetricsRecord,
  metricsLine,
  parseMetrics,
  readWhole,
  writeWhole,
} from '../io/index.ts';
import type { EpochEvent } from '../train/index.ts';
import { type EpochReport, EpochReportCodec } from './report.ts';
import { FILES } from './run-folder.ts';

/** What the metrics file says of an epoch. */
export const epochRecord = ({ epoch, train, validation }: EpochEvent): EpochReport => ({
  epoch,
  loss: train.loss,
  accuracy: train.accuracy,
  validationLoss: validation?.loss ?? null,
  validationAccuracy: validation?.accuracy ?? null,
});

/** A line that was cut off, by a machine that went down, is of an epoch that no checkpoint knows. */
const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);

const inOrder =
  (file: string, count: number) =>
  (records: readonly MetricsRecord[]): E.Either<BoundaryError, readonly MetricsRecord[]> => {
    const kept = records.slice(0, count);
    const wrong = Array.from({ length: count }, (_, i) => i).find(
      (i) => kept[i]?.['epoch'] !== i + 1,
    );
    return wrong === undefined
      ? E.right(kept)
      : E.left(
          boundaryError(
            file,
            `line ${wrong + 1}`,
            `the record of epoch ${wrong + 1}`,
            JSON.stringify(kept[wrong] ?? 'nothing'),
          ),
        );
  };

const readRecords = (
  file: string,
  count: number,
): TE.TaskEither<BoundaryError, readonly MetricsRecord[]> =>
  pipe(
    readWhole(file),
    TE.chainEitherK((bytes) => parseMetrics(wholeLines(new TextDecoder().decode(bytes)), file)),
    TE.chainEitherK(inOrder(file, count)),
  );

const reportsOf =
  (file: string) =>
  (records: readonly MetricsRecord[]): E.Either<BoundaryError, readonly EpochReport[]> =>
    E.traverseArray((r: MetricsRecord) =>
      decodeWith(EpochReportCodec, file, `epoch ${r['epoch']}`)(r),
    )(records);

/** The first `count` epochs of a run. */
export const readHistory = (
  dir: string,
  count: number,
): TE.TaskEither<BoundaryError, readonly EpochReport[]> => {
  const file = join(dir, FILES.metrics);
  return pipe(readRecords(file, count), TE.chainEitherK(reportsOf(file)));
};

/** The first `count` epochs of a run, after which its file ends: the next ones are appended. */
export const resumeHistory = (
  dir: string,
  count: number,
): TE.TaskEither<BoundaryError, readonly EpochReport[]> => {
  const file = join(dir, FILES.metrics);
  return pipe(
    readRecords(file, count),
    TE.chainFirst((records) =>
      writeWhole(file, new TextEncoder().encode(records.map(metricsLine).join(''))),
    ),
    TE.chainEitherK(reportsOf(file)),
  );
};
