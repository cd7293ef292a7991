/** What a network consists of, as a table: stage, shape after it, parameters. */
import type { StageSummary } from '../nn/index.ts';
import { show } from '../types/shape.ts';

export interface ModelRow {
  readonly stage: string;
  readonly output: string;
  readonly params: number;
}

/** One row a stage; inner stages stand below the one that holds them, further to the right. */
export const modelRows = (stages: readonly StageSummary[], depth = 0): readonly ModelRow[] =>
  stages.flatMap(({ name, kind, output, params, inner }) => {
    const stage = `${'  '.repeat(depth)}${name === '' || name === kind ? kind : `${name} (${kind})`}`;
    return [{ stage, output: show(output.shape), params }, ...modelRows(inner, depth + 1)];
  });

/** The table as text, its columns under each other. */
export const modelTable = (rows: readonly ModelRow[]): string => {
  const total = rows.reduce((n, { stage, params }) => (stage.startsWith(' ') ? n : n + params), 0);
  const cells = rows.map(({ stage, output, params }) => [stage, output, params || '']);
  const all = [['stage', 'output', 'parameters'], ...cells, ['', 'total', total]];
  const widths = [0, 1, 2].map((k) => Math.max(...all.map((row) => String(row[k]).length)));
  const line = ([a, b, c]: readonly (string | number)[]): string =>
    `  ${String(a).padEnd(widths[0]!)}  ${String(b).padEnd(widths[1]!)}  ${String(c).padStart(widths[2]!)}\n`;
  return all.map(line).join('');
};
