/**
 * Whether a program is faster with other threads now: the machine may be busy with other things. A matter of time alone;
 * no result depends on it.
 */
export interface Pace {
  /** Whether the next run should ask for workers. */
  asks(): boolean;
  /** Says how long a run took that has asked, or has not. */
  note(asked: boolean, milliseconds: number): void;
}

/** Runs that are remembered of either way. */
const KEPT = 5;
/** Runs of a trial of the other way: more than half of those, so that they decide. */
const TRIAL = 3;
/** Runs before the first trial; twice as many after each one that changed nothing. */
const FIRST = 8;
const MOST = 1024;
/** Workers must save this part of the time: what they do is taken from others. */
const MARGIN = 0.05;

const median = (xs: readonly number[]): number =>
  [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? 0;

export const makePace = (): Pace => {
  const last: { readonly alone: number[]; readonly asking: number[] } = { alone: [], asking: [] };
  let asking = true;
  let [since, interval, trial] = [0, FIRST, 0];
  const pays = (): boolean =>
    last.alone.length === 0 || median(last.asking) <= (1 - MARGIN) * median(last.alone);
  const keep = (xs: number[], x: number): void => {
    xs.push(x);
    if (xs.length > KEPT) xs.shift();
  };
  const conclude = (): void => {
    const turned = pays() !== asking;
    asking = pays();
    interval = turned ? FIRST : Math.min(MOST, 2 * interval);
    since = 0;
  };
  return {
    asks: () => asking !== trial > 0,
    note: (asked, milliseconds) => {
      keep(asked ? last.asking : last.alone, milliseconds);
      if (trial > 0) {
        trial--;
        if (trial === 0) conclude();
      } else {
        since++;
        // what has changed is looked at again before it is believed
        if (since >= interval || pays() !== asking) trial = TRIAL;
      }
    },
  };
};

/** Every run asks for workers. */
export const always: Pace = { asks: () => true, note: () => {} };
