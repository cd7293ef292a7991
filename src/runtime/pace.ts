/**
 * Whether a program is faster on several threads now: the machine may be busy with other things. A matter of time alone;
 * no result depends on it.
 */
export interface Pace {
  /** Whether the next run should ask for workers. */
  together(): boolean;
  /** Says how long a run took. */
  note(together: boolean, milliseconds: number): void;
}

/** Weight of the last run in a running mean. */
const LAST = 0.3;
/** Runs until the other way is tried again; it grows while that does not pay. */
const FIRST_TRIAL = 16;
const LAST_TRIAL = 512;

export const makePace = (): Pace => {
  const means = { alone: 0, together: 0 };
  let [since, interval] = [0, FIRST_TRIAL];
  const better = (): boolean =>
    means.alone === 0 || means.together === 0 || means.together <= means.alone;
  return {
    together: () => better() !== since >= interval,
    note: (together, milliseconds) => {
      const kind = together ? 'together' : 'alone';
      const before = better();
      const mean = means[kind];
      means[kind] = mean === 0 ? milliseconds : mean + LAST * (milliseconds - mean);
      const trial = together !== before;
      const turned = better() !== before;
      if (turned) interval = FIRST_TRIAL;
      else if (trial) interval = Math.min(LAST_TRIAL, 2 * interval);
      since = trial || turned ? 0 : since + 1;
    },
  };
};

/** Every run asks for workers. */
export const always: Pace = { together: () => true, note: () => {} };
