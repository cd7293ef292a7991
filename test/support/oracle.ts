/**
 * Reference cases of PyTorch and JAX: inputs, outputs, cotangents and gradients, each with its tolerance. All cases when
 * TYPEGRAD_ORACLE and TYPEGRAD_ORACLE_JAX name their folders, else the committed sample.
 */
import * as E from 'fp-ts/lib/Either.js';
import { type Case, type Entry, readCases, type Selection } from '../../conformance/cases.ts';
import { explain } from '../../src/io/index.ts';
import { folderOf, sampleOf } from './requirement.ts';

export type { Case as OracleCase, Reference, Selection } from '../../conformance/cases.ts';

export interface Oracle {
  /** Whether these are all cases rather than the committed sample. */
  readonly complete: boolean;
  readonly entries: (selection?: Selection) => readonly Entry[];
  readonly cases: (selection?: Selection) => readonly Case[];
}

/** The cases of one folder. */
export const readOracle = (folder: string, complete: boolean): Oracle => {
  const entries = (selection: Selection = {}): readonly Entry[] => {
    const read = readCases(folder, selection);
    if (E.isLeft(read)) throw new Error(explain(read.left));
    return read.right;
  };
  return { complete, entries, cases: (selection) => entries(selection).map((e) => e.read()) };
};

const open = (source: 'torch' | 'jax'): Oracle => {
  const folder = folderOf(source);
  return readOracle(folder ?? sampleOf(source), folder !== undefined);
};

/** PyTorch 1.13 in float64, rounded to float32; metrics from scikit-learn. */
export const torchOracle = (): Oracle => open('torch');
/** JAX and optax; the family 'random' as JAX gives it in float32, bit for bit where `ulps` and `atol` are 0. */
export const jaxOracle = (): Oracle => open('jax');
