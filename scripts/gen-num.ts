/** Writes `src/types/num-tables.gen.ts`, the digit tables of the type-level arithmetic; with --print, prints it. */
import { writeFileSync } from 'node:fs';

const digits = [...Array(10).keys()];
const bits = [0, 1];
type Cell = (a: number, b: number) => number | string;

const row = (cells: readonly (number | string)[]): string =>
  `[${cells.map((c) => `'${c}'`).join(',')}]`;
/** [a][b] -> cell */
const table = (cell: Cell): string =>
  `[${digits.map((a) => row(digits.map((b) => cell(a, b)))).join(',\n ')}]`;
/** [c][a][b] -> cell */
const tables = (
  outer: readonly number[],
  cell: (c: number, a: number, b: number) => number,
): string => `[${outer.map((c) => table((a, b) => cell(c, a, b))).join(',\n')}]`;

const order: Cell = (a, b) => (a < b ? '<' : a > b ? '>' : '=');

const text = `/** Digit tables of the type-level arithmetic; written by scripts/gen-num.ts, do not edit. */
export type Digit = ${digits.map((d) => `'${d}'`).join(' | ')};
/** [carry][a][b] -> unit digit of a + b + carry */
export type AddU = ${tables(bits, (c, a, b) => (a + b + c) % 10)};
/** [carry][a][b] -> carry of a + b + carry */
export type AddC = ${tables(bits, (c, a, b) => Math.floor((a + b + c) / 10))};
/** [borrow][a][b] -> unit digit of a - b - borrow */
export type SubU = ${tables(bits, (c, a, b) => (a - b - c + 20) % 10)};
/** [borrow][a][b] -> borrow of a - b - borrow */
export type SubC = ${tables(bits, (c, a, b) => (a - b - c < 0 ? 1 : 0))};
/** [d][carry][a] -> unit digit of d * a + carry */
export type MulU = ${tables(digits, (d, c, a) => (d * a + c) % 10)};
/** [d][carry][a] -> carry of d * a + carry */
export type MulC = ${tables(digits, (d, c, a) => Math.floor((d * a + c) / 10))};
/** [a][b] -> order of the digits */
export type Ord = ${table(order)};
`;

if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(new URL('../src/types/num-tables.gen.ts', import.meta.url), text);
