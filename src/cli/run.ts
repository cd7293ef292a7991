/** The command line: words in, exit code out. 0 is done, 1 a defect of this program, 2 bad input, 130 interrupted. */
import { Command, CommanderError } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { explain } from '../core/boundary.ts';
import type { Environment } from './environment.ts';
import { Interrupted, Refused } from './failure.ts';
import { decodeFlags, flagError, type TrainFlags } from './flags.ts';
import { reportJson, reportText } from './report.ts';
import { train } from './train.ts';

const EXAMPLES = `
Examples:
  typegrad train                                trains on digits that the program draws itself
  typegrad train --data DIR                     trains on MNIST: DIR holds the four idx files, gzipped or not
  typegrad train --data DIR --epochs 10 --seed 1 --out runs/first
  typegrad train --json | tail -n 1             one JSON object for other programs
`;

const trainCommand = (act: (given: Readonly<Record<string, unknown>>) => Promise<void>): Command =>
  new Command('train')
    .description('Train a classifier of handwritten digits and save its weights and metrics.')
    .option('--data <dir>', 'folder of the MNIST files; without it, generated digits')
    .option('--model <name>', 'mlp: 784-256-128-10 with ReLU', 'mlp')
    .option('--epochs <n>', 'passes over the training data', '10')
    .option('--batch <n>', 'samples of one step', '128')
    .option('--seed <n>', 'of the first weights and of the order of the samples', '0')
    .option('--learning-rate <x>', 'of Adam', '0.001')
    .option('--validation-split <x>', 'share of the training data that is held back', '0.1')
    .option('--out <dir>', 'new folder for the results; runs/<model>-<time> if absent')
    .option('--json', 'end with one JSON object on standard output', false)
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false)
    .action(async (given: Readonly<Record<string, unknown>>) => act(given));

const runTrain = async (flags: TrainFlags, env: Environment): Promise<void> => {
  // with --json, standard output carries nothing but the object
  const write = flags.json ? env.stderr : env.stdout;
  const report = await train(flags, env, write);
  env.stdout(flags.json ? reportJson(report) : reportText(report));
};

const program = (env: Environment): Command => {
  const act = async (given: Readonly<Record<string, unknown>>): Promise<void> => {
    const flags = decodeFlags(given);
    if (E.isLeft(flags)) throw new Refused(flags.left);
    await runTrain(flags.right, env);
  };
  const root = new Command('typegrad')
    .description('Typed deep learning: train models on WebAssembly SIMD kernels.')
    .addCommand(trainCommand(act));
  for (const c of [root, ...root.commands]) {
    c.exitOverride().configureOutput({
      writeOut: env.stdout,
      writeErr: env.stderr,
      outputError: () => undefined,
    });
  }
  return root;
};

/** commander says `error: unknown option '--foo'`; ours names the word, what was expected and what was found. */
const usageError = ({ message }: CommanderError): string => {
  const [, word = 'arguments'] = /'([^']*)'/.exec(message) ?? [];
  const said = message.replace(/^error: /, '').replace(/\n/g, ' ');
  return explain(flagError(word.split(/[ =]/)[0]!, 'what `typegrad train --help` lists', said));
};

const failure = (error: unknown, env: Environment): number => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== 'commander.help') env.stderr(`${usageError(error)}\n`);
    return 2;
  }
  if (error instanceof Refused) {
    env.stderr(`${explain(error.error)}\n`);
    return 2;
  }
  if (error instanceof Interrupted) {
    env.stderr('interrupted: no weights were saved\n');
    return 130;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  env.stderr(`typegrad has failed; this is a defect of the program:\n${text}\n`);
  return 1;
};

/** Runs one command line (without the program's own name). */
export const run = async (argv: readonly string[], env: Environment): Promise<number> => {
  try {
    await program(env).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    return failure(error, env);
  }
};
