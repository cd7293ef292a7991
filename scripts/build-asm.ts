/**
 * Builds the kernels: generates the switch of the elementwise interpreter from the rows of
 * src/prim, compiles asm/ to dist/kernels.wasm and its sisters, for memory that threads share and with relaxed SIMD, and
 * writes src/core/abi.gen.ts. Does nothing when no input has changed.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { abiModule } from './asm/abi.ts';
import { mapSwitches, opcodes } from './asm/rows.ts';

const root: string = join(dirname(fileURLToPath(import.meta.url)), '..');
const inRoot = (path: string): string => join(root, path);

/** One compilation of asm/; which register tile gemm has follows from the instructions that it may use. */
interface Build {
  readonly name: string;
  readonly flags: readonly string[];
}

const SHARED = ['--sharedMemory', '--enable', 'threads', '--maximumMemory', '65536'];
// fused multiply-add, rounded once where the processor has it: results differ in the last bits
const RELAXED = ['--enable', 'relaxed-simd'];

/** The plain build runs everywhere; another one is chosen by loading it. */
const plain: Build = { name: 'kernels', flags: [] };
const builds: readonly Build[] = [
  plain,
  { name: 'kernels.shared', flags: SHARED },
  { name: 'kernels.relaxed', flags: RELAXED },
];

const pathOf = ({ name }: Build): string => inRoot(`dist/${name}.wasm`);

export const wasmPath: string = pathOf(plain);
const generatedPaths = ['map', 'map64'].map((name) => inRoot(`asm/kernels/${name}.gen.ts`));
const stampPath = inRoot('dist/kernels.stamp');
const abiPath = inRoot('src/core/abi.gen.ts');

const sources = (folder: string): readonly string[] =>
  readdirSync(inRoot(folder), { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.gen.ts'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const hashInputs = (): string => {
  const files = [
    ...sources('asm'),
    ...sources('scripts/asm'),
    ...sources('src/build'),
    fileURLToPath(import.meta.url),
  ];
  const hash = createHash('sha256').update(JSON.stringify(opcodes()));
  for (const file of files) hash.update(readFileSync(file));
  return hash
    .update(readFileSync(inRoot('node_modules/assemblyscript/package.json')))
    .digest('hex');
};

const flags = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--importMemory'];
/** A shared memory has a maximum, in pages: all that addresses of 32 bits reach. */
/** Written aside and renamed, so that a concurrent reader never sees half a file. */
const writeWhole = (path: string, write: (path: string) => void): void => {
  const aside = `${path}.${process.pid}`;
  write(aside);
  renameSync(aside, path);
};

const compile = (): void => {
  mkdirSync(dirname(wasmPath), { recursive: true });
  mapSwitches(opcodes()).forEach((text, k) => {
    writeWhole(generatedPaths[k]!, (path) => writeFileSync(path, text));
  });
  const asc = inRoot('node_modules/assemblyscript/bin/asc.js');
  for (const build of builds) {
    const options = [...flags, ...build.flags];
    writeWhole(pathOf(build), (path) =>
      execFileSync(process.execPath, [asc, 'asm/index.ts', '--outFile', path, ...options], {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    );
  }
};

const kernelNames = (module: WebAssembly.Module): readonly string[] =>
  WebAssembly.Module.exports(module)
    .filter((e) => e.kind === 'function')
    .map((e) => e.name)
    .sort();

const staticEnd = (module: WebAssembly.Module): number => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const abort = (): never => {
    throw new Error('a kernel aborted');
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  const end = exports['staticEnd'];
  return end instanceof WebAssembly.Global ? Number(end.value) : 0;
};

/**
 * What src/core/abi.gen.ts must hold for the sources as they are and the kernels as they were
 * built.
 */
export const generatedAbi = (): string => {
  const module = new WebAssembly.Module(readFileSync(wasmPath));
  const abi = ['asm/abi.ts', 'asm/abi-operations.ts']
    .map((path) => readFileSync(inRoot(path), 'utf8'))
    .join('\n');
  return abiModule(abi, kernelNames(module), opcodes(), staticEnd(module));
};

const outputs = [...builds.map(pathOf), ...generatedPaths, stampPath];

const upToDate = (hash: string): boolean =>
  outputs.every((path) => existsSync(path)) && readFileSync(stampPath, 'utf8') === hash;

/** Both sets of kernels, if an input has changed; says whether one had. */
export const buildKernels = (): boolean => {
  const hash = hashInputs();
  if (upToDate(hash)) return false;
  compile();
  writeWhole(stampPath, (path) => writeFileSync(path, hash));
  return true;
};

/** The kernels and src/core/abi.gen.ts; says whether anything had to be done. */
export const buildAsm = (): boolean => {
  const built = buildKernels();
  const abi = generatedAbi();
  if (existsSync(abiPath) && readFileSync(abiPath, 'utf8') === abi) return built;
  writeWhole(abiPath, (path) => writeFileSync(path, abi));
  return true;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(buildAsm() ? 'kernels: built' : 'kernels: up to date');
}
