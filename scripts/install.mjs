/** Installs the packages of the lock file, unless node_modules already holds exactly these. */
import { existsSync, readFileSync } from 'node:fs';
import { at, isMain, main, run, runNode, ScriptError, say } from './workspace.mjs';

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/**
 * npm writes node_modules/.package-lock.json as the last act of an install: it is the stamp. Packages for
 * other platforms are in the lock file only, so an absent optional package is no difference.
 */
const installed = () => {
  const stamp = at('node_modules', '.package-lock.json');
  if (!existsSync(stamp)) return false;
  const have = packagesOf(stamp);
  const want = Object.entries(packagesOf(at('package-lock.json'))).filter(([path]) => path !== '');
  return want.every(([path, { version, integrity, optional }]) => {
    const found = have[path];
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity;
  });
};

export const ensureInstalled = async () => {
  if (installed()) return;
  say('Installing the packages of package-lock.json (npm ci) ...');
  const npm = process.env.npm_execpath ?? '';
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn'];
  const code = npm.endsWith('npm-cli.js')
    ? await runNode([npm, ...args], { quiet: true })
    : await run('npm', args, { quiet: true });
  if (code !== 0) throw new ScriptError(`npm ci failed with exit code ${code}`);
};

if (isMain(import.meta.url)) await main(ensureInstalled);
