/** The built program as a process: exit codes, signals, and a reader that goes away. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './cli.ts';

const program = fileURLToPath(new URL('../../dist/node/main.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Child = ReturnType<typeof start>;

const start = (argv: readonly string[]) =>
  spawn(process.execPath, [program, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });

/** Waits for the end; `watch` sees all of standard output after each piece. */
const ended = (child: Child, watch: (stdout: string) => void = () => undefined): Promise<Ended> =>
  new Promise((resolve) => {
    const [out, err]: [string[], string[]] = [[], []];
    child.stdout.on('data', (text) => {
      out.push(String(text));
      watch(out.join(''));
    });
    child.stderr.on('data', (text) => err.push(String(text)));
    child.once('close', (code, signal) =>
      resolve({ code, signal, stdout: out.join(''), stderr: err.join('') }),
    );
  });

const fresh = (): string => join(temporaryFolder(), 'run');

describe('the program', () => {
  test('refuses an unknown flag with one line and exit code 2', async () => {
    const { code, stdout, stderr } = await ended(start(['train', '--epoch', '3']));
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^command line: --epoch: expected .*, got .*\n$/);
  });
  test('ends with 130 on an interrupt, with a whole checkpoint and without parts of files', async () => {
    const out = fresh();
    const child = start(['train', '--model', 'mlp', '--epochs', '1000', '--out', out]);
    let sent = false;
    const { code, signal, stderr } = await ended(child, (stdout) => {
      if (!sent && stdout.includes('epoch 1/1000')) sent = child.kill('SIGINT');
    });
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(stderr).toMatch(
      /^interrupted: after (\d+ steps of )?epoch \d+; go on with: typegrad train --resume /,
    );
    const files = ['checkpoint.safetensors', 'metrics.jsonl', 'model.json'];
    expect(readdirSync(out).sort()).toEqual(files);
    const { code: checked, stdout } = await ended(start(['check', out]));
    expect(stdout).toContain('is whole');
    expect(checked).toBe(0);
  });
  test('finishes when the reader of its output goes away', async () => {
    const out = fresh();
    const child = start(['train', '--model', 'mlp', '--epochs', '2', '--out', out]);
    const { code, stderr } = await ended(child, () => child.stdout.destroy());
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(existsSync(join(out, 'model.safetensors'))).toBe(true);
  });
});
