/** Cases of other shapes, values and options than the full set has, on every backend: test/oracle/fresh. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backends } from '../../conformance/backend.ts';
import { explainFailures } from '../../conformance/failure.ts';
import { families } from '../../conformance/families/index.ts';
import { runCase } from '../../conformance/run.ts';
import { readOracle } from '../support/oracle.ts';

const fresh = join(import.meta.dirname, '..', 'oracle', 'fresh');
const sources = ['torch', 'jax'] as const;
const names = ['reference', 'wasm', 'wasm64'] as const;
const runs = sources.flatMap((source) => names.map((backend) => [source, backend] as const));

test.each(runs)('%s on %s', (source, backend) => {
  const entries = readOracle(join(fresh, source), true).entries();
  const outcomes = entries.map((entry) => runCase(entry, backends[backend](), families));
  expect(outcomes.flatMap(explainFailures)).toEqual([]);
  expect(outcomes.length).toBeGreaterThan(10);
});
