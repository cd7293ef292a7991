/** Folders of made cases, for tests of the conformance runner. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../conformance/command.ts';
import type { Families } from '../../conformance/run.ts';
import { encode } from '../../src/io/index.ts';

/** Tensors of floats by name: numbers in a row. */
export type Rows = Readonly<Record<string, readonly number[]>>;

/** A case of y = f(x) for x of four numbers, with its gradient. */
export const unaryCase = (name: string, op: string) => ({
  ...{ name, family: 'made', op, file: 'made.safetensors', attrs: {} },
  inputs: [`${name}/x`],
  outputs: [`${name}/y`],
  cotangent: [`${name}/c`],
  grads: { [`${name}/x`]: `${name}/grad_x` },
  tolerance: { rtol: 0, atol: { [`${name}/y`]: 1e-6, [`${name}/grad_x`]: 1e-6 } },
  torch: 'f(x)',
});

/** The tensors of y = x^2, with cotangent 1. */
export const squares = (name: string): Rows => ({
  [`${name}/x`]: [1, 2, 3, 4],
  [`${name}/y`]: [1, 4, 9, 16],
  [`${name}/c`]: [1, 1, 1, 1],
  [`${name}/grad_x`]: [2, 4, 6, 8],
});

const parent = mkdtempSync(join(tmpdir(), 'typegrad-conformance-'));
const emptyFolder = (): string => mkdtempSync(join(parent, 'cases-'));
/** Removes all folders that were made. */
export const removeFolders = (): void => rmSync(parent, { recursive: true });

/** A folder with this text as its index and these tensors. */
export const folderOf = (index: string, rows: Rows): string => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'index.json'), index);
  const tensors = Object.entries(rows).map(
    ([name, data]) =>
      [name, { dtype: 'F32', shape: [data.length], data: Float32Array.from(data) }] as const,
  );
  writeFileSync(join(folder, 'made.safetensors'), encode(new Map(tensors)));
  return folder;
};

/** A folder of cases. */
export const casesOf = (cases: readonly object[], rows: Rows): string =>
  folderOf(JSON.stringify({ cases }), rows);

export interface Ran {
  readonly code: number;
  readonly lines: readonly string[];
  readonly errors: string;
}

/** The program on a command line, over these families. */
export const ran = (argv: readonly string[], families: Families): Ran => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = run(argv, families, {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    now: () => 0,
    env: {},
  });
  return { code, lines: out.join('').trimEnd().split('\n'), errors: err.join('') };
};
