/** Metrics: counts and moments that add up over batches, and the scores that are functions of them. */
export { accuracy, binaryAccuracy, topKAccuracy } from './accuracy.ts';
export {
  type Average,
  accuracyScore,
  balancedAccuracyScore,
  type ClassScore,
  type ConfusionMatrix,
  classScores,
  cohenKappaScore,
  confusionMatrix,
  confusions,
  f1Score,
  fBetaScore,
  matthewsCorrelation,
  precisionScore,
  recallScore,
  type ScoreOptions,
} from './confusion.ts';
export {
  areaUnderCurve,
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocAuc,
  rocCurve,
} from './curves.ts';
export { accuracyOf, type Hits, type HitTensors, hits } from './hits.ts';
export { categoricalLogLoss, logLoss } from './log-loss.ts';
export {
  explainedVarianceScore,
  maxErrorOf,
  meanAbsoluteErrorOf,
  meanSquaredErrorOf,
  type Residuals,
  r2Score,
  residuals,
  residualsOf,
} from './residuals.ts';
