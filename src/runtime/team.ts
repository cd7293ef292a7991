/** The threads beside the main one: started when they are first wanted, asked to join each run, rebuilt after a failure. */
import {
  Aborted,
  abort,
  clear,
  type Failure,
  makeSignals,
  makeWaiter,
  maySleep,
  Own,
  ownWord,
  readFailure,
  Signal,
  type Signals,
  Stage,
  say,
  type Waiter,
} from './signals.ts';
import { spawn, type Thread } from './spawn.ts';

/** What the workers of a run are told. */
export interface Task {
  /** number of the program, by which workers know its steps */
  readonly program: number;
  /** where its text lies */
  readonly text: { readonly address: number; readonly bytes: number };
  /** address of the words of the k-th worker of the crew */
  imageOf(k: number): number;
}

/** A failure in a worker: the run has stopped everywhere. */
export class WorkerFailure extends Error {
  override readonly name: string = 'WorkerFailure';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export interface Team {
  /** threads with the main one */
  readonly size: number;
  /** why there are no workers though there should be */
  readonly trouble: string | null;
  /** how many runs workers have had a part in */
  readonly runs: number;
  /** Starts the workers, if they are not; it does not wait for them. */
  start(): void;
  /** How many workers are there. */
  present(): number;
  /** Sleeps until all workers are there or have failed, at most this long; only where a thread may sleep. */
  settle(milliseconds: number): void;
  /** Asks up to `most` workers to join the next run; those that do within this time. */
  muster(most: number, milliseconds: number): readonly number[];
  /** Runs `body` here while the crew does its steps; body waits with `barrier`. Throws what stopped any of them. */
  run(crew: readonly number[], task: Task, body: (barrier: () => void) => void): void;
  stop(): void;
}

const PAGE = 65536;

const stageOf = (s: Signals, worker: number): number => Atomics.load(s, ownWord(worker, Own.stage));

const moveOn = (s: Signals, worker: number, from: number, to: number): boolean => {
  const word = ownWord(worker, Own.stage);
  if (Atomics.compareExchange(s, word, from, to) !== from) return false;
  Atomics.notify(s, word);
  return true;
};

/** Milliseconds of a sleep between looks. */
const NAP = 1;

/** Looks until a condition holds, at most so long; sleeps between looks after the first thousands. */
const watched = (s: Signals, milliseconds: number, sleeps: boolean, holds: () => boolean): void => {
  const end = performance.now() + milliseconds;
  for (let i = 0; !holds(); i++) {
    if ((i & 15) === 15 && performance.now() > end) return;
    // nothing ever wakes this word
    if (sleeps && i > 20_000) Atomics.wait(s, Signal.textBytes, s[Signal.textBytes]!, NAP);
  }
};

const invite = (
  s: Signals,
  workers: readonly number[],
  milliseconds: number,
  sleeps: boolean,
): readonly number[] => {
  // one that has not yet come back from the run before is asked a little later
  const comes = (w: number): boolean => {
    moveOn(s, w, Stage.idle, Stage.invited);
    return stageOf(s, w) === Stage.joined;
  };
  const there = workers.filter((w) => stageOf(s, w) !== Stage.starting);
  watched(s, milliseconds, sleeps, () => there.map(comes).every((joined) => joined));
  // who does not join in time is no longer asked
  return there.filter((w) => {
    moveOn(s, w, Stage.invited, Stage.idle);
    return stageOf(s, w) === Stage.joined;
  });
};

const order = (s: Signals, memory: WebAssembly.Memory, crew: readonly number[], t: Task): void => {
  s[Signal.parties] = crew.length + 1;
  s[Signal.pages] = memory.buffer.byteLength / PAGE;
  s[Signal.program] = t.program;
  s[Signal.text] = t.text.address;
  s[Signal.textBytes] = t.text.bytes;
  crew.forEach((w, k) => {
    s[ownWord(w, Own.image)] = t.imageOf(k);
    say(s, ownWord(w, Own.stage), Stage.running);
  });
};

/** One generation of workers with their signals. */
interface Pool {
  readonly signals: Signals;
  readonly threads: readonly Thread[];
}

/** Runs with a crew; gives back what stopped it, once every worker has left the run. */
const runWith = (
  s: Signals,
  waiter: Waiter,
  crew: readonly number[],
  body: (barrier: () => void) => void,
): unknown => {
  const barrier = (): void => waiter.barrier(crew.length + 1);
  try {
    body(barrier);
    barrier();
    return null;
  } catch (error) {
    abort(s);
    for (const w of crew) waiter.until(ownWord(w, Own.stage), Stage.running);
    return error;
  }
};

/** The workers that there are, if any, and what keeps them from being there. */
interface Pools {
  readonly pool: Pool | null;
  readonly trouble: string | null;
  open(): void;
  halt(): void;
}

const makePools = (
  memory: WebAssembly.Memory,
  module: WebAssembly.Module,
  workers: readonly number[],
): Pools => {
  let pool: Pool | null = null;
  let trouble: string | null = null;
  const halt = (): void => {
    for (const t of pool?.threads ?? []) t.stop();
    pool = null;
  };
  return {
    get pool() {
      return pool;
    },
    get trouble() {
      return trouble;
    },
    open: () => {
      if (pool !== null || trouble !== null) return;
      const signals = makeSignals(workers.length);
      const failed = (reason: string): void => {
        // a worker of an earlier pool, which has been stopped
        if (pool?.signals !== signals) return;
        trouble = reason;
        halt();
      };
      pool = {
        signals,
        threads: workers.map((worker) => spawn({ module, memory, signals, worker }, failed)),
      };
    },
    halt,
  };
};

/** A team of `size` threads over a shared memory. */
export const makeTeam = (
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  size: number,
): Team => {
  const workers = Array.from({ length: size - 1 }, (_, w) => w);
  const sleeps = maySleep(makeSignals(0));
  const pools = makePools(memory, module, workers);
  let [runs, stopped] = [0, false];
  const present = (): number =>
    workers.filter((w) => pools.pool !== null && stageOf(pools.pool.signals, w) !== Stage.starting)
      .length;
  return {
    size,
    get trouble() {
      return pools.trouble;
    },
    get runs() {
      return runs;
    },
    start: () => {
      if (!stopped) pools.open();
    },
    present,
    settle: (milliseconds) => {
      if (pools.pool === null || !sleeps) return;
      watched(pools.pool.signals, milliseconds, sleeps, () => present() === workers.length);
    },
    muster: (most, milliseconds) => {
      if (pools.pool === null) return [];
      return invite(pools.pool.signals, workers.slice(0, most), milliseconds, sleeps);
    },
    run: (crew, task, body) => {
      const { signals: s } = pools.pool!;
      order(s, memory, crew, task);
      runs++;
      const error = runWith(s, makeWaiter(s, sleeps), crew, body);
      if (error === null) return;
      const failure = readFailure(s);
      clear(s);
      if (failure === null) throw error;
      pools.halt();
      pools.open();
      throw error instanceof Aborted ? new WorkerFailure(failure) : error;
    },
    stop: () => {
      stopped = true;
      pools.halt();
    },
  };
};
