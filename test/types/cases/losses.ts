// Losses and metrics: wrong programs with their sentences at the wrong argument, right ones with their types.
import {
  accuracy,
  binaryAccuracy,
  binaryCrossEntropy,
  binaryCrossEntropyFromProbabilities,
  categoricalCrossEntropy,
  cosineEmbeddingLoss,
  crossEntropy,
  ctcLoss,
  type f64,
  gaussianNegativeLogLikelihood,
  hingeLoss,
  huberLoss,
  type i32,
  klDivergence,
  marginRankingLoss,
  meanAbsoluteError,
  multiMarginLoss,
  negativeLogLikelihood,
  softF1Loss,
  type Tensor,
  topKAccuracy,
  tripletMarginLoss,
  weightedMean,
} from 'typegrad';

declare const x: Tensor<['B', 10]>;
declare const v: Tensor<['B']>;
declare const s: Tensor<[]>;
declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const d3: Tensor<[3], f64>;
declare const rows: Tensor<[4, 3]>;
declare const w9: Tensor<[9]>;
declare const w10: Tensor<[10]>;
declare const d10: Tensor<[10], f64>;
declare const labels: Tensor<['B'], i32>;
declare const five: Tensor<[5], i32>;
declare const scores: Tensor<['B', 'T', 6]>;
declare const words: Tensor<['B', 8], i32>;

// expect: '"huberLoss: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
huberLoss(b3, b4);
//            ^
// expect: '"meanAbsoluteError: needs a float tensor, got i32"'.
meanAbsoluteError(five, b3);
//                ^
// expect: '"hingeLoss: dtypes differ: f32 and f64; use cast"'.
hingeLoss(b3, d3);
//            ^
// expect: '"crossEntropy: weight must be [10], got [9]"'.
crossEntropy(x, labels, { weight: w9 });
//                        ^
// expect: '"crossEntropy: dtypes differ: f32 and f64; use cast"'.
crossEntropy(x, labels, { weight: d10 });
//                        ^
// expect: '"negativeLogLikelihood: shapes do not broadcast: [4] with [5] (4 ≠ 5)"'.
negativeLogLikelihood(rows, five);
//                          ^
// expect: '"negativeLogLikelihood: labels must be i32, got f32"'.
negativeLogLikelihood(rows, b4);
//                          ^
// expect: '"multiMarginLoss: needs rank >= 1, got []"'.
multiMarginLoss(s, five);
//                 ^
// expect: '"categoricalCrossEntropy: shapes do not broadcast: [4, 3] with [4] (3 ≠ 4)"'.
categoricalCrossEntropy(rows, b4);
//                            ^
// expect: '"categoricalCrossEntropy: needs rank >= 1, got []"'.
categoricalCrossEntropy(s, s);
//                         ^
// expect: '"binaryCrossEntropy: weight [4, 3] does not broadcast to [3]"'.
binaryCrossEntropy(b3, b3, { weight: rows });
//                           ^
// expect: '"binaryCrossEntropy: posWeight [4] does not broadcast to [4, 3]"'.
binaryCrossEntropy(rows, rows, { posWeight: b4 });
//                               ^
// expect: '"binaryCrossEntropyFromProbabilities: dtypes differ: f32 and f64; use cast"'.
binaryCrossEntropyFromProbabilities(b3, b3, { weight: d3 });
//                                            ^
// expect: '"klDivergence: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
klDivergence(b3, b4, { reduction: 'batchMean' });
//               ^
// expect: '"marginRankingLoss: shapes do not broadcast: [4, 3] with [4] (3 ≠ 4)"'.
marginRankingLoss(rows, b3, b4);
//                          ^
// expect: '"gaussianNegativeLogLikelihood: dtypes differ: f32 and f64; use cast"'.
gaussianNegativeLogLikelihood(b3, b3, d3);
//                                    ^
// expect: '"cosineEmbeddingLoss: shapes do not broadcast: [4] with [3] (4 ≠ 3)"'.
cosineEmbeddingLoss(rows, rows, b3);
//                              ^
// expect: '"cosineEmbeddingLoss: needs rank >= 1, got []"'.
cosineEmbeddingLoss(s, s, s);
//                     ^
// expect: '"tripletMarginLoss: shapes do not broadcast: [4, 3] with [4] (3 ≠ 4)"'.
tripletMarginLoss(rows, b4, rows);
//                      ^
// expect: '"tripletMarginLoss: needs rank >= 1, got []"'.
tripletMarginLoss(s, s, s);
//                      ^
// expect: '"softF1Loss: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
softF1Loss(b3, b4);
//             ^
// expect: '"weightedMean: dtypes differ: f32 and f64; use cast"'.
weightedMean(b3, d3);
//               ^
// expect: '"ctcLoss: log-probabilities must be [batch, time, classes], got [B, 10]"'.
ctcLoss(x, words, labels, labels);
//      ^
// expect: '"ctcLoss: labels must be [batch, length], got [B]"'.
ctcLoss(scores, labels, labels, labels);
//              ^
// expect: '"ctcLoss: labels must be i32, got f32"'.
ctcLoss(scores, x, labels, labels);
//              ^
// expect: '"ctcLoss: inputLengths must be [B], got [5]"'.
ctcLoss(scores, words, five, labels);
//                     ^
// expect: '"ctcLoss: labelLengths must be [B], got [B, 8]"'.
ctcLoss(scores, words, labels, words);
//                             ^
// expect: '"accuracy: shapes do not broadcast: [4] with [5] (4 ≠ 5)"'.
accuracy(rows, five);
//             ^
// expect: '"topKAccuracy: labels must be i32, got f32"'.
topKAccuracy(x, v, 2);
//              ^
// expect: '"binaryAccuracy: shapes do not broadcast: [4, 3] with [5] (3 ≠ 5)"'.
binaryAccuracy(rows, five);
//                   ^

export const mean: Tensor<[]> = crossEntropy(x, labels, { weight: w10, labelSmoothing: 0.1 });
export const each: Tensor<['B']> = crossEntropy(x, labels, { ignoreIndex: 0, reduction: 'none' });
export const wide: Tensor<[4, 3]> = huberLoss(rows, b3, { delta: 2, reduction: 'none' });
export const double: Tensor<[3], f64> = klDivergence(d3, d3, { reduction: 'none' });
export const paths: Tensor<['B']> = ctcLoss(scores, words, labels, labels, { reduction: 'none' });
export const ranks: Tensor<[4, 3]> = marginRankingLoss(rows, b3, s, { reduction: 'none' });
export const triplets: Tensor<[4]> = tripletMarginLoss(rows, b3, rows, { reduction: 'none' });
