/** Real data sets for learning tests, from the folder that TYPEGRAD_DATA names. */
import { expect, test } from 'vitest';
import { type DataSets, dataSets } from '../../conformance/data.ts';
import { folderOf, required } from './requirement.ts';

export type { DataSets, Digits } from '../../conformance/data.ts';

/**
 * Declares the tests of `body` when the data sets are there. Otherwise one test stands in their place, which
 * fails if TYPEGRAD_REQUIRE asks for the data; the end of the run says that they were left out.
 */
export const withData = (body: (data: DataSets) => void): void => {
  const folder = required('data') || process.env['TYPEGRAD_DATA'] ? folderOf('data') : undefined;
  if (folder !== undefined) body(dataSets(folder));
  else
    test('data sets are absent, and nothing requires them', () => {
      expect(required('data')).toBe(false);
    });
};
