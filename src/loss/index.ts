/** Losses: scalars to be minimised, the mean over all rows or elements. */
export { binaryCrossEntropy } from './binary-cross-entropy.ts';
export { crossEntropy, type LabelledRows, labelledRowsShape } from './cross-entropy.ts';
export { meanSquaredError } from './mean-squared-error.ts';
