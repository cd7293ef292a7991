/** The params of scan, shared by its rules. */
import type { Graph } from '../core/node.ts';
import type { Dim } from '../types/dim.ts';

/** Inputs: constants, initial carry, stacked xs. Body: (constants, carry, x) -> (carry, y). Outputs: carry, stacked ys. */
export interface Scan {
  readonly body: Graph;
  readonly constants: number;
  readonly carry: number;
  readonly length: Dim;
  /** from the last element to the first; ys keep the places of their xs */
  readonly reverse: boolean;
}

/** What belongs to the constants, to the carry and to the xs, of a list with one entry for every input. */
export const split = <T>(
  { constants, carry }: Scan,
  inputs: readonly T[],
): readonly [constants: readonly T[], carry: readonly T[], xs: readonly T[]] => {
  const first = constants + carry;
  return [inputs.slice(0, constants), inputs.slice(constants, first), inputs.slice(first)];
};
