/**
 * How long an editor waits: hovers, diagnostics and completion of the language servers of TypeScript 6 and 7, with the
 * library as an installed package. `npm run bench:types`; exit code 1 where a budget is exceeded.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compiler } from '../../test/types/compile.ts';
import { type LanguageServer, languageServer } from '../../test/types/language-server.ts';
import { projects } from '../../test/types/project.ts';
import { cnn, operations, transformer } from './programs.ts';

const PROGRAMS: Readonly<Record<string, string>> = {
  '200 operations': operations(200),
  'CNN, 20 convolutions': cnn(20),
  'transformer, 12 blocks': transformer(12),
};
const SERVERS: readonly (readonly [compiler: Compiler, name: string])[] = [
  ['typescript', 'tsserver 6.0'],
  ['ts7', 'LSP 7.0'],
];

/** Milliseconds; those of diagnostics hold for 6.0. */
const BUDGET = { hover: 100, diagnostics: 1000 } as const;

const HOVERS = 40;
const EDITS = 20;
const COMPLETIONS = 8;

interface Times {
  readonly cold: number;
  readonly hovers: readonly number[];
  readonly hoversAfterEdit: readonly number[];
  readonly diagnosticsAfterEdit: readonly number[];
  readonly completions: readonly number[];
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const repeated = async (
  count: number,
  work: (i: number) => Promise<unknown>,
): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(await timed(() => work(i)));
  return times;
};

/** Names spread over the file, behind the imports. */
const positionsIn = (text: string): readonly number[] => {
  const start = text.indexOf("from 'typegrad'");
  const names = [...text.matchAll(/\b[a-z]\w*\b(?= =|,$|\()/gm)].filter((m) => m.index > start);
  return Array.from(
    { length: HOVERS },
    (_, i) => names[Math.floor((i * names.length) / HOVERS)]!.index,
  );
};

/** What a person does: opens a file, looks around, writes a line and looks again, asks for names. */
const session = async (server: LanguageServer, file: string, text: string): Promise<Times> => {
  const positions = positionsIn(text);
  const found: string[] = [];
  const cold = await timed(async () => {
    await server.open(file, text);
    found.push(...(await server.diagnostics()));
  });
  if (found.length > 0) throw new Error(`${file}: ${found[0]}`);
  const hovers = await repeated(HOVERS, (i) => server.hover(positions[i]!));
  const hoversAfterEdit: number[] = [];
  const diagnosticsAfterEdit: number[] = [];
  let length = text.length;
  for (let i = 0; i < EDITS; i++) {
    const line = `\nexport const edit${i} = ${i};`;
    await server.append(line);
    length += line.length;
    const at = positions[Math.floor((i * HOVERS) / EDITS)]!;
    hoversAfterEdit.push(await timed(() => server.hover(at)));
    diagnosticsAfterEdit.push(await timed(() => server.diagnostics()));
  }
  const begun = '\nexport const begun = r';
  await server.append(begun);
  length += begun.length;
  const completions = await repeated(COMPLETIONS, () => server.completion(length));
  return { cold, hovers, hoversAfterEdit, diagnosticsAfterEdit, completions };
};

/** The p-quantile: the smallest time that a share p of them does not exceed. */
const quantile = (times: readonly number[], p: number): number =>
  [...times].sort((a, b) => a - b)[Math.max(0, Math.ceil(times.length * p) - 1)]!;

const HEAD = [
  'program',
  'server',
  'open to diagnostics',
  'hover p50 / p95',
  'hover after edit p50 / max',
  'diagnostics after edit p50 / p95 / max',
  'completion p50 / max',
] as const;

const two = (times: readonly number[], p: number): string =>
  `${quantile(times, 0.5).toFixed(1)} / ${quantile(times, p).toFixed(1)}`;

interface Result {
  readonly cells: readonly string[];
  readonly exceeded: readonly string[];
}

const resultOf = (program: string, compiler: Compiler, server: string, t: Times): Result => {
  const hover = quantile(t.hovers, 0.95);
  const diagnostics = quantile(t.diagnosticsAfterEdit, 0.95);
  const late = (what: string, time: number, budget: number): readonly string[] =>
    time < budget
      ? []
      : [`${program}, ${server}: ${what} took ${time.toFixed(0)} ms, budget ${budget} ms`];
  return {
    cells: [
      program,
      server,
      t.cold.toFixed(0),
      two(t.hovers, 0.95),
      two(t.hoversAfterEdit, 1),
      `${two(t.diagnosticsAfterEdit, 0.95)} / ${quantile(t.diagnosticsAfterEdit, 1).toFixed(1)}`,
      two(t.completions, 1),
    ],
    exceeded: [
      ...late('hover p95', hover, BUDGET.hover),
      ...(compiler === 'typescript'
        ? late('diagnostics after an edit p95', diagnostics, BUDGET.diagnostics)
        : []),
    ],
  };
};

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const lines = rows.map((row) => `| ${row.map((c, i) => c.padEnd(widths[i]!)).join(' | ')} |`);
  const rule = `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
};

const measure = async (folders: Readonly<Record<Compiler, string>>): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (const [program, text] of Object.entries(PROGRAMS)) {
    for (const [compiler, name] of SERVERS) {
      const file = join(folders[compiler], 'program.ts');
      writeFileSync(file, text);
      const server = await languageServer(compiler, folders[compiler]);
      try {
        results.push(resultOf(program, compiler, name, await session(server, file, text)));
      } finally {
        await server.close();
      }
    }
  }
  return results;
};

const results = await measure(projects('bench'));
console.log('Milliseconds in an editor.\n');
console.log(table([HEAD, ...results.map(({ cells }) => cells)]));
console.log(
  `\nBudgets: hover p95 below ${BUDGET.hover} ms, diagnostics after an edit p95 below ${BUDGET.diagnostics} ms on 6.0.`,
);
const exceeded = results.flatMap((result) => result.exceeded);
console.log(exceeded.length === 0 ? 'All budgets hold.' : exceeded.join('\n'));
process.exitCode = exceeded.length === 0 ? 0 : 1;
