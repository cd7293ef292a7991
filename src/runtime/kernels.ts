/** The compiled kernels and their memory: the only thing that the library keeps between calls on its own account. */
import { type KernelName, STATIC_BYTES } from '../core/abi.gen.ts';
import { makeCache } from './cache.ts';
import { makeHeap } from './heap.ts';
import type { Kernel, Machine } from './machine.ts';
import { makeShared } from './shared.ts';

const PAGE = 65536;
/** how many programs of expressions are kept */
const PROGRAMS = 8;
const FILE = 'kernels.wasm';

let machine: Machine | null = null;

const isKernels = (x: object): x is Readonly<Record<KernelName, Kernel>> =>
  'map' in x && typeof x.map === 'function';

/** A machine of its own, over these compiled kernels. */
export const instantiate = (module: WebAssembly.Module): Machine => {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: PAGE });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  if (!isKernels(exports)) throw new TypeError(`${FILE}: these are not the kernels of typegrad`);
  const heap = makeHeap(memory, STATIC_BYTES);
  return {
    memory,
    kernels: exports,
    heap,
    shared: makeShared(heap),
    programs: makeCache(PROGRAMS, (p) => p.free()),
    residents: new WeakMap(),
    consumed: new WeakSet(),
    garbage: new FinalizationRegistry((r) => r.free()),
  };
};

/**
 * Where the built kernels lie: beside the built package, whether this file runs from src or from dist. Bundlers look for
 * this very form, a literal and import.meta.url, and then ship the file.
 */
const location = (): URL => new URL('../../dist/kernels.wasm', import.meta.url);

/** Node hands out its own modules without an import, so that bundlers for browsers find nothing to resolve. */
const readFile = (url: URL): Uint8Array<ArrayBuffer> | null => {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs');
  return fs === undefined ? null : new Uint8Array(fs.readFileSync(url));
};

/** fetch knows no files, where there are any. */
const bytesAt = async (source: string | URL): Promise<BufferSource> => {
  const file = String(source).startsWith('file:') ? readFile(new URL(source)) : null;
  return file ?? (await fetch(source)).arrayBuffer();
};

/**
 * Loads the kernels: from a URL, bytes or a compiled module, by default from the file beside the package. Browsers
 * call it once before the first program; Node loads them by itself.
 */
export const loadKernels = async (
  source: string | URL | BufferSource | WebAssembly.Module = location(),
): Promise<void> => {
  if (source instanceof WebAssembly.Module) {
    machine = instantiate(source);
  } else if (typeof source === 'string' || source instanceof URL) {
    machine = instantiate(await WebAssembly.compile(await bytesAt(source)));
  } else {
    machine = instantiate(await WebAssembly.compile(source));
  }
};

/** The machine that programs run on. */
export const currentMachine = (): Machine => {
  if (machine !== null) return machine;
  const bytes = readFile(location());
  if (bytes === null) {
    throw new TypeError('the kernels are not loaded: call `await loadKernels()` once before this');
  }
  machine = instantiate(new WebAssembly.Module(bytes));
  return machine;
};
