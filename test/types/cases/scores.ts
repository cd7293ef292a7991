// Losses and metrics, the rest of them, with the exact types of their results.
import {
  accuracy,
  accuracyOf,
  accuracyScore,
  areaUnderCurve,
  averagePrecision,
  balancedAccuracyScore,
  binaryAccuracy,
  binaryCrossEntropy,
  binaryCrossEntropyFromProbabilities,
  categoricalCrossEntropy,
  categoricalLogLoss,
  type ClassScore,
  classScores,
  cohenKappaScore,
  confusionMatrix,
  type ConfusionMatrix,
  confusions,
  cosineEmbeddingLoss,
  explainedVarianceScore,
  f1Score,
  type f64,
  fBetaScore,
  gaussianKlDivergence,
  gaussianNegativeLogLikelihood,
  hingeEmbeddingLoss,
  hingeLoss,
  hits,
  type Hits,
  type HitTensors,
  huberLoss,
  type i32,
  klDivergence,
  logLoss,
  matthewsCorrelation,
  maxErrorOf,
  meanAbsoluteError,
  meanAbsoluteErrorOf,
  meanSquaredError,
  meanSquaredErrorOf,
  multiMarginLoss,
  negativeLogLikelihood,
  perceptronLoss,
  poissonNegativeLogLikelihood,
  precisionRecallCurve,
  type PrecisionRecallCurve,
  precisionScore,
  r2Score,
  recallScore,
  residuals,
  type Residuals,
  residualsOf,
  rocAuc,
  rocCurve,
  type RocCurve,
  smoothL1Loss,
  softF1Loss,
  softMarginLoss,
  squaredHingeLoss,
  type Tensor,
  topKAccuracy,
  weightedMean,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const x: Tensor<['B', 10]>;
declare const s: Tensor<[]>;
declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const d3: Tensor<[3], f64>;
declare const rows: Tensor<[4, 3]>;
declare const labels: Tensor<['B'], i32>;
declare const four: Tensor<[4], i32>;

// expect: '"gaussianKlDivergence: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
gaussianKlDivergence(b3, b4);
//                       ^
// expect: '"hingeEmbeddingLoss: dtypes differ: f32 and f64; use cast"'.
hingeEmbeddingLoss(b3, d3);
//                     ^
// expect: '"perceptronLoss: needs a float tensor, got i32"'.
perceptronLoss(labels, b3);
//             ^
// expect: '"poissonNegativeLogLikelihood: shapes do not broadcast: [4, 3] with [4] (3 ≠ 4)"'.
poissonNegativeLogLikelihood(rows, b4);
//                                 ^
// expect: '"smoothL1Loss: dtypes differ: f32 and f64; use cast"'.
smoothL1Loss(b3, d3);
//               ^
// expect: '"softMarginLoss: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
softMarginLoss(b3, b4);
//                 ^
// expect: '"squaredHingeLoss: needs a float tensor, got i32"'.
squaredHingeLoss(four, b4);
//               ^
// throws: nothing
// refused: Type 'string' is not assignable to type 'number'.
smoothL1Loss(b3, b3, { beta: '1' });
//                     ^

exactly<Tensor<[4, 3]>>()(gaussianKlDivergence(rows, b3, { reduction: 'none' }));
exactly<Tensor<[]>>()(hingeEmbeddingLoss(rows, b3));
exactly<Tensor<[4, 3]>>()(hingeLoss(rows, b3, { reduction: 'none' }));
exactly<Tensor<[]>>()(meanAbsoluteError(rows, b3));
exactly<Tensor<[4, 3]>>()(meanSquaredError(rows, b3, { reduction: 'none' }));
exactly<Tensor<[]>>()(perceptronLoss(rows, b3));
exactly<Tensor<[4, 3]>>()(poissonNegativeLogLikelihood(rows, b3, { reduction: 'none' }));
exactly<Tensor<[]>>()(smoothL1Loss(rows, b3));
exactly<Tensor<[4, 3]>>()(softMarginLoss(rows, b3, { reduction: 'none' }));
exactly<Tensor<[]>>()(squaredHingeLoss(rows, b3));
exactly<Tensor<[4, 3]>>()(binaryCrossEntropy(rows, b3, { reduction: 'none' }));
exactly<Tensor<[]>>()(binaryCrossEntropyFromProbabilities(rows, b3));
exactly<Tensor<[4, 3]>>()(huberLoss(rows, b3, { reduction: 'none' }));
exactly<Tensor<[]>>()(klDivergence(rows, b3));
exactly<Tensor<['B']>>()(categoricalCrossEntropy(x, x, { reduction: 'none' }));
exactly<Tensor<[4]>>()(negativeLogLikelihood(rows, four, { reduction: 'none' }));
exactly<Tensor<['B']>>()(multiMarginLoss(x, labels, { reduction: 'none' }));
exactly<Tensor<[4]>>()(cosineEmbeddingLoss(rows, rows, b4, { reduction: 'none' }));
exactly<Tensor<[3], f64>>()(gaussianNegativeLogLikelihood(d3, d3, d3, { reduction: 'none' }));
exactly<Tensor<[], f64>>()(softF1Loss(d3, d3));
exactly<Tensor<[]>>()(weightedMean(rows, b3));
exactly<HitTensors>()(accuracy(x, labels));
exactly<HitTensors>()(topKAccuracy(x, labels, 2));
exactly<HitTensors>()(binaryAccuracy(b4, four));

// scores of plain numbers
const matrix = exactly<ConfusionMatrix>()(confusionMatrix([0, 1, 1], [0, 1, 0], 2));
const errors = exactly<Residuals>()(residualsOf([1, 2, 4], [1, 2, 3]));
exactly<number>()(accuracyScore(matrix));
exactly<number>()(balancedAccuracyScore(matrix));
exactly<number>()(cohenKappaScore(matrix));
exactly<number>()(f1Score(matrix));
exactly<number>()(matthewsCorrelation(matrix));
exactly<number>()(precisionScore(matrix));
exactly<number>()(recallScore(matrix));
exactly<number>()(fBetaScore(matrix, 2));
exactly<readonly ClassScore[]>()(classScores(matrix));
exactly<ConfusionMatrix>()(confusions(2).empty);
exactly<number>()(explainedVarianceScore(errors));
exactly<number>()(maxErrorOf(errors));
exactly<number>()(meanAbsoluteErrorOf(errors));
exactly<number>()(meanSquaredErrorOf(errors));
exactly<number>()(r2Score(errors));
exactly<Residuals>()(residuals.empty);
exactly<Hits>()(hits.empty);
exactly<number>()(accuracyOf(hits.empty));
exactly<number>()(areaUnderCurve([0, 1], [0, 1]));
exactly<number>()(averagePrecision([0, 1], [0.2, 0.8]));
exactly<number>()(logLoss([0, 1], [0.2, 0.8]));
exactly<number>()(rocAuc([0, 1], [0.2, 0.8]));
exactly<number>()(categoricalLogLoss([0, 1], [0.2, 0.8, 0.5, 0.5], 2));
exactly<RocCurve>()(rocCurve([0, 1], [0.2, 0.8]));
exactly<PrecisionRecallCurve>()(precisionRecallCurve([0, 1], [0.2, 0.8]));
