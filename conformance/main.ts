/** The program `conformance`: `npm run -s conformance -- DIR`. */
import { run } from './command.ts';
import { families } from './families/index.ts';

/** A reader that has gone away (`| head`) does not end a run. */
const writerTo = (stream: NodeJS.WriteStream): ((text: string) => void) => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return (text) => stream.write(text);
};

process.exitCode = run(process.argv.slice(2), families, {
  stdout: writerTo(process.stdout),
  stderr: writerTo(process.stderr),
  now: () => performance.now(),
  env: process.env,
});
