/** Progress as it is written: redrawn on a terminal, a line an epoch in a log. */
import { describe, expect, test } from 'vitest';
import { makeProgress } from '../../src/cli/progress.ts';
import { BEGINNING, type TrainEvent } from '../../src/train/index.ts';

const where = { state: null, position: BEGINNING } as const;
const step = (at: number, loss: number): TrainEvent => ({
  ...where,
  kind: 'step',
  epoch: 1,
  step: at,
  steps: 4,
  samples: 100,
  loss,
});
const epoch: TrainEvent = {
  ...where,
  kind: 'epoch',
  epoch: 1,
  train: { loss: 0.5, accuracy: 0.875, count: 400 },
  validation: { loss: 0.25, accuracy: 0.9, count: 40 },
  seconds: 2,
};

/** What is written for events that come every `ms` milliseconds. */
const written = (terminal: boolean, ms: number, events: readonly TrainEvent[]) => {
  let time = 0;
  const [log, screen]: [string[], string[]] = [[], []];
  const env = {
    stdout: () => undefined,
    stderr: (text: string) => screen.push(text),
    terminal,
    now: () => time,
    date: () => new Date(0),
    turn: () => Promise.resolve(),
    onInterrupt: () => () => undefined,
  };
  const progress = makeProgress(env, (text) => log.push(text), {
    epochs: 2,
    samples: 400,
    done: 0,
  });
  for (const event of events) {
    time += ms;
    progress.show(event);
  }
  progress.end();
  return { log, screen };
};

const EPOCH = 'epoch 1/2  loss 0.5000  acc 87.50 %  val loss 0.2500  val acc 90.00 %  2.0s\n';

describe('progress', () => {
  test('redraws one line with loss, rate and time left, and clears it for the epoch', () => {
    const { log, screen } = written(true, 500, [step(1, 2), step(2, 1), epoch]);
    expect(log).toEqual([EPOCH]);
    const line = 'epoch 1/2  step 2/4  loss 1.0000  200 samples/s  ETA 3s';
    expect(screen).toEqual([
      '\repoch 1/2  step 1/4  loss 2.0000  200 samples/s  ETA 4s',
      `\r${line}`,
      `\r${' '.repeat(line.length)}\r`,
    ]);
  });
  test('redraws at most ten times a second', () => {
    expect(written(true, 30, [step(1, 2), step(2, 2), step(3, 2), step(4, 2)]).screen).toHaveLength(
      2,
    );
  });
  test('writes lines only where there is no terminal, and no control characters', () => {
    const { log, screen } = written(false, 500, [step(1, 2), epoch]);
    expect(log).toEqual([EPOCH]);
    expect(screen).toEqual([]);
  });
});
