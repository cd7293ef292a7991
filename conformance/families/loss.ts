/** Losses: means over all rows or elements. */
import { binaryCrossEntropy, crossEntropy, meanSquaredError } from '../../src/loss/index.ts';
import { type AdapterOf, type Family, missing, program } from '../adapter.ts';
import { unusual } from '../attrs.ts';

/** Inputs beyond prediction and target are weights. */
const loss =
  (f: unknown): AdapterOf =>
  ({ op, attrs, inputs }) => {
    const option = unusual(attrs, { reduction: 'mean' });
    if (option !== undefined) return missing(`${op} with another ${option}`);
    const extra = inputs[2]?.role;
    return extra === undefined ? program(f) : missing(`${op} with ${extra}`);
  };

export const losses: Family = {
  mse_loss: loss(meanSquaredError),
  cross_entropy: loss(crossEntropy),
  bce_with_logits: loss(binaryCrossEntropy),
};
