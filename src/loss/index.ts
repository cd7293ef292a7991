/** Losses: scalars to be minimised, the mean over all rows or elements unless told otherwise. */
export {
  type BinaryCrossEntropyOptions,
  binaryCrossEntropy,
  binaryCrossEntropyFromProbabilities,
  type PosWeight,
} from './binary-cross-entropy.ts';
export {
  categoricalCrossEntropy,
  crossEntropy,
  type LabelledRows,
  type LabelSmoothing,
  labelledRowsShape,
  negativeLogLikelihood,
} from './cross-entropy.ts';
export { type CtcOptions, ctcLoss } from './ctc.ts';
export { type DiscrepancyOptions, maximumMeanDiscrepancy } from './discrepancy.ts';
export { cosineEmbeddingLoss, type TripletMarginOptions, tripletMarginLoss } from './distance.ts';
export { gaussianKlDivergence, type KlDivergenceOptions, klDivergence } from './divergence.ts';
export type { ElementwiseLoss } from './elementwise.ts';
export { softF1Loss } from './f1.ts';
export type { IgnoredLabel, LabelledLoss, LabelledOptions } from './labelled.ts';
export {
  type GaussianOptions,
  gaussianNegativeLogLikelihood,
  type PoissonOptions,
  poissonNegativeLogLikelihood,
} from './likelihood.ts';
export {
  hingeEmbeddingLoss,
  hingeLoss,
  type Margin,
  type MultiMarginOptions,
  marginRankingLoss,
  multiMarginLoss,
  perceptronLoss,
  softMarginLoss,
  squaredHingeLoss,
} from './margin.ts';
export type { LossOf, LossOptions, LossReduction } from './reduction.ts';
export {
  type HuberOptions,
  huberLoss,
  meanAbsoluteError,
  meanSquaredError,
  type SmoothL1Options,
  smoothL1Loss,
} from './regression.ts';
export { weightedMean } from './weighted-mean.ts';
