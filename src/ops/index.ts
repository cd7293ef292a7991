/**
 * The vocabulary of programs: functions and layers from typed tensors to typed tensors. Every one of them throws
 * ShapeError or DTypeError, with the sentence that the type checker shows, for operands that do not fit.
 */
export { type ArgMax, argMax } from './arg-max.ts';
export { add, div, maximum, minimum, mul, scale, sub } from './arithmetic.ts';
export {
  arange,
  array,
  full,
  integers,
  ndarray,
  ones,
  onesLike,
  scalar,
  zeros,
  zerosLike,
} from './array.ts';
export { type InAxes, type LeadOf, type RowOf, type Stacked, type Vmapped, vmap } from './batch.ts';
export { type Cast, cast } from './cast.ts';
export {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  notEqual,
  type Where,
  where,
  whereShape,
} from './compare.ts';
export {
  checkpoint,
  cond,
  customDerivative,
  type ScanOptions,
  scan,
  stopGradient,
} from './control.ts';
export { type Convolution, convolve, convolveTranspose } from './conv.ts';
export { checkGeometry, type Geometry, spaceOf, whole } from './conv-geometry.ts';
export { grad, jvp, valueAndGrad, vjp } from './derivative.ts';
export { einsum } from './einsum.ts';
export { expand, expandBoth } from './expand.ts';
export { concat, stack } from './join.ts';
export { logSumExp } from './log-sum-exp.ts';
export { and, type Not, not, or, xor } from './logic.ts';
export { type MatMul, matMulShape, matmul } from './matmul.ts';
export { type Fold, fold, type PatchOptions, type Unfold, unfold } from './patches.ts';
export { abs, neg, relu, square } from './piecewise.ts';
export {
  type AnyStage,
  type Fin,
  isStage,
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
  type AvgPoolOptions,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  lpPool1d,
  lpPool2d,
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
export { along, rowsKernel, sumAlong } from './rows.ts';
export {
  type AnyMap,
  type Both,
  type FloatMap,
  type Floats,
  floats,
  type Indices,
  indices,
  type NumberMap,
  type Numbers,
  numbers,
  type Second,
} from './rules.ts';
export { type OneHot, oneHot, type Pad, pad, type Slice, slice, take } from './select.ts';
export {
  type ExpandDims,
  type ExpandDimsLayer,
  expandDims,
  expandDimsShape,
  type Flatten,
  flatten,
  type Permute,
  permute,
  type Reshape,
  reshape,
  type Squeeze,
  type SqueezeLayer,
  squeeze,
  squeezeShape,
  type Transpose,
  transpose,
} from './shape.ts';
export {
  cos,
  exp,
  floor,
  log,
  log1p,
  log1pOf,
  reciprocal,
  sigmoid,
  sin,
  softplus,
  softplusOf,
  sqrt,
  tanh,
} from './smooth.ts';
export { logSoftmax, type OnAxis, softmax } from './softmax.ts';
