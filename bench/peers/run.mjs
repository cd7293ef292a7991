/**
 * Runs the peers' harness in the folder that TYPEGRAD_PEERS names, with our adapter among its own:
 * `npm run bench:peers -- --peers typegrad:1,torch:1 --only train/mlp --rounds 6 --ms 60`.
 */
import { spawn } from 'node:child_process';
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from '../../scripts/build.mjs';
import { main, ScriptError } from '../../scripts/workspace.mjs';

const adapter = fileURLToPath(new URL('typegrad.mjs', import.meta.url));
const DRIVER = 'bench-peers.mjs';

const harness = () => {
  const folder = process.env.TYPEGRAD_PEERS;
  if (!folder) throw new ScriptError("set TYPEGRAD_PEERS to the folder of the peers' harness");
  if (!existsSync(join(folder, DRIVER))) throw new ScriptError(`${folder}: no ${DRIVER} there`);
  return resolve(folder);
};

/** The harness's PyTorch reads the workloads as JSON. */
const writeWorkloads = async (folder) => {
  const { workloads } = await import(pathToFileURL(join(folder, 'workloads.mjs')).href);
  writeFileSync(join(folder, 'workloads.json'), JSON.stringify(workloads));
};

/** Node follows the link, so that the adapter finds the package from its own place. */
const link = (folder) => {
  const path = join(folder, 'adapters', 'typegrad.mjs');
  rmSync(path, { force: true });
  symlinkSync(adapter, path);
  return path;
};

const drive = (folder, args) =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [DRIVER, ...args], { cwd: folder, stdio: 'inherit' });
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });

await main(async () => {
  const folder = harness();
  await ensureBuilt();
  await writeWorkloads(folder);
  const linked = link(folder);
  try {
    return await drive(folder, process.argv.slice(2));
  } finally {
    rmSync(linked, { force: true });
  }
});
