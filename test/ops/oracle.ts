/** Reference cases run on the reference interpreter by the conformance runner: results, gradients, forward mode. */
import { describe, expect, test } from 'vitest';
import { program } from '../../conformance/adapter.ts';
import { backends } from '../../conformance/backend.ts';
import { checkCase } from '../../conformance/run.ts';
import type { Value } from '../../src/core/node.ts';
import { type OracleCase, torchOracle } from '../support/oracle.ts';

export { op } from '../../conformance/adapter.ts';
export { dataOf } from '../../conformance/backend.ts';

export type Op = (...xs: readonly Value[]) => Value;

/** The op of a case, or undefined when the library has no such op. */
export type OpOf = (c: OracleCase) => Op | undefined;

/** The first outputs of all cases of a family whose op the table has. */
export const runFamily = (family: string, opOf: OpOf): void => {
  const cases = torchOracle()
    .cases({ family })
    .flatMap((c) => {
      const f = opOf(c);
      return f === undefined ? [] : [[c.name, c, f] as const];
    });
  describe(family, () => {
    test('has cases', () => {
      expect(cases.length).toBeGreaterThan(0);
    });
    test.each(cases)('%s', (_, c, f) => {
      const first = { ...c, outputs: c.outputs.slice(0, 1) };
      expect(checkCase(first, backends.reference(), program(f))).toEqual([]);
    });
  });
};
