/** A listing of shapes as one JSON object for programs, as a table for people, and its errors for both. */
import { type Row, showShape } from '../editor/index.ts';
import { printable, printableJson } from './printable.ts';
import { type Shapes, ShapesCodec } from './shapes-codec.ts';

/** One line. */
export const shapesJson = (shapes: Shapes): string =>
  `${printableJson(JSON.stringify(ShapesCodec.encode(shapes)))}\n`;

type Cells = readonly string[];
const HEAD: Cells = ['line', 'name', 'shape', 'dtype', 'parameters', 'bytes'];
/** Columns of numbers stand to the right. */
const RIGHT: readonly boolean[] = [true, false, false, false, true, true];
const WIDEST_NAME = 48;

const shortened = (text: string): string =>
  text.length <= WIDEST_NAME ? text : `${text.slice(0, WIDEST_NAME - 1)}…`;

const shapeCell = ({ input, shape, dtype }: Row): string => {
  const own = dtype === null ? '' : showShape(shape);
  return input === null ? own : `${showShape(input)} → ${own}`;
};

const cellsOf = (row: Row): Cells => [
  String(row.span.start.line),
  `${'  '.repeat(row.depth)}${shortened(printable(row.name))}`,
  shapeCell(row),
  row.dtype ?? '',
  row.parameters === 0 || row.parameters === null ? '' : String(row.parameters),
  row.bytes === null ? '' : String(row.bytes),
];

const table = (rows: readonly Cells[]): readonly string[] => {
  const widths = HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (RIGHT[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
};

/** Every row with its line, what it gives, what it learns and how many bytes that is. */
export const shapesText = ({ file, rows }: Shapes): string =>
  rows.length === 0
    ? `${printable(file)}: no tensors\n`
    : `${table([HEAD, ...rows.map(cellsOf)]).join('\n')}\n`;

/** `file(line,column): error: sentence`, one line an error, as problem matchers of editors read it. */
export const mistakesText = ({ file, errors }: Shapes): string =>
  errors
    .map(
      ({ span: { start }, sentence }) =>
        `${printable(file)}(${start.line},${start.column}): error: ${printable(sentence)}\n`,
    )
    .join('');
