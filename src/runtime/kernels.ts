/** The compiled kernels and their memory: the only thing that the library keeps between calls on its own account. */
import { type KernelName, STATIC_BYTES } from '../core/abi.gen.ts';
import { makeCache } from './cache.ts';
import { makeHeap } from './heap.ts';
import type { Kernel, Machine, Threads } from './machine.ts';
import { makeShared } from './shared.ts';
import { makeTeam } from './team.ts';
import {
  type Allowed,
  allowed,
  type Capabilities,
  hasRelaxed,
  type LoadOptions,
  sharedMemory,
} from './threads.ts';

const PAGE = 65536;
const INITIAL = 16;
/** how many programs of expressions are kept */
const PROGRAMS = 8;

let machine: Machine | null = null;

const isKernels = (x: object): x is Readonly<Record<KernelName, Kernel>> =>
  'map' in x && typeof x.map === 'function';

const kernelsOf = (module: WebAssembly.Module, memory: WebAssembly.Memory): Machine['kernels'] => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  if (!isKernels(exports)) throw new TypeError('these are not the kernels of typegrad');
  return exports;
};

const machineOver = (
  memory: WebAssembly.Memory,
  kernels: Machine['kernels'],
  threads: Threads | null,
  reason: string | null,
): Machine => {
  const heap = makeHeap(memory, STATIC_BYTES);
  return {
    memory,
    threads,
    reason,
    kernels,
    heap,
    shared: makeShared(heap),
    programs: makeCache(PROGRAMS, (p) => p.free()),
    residents: new WeakMap(),
    consumed: new WeakSet(),
    garbage: new FinalizationRegistry((r) => r.free()),
  };
};

/** Nanoseconds of work from which a program is divided. */
const THRESHOLD = 200_000;
/** Nanoseconds of such work after which the threads are started: a short script never starts any. */
const ENOUGH = 20_000_000;

const threadsOver = (
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  size: number,
  threshold: number,
): Threads => {
  const team = makeTeam(module, memory, size);
  let [done, programs] = [0, 0];
  return {
    team,
    threshold,
    expect: (nanoseconds) => {
      done += nanoseconds;
      if (done >= ENOUGH) team.start();
    },
    next: () => ++programs,
  };
};

/** A machine of its own over these kernels, for memory that is not shared. */
export const instantiate = (
  module: WebAssembly.Module,
  reason: string | null = 'these kernels were compiled for memory that is not shared',
): Machine => {
  const memory = new WebAssembly.Memory({ initial: INITIAL, maximum: PAGE });
  return machineOver(memory, kernelsOf(module, memory), null, reason);
};

/** The same for memory that threads share; null where the engine gives none. */
const instantiateShared = (
  module: WebAssembly.Module,
  { threads }: Allowed,
  threshold = THRESHOLD,
): Machine | null => {
  const memory = sharedMemory(INITIAL);
  if (memory === null) return null;
  const over = threadsOver(module, memory, threads, threshold);
  return machineOver(memory, kernelsOf(module, memory), over, null);
};

/**
 * Where the built kernels lie: beside the built package, whether this file runs from src or from dist. Bundlers look for
 * this very form, a literal and import.meta.url, and then ship the file.
 */
const location = (): URL => new URL('../../dist/kernels.wasm', import.meta.url);
const sharedLocation = (): URL => new URL('../../dist/kernels.shared.wasm', import.meta.url);

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

type Source = string | URL | BufferSource | WebAssembly.Module;

const compiled = async (source: Source): Promise<WebAssembly.Module> => {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === 'string' || source instanceof URL) {
    return WebAssembly.compile(await bytesAt(source));
  }
  return WebAssembly.compile(source);
};

const NO_MEMORY = 'this engine reserves no shared memory';

/** Kernels that a caller names are of either kind: a module says it only when it is given the wrong memory. */
const either = (module: WebAssembly.Module, may: Allowed, { threshold }: LoadOptions): Machine => {
  try {
    return instantiate(module, may.reason ?? undefined);
  } catch (error) {
    if (!(error instanceof WebAssembly.LinkError)) throw error;
    const shared = instantiateShared(module, may, threshold);
    if (shared === null) throw new TypeError(`loadKernels: ${NO_MEMORY}`, { cause: error });
    return shared;
  }
};

