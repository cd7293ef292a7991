/** Runs a compiler of the library's range on files, with the library as sources or as declarations. */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = resolve(ROOT, 'node_modules/.cache/typegrad/types');
export const CONFIG_FOLDER: string = CACHE;

/** The compilers that the library promises to work with: folder in node_modules, version. */
export const COMPILERS = [
  ['ts59', '5.9'],
  ['typescript', '6.0'],
  ['ts7', '7.0'],
] as const;
export type Compiler = (typeof COMPILERS)[number][0];
/** What a user's import of the library resolves to. */
export type Form = 'sources' | 'declarations';

const node = (program: string, ...args: readonly string[]): Promise<string> =>
  new Promise((done) => {
    execFile(process.execPath, [program, ...args], { cwd: ROOT, maxBuffer: 1e8 }, (_, out, err) =>
      done(`${out}${err}`),
    );
  });
const run = (compiler: Compiler, ...args: readonly string[]): Promise<string> =>
  node(resolve(ROOT, 'node_modules', compiler, 'bin/tsc'), ...args);

/** What the compiler says its version is. */
export const versionOf = async (compiler: Compiler): Promise<string> =>
  /\d+\.\d+/.exec(await run(compiler, '--version'))?.[0] ?? 'unknown';

/** Where the declarations of the library lie for a test; tests run beside each other. */
export const declarationsFor = (test: string): string => resolve(CACHE, `declarations-${test}`);
/** 'typegrad' is the library, 'typegrad/core/tensor.ts' one of its modules. */
const PATHS = {
  sources: { typegrad: ['src/index.ts'], 'typegrad/*': ['src/*'] },
  declarations: { typegrad: ['index.d.ts'], 'typegrad/*.ts': ['*.d.ts'] },
} as const;
const pathsOf = (
  form: Form,
  config: string,
  declarations: string,
): Record<string, readonly string[]> => {
  const base = form === 'sources' ? ROOT : declarations;
  const at = (target: string): string => `./${relative(config, resolve(base, target))}`;
  return Object.fromEntries(
    Object.entries(PATHS[form]).map(([name, targets]) => [name, targets.map(at)]),
  );
};

const configure = (
  name: string,
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
): string => {
  const config = resolve(CACHE, `${name}.json`);
  mkdirSync(dirname(config), { recursive: true });
  const compilerOptions = { isolatedDeclarations: false, declaration: false, ...options };
  const all = files.map((file) => resolve(ROOT, file));
  writeFileSync(
    config,
    JSON.stringify({
      extends: resolve(ROOT, 'tsconfig.json'),
      compilerOptions,
      files: all,
      include: [],
    }),
  );
  return config;
};
const compile = (
  compiler: Compiler,
  name: string,
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<string> => run(compiler, '-p', configure(name, files, options), '--pretty', 'false');

/** The options that a user's files are compiled with, beside those of tsconfig.json; paths begin at `CONFIG_FOLDER`. */
export const userOptions = (
  form: Form,
  declarations: string = declarationsFor('messages'),
): Readonly<Record<string, unknown>> => ({
  paths: pathsOf(form, CACHE, declarations),
  rewriteRelativeImportExtensions: false,
});
const CHECK_FILES = fileURLToPath(new URL('check-files.mjs', import.meta.url));
/**
 * The compiler's output for user files; the declarations are those that the test has emitted. TypeScript 7, which is
 * fast, checks the library's sources too.
 */
export const check = (
  compiler: Compiler,
  form: Form,
  files: readonly string[],
  test = 'messages',
): Promise<string> => {
  const options = userOptions(form, declarationsFor(test));
  const config = configure(`${compiler}-${form}-${test}`, files, options);
  return compiler === 'ts7'
    ? run(compiler, '-p', config, '--pretty', 'false')
    : node(CHECK_FILES, resolve(ROOT, 'node_modules', compiler), config);
};

/** Type instantiations and errors of a program text; the library as sources, the fastest compiler unless told. */
export const measure = async (
  name: string,
  program: string,
  compiler: Compiler = 'ts7',
): Promise<{ readonly instantiations: number; readonly output: string }> => {
  const file = resolve(CACHE, `${name}.ts`);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(file, program);
  const options = {
    ...userOptions('sources'),
    lib: ['es2023'],
    types: [],
    extendedDiagnostics: true,
    // several checkers would each instantiate what they share
    ...(compiler === 'ts7' ? { singleThreaded: true } : {}),
  };
  const output = await compile(compiler, name, [file], options);
  return { instantiations: Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1]), output };
};

const HEADER = 'type Same<A, B> = [A, B] extends [B, A] ? true : A;\n';
/** The assertions 'Same<A, B>' that do not hold, with the compiler's words. */
export const refused = async (
  name: string,
  imports: string,
  assertions: readonly string[],
): Promise<readonly string[]> => {
  const lines = assertions.map((a, i) => `export const c${i}: ${a} = true;`);
  const { output } = await measure(name, `${HEADER}${imports}\n${lines.join('\n')}\n`);
  return output
    .split('\n')
    .filter((line) => line.includes('error TS'))
    .map((line) => {
      const at = new RegExp(`${name}\\.ts\\((\\d+),`).exec(line);
      return at === null ? line : `${assertions[Number(at[1]) - 3]}: ${line}`;
    });
};

/**
 * Writes the declarations of library modules; the output is empty when all went well. A module
 * with an error would be left out, and its types would be `any` in every test: noEmitOnError.
 */
export const emitDeclarations = (
  modules: readonly string[],
  test = 'messages',
): Promise<string> => {
  const outDir = declarationsFor(test);
  rmSync(outDir, { recursive: true, force: true });
  return compile('ts7', `emit-${test}`, modules, {
    noEmit: false,
    noEmitOnError: true,
    declaration: true,
    emitDeclarationOnly: true,
    isolatedDeclarations: true,
    rootDir: resolve(ROOT, 'src'),
    outDir,
  });
};
