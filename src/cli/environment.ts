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
  /** Lets what waits in the event loop happen: signals are delivered there. */
  turn(): Promise<void>;
  /** Calls back once when the user asks to stop; the answer takes the callback away again. */
  onInterrupt(f: () => void): () => void;
}

/** Writes to a stream; a reader that has gone away (`| head`) is no reason to lose a run. */
const writerTo = (stream: NodeJS.WriteStream): ((text: string) => void) => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return (text) => {
    stream.write(text);
  };
};

export const nodeEnvironment = (): Environment => ({
  stdout: writerTo(process.stdout),
  stderr: writerTo(process.stderr),
  terminal: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
  now: () => performance.now(),
  date: () => new Date(),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  onInterrupt: (f) => {
    process.once('SIGINT', f);
    return () => {
      process.off('SIGINT', f);
    };
  },
});
