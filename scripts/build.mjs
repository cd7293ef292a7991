/** Builds dist: the WebAssembly kernels, then JavaScript and declarations. Does nothing when dist is up to date. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { bundle } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { at, filesUnder, hashOf, isMain, main, runNode, ScriptError, say } from './workspace.mjs';

const STAMP = at('node_modules', '.cache', 'typegrad', 'build.json');
const SETTINGS = ['package-lock.json', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

const inputs = () => [...['src', 'asm', 'scripts'].flatMap(filesUnder), ...SETTINGS];

const upToDate = () => {
  if (!existsSync(STAMP)) return false;
  const { hash, outputs } = JSON.parse(readFileSync(STAMP, 'utf8'));
  return outputs.every((file) => existsSync(at(file))) && hash === hashOf(inputs());
};

const step = async (title, args) => {
  const code = await runNode(args, { quiet: true });
  if (code !== 0) throw new ScriptError(`build: ${title} failed with exit code ${code}`);
};

/** Modules whose source is gone would otherwise stay in the package. */
const prune = () => {
  for (const file of filesUnder('dist')) {
    const module = /^dist\/(.*?)(\.d\.ts|\.js)$/.exec(file)?.[1];
    if (module !== undefined && !existsSync(at('src', `${module}.ts`))) rmSync(at(file));
  }
};

/** `src` holds generated files, so the hash that counts is the one after generating them. */
const build = async () => {
  say('Building dist ...');
  rmSync(STAMP, { force: true });
  if (existsSync(at('scripts', 'build-asm.ts'))) {
    await step('kernels', [
      at('node_modules', 'tsx', 'dist', 'cli.mjs'),
      at('scripts', 'build-asm.ts'),
    ]);
  }
  await step('compilation', [
    at('node_modules', 'ts7', 'bin', 'tsc'),
    '-p',
    at('tsconfig.build.json'),
  ]);
  prune();
  await bundle();
  mkdirSync(at('node_modules', '.cache', 'typegrad'), { recursive: true });
  writeFileSync(STAMP, JSON.stringify({ hash: hashOf(inputs()), outputs: filesUnder('dist') }));
};

export const ensureBuilt = async () => {
  if (!upToDate()) await build();
};

if (isMain(import.meta.url)) {
  await main(async () => {
    await ensureInstalled();
    await ensureBuilt();
  });
}
