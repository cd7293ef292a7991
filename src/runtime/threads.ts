/** How many threads programs may use, and why no more: by what was asked for, and by what there is. */
import { cores, isNodeThread } from './spawn.ts';

/** How kernels are loaded. */
export interface LoadOptions {
  /**
   * Threads that programs may use, this one with them. 1 uses memory that is not shared. Without it: all cores, for work
   * that is large enough, where shared memory is allowed.
   */
  readonly threads?: number;
  /**
   * Nanoseconds of estimated work below which a program runs on this thread alone, by default 200 000. 0 divides every
   * command that can be divided, and waits for the workers: for tests.
   */
  readonly threshold?: number;
}

/** What the loaded kernels can do here. */
export interface Capabilities {
  /** how many threads programs use where their work is large enough */
  readonly threads: number;
  /** why it is one thread */
  readonly reason?: string;
  /** whether this engine has relaxed SIMD */
  readonly relaxed: boolean;
}

/** Threads, or one and the reason. */
export interface Allowed {
  readonly threads: number;
  readonly reason: string | null;
}

const alone = (reason: string): Allowed => ({ threads: 1, reason });

/** Why memory cannot be shared here; null where it can. */
export const sharingTrouble = (): string | null => {
  if (typeof SharedArrayBuffer === 'undefined' || globalThis.crossOriginIsolated === false) {
    return 'memory cannot be shared here: serve the page with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';
  }
  if (typeof Worker === 'undefined' && globalThis.process === undefined) {
    return 'there are no workers here';
  }
  return null;
};

/** As asked for; without a wish, what is sensible here. Throws when a wish cannot be met. */
export const allowed = (wish: number | undefined): Allowed => {
  if (wish !== undefined && (!Number.isInteger(wish) || wish < 1)) {
    throw new RangeError(`loadKernels: threads must be a positive whole number, got ${wish}`);
  }
  if (wish === 1) return alone('one thread was asked for');
  const trouble = sharingTrouble();
  if (wish !== undefined) {
    if (trouble !== null) throw new TypeError(`loadKernels: no ${wish} threads: ${trouble}`);
    return { threads: wish, reason: null };
  }
  if (trouble !== null) return alone(trouble);
  if (isNodeThread()) {
    return alone('this is a worker of Node; loadKernels({ threads }) gives it threads of its own');
  }
  const threads = cores();
  return threads < 2 ? alone('there is one core') : { threads, reason: null };
};

/** A function that swizzles with relaxed SIMD, to ask an engine whether it knows that. */
const RELAXED = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11],
);

export const hasRelaxed = (): boolean => WebAssembly.validate(RELAXED);

const PAGE = 65536;

/** The largest shared memory that the engine reserves; null where it gives none. */
export const sharedMemory = (initial: number): WebAssembly.Memory | null => {
  for (let maximum = PAGE; maximum >= 4096; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared: true });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return null;
};
