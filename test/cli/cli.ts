/** Runs the command line in this process, with its streams caught. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../src/cli/environment.ts';
import { run } from '../../src/cli/run.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'typegrad-'));

/** When the user asks to stop: after so many events of training; 'at once' is right at the beginning. */
export type StopAt = { readonly afterEvents: number } | 'at once';

/** One command line. Its clock is so fast that a run looks after every event whether it is to stop. */
export const cli = async (argv: readonly string[], stopAt?: StopAt): Promise<Outcome> => {
  const out: string[] = [];
  const err: string[] = [];
  let interrupt = (): void => undefined;
  let [time, turns] = [0, 0];
  const env: Environment = {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    terminal: false,
    now: () => (time += 1000),
    date: () => new Date(2026, 0, 31, 23, 59, 58),
    turn: async () => {
      // the first turn is granted before training
      if (typeof stopAt === 'object' && turns++ === stopAt.afterEvents) interrupt();
    },
    onInterrupt: (f) => {
      interrupt = f;
      if (stopAt === 'at once') f();
      return () => {
        interrupt = () => undefined;
      };
    },
  };
  const code = await run(argv, env);
  return { code, stdout: out.join(''), stderr: err.join('') };
};
