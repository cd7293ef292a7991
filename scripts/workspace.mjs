/** What the scripts share: where the repository is, running a program, and a table of what took how long. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
export const at = (...parts) => join(root, ...parts);

/** Whether this module is the program that node was asked to run. */
export const isMain = (url) => resolve(process.argv[1] ?? '') === fileURLToPath(url);

/** Standard output belongs to the program that a script starts; what a script says goes to standard error. */
export const say = (text) => process.stderr.write(`${text}\n`);

/** A failure that the user can act on: its message is all that is shown. */
export class ScriptError extends Error {
  name = 'ScriptError';
}

/** The folder's files, sorted, relative to the repository with `/`; none when the folder is missing. */
export const filesUnder = (folder) => {
  try {
    return readdirSync(at(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
};

/** SHA-256 over names and contents. */
export const hashOf = (files) => {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(at(file)))
      .update('\0');
  return hash.digest('hex');
};

/** The exit code of a child; interrupts reach it through the terminal, so this process only waits. */
export const run = (program, args, { quiet = false, env = {} } = {}) =>
  new Promise((done, fail) => {
    const wait = () => undefined;
    process.on('SIGINT', wait);
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ['inherit', process.stderr, 'inherit'] : 'inherit',
    });
    child.once('error', fail);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', wait);
      done(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });

/** A program of this repository's own node_modules, by path: two compilers share the name `tsc`. */
export const runNode = (args, options) => run(process.execPath, args, options);

/** Runs the phases one after the other and notes the seconds of each. */
export const stopwatch = () => {
  const rows = [];
  const start = performance.now();
  return {
    rows,
    total: () => (performance.now() - start) / 1000,
    measure: async (name, work) => {
      const begin = performance.now();
      try {
        return await work();
      } finally {
        rows.push([name, (performance.now() - begin) / 1000]);
      }
    },
  };
};

/** Rows of [name, seconds] and their sum's row, aligned. */
export const timeTable = (rows, total) => {
  const all = [...rows, ['total (wall clock)', total]];
  const width = Math.max(...all.map(([name]) => name.length));
  const line = ([name, seconds]) => `  ${name.padEnd(width)}  ${seconds.toFixed(2).padStart(8)} s`;
  return ['', 'What took how long', ...all.map(line)].join('\n');
};

/** Runs a script's main function; its number is the exit code. */
export const main = async (work) => {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
};
