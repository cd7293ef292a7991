/** An inspection as one JSON object for programs, and as a table for people. */
import { type Inspection, InspectionCodec, type TensorInspection } from './inspect.ts';
import { printable, printableJson } from './printable.ts';

/** One line. */
export const inspectionJson = (inspection: Inspection): string =>
  `${printableJson(JSON.stringify(InspectionCodec.encode(inspection)))}\n`;

/** Longer cells push their line to the right instead of widening every line. */
const WIDEST = 60;

type Row = readonly string[];

/** The first three columns hold words, all others numbers. */
const WORDS = 3;

const HEAD: Row = [
  'tensor',
  'dtype',
  'shape',
  'elements',
  'bytes',
  'min',
  'max',
  'mean',
  'std',
  'non-finite',
];

const short = (x: number | null): string => (x === null ? '-' : `${Number(x.toPrecision(4))}`);

const rowOf = ({ name, dtype, shape, elements, bytes, statistics: s }: TensorInspection): Row => {
  const numbers = [`${elements}`, `${bytes}`];
  const moments = s === null ? [] : [s.min, s.max, s.mean, s.std].map(short);
  const last = s === null ? [] : [`${s.nonFinite}`];
  return [printable(name), dtype, `[${shape.join(', ')}]`, ...numbers, ...moments, ...last];
};

const table = (rows: readonly Row[]): readonly string[] => {
  const widths = HEAD.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, Math.min(WIDEST, row[column]?.length ?? 0)), 0),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column < WORDS ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    );
    return `  ${cells.join('  ')}`.trimEnd();
  });
};

const counted = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? '' : 's'}`;

const totalsLine = ({ totals }: Inspection): string => {
  const { tensors, elements, bytes, nonFinite } = totals;
  const sizes = [counted(tensors, 'tensor'), counted(elements, 'element'), counted(bytes, 'byte')];
  const bad = nonFinite === 0 ? [] : [counted(nonFinite, 'non-finite element')];
  return [...sizes, ...bad].join(', ');
};

const metadataLines = (metadata: Inspection['metadata']): readonly string[] =>
  Object.entries(metadata).map(([key, value]) => `  ${printable(key)}: ${printable(value)}`);

/** The totals, a line for each tensor, the metadata and the hash of the weights. */
export const inspectionText = (inspection: Inspection): string => {
  const { file, tensors, metadata, weightsSha256 } = inspection;
  const entries = metadataLines(metadata);
  return [
    `${printable(file)}: ${totalsLine(inspection)}`,
    ...(tensors.length === 0 ? [] : ['', ...table([HEAD, ...tensors.map(rowOf)])]),
    ...(entries.length === 0 ? [] : ['', 'metadata', ...entries]),
    '',
    `weights sha256  ${weightsSha256}`,
    '',
  ].join('\n');
};
