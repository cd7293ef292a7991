/**
 * The vocabulary of programs: functions and layers from typed tensors to typed tensors. Every one of them throws
 * ShapeError or DTypeError, with the sentence that the type checker shows, for operands that do not fit.
 */

export type { Bilinear, Linear } from './affine.ts';
export { argMaxAlong } from './arg-max.ts';
export type { BroadcastTo } from './axes.ts';
export { expandThree, type Third } from './blend.ts';
export { whereShape } from './compare.ts';
export { type Convolution, convolve, convolveTranspose } from './conv.ts';
export { checkGeometry, type Geometry, spaceOf, whole } from './conv-geometry.ts';
export { type Loss, valueAndGradOf } from './derivative.ts';
export { type Bags, rowsAt } from './embedding.ts';
export { expand, expandBoth } from './expand.ts';
export { alongAxis } from './gather.ts';
export { choleskyOf, qrOf } from './linalg.ts';
export { notOf, orOf } from './logic.ts';
export { matMulShape, matrixProduct } from './matmul.ts';
export { rectified } from './piecewise.ts';
export { isStage } from './pipe.ts';
export { along, rowsKernel, sumAlong } from './rows.ts';
export {
  type Floats,
  floats,
  type Indices,
  indices,
  type Labelled,
  labelled,
  type Numbers,
  numbers,
} from './rules.ts';
export type { Summable, Updates } from './scatter.ts';
export { type SearchSorted, searchSortedOf, searchSortedShape } from './search-sorted.ts';
export { expandDimsShape, squeezeShape } from './shape.ts';
export { log1pOf, sigmoidOf, softplusOf } from './smooth.ts';
export { logSoftmaxOf, onAxis, softmaxOf } from './softmax.ts';
export type { AlongAxis } from './sort.ts';
export type { Tensors } from './split.ts';
export { overRootMeanSquare, standardizeOver } from './standardize.ts';
export { magnitude, one, stated, statedByEach, times } from './stated.ts';
export * from './vocabulary.ts';
