/** The built program gives the same bits under this Node and under another one. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { otherNode } from '../support/requirement.ts';
import { temporaryFolder } from './cli.ts';

const program = fileURLToPath(new URL('../../dist/node/main.js', import.meta.url));

interface Outcome {
  readonly report: Readonly<Record<string, unknown>>;
  readonly weights: Uint8Array;
}

const trainUnder = (node: string, model: string): Outcome => {
  const out = join(temporaryFolder(), 'run');
  const flags = ['--model', model, '--dropout', '0.25', '--epochs', '1', '--seed', '5'];
  const argv = [program, 'train', '--json', ...flags, '--out', out];
  const { status, stdout, stderr } = spawnSync(node, argv, { encoding: 'utf8' });
  expect(stderr).toContain('epoch 1/1');
  expect(status).toBe(0);
  const { seconds: _, out: __, ...report } = JSON.parse(stdout.trim().split('\n').at(-1)!);
  return { report, weights: readFileSync(join(out, 'model.safetensors')) };
};

const other = otherNode();
const title =
  other === undefined ? 'left out: TYPEGRAD_NODE names no other Node' : 'this Node and another one';

describe.each(['mlp', 'cnn'])('same seed, same bits: %s', (model) => {
  test('twice under this Node', () => {
    const [a, b] = [trainUnder(process.execPath, model), trainUnder(process.execPath, model)];
    expect(b.report).toEqual(a.report);
    expect(Buffer.compare(a.weights, b.weights)).toBe(0);
  });
  test(title, () => {
    if (other === undefined) return;
    const [a, b] = [trainUnder(process.execPath, model), trainUnder(other, model)];
    expect(b.report).toEqual(a.report);
    expect(Buffer.compare(a.weights, b.weights)).toBe(0);
  });
});
