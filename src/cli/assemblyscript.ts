/** AssemblyScript's compiler, an optional peer that only `typegrad build` asks for, over the sources of the kernels. */
import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import type { Compiler, Sources } from '../build/index.ts';
import { boundaryError } from '../core/boundary.ts';
import { must } from './failure.ts';

/** The kernels' sources, beside the built package and in the repository alike. */
const KERNELS = new URL('../../asm/', import.meta.url);
const ENTRY = 'model.ts';
const OUT = 'model.wasm';

const FLAGS = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert'];

/** The text of the module that exports all kernels. */
export const kernelIndex = (): string => readFileSync(new URL('index.ts', KERNELS), 'utf8');

type Asc = Pick<typeof import('assemblyscript/asc'), 'main'>;
/** How the compiler is loaded; tests stand in for it. */
export type Load = () => Promise<Asc>;
const load: Load = () => import('assemblyscript/asc');

const loaded = (from: Load): Promise<Asc> =>
  from().catch(() =>
    must(
      E.left(
        boundaryError(
          'typegrad build',
          'compiler',
          'the package assemblyscript, 0.28 or later, installed beside typegrad',
          'none',
        ),
      ),
    ),
  );

const textAt = (path: string): string | null => {
  try {
    return readFileSync(new URL(path, KERNELS), 'utf8');
  } catch {
    // the compiler looks for a module in several places
    return null;
  }
};

const reader =
  ({ entry, replaced }: Sources) =>
  (path: string): string | null => {
    const name = path.replaceAll('\\', '/').replace(/^\.\//, '');
    return name === ENTRY ? entry : (replaced.get(name) ?? textAt(name));
  };

/** Compiles one program; throws Refused where the compiler is not installed. */
export const compilerOf =
  (from: Load = load): Compiler =>
  async (sources) => {
    const { main } = await loaded(from);
    const files = new Map<string, Uint8Array>();
    const argv = [ENTRY, '--outFile', OUT, '--memoryBase', `${sources.memoryBase}`, ...FLAGS];
    const { error, stderr } = await main(argv, {
      readFile: reader(sources),
      writeFile: (name, contents) => {
        if (contents instanceof Uint8Array) files.set(name, contents);
      },
      listFiles: () => [],
    });
    const wasm = files.get(OUT);
    if (error === null && wasm !== undefined) return wasm;
    throw new Error(`AssemblyScript refuses the program: ${stderr.toString()}`, { cause: error });
  };
