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
