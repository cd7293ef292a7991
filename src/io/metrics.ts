/** Metrics of a run as newline-delimited JSON: one record a line, on the device before the next one is written. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { type BoundaryError, boundaryError, systemError } from '../core/boundary.ts';
import { decodeWith, parseObject } from './codec.ts';

/** One record; JSON has no NaN and no infinities, they are written as the strings `NaN`, `Infinity`, `-Infinity`. */
export type MetricsRecord = Readonly<Record<string, number | string | boolean | null>>;

const RecordCodec: t.Type<MetricsRecord, unknown> = t.record(
  t.string,
  t.union([t.number, t.string, t.boolean, t.null], 'a number, a string, a boolean or null'),
);

/** An open file of metrics. */
export interface MetricsWriter {
  readonly append: (record: MetricsRecord) => TE.TaskEither<BoundaryError, void>;
  readonly close: TE.TaskEither<BoundaryError, void>;
}

const showNumber = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** One line of JSON, with its end. */
export const metricsLine = (record: MetricsRecord): string =>
  `${JSON.stringify(record, showNumber)}\n`;

const parseLine = (
  line: string,
  file: string,
  number: number,
): E.Either<BoundaryError, MetricsRecord> =>
  pipe(
    parseObject(line, file, `line ${number}`),
    E.chain(decodeWith(RecordCodec, file, `line ${number}`)),
  );

const parseLines = (
  lines: readonly string[],
  file: string,
): E.Either<BoundaryError, readonly MetricsRecord[]> => {
  const records: MetricsRecord[] = [];
  for (const [i, line] of lines.entries()) {
    const record = parseLine(line, file, i + 1);
    if (E.isLeft(record)) return record;
    records.push(record.right);
  }
  return E.right(records);
};

/** The records of a metrics file; a last line without its end is one that was cut off, and an error. */
export const parseMetrics = (
  text: string,
  file: string,
): E.Either<BoundaryError, readonly MetricsRecord[]> => {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  return rest === ''
    ? parseLines(lines, file)
    : E.left(
        boundaryError(file, `line ${lines.length + 1}`, 'a line with its end', 'a line cut off'),
      );
};

/** Opens a file to append to, creating it where there is none. Needs Node. */
export const openMetrics = (path: string): TE.TaskEither<BoundaryError, MetricsWriter> => {
  const attempt = <A>(run: () => Promise<A>) =>
    TE.tryCatch(run, (cause) => systemError(path, 'metrics file', cause));
  return pipe(
    attempt(() => process.getBuiltinModule('node:fs').promises.open(path, 'a')),
    TE.map((file) => ({
      append: (record) =>
        attempt(async () => {
          await file.appendFile(metricsLine(record));
          await file.datasync();
        }),
      close: attempt(() => file.close()),
    })),
  );
};
