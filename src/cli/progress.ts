/** Progress of a run: one line that is redrawn on a terminal, one line an epoch in a log. */
import type { EpochEvent, StepEvent, TrainEvent } from '../train/index.ts';
import type { Environment } from './environment.ts';

export interface Progress {
  show(event: TrainEvent): void;
  /** Clears what is redrawn. */
  end(): void;
}

const REDRAW_MS = 100;

const clock = (seconds: number): string => {
  const s = Math.max(0, Math.round(seconds));
  return s < 60 ? `${s}s` : `${Math.floor(s / 60)}m${String(s % 60).padStart(2, '0')}s`;
};

const percent = (x: number): string => `${(100 * x).toFixed(2)} %`;

/** `epoch 3/10  loss 0.0712  acc 97.85 %  val loss 0.0903  val acc 97.31 %  1.8s` */
export const epochLine = (
  { epoch, train, validation, seconds }: EpochEvent,
  epochs: number,
): string => {
  const held =
    validation === null
      ? ''
      : `  val loss ${validation.loss.toFixed(4)}  val acc ${percent(validation.accuracy)}`;
  return `epoch ${epoch}/${epochs}  loss ${train.loss.toFixed(4)}  acc ${percent(train.accuracy)}${held}  ${seconds.toFixed(1)}s`;
};

/** `rate` in samples a second over the whole run, `left` in seconds. */
const stepLine = (e: StepEvent, epochs: number, rate: number, left: number): string =>
  `epoch ${e.epoch}/${epochs}  step ${e.step}/${e.steps}  loss ${e.loss.toFixed(4)}  ${Math.round(rate)} samples/s  ETA ${clock(left)}`;

/** How much there is to do. */
export interface Work {
  readonly epochs: number;
  /** of an epoch */
  readonly samples: number;
  /** samples that an earlier run has done */
  readonly done: number;
}

export const makeProgress = (
  env: Environment,
  write: (text: string) => void,
  { epochs, samples, done }: Work,
): Progress => {
  const begin = env.now();
  let seen = 0;
  let drawn = -Infinity;
  let width = 0;
  const clear = (): void => {
    if (width > 0) env.stderr(`\r${' '.repeat(width)}\r`);
    width = 0;
  };
  const redraw = (e: StepEvent): void => {
    const now = env.now();
    if (!env.terminal || now - drawn < REDRAW_MS) return;
    drawn = now;
    const rate = (1000 * seen) / Math.max(1, now - begin);
    const line = stepLine(e, epochs, rate, (epochs * samples - done - seen) / rate);
    env.stderr(`\r${line.padEnd(width)}`);
    width = line.length;
  };
  return {
    show: (event) => {
      if (event.kind === 'step') {
        seen += event.samples;
        redraw(event);
        return;
      }
      clear();
      write(`${epochLine(event, epochs)}\n`);
    },
    end: clear,
  };
};
