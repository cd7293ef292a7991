/** Asks the typegrad of a file's project for a listing, in a process of its own. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { type Shapes, ShapesCodec } from '../../../src/cli/shapes-codec.ts';

/** The program of the typegrad that is installed for a file, or undefined. */
export const programFor = (file: string): string | undefined => {
  try {
    const manifest = createRequire(file).resolve('typegrad/package.json');
    return join(dirname(manifest), 'dist/node/main.js');
  } catch {
    return undefined;
  }
};

/** The words of the command line. */
export const wordsFor = (
  program: string,
  file: string,
  sizes: Readonly<Record<string, number>>,
): readonly string[] => [
  program,
  'shapes',
  file,
  '--json',
  ...Object.entries(sizes).flatMap(([name, size]) => ['--size', `${name}=${size}`]),
];

/** What the program has printed, or undefined of anything else. */
export const decodeShapes = (text: string): Shapes | undefined => {
  try {
    const decoded = ShapesCodec.decode(JSON.parse(text));
    return E.isRight(decoded) ? decoded.right : undefined;
  } catch {
    return undefined;
  }
};

/** The listing of a file, or what the program says is wrong with the project; it is stopped when `signal` says so. */
export const listFile = (words: readonly string[], signal: AbortSignal): Promise<Shapes | string> =>
  new Promise((done) => {
    // an editor's own program is an Electron, which this makes a Node
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const options = { env, signal, maxBuffer: 1e8 };
    // exit code 1 is a file with type errors: what counts is what was printed
    execFile(process.execPath, words, options, (_, stdout, stderr) =>
      done(decodeShapes(stdout) ?? stderr),
    );
  });
