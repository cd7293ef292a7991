/** A program that several threads may run: when it asks for them, and what they are told. */
import type { Lowered } from '../compile/index.ts';
import type { Addresses } from './addresses.ts';
import type { Step } from './execute.ts';
import type { Machine, Threads } from './machine.ts';
import { always, makePace } from './pace.ts';
import type { Task } from './team.ts';
import { type Teamwork, teamworkOf } from './teamwork.ts';

export interface Sharing {
  /** Links and runs the program; `execute` walks steps on this thread, all commands by default. */
  run(execute: (steps?: readonly Step[], barrier?: () => void) => void): void;
  free(): void;
}

/** Milliseconds that workers have to join a run: an eighth of its work, but no longer than waking them takes. */
const patience = (cost: number): number => Math.min(0.3, (cost * 1e-6) / 8);
/** Milliseconds to join a run that is to be divided whatever it costs. */
const ALWAYS = 2000;

/** Nanoseconds of work for which it pays to wait until workers have started, and milliseconds to wait at most. */
const LONG = 100_000_000;
const STARTING = 100;

/** Puts the text of a program into shared memory. */
const writeText = ({ heap, memory }: Machine, { shared }: Teamwork): Task['text'] => {
  const text = new TextEncoder().encode(JSON.stringify(shared));
  const address = heap.allocate(text.length);
  new Uint8Array(memory.buffer, address, text.length).set(text);
  return { address, bytes: text.length };
};

/** How many threads the most divided command has work for, of those that there are. */
const partiesOf = ({ team }: Threads, { shares }: Teamwork): number =>
  Math.min(team.size, Math.max(...shares.map((s) => s.most)));

/** The workers that join this run. */
const mustered = ({ team, threshold }: Threads, cost: number, most: number): readonly number[] => {
  if (threshold === 0) {
    team.settle(ALWAYS);
    return team.muster(most, ALWAYS);
  }
  if (cost > LONG) team.settle(STARTING);
  return team.muster(most, patience(cost));
};

const isWorthIt = ({ cost, divided, shares }: Teamwork, threshold: number): boolean =>
  shares.length > 0 && (threshold === 0 || (divided >= threshold && 2 * divided > cost));

/** Null where the program is to run on one thread. */
export const makeSharing = (machine: Machine, lowered: Lowered, at: Addresses): Sharing | null => {
  const { threads } = machine;
  if (threads === null) return null;
  const { team, threshold } = threads;
  const work = teamworkOf(lowered.commands, threshold === 0 ? 0 : undefined);
  if (!isWorthIt(work, threshold)) return null;
  const pace = threshold === 0 ? always : makePace();
  const parties = partiesOf(threads, work);
  at.reserve(parties);
  const [program, text] = [threads.next(), writeText(machine, work)];

  const runWith = (crew: readonly number[], execute: Parameters<Sharing['run']>[0]): void => {
    at.link(crew.length + 1, work.shares);
    if (crew.length === 0) {
      execute();
      return;
    }
    const task = { program, text, imageOf: (k: number) => at.imageOf(k + 1) };
    team.run(crew, task, (barrier) => execute(work.steps, barrier));
  };
  return {
    run: (execute) => {
      threads.expect(work.divided);
      const [asks, begin] = [pace.asks(), performance.now()];
      const crew = asks ? mustered(threads, work.cost, parties - 1) : [];
      runWith(crew, execute);
      if (team.present() > 0) pace.note(asks, performance.now() - begin);
    },
    free: () => {
      machine.heap.free(text.address);
    },
  };
};
