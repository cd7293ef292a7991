/**
 * The program: `conformance DIR [--family F] [--backend wasm|wasm64|reference] [--data DIR] [--json]`. Exit code 0: all cases
 * passed, 1: some failed, 2: the folder or a flag is wrong.
 */
import { Command, CommanderError } from 'commander';
import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { type BoundaryError, boundaryError, decodeWith, explain } from '../src/io/index.ts';
import { type BackendName, backends } from './backend.ts';
import { type Entry, readCases } from './cases.ts';
import { explainFailures } from './failure.ts';
import { type Families, runCase } from './run.ts';
import { type Report, reportJson, reportOf, summary, type Timed, table } from './table.ts';

/** What the program needs of the process around it. */
export interface Surroundings {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** milliseconds */
  readonly now: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Flags {
  readonly folder: string;
  readonly backend: BackendName;
  readonly family: string | undefined;
  readonly data: string | undefined;
  readonly json: boolean;
}

type Decoded<A> = E.Either<BoundaryError, A>;

const BackendFlag = t.keyof(
  { wasm: null, wasm64: null, reference: null },
  'wasm, wasm64 or reference',
);
const Text = t.union([t.string, t.undefined], 'text');

const command = (act: (folder: unknown, given: object) => void): Command =>
  new Command('conformance')
    .description('Run reference cases and compare outputs and gradients with the stored ones.')
    .argument('<folder>', 'index.json and its safetensors files')
    .option('--family <name>', 'the cases of one family only')
    .option('--backend <name>', 'wasm, wasm64: the kernels; reference: the interpreter', 'wasm')
    .option('--data <folder>', 'data sets that training runs read; TYPEGRAD_DATA if absent')
    .option('--json', 'print one JSON object in the place of text', false)
    .allowExcessArguments(false)
    .action((folder: unknown, given: object) => act(folder, given));

const decodeFlags = (
  folder: unknown,
  given: Readonly<Record<string, unknown>>,
  env: Surroundings['env'],
): Decoded<Flags> => {
  const flag = <A>(name: string, codec: t.Type<A, unknown>): Decoded<A> =>
    decodeWith(codec, 'command line', `--${name}`)(given[name]);
  return sequenceS(E.Applicative)({
    folder: decodeWith(t.string, 'command line', 'folder')(folder),
    backend: flag('backend', BackendFlag),
    family: flag('family', Text),
    data: pipe(
      flag('data', Text),
      E.map((data) => data ?? env['TYPEGRAD_DATA']),
    ),
    json: flag('json', t.boolean),
  });
};

const notEmpty = (
  { folder, family }: Flags,
  entries: readonly Entry[],
): Decoded<readonly Entry[]> =>
  entries.length > 0
    ? E.right(entries)
    : E.left(
        boundaryError(folder, family === undefined ? 'cases' : '--family', 'some cases', 'none'),
      );

const runAll = (
  flags: Flags,
  entries: readonly Entry[],
  families: Families,
  { stdout, now }: Surroundings,
): Report => {
  const backend = backends[flags.backend](flags.data);
  const begin = now();
  const all = entries.map((entry): Timed => {
    const start = now();
    const outcome = runCase(entry, backend, families);
    if (!flags.json) for (const line of explainFailures(outcome)) stdout(`${line}\n`);
    return { ...outcome, seconds: (now() - start) / 1000 };
  });
  const run = { folder: flags.folder, backend: flags.backend, seconds: (now() - begin) / 1000 };
  return reportOf(run, all);
};

const conclude = (flags: Flags, report: Report, { stdout }: Surroundings): number => {
  if (flags.json) stdout(reportJson(report));
  else stdout(`\n${table(report).join('\n')}\n\n${summary(report)}\n`);
  return report.failed === 0 ? 0 : 1;
};

const execute = (
  decoded: Decoded<Flags>,
  families: Families,
  around: Surroundings,
): Decoded<number> =>
  pipe(
    decoded,
    E.chain((flags) =>
      pipe(
        readCases(flags.folder, { family: flags.family }),
        E.chain((entries) => notEmpty(flags, entries)),
        E.map((entries) => conclude(flags, runAll(flags, entries, families, around), around)),
      ),
    ),
  );

/** Runs one command line (without the program's own name) over these families; gives the exit code. */
export const run = (argv: readonly string[], families: Families, around: Surroundings): number => {
  let code = 0;
  const program = command((folder, given) => {
    const result = execute(decodeFlags(folder, { ...given }, around.env), families, around);
    if (E.isLeft(result)) around.stderr(`${explain(result.left)}\n`);
    code = E.isLeft(result) ? 2 : result.right;
  });
  program.exitOverride().configureOutput({ writeOut: around.stdout, writeErr: around.stderr });
  try {
    program.parse([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
};
