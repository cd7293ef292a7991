/** Format, lint and types, of every compiler that the library promises to work with. Runs all, fails if one fails. */
import { existsSync } from 'node:fs';
import { ensureInstalled } from './install.mjs';
import { at, main, runNode, say, stopwatch, timeTable } from './workspace.mjs';

const bin = (...path) => at('node_modules', ...path);

const CHECKS = [
  ['biome', [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.']],
  ['typescript 7', [bin('ts7', 'bin', 'tsc'), '-p', at('tsconfig.json')]],
  ['typescript 6', [bin('typescript', 'bin', 'tsc'), '-p', at('tsconfig.json')]],
  ...(existsSync(at('asm', 'tsconfig.json'))
    ? [['asm', [bin('typescript', 'bin', 'tsc'), '-p', at('asm'), '--noEmit']]]
    : []),
];

const check = async () => {
  const { measure, rows, total } = stopwatch();
  await measure('install', ensureInstalled);
  const failed = [];
  for (const [name, args] of CHECKS) {
    if ((await measure(name, () => runNode(args))) !== 0) failed.push(name);
  }
  say(timeTable(rows, total()));
  if (failed.length > 0) say(`\nFailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
};

await main(check);
