/** What the command line needs of the process around it, so that tests can stand in for it. */

export interface Environment {
  stdout(text: string): void;
  stderr(text: string): void;
  /** a terminal that lines can be redrawn on */
  readonly terminal: boolean;
  /** milliseconds */
  now(): number;
  /** the wall clock, for the names of runs */
  date(): Date;
  /** Calls back once when the user asks to stop; the answer takes the callback away again. */
  onInterrupt(f: () => void): () => void;
}

export const nodeEnvironment = (): Environment => ({
  stdout: (text) => {
    process.stdout.write(text);
  },
  stderr: (text) => {
    process.stderr.write(text);
  },
  terminal: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
  now: () => performance.now(),
  date: () => new Date(),
  onInterrupt: (f) => {
    process.once('SIGINT', f);
    return () => {
      process.off('SIGINT', f);
    };
  },
});
