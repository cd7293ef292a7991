/** Builds the extension for VS Code into editors/vscode/build, a folder that the editor installs from. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { ensureInstalled } from './install.mjs';
import { at, isMain, main, say } from './workspace.mjs';

const source = (...path) => at('editors', 'vscode', ...path);

/** One file, with all that it uses but the editor's API and Node's modules. */
const bundle = async (outDir) => {
  // a fresh clone reads this file before anything is installed
  const { build } = await import('vite');
  await build({
    configFile: false,
    logLevel: 'warn',
    root: source(),
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: source('src', 'extension.ts'),
      outDir,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        external: ['vscode'],
        output: { format: 'cjs', entryFileNames: 'extension.cjs' },
      },
    },
  });
};

/** Makes the folder anew and gives its path. */
export const buildExtension = async (folder = source('build')) => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await bundle(folder);
  cpSync(source('package.json'), `${folder}/package.json`);
  cpSync(source('README.md'), `${folder}/README.md`);
  cpSync(at('LICENSE'), `${folder}/LICENSE`);
  return folder;
};

if (isMain(import.meta.url)) {
  await main(async () => {
    await ensureInstalled();
    say(`Built ${await buildExtension()}`);
  });
}
