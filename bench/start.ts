/** From the start of a process to its first product of matrices, beside one that does nothing. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './median.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const PROGRAM = `import { array, evaluate, matmul } from 'typegrad';
const a = array([2, 2], [1, 2, 3, 4]);
if (evaluate(matmul(a, a)).data[3] !== 22) throw new Error('this is no product');`;

export interface Start {
  /** milliseconds, medians */
  readonly empty: number;
  readonly first: number;
}

const once = (node: string, file: string): number => {
  const begin = performance.now();
  const { status, stderr } = spawnSync(node, [file], { encoding: 'utf8' });
  const took = performance.now() - begin;
  if (status !== 0) throw new Error(stderr);
  return took;
};

/** Both programs take turns, in a project that has installed the built package. */
export const startOf = (node: string, rounds: number): Start => {
  const project = mkdtempSync(join(tmpdir(), 'typegrad-start-'));
  try {
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(root, join(project, 'node_modules/typegrad'));
    const [empty, first] = [join(project, 'empty.mjs'), join(project, 'first.mjs')];
    writeFileSync(empty, '');
    writeFileSync(first, PROGRAM);
    const times = Array.from({ length: rounds }, () => [once(node, empty), once(node, first)]);
    return { empty: median(times.map(([t]) => t!)), first: median(times.map(([, t]) => t!)) };
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
};
