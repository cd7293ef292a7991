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
  readonly failures: readonly Failure[];
}

/** One line for each failure: case, tensor, index, what was got and expected, error. */
export const explainFailures = ({ name, failures }: Outcome): readonly string[] =>
  failures.map(({ tensor, reason }) =>
    tensor === ''
      ? `${name}: ${reason}`
      : `${name}: ${tensor}${reason.startsWith('[') ? '' : ': '}${reason}`,
  );
