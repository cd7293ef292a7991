/**
 * A program for several threads: which commands are divided among them, what only the first does, and where all wait for
 * each other. It does not depend on how many threads there are.
 */
import type { Command, KernelCommand } from '../compile/index.ts';
import { type KernelName, TILE, TILE64 } from '../core/abi.gen.ts';
import type { Step } from './execute.ts';

/** A command whose units are divided. */
export interface Share {
  readonly record: number;
  readonly units: number;
  /** ranges are multiples of it */
  readonly multiple: number;
  /** more threads would have too little each */
  readonly most: number;
}

export interface Teamwork {
  /** of the first thread: all steps */
  readonly steps: readonly Step[];
  /** of the others: the divided commands and the barriers */
  readonly shared: readonly Step[];
  readonly shares: readonly Share[];
  /** nanoseconds, roughly: of all, and of what is divided */
  readonly cost: number;
  readonly divided: number;
}

/** Nanoseconds that a thread should have of a command: some dozens of barriers. */
const LEAST = 20_000;

const MULTIPLES: Partial<Readonly<Record<KernelName, number>>> = { map: TILE, map64: TILE64 };

const shareOf = ({ kernel, record, work }: KernelCommand, least: number): Share => {
  const multiple = MULTIPLES[kernel] ?? 1;
  const pieces = work.divisible ? Math.ceil(work.units / multiple) : 1;
  const most = least === 0 ? pieces : Math.min(pieces, Math.floor(work.cost / least));
  return { record, units: work.units, multiple, most };
};

/** The units of thread `part` of `parts`. */
export const rangeOf = (
  { units, multiple, most }: Share,
  part: number,
  parts: number,
): readonly [begin: number, end: number] => {
  const n = Math.min(parts, most);
  if (part >= n) return [0, 0];
  const pieces = Math.ceil(units / multiple);
  const start = (k: number): number => Math.min(units, multiple * Math.floor((pieces * k) / n));
  return [start(part), start(part + 1)];
};

/** What has run since the last barrier: nothing, commands of the first thread, a divided command. */
type Since = 'nothing' | 'own' | 'divided';

interface Written {
  readonly steps: Step[];
  since: Since;
}

const BARRIER: Step = { kind: 'barrier' };

const wait = (w: Written): void => {
  if (w.since !== 'nothing') w.steps.push(BARRIER);
  w.since = 'nothing';
};

/** Turns a loop of unknown length counts as. */
const TURNS = 8;

/** Nanoseconds of a command with all that is in it, where `of` says what one kernel counts. */
const costOf = (commands: readonly Command[], of: (c: KernelCommand) => number): number =>
  commands.reduce((n, c) => {
    if (c.kind === 'kernel') return n + of(c);
    if (c.kind === 'loop') return n + c.loop.length * costOf(c.body, of);
    if (c.kind === 'while') return n + TURNS * costOf([...c.test, ...c.body], of);
    return n + Math.max(costOf(c.whenTrue, of), costOf(c.whenFalse, of));
  }, 0);

/** Without what the first thread does by itself. */
const sharedOf = (steps: readonly Step[], records: ReadonlySet<number>): readonly Step[] => {
  const within = (inner: readonly Step[]): readonly Step[] => sharedOf(inner, records);
  return steps.flatMap((s): readonly Step[] => {
    if (s.kind === 'barrier') return [s];
    if (s.kind === 'check') return [];
    if (s.kind === 'kernel') return records.has(s.record) ? [{ ...s, path: '', writes: [] }] : [];
    if (s.kind === 'loop') {
      const body = within(s.body);
      return body.length === 0 ? [] : [{ ...s, body }];
    }
    if (s.together !== true) return [];
    return s.kind === 'while'
      ? [{ ...s, test: within(s.test), body: within(s.body) }]
      : [{ ...s, whenTrue: within(s.whenTrue), whenFalse: within(s.whenFalse) }];
  });
};

const isDivided = (c: Command, shares: ReadonlyMap<number, Share>): boolean => {
  if (c.kind === 'kernel') return shares.has(c.record);
  const inner =
    c.kind === 'loop'
      ? c.body
      : c.kind === 'while'
        ? [...c.test, ...c.body]
        : [...c.whenTrue, ...c.whenFalse];
  return inner.some((i) => isDivided(i, shares));
};

/** The steps of all threads; commands in which nothing is divided are the first thread's own. */
const stepsOf = (
  commands: readonly Command[],
  shares: ReadonlyMap<number, Share>,
): readonly Step[] => {
  const w: Written = { steps: [], since: 'nothing' };
  /** a body begins and ends with nothing to wait for */
  const whole = (inner: readonly Command[]): readonly Step[] => stepsOf(inner, shares);
  const divided = (c: KernelCommand): void => {
    wait(w);
    w.steps.push({ ...c, status: false });
    w.since = 'divided';
    if (!c.status) return;
    wait(w);
    w.steps.push({ kind: 'check', path: c.path });
    w.since = 'own';
  };
  for (const c of commands) {
    if (!isDivided(c, shares)) {
      if (w.since === 'divided') wait(w);
      w.steps.push(c);
      w.since = 'own';
    } else if (c.kind === 'kernel') divided(c);
    else {
      wait(w);
      if (c.kind === 'loop') w.steps.push({ ...c, body: whole(c.body) });
      else if (c.kind === 'while') {
        w.steps.push({ ...c, together: true, test: whole(c.test), body: whole(c.body) });
      } else {
        const [whenTrue, whenFalse] = [whole(c.whenTrue), whole(c.whenFalse)];
        w.steps.push({ ...c, together: true, whenTrue, whenFalse });
      }
    }
  }
  wait(w);
  return w.steps;
};

const kernelsIn = (commands: readonly Command[]): readonly KernelCommand[] =>
  commands.flatMap((c): readonly KernelCommand[] => {
    if (c.kind === 'kernel') return [c];
    if (c.kind === 'loop') return kernelsIn(c.body);
    if (c.kind === 'while') return kernelsIn([...c.test, ...c.body]);
    return kernelsIn([...c.whenTrue, ...c.whenFalse]);
  });

/** `least`: nanoseconds that a thread should have of a command; 0 divides whatever can be divided. */
export const teamworkOf = (commands: readonly Command[], least: number = LEAST): Teamwork => {
  const shares = kernelsIn(commands)
    .map((c) => shareOf(c, least))
    .filter(({ most }) => most > 1);
  const byRecord = new Map(shares.map((s) => [s.record, s]));
  const steps = stepsOf(commands, byRecord);
  return {
    steps,
    shared: sharedOf(steps, new Set(byRecord.keys())),
    shares,
    cost: costOf(commands, (c) => c.work.cost),
    divided: costOf(commands, (c) => (byRecord.has(c.record) ? c.work.cost : 0)),
  };
};
