/** The program `conformance`: `npm run -s conformance -- DIR`. */
import { run } from './command.ts';
import { families } from './families/index.ts';

process.exitCode = run(process.argv.slice(2), families, {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  now: () => performance.now(),
  env: process.env,
});
