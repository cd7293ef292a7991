/**
 * Every family of reference cases, on both backends: no case of an operation that the library has fails, and what it
 * does not have is what test/conformance/missing.ts lists.
 */
import { describe, expect, test } from 'vitest';
import { type BackendName, backends } from '../../conformance/backend.ts';
import type { Entry } from '../../conformance/cases.ts';
import { explainFailures, type Outcome } from '../../conformance/failure.ts';
import { families } from '../../conformance/families/index.ts';
import { ON_DATA } from '../../conformance/families/train.ts';
import { runCase } from '../../conformance/run.ts';
import { jaxOracle, torchOracle } from '../support/oracle.ts';
import * as missing from './missing.ts';

const data = process.env['TYPEGRAD_DATA'] || undefined;

/**
 * Runs on data sets need them; the interpreter takes minutes for one, so that test/runtime/train-oracle.test.ts has it
 * run their first and last steps instead.
 */
const runs = ({ op }: Entry, backend: BackendName): boolean =>
  !Object.hasOwn(ON_DATA, op) || (data !== undefined && backend === 'wasm');

const sources = [
  { source: 'torch', oracle: torchOracle(), known: missing.torch },
  { source: 'jax', oracle: jaxOracle(), known: missing.jax },
] as const;
const names = ['reference', 'wasm'] as const;
const runsOf = sources.flatMap((s) => names.map((backend) => ({ ...s, backend })));

describe.each(runsOf)('$source on $backend', ({ oracle, known, backend }) => {
  const entries = oracle.entries().filter((entry) => runs(entry, backend));
  const own = [...new Set(entries.map(({ family }) => family))];
  const done = new Map<string, readonly Outcome[]>();
  const outcomes = (family: string): readonly Outcome[] => {
    const all =
      done.get(family) ??
      entries
        .filter((entry) => entry.family === family)
        .map((entry) => runCase(entry, backends[backend](data), families));
    done.set(family, all);
    return all;
  };
  const absent = (family: string): readonly string[] =>
    outcomes(family).flatMap((outcome) => outcome.missing ?? []);

  test.each(own)('%s', (family) => {
    const failed = outcomes(family).filter((outcome) => outcome.missing === undefined);
    expect(failed.flatMap(explainFailures)).toEqual([]);
    expect(absent(family).filter((what) => !known.includes(what))).toEqual([]);
  });

  test('has what the list of missing operations does not name', () => {
    const found = [...new Set(own.flatMap(absent))].sort();
    // the committed sample does not ask for every option
    expect(found).toEqual(oracle.complete ? known : known.filter((what) => found.includes(what)));
  });
});
