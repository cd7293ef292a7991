/** Notes the seconds of each test file for scripts/test.mjs, and says at the end what the run left out. */
import { writeFileSync } from 'node:fs';
import { leftOut } from './requirement.ts';

interface FileResult {
  readonly relativeModuleId: string;
  readonly diagnostic: () => { readonly duration: number; readonly collectDuration: number };
}

const secondsOf = (file: FileResult): number => {
  const { duration, collectDuration } = file.diagnostic();
  return (duration + collectDuration) / 1000;
};

const writeTimes = (path: string, files: readonly FileResult[]): void =>
  writeFileSync(
    path,
    JSON.stringify(
      Object.fromEntries(files.map((file) => [file.relativeModuleId, secondsOf(file)])),
    ),
  );

/** After the summary of the default reporter, which comes before this one. */
const endBlock = (): string => {
  const lines = leftOut();
  return lines.length === 0 ? '' : `\nLeft out:\n${lines.map((line) => `  ${line}\n`).join('')}`;
};

/** A vitest reporter. */
export default class Reporter {
  onTestRunEnd(files: readonly FileResult[]): void {
    const path = process.env['TYPEGRAD_TIMES'];
    if (path !== undefined) writeTimes(path, files);
    process.stderr.write(endBlock());
  }
}
