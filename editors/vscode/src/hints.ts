/** What is shown beside the code, and what becomes of it while the code is edited. */
import { type Listing, type Row, type Size, showShape } from '../../../src/editor/index.ts';

/** A shape behind a stage or a name; counted from 0, as editors do. */
export interface Hint {
  readonly line: number;
  readonly character: number;
  readonly label: string;
  readonly tooltip: string;
}

/** Which hints are wanted. */
export interface Wanted {
  readonly stages: boolean;
  readonly constants: boolean;
}

const labelOf = ({ input, shape, dtype }: Row): string | undefined => {
  if (dtype === null) return undefined;
  const own = dtype === 'f32' ? showShape(shape) : `${showShape(shape)} ${dtype}`;
  return input === null ? own : `${showShape(input)} → ${own}`;
};

const counted = (size: Size, word: string): readonly string[] =>
  size === null || size === 0 ? [] : [`${size} ${word}`];

const hintOf = (row: Row): readonly Hint[] => {
  const label = labelOf(row);
  if (label === undefined) return [];
  const { line, column } = row.span.end;
  const numbers = [...counted(row.parameters, 'parameters'), ...counted(row.bytes, 'bytes')];
  return [
    {
      line: line - 1,
      character: column - 1,
      label: row.kind === 'const' ? `: ${label}` : label,
      tooltip: [row.type, ...numbers].join('\n'),
    },
  ];
};

const wants = ({ stages, constants }: Wanted, { kind }: Row): boolean =>
  kind === 'stage' ? stages : kind === 'const' && constants;

/** The hints of a listing. */
export const hintsOf = ({ rows }: Listing, wanted: Wanted): readonly Hint[] =>
  rows.filter((row) => wants(wanted, row)).flatMap(hintOf);

/** An edit: the lines from `first` to `last`, both included, become as many lines as `count`. */
export interface Edit {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** The hints until the file is listed again: those on edited lines go, those below move with their lines. */
export const afterEdit = (hints: readonly Hint[], { first, last, count }: Edit): readonly Hint[] =>
  hints
    .filter(({ line }) => line < first || line > last)
    .map((hint) =>
      hint.line < first ? hint : { ...hint, line: hint.line + count - (last - first + 1) },
    );
