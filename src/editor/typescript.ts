/** Finds the TypeScript of a file's project, and opens whichever API that version has. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { classicCompiler, isClassic } from './classic.ts';
import { isNativeAst, isNativeSync, nativeCompiler } from './native.ts';
import type { Compiler } from './program.ts';

/** The configuration nearest to a file, in its folder or above. */
export const projectOf = (file: string): string | undefined => {
  const folder = dirname(file);
  const config = join(folder, 'tsconfig.json');
  if (folder !== file && existsSync(config)) return config;
  return folder === file || dirname(folder) === folder ? undefined : projectOf(folder);
};

const isVersioned = (u: unknown): u is { readonly version: string } =>
  typeof u === 'object' && u !== null && 'version' in u && typeof u.version === 'string';

const versionIn = (path: string): string => {
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return isVersioned(manifest) ? manifest.version : '';
};

/** Its version, or undefined where none is installed for the file. */
const versionFor = (require: NodeJS.Require): string | undefined => {
  try {
    return versionIn(require.resolve('typescript/package.json'));
  } catch {
    return undefined;
  }
};

/** Modules of TypeScript 7 by the names that a version gives them. */
const nativeModules = (version: string): readonly [sync: string, ast: string] =>
  /^7\.0\./.test(version)
    ? ['typescript/unstable/sync', 'typescript/unstable/ast']
    : ['typescript/sync', 'typescript/ast'];

const imported = (require: NodeJS.Require, name: string): Promise<unknown> =>
  import(pathToFileURL(require.resolve(name)).href);

const nativeFor = async (
  require: NodeJS.Require,
  version: string,
  project: string | undefined,
): Promise<Compiler | undefined> => {
  const [sync, ast] = await Promise.all(nativeModules(version).map((n) => imported(require, n)));
  return isNativeSync(sync) && isNativeAst(ast)
    ? nativeCompiler({ version, sync, ast }, project)
    : undefined;
};

const classicFor = (require: NodeJS.Require, project: string | undefined): Compiler | undefined => {
  const module: unknown = require('typescript');
  return isClassic(module) ? classicCompiler(module, project) : undefined;
};

/** What is wrong with the TypeScript that was found, if anything was. */
export interface NoCompiler {
  readonly found: string;
}
export const isCompiler = (c: Compiler | NoCompiler): c is Compiler => 'read' in c;

/** The compiler that is installed for a file, which is an absolute path. */
export const compilerFor = async (
  file: string,
  project: string | undefined,
): Promise<Compiler | NoCompiler> => {
  const require = createRequire(file);
  const version = versionFor(require);
  if (version === undefined) return { found: 'none' };
  const compiler = /^[1-6]\./.test(version)
    ? classicFor(require, project)
    : await nativeFor(require, version, project);
  return compiler ?? { found: `typescript ${version}` };
};
