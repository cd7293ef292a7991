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

/** `interrupt` answers whether the user asks to stop as soon as the run listens. */
export const cli = async (argv: readonly string[], interrupt = false): Promise<Outcome> => {
  const out: string[] = [];
  const err: string[] = [];
  const env: Environment = {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    terminal: false,
    now: () => performance.now(),
    date: () => new Date(2026, 0, 31, 23, 59, 58),
    onInterrupt: (f) => {
      if (interrupt) setImmediate(f);
      return () => undefined;
    },
  };
  const code = await run(argv, env);
  return { code, stdout: out.join(''), stderr: err.join('') };
};
