/** Runs the tests after whatever install and build they need, and ends with what took how long. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { at, filesUnder, main, runNode, say, stopwatch, timeTable } from './workspace.mjs';

const CACHE = at('node_modules', '.cache', 'typegrad');

/** The seconds of each file as the reporter of test/support wrote them, longest first. */
const fileRows = (times) => {
  try {
    return Object.entries(JSON.parse(readFileSync(times, 'utf8')))
      .sort(([, a], [, b]) => b - a)
      .map(([file, seconds]) => [`  ${file}`, seconds]);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
};

/** Type tests need the whole program, so a run of chosen files leaves them out. */
const typeTests = (args) =>
  args.length === 0 && filesUnder('test').some((file) => file.endsWith('.test-d.ts'))
    ? ['--typecheck']
    : [];

const test = async () => {
  const args = process.argv.slice(2);
  const { measure, rows, total } = stopwatch();
  await measure('install', ensureInstalled);
  await measure('build', ensureBuilt);
  const times = `${CACHE}/test-times.json`;
  mkdirSync(CACHE, { recursive: true });
  rmSync(times, { force: true });
  const vitest = [at('node_modules', 'vitest', 'vitest.mjs'), 'run', ...typeTests(args), ...args];
  const code = await measure('tests', () => runNode(vitest, { env: { TYPEGRAD_TIMES: times } }));
  say(timeTable([...rows, ...fileRows(times)], total()));
  return code;
};

await main(test);
