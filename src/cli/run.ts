/**
 * The command line: words in, exit code out. 0 is done, 1 a defect of this program or of the one that it checked, 2 bad
 * input, 130 interrupted.
 */
import { CommanderError } from 'commander';
import { explain } from '../core/boundary.ts';
import { commands } from './commands.ts';
import type { Environment } from './environment.ts';
import { Faulty, Interrupted, Refused } from './failure.ts';
import { flagError } from './flags.ts';
import { printableError } from './printable.ts';

/** commander says `error: unknown option '--foo'`; ours names the word, what was expected and what was found. */
const usageError = ({ message }: CommanderError, command: string | undefined): string => {
  const [, word = 'arguments'] = /'([^']*)'/.exec(message) ?? [];
  const said = message.replace(/^error: /, '').replace(/\n/g, ' ');
  const help = ['typegrad', ...(command === undefined ? [] : [command]), '--help'].join(' ');
  return explain(flagError(word.split(/[ =]/)[0]!, `what \`${help}\` lists`, said));
};

const failure = (error: unknown, env: Environment, command: string | undefined): number => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== 'commander.help') env.stderr(`${usageError(error, command)}\n`);
    return 2;
  }
  if (error instanceof Refused) {
    env.stderr(`${explain(printableError(error.error))}\n`);
    return 2;
  }
  if (error instanceof Faulty) return 1;
  if (error instanceof Interrupted) {
    env.stderr(`interrupted: ${error.message}\n`);
    return 130;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  env.stderr(`typegrad has failed; this is a defect of the program:\n${text}\n`);
  return 1;
};

/** Runs one command line (without the program's own name). */
export const run = async (argv: readonly string[], env: Environment): Promise<number> => {
  const program = commands(env);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    const command = program.commands.find((c) => c.name() === argv[0]);
    return failure(error, env, command?.name());
  }
};
