/**
 * Every family of reference cases, on the interpreter and on the kernels in f32 and in f64: no case fails, and the few
 * that are left out are those named here.
 */
import { describe, expect, test } from 'vitest';
import { type BackendName, backends } from '../../conformance/backend.ts';
import type { Entry } from '../../conformance/cases.ts';
import { explainFailures, type Outcome } from '../../conformance/failure.ts';
import { families } from '../../conformance/families/index.ts';
import { ON_DATA } from '../../conformance/families/train.ts';
import { runCase } from '../../conformance/run.ts';
import { jaxOracle, torchOracle } from '../support/oracle.ts';

const data = process.env['TYPEGRAD_DATA'] || undefined;

/**
 * Runs on data sets need them; the interpreter takes minutes for one, so that test/runtime/train-oracle.test.ts has it
 * run their first and last steps instead.
 */
const runs = ({ op }: Entry, backend: BackendName): boolean =>
  !Object.hasOwn(ON_DATA, op) || (data !== undefined && backend !== 'reference');

const sources = [
  { source: 'torch', oracle: torchOracle(), leftOut: [] },
  {
    source: 'jax',
    oracle: jaxOracle(),
    leftOut: ['optax_rprop', 'optax_schedule_cosine_onecycle'],
  },
] as const;
const names = ['reference', 'wasm', 'wasm64'] as const;
const runsOf = sources.flatMap((s) => names.map((backend) => ({ ...s, backend })));

describe.each(runsOf)('$source on $backend', ({ oracle, leftOut, backend }) => {
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

  test.each(own)('%s', (family) => {
    const all = outcomes(family);
    expect(all.filter(({ failures }) => failures.length > 0).flatMap(explainFailures)).toEqual([]);
    const out = all.flatMap((o) => (o.leftOut === undefined ? [] : [o.op]));
    expect(out.filter((op) => !leftOut.some((name) => name === op))).toEqual([]);
  });
});
