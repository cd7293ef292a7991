/** Projects of users on the disk: the library's declarations installed as a package, and one of the compilers. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILERS, type Compiler } from './compile.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODULES = resolve(ROOT, 'node_modules');

const OPTIONS = {
  target: 'es2022',
  module: 'nodenext',
  lib: ['es2023'],
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

type Door = string | { readonly types: string };

/** The package's doors, with declarations only. */
const doors = (): Readonly<Record<string, string>> => {
  const { exports } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, Door>>;
  };
  return Object.fromEntries(
    Object.entries(exports).flatMap(([name, door]) =>
      typeof door === 'string' ? [] : [[name, door.types.replace('./dist/', './')]],
    ),
  );
};

/** Writes what `npm install typegrad` would bring of types; other tests check that they are right. */
const writePackage = (folder: string): void => {
  const compiler = resolve(MODULES, 'ts7/bin/tsc');
  const emit = ['--emitDeclarationOnly', '--noCheck', '--noEmitOnError', 'false'];
  const config = resolve(ROOT, 'tsconfig.build.json');
  execFileSync(process.execPath, [compiler, '-p', config, ...emit, '--outDir', folder]);
  const manifest = { name: 'typegrad', version: '0.0.0', type: 'module', exports: doors() };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
};

const writeProject = (folder: string, library: string, compiler: Compiler): void => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(library, join(folder, 'node_modules/typegrad'), 'junction');
  symlinkSync(resolve(MODULES, compiler), join(folder, 'node_modules/typescript'), 'junction');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS }));
};

/** A folder for every compiler; `name` tells those of one test from those of another. */
export const projects = (name: string): Readonly<Record<Compiler, string>> => {
  const base = resolve(MODULES, '.cache/typegrad/projects', name);
  rmSync(base, { recursive: true, force: true });
  const library = join(base, 'typegrad');
  mkdirSync(library, { recursive: true });
  writePackage(library);
  const made = (compiler: Compiler): string => {
    const folder = join(base, compiler);
    writeProject(folder, library, compiler);
    return folder;
  };
  for (const [compiler] of COMPILERS) made(compiler);
  return {
    ts59: join(base, 'ts59'),
    typescript: join(base, 'typescript'),
    ts7: join(base, 'ts7'),
  };
};
