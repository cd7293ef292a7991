/** What users say: every operation, layer and transformation that `typegrad` exports. */

export type { Broadcast3 } from '../types/shape.ts';
export {
  gelu,
  geluTanh,
  logSigmoid,
  mish,
  type Sharpness,
  scaledSoftplus,
  silu,
  softsign,
  tanhshrink,
} from './activations.ts';
export { type AddmmOptions, addmm, bilinear, linear } from './affine.ts';
export { all, any, type BoolReduction } from './any-all.ts';
export {
  argMax,
  argMin,
  maxWithIndex,
  minWithIndex,
  type Position,
  type WithIndex,
} from './arg-max.ts';
export { add, div, maximum, minimum, mul, scale, sub } from './arithmetic.ts';
export {
  type ArangeOptions,
  arange,
  array,
  full,
  integers,
  linspace,
  ndarray,
  ones,
  onesLike,
  scalar,
  zeros,
  zerosLike,
} from './array.ts';
export { type AssociativeScanOptions, associativeScan } from './associative-scan.ts';
export {
  type BroadcastToLayer,
  broadcastTo,
  type FlattenAxes,
  flattenAxes,
  type SwapAxes,
  swapAxes,
} from './axes.ts';
export {
  type InAxes,
  type LeadOf,
  type OutAxes,
  type RowOf,
  type Stacked,
  type Vmapped,
  vmap,
} from './batch.ts';
export {
  type All3,
  addcmul,
  lerp,
  logAddExp,
  type Mask,
  maskedFill,
  type Third,
} from './blend.ts';
export { type Cast, cast } from './cast.ts';
export {
  type Bounds,
  clamp,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  relu6,
  type Shrinkage,
  softshrink,
} from './clamp.ts';
export {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  notEqual,
  type Where,
  where,
} from './compare.ts';
export {
  checkpoint,
  cond,
  customDerivative,
  customGradient,
  stopGradient,
  switchCase,
} from './control.ts';
export {
  type Cumulative,
  cummax,
  cummin,
  cumprod,
  cumsum,
  type FloatCumulative,
  logCumSumExp,
} from './cumulative.ts';
export { grad, hvp, jvp, linearize, linearTranspose, valueAndGrad, vjp } from './derivative.ts';
export {
  type Diag,
  type Diagonal,
  diag,
  diagonal,
  eye,
  type Triangle,
  tril,
  triu,
} from './diagonal.ts';
export { type Dilate, dilate } from './dilate.ts';
export { dynamicSlice, type Start, update } from './dynamic-slice.ts';
export { einsum } from './einsum.ts';
export {
  type BagMode,
  type BagOptions,
  type BinCount,
  bincount,
  type EmbeddingOptions,
  embedding,
  embeddingBag,
  type SequenceMask,
  sequenceMask,
} from './embedding.ts';
export { erf, erfc } from './error-function.ts';
export { exp2, expm1, log2, log10 } from './exponential.ts';
export { type FloatTest, isFinite, isInf, isNan } from './floating.ts';
export { gather, gatherNd } from './gather.ts';
export { type Glu, glu } from './glu.ts';
export { type GridSampleOptions, gridSample } from './grid-sample.ts';
export { acosh, asinh, atanh, cosh, sinh } from './hyperbolic.ts';
export { hessian, type Jacobian, jacfwd, jacrev, type Under } from './jacobian.ts';
export { concat, stack } from './join.ts';
export { celu, elu, type Leak, leakyRelu, prelu, type Saturation, selu } from './leaky.ts';
export { type Cholesky, cholesky, qr } from './linalg.ts';
export { logSumExp } from './log-sum-exp.ts';
export { and, type Not, not, or, xor } from './logic.ts';
export { foriLoop, type ScanOptions, scan, whileLoop } from './loops.ts';
export { type MatMul, matmul } from './matmul.ts';
export { type NormOptions, norm } from './norm.ts';
export {
  type CosineOptions,
  cdist,
  cosineSimilarity,
  type DistanceOptions,
  type Normalize,
  type NormalizeOptions,
  normalize,
  type Paired,
  pairwiseDistance,
} from './normalize.ts';
export { type Pad, pad } from './pad.ts';
export { type Fold, fold, type PatchOptions, type Unfold, unfold } from './patches.ts';
export { abs, neg, relu, square } from './piecewise.ts';
export {
  type AnyStage,
  type Fin,
  pipe,
  type Seq,
  type SeqOut,
  type Stages,
  seq,
  type To,
} from './pipe.ts';
export {
  type PixelShuffle,
  type PixelUnshuffle,
  pixelShuffle,
  pixelUnshuffle,
} from './pixel-shuffle.ts';
export {
  type AvgPool1d,
  type AvgPool2d,
  type AvgPool3d,
  type AvgPoolOptions,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type LpPool1d,
  type LpPool2d,
  lpPool1d,
  lpPool2d,
  type MaxPool1d,
  type MaxPool2d,
  type MaxPool3d,
  type MaxPoolOptions,
  maxPool1d,
  maxPool1dWithIndices,
  maxPool2d,
  maxPool2dWithIndices,
  maxPool3d,
  type Pool,
  type PoolOptions,
} from './pool.ts';
export {
  type AdaptivePool,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type GlobalPool,
  globalAvgPool1d,
  globalAvgPool2d,
  globalAvgPool3d,
  globalMaxPool1d,
  globalMaxPool2d,
  globalMaxPool3d,
} from './pool-adaptive.ts';
export {
  type PositionalEncoding,
  type PositionOptions,
  positionalEncoding,
  type RotaryEmbedding,
  rotaryEmbedding,
  sinusoidalPositions,
} from './positions.ts';
export { hypot, pow, power, rsqrt } from './power.ts';
export { prod } from './prod.ts';
export { dot, kron, matvec, outer, tensordot } from './products.ts';
export { type AxisSizes, type Rearranged, rearrange } from './rearrange.ts';
export {
  type Axes,
  type FloatReduction,
  type Keepdims,
  max,
  mean,
  min,
  type Reduced,
  type Reduction,
  sum,
} from './reduce.ts';
export { fmod, remainder } from './remainder.ts';
export {
  type Flip,
  flip,
  type Repeat,
  type Roll,
  repeat,
  roll,
  type SlidingWindow,
  slidingWindow,
  type Tile,
  tile,
} from './repeat.ts';
export {
  type Resize,
  type ResizeOptions,
  resize,
  type Upsample,
  type UpsampleOptions,
  upsample,
} from './resize.ts';
export { ceil, round, sign, trunc } from './rounding.ts';
export type { AnyMap, Both, FloatMap, NumberMap, Second } from './rules.ts';
export type { ResizeMode } from './sampling.ts';
export { indexAdd, scatter, scatterAdd } from './scatter.ts';
export { type SearchSortedOptions, searchSorted } from './search-sorted.ts';
export { segmentMax, segmentMin, segmentProd, segmentSum } from './segment.ts';
export { type OneHot, oneHot, type Select, type Slice, select, slice, take } from './select.ts';
export {
  type ExpandDims,
  type ExpandDimsLayer,
  expandDims,
  type Flatten,
  flatten,
  type Permute,
  permute,
  type Reshape,
  reshape,
  type Squeeze,
  type SqueezeLayer,
  squeeze,
  type Transpose,
  transpose,
} from './shape.ts';
export {
  cos,
  exp,
  floor,
  log,
  log1p,
  reciprocal,
  sigmoid,
  sin,
  softplus,
  sqrt,
  tanh,
} from './smooth.ts';
export { logSoftmax, type OnAxis, softmax, softmin } from './softmax.ts';
export {
  type ArgSort,
  argSort,
  type Sort,
  type SortOptions,
  sort,
  type TopK,
  type TopKOptions,
  topK,
} from './sort.ts';
export { chunk, splitAxis } from './split.ts';
export {
  type Epsilon,
  type LocalResponseOptions,
  localResponseNorm,
  type Standardize,
  standardize,
} from './standardize.ts';
export { acos, asin, atan, atan2, tan } from './trigonometry.ts';
export { std, type VarianceOptions, variance } from './variance.ts';
