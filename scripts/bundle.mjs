/**
 * What Node loads: the doors of the package and the command line as a few files instead of one for each module, since
 * a process spends most of its start on finding, reading and linking modules. Bundlers and browsers get the modules.
 * All are built at once, so that what the command line loads and `import 'typegrad'` are one instance of the library.
 */
import { readFileSync, rmSync } from 'node:fs';
import { at, isMain, main } from './workspace.mjs';

/** Two levels below the package, as the modules are: what they find beside the package is found from here. */
const FOLDER = at('dist', 'node');
const PROGRAM = at('dist', 'cli', 'main.js');

/** The files that package.json names under the condition `node`, by their names there. */
const doors = () => {
  const { exports } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  return Object.values(exports).flatMap((door) =>
    typeof door === 'string' ? [] : [[/\/(\w+)\.js$/.exec(door.node)[1], at(door.import)]],
  );
};

/** One file that all doors share: everything but what reads files, trains, tests or is the command line. */
const isLibrary = (id) => /\/dist\/(?!build|cli|data|editor|io|testing|train)\w+\//.test(id);

export const bundle = async () => {
  // a fresh clone reads this file before anything is installed
  const { build } = await import('vite');
  rmSync(FOLDER, { recursive: true, force: true });
  await build({
    configFile: false,
    root: at('.'),
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'es2022',
      outDir: FOLDER,
      minify: false,
      rolldownOptions: {
        platform: 'neutral',
        input: { ...Object.fromEntries(doors()), main: PROGRAM },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: '[name].js',
          comments: false,
          codeSplitting: { groups: [{ name: 'library', test: isLibrary }] },
        },
      },
    },
  });
};

if (isMain(import.meta.url)) await main(bundle);
