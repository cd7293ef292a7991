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
  readonly leftOut: readonly Outcome[];
}

export interface FamilyCount {
  readonly family: string;
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  /** left out, with a reason in the output */
  readonly skipped: number;
  readonly seconds: number;
}

/** An outcome and how long it took. */
export interface Timed extends Outcome {
  readonly seconds: number;
}

const isFailure = ({ failures }: Outcome): boolean => failures.length > 0;
const isLeftOut = ({ leftOut }: Outcome): boolean => leftOut !== undefined;

const countOf = (family: string, all: readonly Timed[]): FamilyCount => {
  const own = all.filter((outcome) => outcome.family === family);
  const [failed, skipped] = [own.filter(isFailure).length, own.filter(isLeftOut).length];
  return {
    family,
    cases: own.length,
    passed: own.length - failed - skipped,
    failed,
    skipped,
    seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
  };
};

/** What the library cannot express has failed; only what an adapter leaves out, with its reason, is skipped. */
export const reportOf = (
  run: { readonly folder: string; readonly backend: string; readonly seconds: number },
  all: readonly Timed[],
): Report => {
  const failures = all.filter(isFailure);
  const skipped = all.filter(isLeftOut).length;
  const missing = failures.flatMap((outcome) => outcome.missing ?? []);
  return {
    ...run,
    passed: all.length - failures.length - skipped,
    failed: failures.length,
    skipped,
    families: [...new Set(all.map(({ family }) => family))].map((f) => countOf(f, all)),
    missing: [...new Set(missing)].sort(),
    failures,
    leftOut: all.filter(isLeftOut),
  };
};

const HEADINGS = ['family', 'cases', 'passed', 'failed', 'skipped', 'seconds'] as const;

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
      ...[f.cases, f.passed, f.failed, f.skipped].map(String),
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
