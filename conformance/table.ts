/** The result of a run as text, a table of families, and as data for other programs. */
import type { Outcome } from './failure.ts';

/** A run, as a program reads it. */
export interface Report {
  readonly folder: string;
  readonly backend: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly families: readonly FamilyCount[];
  /** operations and options that the library does not have, each once */
  readonly missing: readonly string[];
  readonly failures: readonly Outcome[];
}

export interface FamilyCount {
  readonly family: string;
  readonly cases: number;
  readonly passed: number;
  /** for want of the operation, among the failed */
  readonly missing: number;
  readonly failed: number;
  readonly seconds: number;
}

/** An outcome and how long it took. */
export interface Timed extends Outcome {
  readonly seconds: number;
}

const isFailure = ({ failures }: Outcome): boolean => failures.length > 0;

const countOf = (family: string, all: readonly Timed[]): FamilyCount => {
  const own = all.filter((outcome) => outcome.family === family);
  const failed = own.filter(isFailure).length;
  return {
    family,
    cases: own.length,
    passed: own.length - failed,
    missing: own.filter(({ missing }) => missing !== undefined).length,
    failed,
    seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
  };
};

/** No case is skipped: what the library cannot express has failed. */
export const reportOf = (
  run: { readonly folder: string; readonly backend: string; readonly seconds: number },
  all: readonly Timed[],
): Report => {
  const failures = all.filter(isFailure);
  const missing = failures.flatMap((outcome) => outcome.missing ?? []);
  return {
    ...run,
    passed: all.length - failures.length,
    failed: failures.length,
    skipped: 0,
    families: [...new Set(all.map(({ family }) => family))].map((f) => countOf(f, all)),
    missing: [...new Set(missing)].sort(),
    failures,
  };
};

const HEADINGS = ['family', 'cases', 'passed', 'failed', 'missing', 'seconds'] as const;

/** The first column to the left, numbers to the right. */
const align = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = HEADINGS.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows.map((row) =>
    row.map((x, k) => (k === 0 ? x.padEnd(widths[k]!) : x.padStart(widths[k]!))).join('  '),
  );
};

/** A row for each family. */
export const table = ({ families }: Report): readonly string[] =>
  align([
    HEADINGS,
    ...families.map((f) => [
      f.family,
      ...[f.cases, f.passed, f.failed, f.missing].map(String),
      f.seconds.toFixed(2),
    ]),
  ]);

/** The last line. */
export const summary = ({ passed, failed, skipped }: Report): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** JSON knows neither NaN nor infinities: they stand as text. */
const finite = (_: string, x: unknown): unknown =>
  typeof x === 'number' && !Number.isFinite(x) ? String(x) : x;

export const reportJson = (report: Report): string => `${JSON.stringify(report, finite)}\n`;
