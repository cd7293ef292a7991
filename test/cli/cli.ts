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

/** The user asks to stop as soon as the run has written `stopAt`; '' is right at the beginning. */
export const cli = async (argv: readonly string[], stopAt?: string): Promise<Outcome> => {
  const out: string[] = [];
  const err: string[] = [];
  let interrupt = (): void => undefined;
  const write = (to: string[]) => (text: string) => {
    to.push(text);
    if (stopAt !== undefined && text.includes(stopAt)) interrupt();
  };
  const env: Environment = {
    stdout: write(out),
    stderr: write(err),
    terminal: false,
    now: () => performance.now(),
    date: () => new Date(2026, 0, 31, 23, 59, 58),
    onInterrupt: (f) => {
      interrupt = f;
      if (stopAt === '') f();
      return () => {
        interrupt = () => undefined;
      };
    },
  };
  const code = await run(argv, env);
  return { code, stdout: out.join(''), stderr: err.join('') };
};
