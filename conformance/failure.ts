/** What can be wrong with a case, and its line of text. */
import type { Disagreement } from './compare.ts';

export interface Failure extends Partial<Disagreement> {
  /** the role of the tensor; empty where the case failed as a whole */
  readonly tensor: string;
  /** in words */
  readonly reason: string;
}

/** How a case went. */
export interface Outcome {
  readonly name: string;
  readonly family: string;
  readonly op: string;
  /** the operation or option that the library does not have */
  readonly missing?: string;
  /** why the case does not count */
  readonly leftOut?: string;
  readonly failures: readonly Failure[];
}

/** One line for each failure, or for why the case is left out: case, tensor, index, what was got and expected, error. */
export const explainFailures = ({ name, failures, leftOut }: Outcome): readonly string[] => [
  ...(leftOut === undefined ? [] : [`${name}: left out: ${leftOut}`]),
  ...failures.map(({ tensor, reason }) =>
    tensor === ''
      ? `${name}: ${reason}`
      : `${name}: ${tensor}${reason.startsWith('[') ? '' : ': '}${reason}`,
  ),
];
