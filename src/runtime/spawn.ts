/** Starting a thread: a worker of Node, or of the browser. */
import type { Given } from './worker.ts';

export interface Thread {
  stop(): void;
}

/** Beside the built package, whether this file runs from src or from dist; not a form that bundlers look for. */
const FILE = '../../dist/runtime/worker.js';

/** Node hands out its own modules without an import, so that bundlers for browsers find nothing to resolve. */
const nodeThreads = () => globalThis.process?.getBuiltinModule?.('node:worker_threads');

/** `failed` is called, later, when the thread could not start or has died. */
export const spawn = (given: Given, failed: (reason: string) => void): Thread => {
  const node = nodeThreads();
  if (node !== undefined) {
    const worker = new node.Worker(new URL(FILE, import.meta.url), {
      workerData: given,
      execArgv: [],
    });
    worker.on('error', (error) => failed(error.message));
    // a script ends when it has nothing more to do, whatever its threads wait for
    worker.unref();
    return { stop: () => void worker.terminate() };
  }
  // bundlers look for this very form
  const worker = new Worker(new URL('../../dist/runtime/worker.js', import.meta.url), {
    type: 'module',
  });
  worker.addEventListener('error', (event) => {
    failed(event.message || 'the script of a worker could not be loaded');
  });
  worker.postMessage(given);
  return { stop: () => worker.terminate() };
};

/** Whether this is a thread that a user of Node has started: it has a core, not the machine. */
export const isNodeThread = (): boolean => nodeThreads()?.isMainThread === false;

/** Cores that this process may use. */
export const cores = (): number =>
  globalThis.process?.getBuiltinModule?.('node:os')?.availableParallelism() ??
  globalThis.navigator?.hardwareConcurrency ??
  1;
