/** A thread of the pool: waits for runs, and does its share of each; it never comes back to its event loop. */
import type { KernelName } from '../core/abi.gen.ts';
import { execute, type Step } from './execute.ts';
import type { Kernel } from './machine.ts';
import {
  Aborted,
  abort,
  makeWaiter,
  maySleep,
  Own,
  ownWord,
  Signal,
  type Signals,
  Stage,
  say,
  type Waiter,
  writeFailure,
} from './signals.ts';

/** What a worker is given once. */
export interface Given {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly signals: Signals;
  /** which of the workers it is */
  readonly worker: number;
}

type Kernels = Readonly<Record<KernelName, Kernel>>;

const PAGE = 65536;
/** Programs whose steps are kept. */
const PROGRAMS = 64;

const isKernels = (x: object): x is Kernels => 'map' in x && typeof x.map === 'function';

/** The steps of a program as its text says; shared memory is copied before it is read as text. */
const parse = ({ memory, signals: s }: Given): readonly Step[] => {
  const bytes = new Uint8Array(memory.buffer, s[Signal.text]! >>> 0, s[Signal.textBytes]).slice();
  return JSON.parse(new TextDecoder().decode(bytes));
};

const stepsOf = (given: Given, known: Map<number, readonly Step[]>): readonly Step[] => {
  const program = given.signals[Signal.program]!;
  const steps = known.get(program) ?? parse(given);
  known.delete(program);
  known.set(program, steps);
  const [oldest] = known.keys();
  if (known.size > PROGRAMS) known.delete(oldest!);
  return steps;
};

const run = (
  given: Given,
  kernels: Kernels,
  known: Map<number, readonly Step[]>,
  waiter: Waiter,
): void => {
  const { memory, signals: s, worker } = given;
  // another thread has grown it: this one learns of it by growing it by nothing
  if (memory.buffer.byteLength < s[Signal.pages]! * PAGE) memory.grow(0);
  const image = s[ownWord(worker, Own.image)]! >>> 0;
  const words = new Int32Array(memory.buffer, image);
  const parties = s[Signal.parties]!;
  const barrier = (): void => waiter.barrier(parties);
  execute(stepsOf(given, known), {
    kernels,
    memory,
    image,
    words,
    status: words,
    barrier,
    failed: ({ record }, cause) => {
      const message = cause instanceof Error ? cause.message : String(cause);
      writeFailure(s, { record, message });
      throw cause;
    },
  });
  barrier();
};

/** Whether the worker can go on after a run. */
const attempt = (s: Signals, body: () => void): boolean => {
  try {
    body();
    return true;
  } catch (error) {
    if (error instanceof Aborted) return true;
    writeFailure(s, { record: -1, message: String(error) });
    abort(s);
    return false;
  }
};

const work = (given: Given): void => {
  const { module, memory, signals: s, worker } = given;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  if (!isKernels(exports)) throw new TypeError('these are not the kernels of typegrad');
  const waiter = makeWaiter(s, maySleep(s));
  const known = new Map<number, readonly Step[]>();
  const stage = ownWord(worker, Own.stage);
  say(s, stage, Stage.idle);
  for (;;) {
    waiter.until(stage, Stage.idle);
    if (Atomics.compareExchange(s, stage, Stage.invited, Stage.joined) !== Stage.invited) continue;
    Atomics.notify(s, stage);
    waiter.until(stage, Stage.joined);
    if (Atomics.load(s, stage) !== Stage.running) continue;
    const alive = attempt(s, () => run(given, exports, known, waiter));
    say(s, stage, alive ? Stage.idle : Stage.dead);
    if (!alive) return;
  }
};

const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
if (node === undefined) {
  addEventListener('message', ({ data }: MessageEvent<Given>) => work(data), { once: true });
} else {
  const given: Given = node.workerData;
  work(given);
}