const loaded = async (source: Source | undefined, options: LoadOptions): Promise<Machine> => {
  const may = allowed(options.threads);
  if (source !== undefined) return either(await compiled(source), may, options);
  if (may.threads === 1) return instantiate(await compiled(location()), may.reason);
  const module = await compiled(sharedLocation());
  return (
    instantiateShared(module, may, options.threshold) ??
    instantiate(await compiled(location()), NO_MEMORY)
  );
};

const isOptions = (x: Source | LoadOptions): x is LoadOptions =>
  Object.getPrototypeOf(x) === Object.prototype;

/** Milliseconds that workers may take to come when they were asked for. */
const COMING = 10_000;

/** Starts the threads that were asked for; throws when they do not come. */
const mustCome = async ({ threads, reason }: Machine, wish: number): Promise<void> => {
  const refuse = (why: string): never => {
    threads?.team.stop();
    throw new TypeError(`loadKernels: no ${wish} threads: ${why}`);
  };
  if (threads === null) return refuse(reason ?? '');
  const { team } = threads;
  team.start();
  const end = performance.now() + COMING;
  while (team.present() < wish - 1) {
    if (team.trouble !== null) refuse(team.trouble);
    if (performance.now() > end) refuse('the workers did not start');
    await new Promise((wake) => setTimeout(wake, 1));
  }
};

/**
 * Loads the kernels: from a URL, bytes or a compiled module, by default from the file beside the package. Browsers
 * call it once before the first program; Node loads them by itself.
 *
 * Programs whose work is large enough run on all cores, with the same bits as on one: `loadKernels({ threads: 2 })` says on
 * how many, and 1 on this one alone. In a page that needs the headers Cross-Origin-Opener-Policy: same-origin and
 * Cross-Origin-Embedder-Policy: require-corp; without them programs run on one thread, and `capabilities` says why. Throws
 * TypeError when more threads are asked for than can be had, RangeError when their number is not a positive whole one.
 */
export function loadKernels(source: Source, options?: LoadOptions): Promise<void>;
export function loadKernels(options?: LoadOptions): Promise<void>;
export async function loadKernels(
  first: Source | LoadOptions = {},
  second: LoadOptions = {},
): Promise<void> {
  const [source, options] = isOptions(first) ? [undefined, first] : [first, second];
  const made = await loaded(source, options);
  if (options.threads !== undefined && options.threads > 1) await mustCome(made, options.threads);
  machine?.threads?.team.stop();
  machine = made;
}

/** Kernels from the files beside the package, without waiting: Node can. */
const loadedAtOnce = (): Machine => {
  const may = allowed(undefined);
  const moduleAt = (url: URL): WebAssembly.Module => {
    const bytes = readFile(url);
    if (bytes === null) {
      throw new TypeError(
        'the kernels are not loaded: call `await loadKernels()` once before this',
      );
    }
    return new WebAssembly.Module(bytes);
  };
  if (may.threads === 1) return instantiate(moduleAt(location()), may.reason);
  return (
    instantiateShared(moduleAt(sharedLocation()), may) ??
    instantiate(moduleAt(location()), NO_MEMORY)
  );
};

/** The machine that programs run on. */
export const currentMachine = (): Machine => {
  machine ??= loadedAtOnce();
  return machine;
};

/**
 * What programs can use here: how many threads and, where it is one, why; whether the engine has relaxed SIMD, which the
 * kernels do not use since it rounds differently from machine to machine. Loads the kernels where that needs no waiting.
 */
export const capabilities = (): Capabilities => {
  const { threads, reason } = currentMachine();
  const why = threads?.team.trouble ?? reason;
  const count = threads === null || why !== null ? 1 : threads.team.size;
  return { threads: count, relaxed: hasRelaxed(), ...(why === null ? {} : { reason: why }) };
};
