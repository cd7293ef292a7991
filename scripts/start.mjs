/** Runs the command line from dist, after whatever install and build it needs; arguments pass through. */
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { at, main } from './workspace.mjs';

/** In this very process: exit code, signals and standard streams are the program's own. */
const start = async () => {
  await ensureInstalled();
  await ensureBuilt();
  const program = at('dist', 'node', 'main.js');
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
  return process.exitCode;
};

await main(start);
