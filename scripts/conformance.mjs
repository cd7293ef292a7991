/** Runs the reference cases of a folder, after whatever install and build that needs: see conformance/main.ts. */
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { at, main, runNode } from './workspace.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  return runNode(['--import', 'tsx', at('conformance', 'main.ts'), ...process.argv.slice(2)]);
});
