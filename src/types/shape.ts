/** The shape rules that ops share; each is a type and a function that say the same of any shapes. */

export {
  type Attend,
  attendShape,
  type Features,
  featuresShape,
  type Halved,
  halvedShape,
  type InHeads,
  type KeyMasked,
  type Masked,
  notInHeads,
  type Scores,
  scoresShape,
  unfitKeyMask,
  unfitMask,
} from './attention.ts';
export { type FlattenAxes, flattenAxesShape, type SwapAxes, swapAxesShape } from './axes.ts';
export {
  type At,
  type Axis,
  type AxisMessage,
  axisMessage,
  axisOf,
  axisSet,
  type Reduce,
  type ReduceAxes,
  type RemoveAt,
  reduceAxesShape,
  reduceDims,
  reduceShape,
  type SetAt,
} from './axis.ts';
export type { Inserted, Removed } from './batch.ts';
export { type Bind, bindShape, type Subst, substituteShape } from './bind.ts';
export { type Block, blockShape, type Updated, updatedShape } from './block.ts';
export {
  type Broadcast,
  type Broadcast3,
  type BroadcastsTo,
  broadcast3,
  broadcastDims,
  broadcastShape,
  broadcastsTo,
} from './broadcast.ts';
export { type Conv, convShape, type Divisible, divisible } from './conv.ts';
export { type ConvTranspose, convTransposeShape } from './conv-transpose.ts';
export {
  type CtcLabels,
  type CtcLengths,
  type CtcScores,
  ctcLabels,
  ctcLengths,
  ctcScores,
} from './ctc.ts';
export {
  type Diag,
  type Diagonal,
  type DiagonalDim,
  diagonalDim,
  diagonalShape,
  diagShape,
} from './diagonal.ts';
export type { Dim, SubstDim } from './dim.ts';
export { type Cdist, cdistShape } from './distance.ts';
export { type Einsum, type Equation, einsumEquation, einsumShape } from './einsum.ts';
export {
  type Along,
  alongShape,
  type GatherNd,
  gatherNdShape,
  type IndexAdd,
  indexAddShape,
  type Scatter,
  scatterShape,
} from './gather.ts';
export { type Glu, gluShape } from './glu.ts';
export { type Concat, concatShape, type Stack, stackShape, type Unified } from './join.ts';
export {
  type ClassWeights,
  classWeights,
  type Factor,
  factorShape,
  type LabelledRows,
  type Leading,
  labelledRows,
  leadingOf,
  type OneHotRows,
  oneHotRows,
} from './labelled.ts';
export { type Last, type LastTo, lastToShape } from './last.ts';
export { type Pad, type PadMode, type Pads, padShape } from './pad.ts';
export { type Fold, foldShape, type Unfold, unfoldShape } from './patches.ts';
export { type Permute, permuteShape, type SwapLast, swapLastShape } from './permute.ts';
export {
  type PixelShuffle,
  type PixelUnshuffle,
  pixelShuffleShape,
  pixelUnshuffleShape,
} from './pixel-shuffle.ts';
export {
  type AdaptivePool,
  adaptivePoolShape,
  type GlobalPool,
  globalPoolShape,
  type Pool,
  poolShape,
} from './pool.ts';
export {
  type DotAxes,
  type DotShape,
  dotAxes,
  dotShape,
  type Kron,
  kronShape,
  type MatVec,
  matVecShape,
  type Outer,
  outerShape,
  type TensorDot,
  tensorDotShape,
} from './products.ts';
export { type Rearrange, type Rearrangement, rearrangement, rearrangeShape } from './rearrange.ts';
export { type Recurrent, recurrentShape } from './recurrent.ts';
export {
  type Repeat,
  repeatShape,
  type Sliding,
  slidingShape,
  type Tile,
  tileShape,
} from './repeat.ts';
export {
  type Flatten,
  flattenShape,
  type Prod,
  type Reshape,
  reshapeShape,
  sizeOf,
} from './reshape.ts';
export {
  type GridSample,
  gridSampleShape,
  type Resize,
  resizeShape,
  type Upsample,
  upsampleShape,
} from './resize.ts';
export {
  type Narrow,
  narrowShape,
  type OneHot,
  oneHotShape,
  type Select,
  selectShape,
  type Take,
  takeShape,
} from './select.ts';
export {
  type Commas,
  type DynRank,
  type MsgNeq,
  neq,
  type Shape,
  type Show,
  type ShowDim,
  sameShape,
  show,
  type Uni,
  type Verdict,
} from './show.ts';
export { type Chunk, chunkShapes, type Split, splitShapes } from './split.ts';
export {
  type Grouped,
  groupedShape,
  type LastAxes,
  lastAxes,
  type Spacious,
  spaciousShape,
  type Trailing,
  trailingShape,
} from './trailing.ts';
export {
  type ConvDim,
  convDim,
  type Each,
  each,
  type Padding,
  type Padding2d,
  type Paddings,
  type Pair,
  type PerAxis,
  type Rank,
} from './window.ts';
