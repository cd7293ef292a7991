/**
 * What threads tell each other: words in a shared buffer of their own, which never moves. Waiting is a bounded spin, then
 * a sleep where the thread may sleep; an abort ends every wait.
 */

/** Words of a cache line: threads write to lines of their own. */
const LINE = 16;

/** Words that all threads share; those that several threads write have a line for themselves. */
export const Signal = {
  /** 1 when the run has failed somewhere */
  abort: 0,
  /** 1 + the record of the kernel that has failed in a worker */
  failed: 1,
  /** how many have come to the barrier */
  arrived: 16,
  /** how often the barrier has opened */
  opened: 32,
  /** how many sleep at it */
  asleep: 48,
  /** of the run: how many threads, pages of memory, the program's number, its text */
  parties: 64,
  pages: 65,
  program: 66,
  text: 67,
  textBytes: 68,
  /** characters of the message of a failure, 0 at the end */
  message: 80,
} as const;

const MESSAGE_WORDS = 8 * LINE;
const FIRST_WORKER = Signal.message + MESSAGE_WORDS;

/** Words of one worker. */
export const Own = {
  /** a Stage */
  stage: 0,
  /** address of its copy of the program's words */
  image: 1,
} as const;

/** Where a worker is; `told` says who moves it on. */
export const Stage = {
  /** told by the worker: its kernels are there */
  starting: 0,
  /** told by the main thread */
  idle: 1,
  /** the main thread asks, until the worker joins or it asks no longer */
  invited: 2,
  /** told by the main thread: run, or not */
  joined: 3,
  /** told by the worker when it has ended */
  running: 4,
  /** it has failed and does nothing any more */
  dead: 5,
} as const;

export type Signals = Int32Array<SharedArrayBuffer>;

export const makeSignals = (workers: number): Signals =>
  new Int32Array(new SharedArrayBuffer(4 * (FIRST_WORKER + LINE * workers)));

export const ownWord = (worker: number, word: number): number =>
  FIRST_WORKER + LINE * worker + word;

/** Looks at a word before a thread sleeps: some 20 to 50 microseconds. */
const SPINS = 20_000;

/** Whether this thread may sleep: the main thread of a page may not. */
export const maySleep = (s: Signals): boolean => {
  try {
    Atomics.wait(s, Signal.abort, -1, 0);
    return true;
  } catch {
    return false;
  }
};

/** Ends a run that another thread has given up. */
export class Aborted extends Error {
  override readonly name: string = 'Aborted';
}

const checkAbort = (s: Signals): void => {
  if (Atomics.load(s, Signal.abort) !== 0) throw new Aborted('another thread has stopped');
};

/** Milliseconds after which a sleeper looks for itself. */
const NAP = 100;

export interface Waiter {
  /** Returns when the word is no longer `value`, at once or after a sleep. */
  until(word: number, value: number): void;
  /** Returns when this many threads have called it; throws Aborted when one has given up instead. */
  barrier(parties: number): void;
}

export const makeWaiter = (s: Signals, sleeps: boolean): Waiter => {
  const spun = (word: number, value: number, spins: number): boolean => {
    for (let i = 0; i < spins; i++) if (Atomics.load(s, word) !== value) return true;
    return false;
  };
  const opens = (opened: number): void => {
    for (let i = 0; i < SPINS || !sleeps; i++) {
      if (Atomics.load(s, Signal.opened) !== opened) return;
      if ((i & 63) === 63) checkAbort(s);
    }
    Atomics.add(s, Signal.asleep, 1);
    try {
      while (Atomics.load(s, Signal.opened) === opened) {
        checkAbort(s);
        Atomics.wait(s, Signal.opened, opened, NAP);
      }
    } finally {
      Atomics.sub(s, Signal.asleep, 1);
    }
  };
  return {
    until: (word, value) => {
      if (spun(word, value, SPINS)) return;
      while (Atomics.load(s, word) === value) {
        if (sleeps) Atomics.wait(s, word, value);
      }
    },
    barrier: (parties) => {
      checkAbort(s);
      const opened = Atomics.load(s, Signal.opened);
      if (Atomics.add(s, Signal.arrived, 1) + 1 < parties) return opens(opened);
      Atomics.store(s, Signal.arrived, 0);
      Atomics.add(s, Signal.opened, 1);
      if (Atomics.load(s, Signal.asleep) > 0) Atomics.notify(s, Signal.opened);
    },
  };
};

/** Tells every thread to leave the run. */
export const abort = (s: Signals): void => {
  Atomics.store(s, Signal.abort, 1);
  Atomics.notify(s, Signal.opened);
};

/** Forgets the last run; every worker has left it. */
export const clear = (s: Signals): void => {
  for (const word of [Signal.abort, Signal.failed, Signal.arrived]) Atomics.store(s, word, 0);
};

export const say = (s: Signals, word: number, value: number): void => {
  Atomics.store(s, word, value);
  Atomics.notify(s, word);
};

/** What went wrong in a worker. */
export interface Failure {
  readonly record: number;
  readonly message: string;
}

/** The first failure of a run counts. */
export const writeFailure = (s: Signals, { record, message }: Failure): void => {
  if (Atomics.compareExchange(s, Signal.failed, 0, -1) !== 0) return;
  const text = message.slice(0, MESSAGE_WORDS - 1);
  for (let i = 0; i < text.length; i++) s[Signal.message + i] = text.charCodeAt(i);
  s[Signal.message + text.length] = 0;
  Atomics.store(s, Signal.failed, 1 + record);
};

/** The failure of a worker, once all have left the run. */
export const readFailure = (s: Signals): Failure | null => {
  const failed = Atomics.load(s, Signal.failed);
  if (failed === 0) return null;
  const words = s.subarray(Signal.message, Signal.message + MESSAGE_WORDS);
  const message = String.fromCharCode(...words.subarray(0, words.indexOf(0)));
  return { record: failed - 1, message };
};
