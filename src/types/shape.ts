/** The shape rules that ops share; each is a type and a function that say the same of any shapes. */
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
export { type Bind, bindShape, type Subst, substituteShape } from './bind.ts';
export { type Broadcast, broadcastDims, broadcastShape } from './broadcast.ts';
export { type Conv, convShape, type Divisible, divisible } from './conv.ts';
export { type ConvTranspose, convTransposeShape } from './conv-transpose.ts';
export type { Dim, SubstDim } from './dim.ts';
export { type Einsum, type Equation, einsumEquation, einsumShape } from './einsum.ts';
export { type Concat, concatShape, type Stack, stackShape } from './join.ts';
export { type Last, type LastTo, lastToShape } from './last.ts';
export { type Pad, type Pads, padShape } from './pad.ts';
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
export { type Rearrange, type Rearrangement, rearrangement, rearrangeShape } from './rearrange.ts';
export {
  type Flatten,
  flattenShape,
  type Prod,
  type Reshape,
  reshapeShape,
  sizeOf,
} from './reshape.ts';
export {
  type Narrow,
  narrowShape,
  type OneHot,
  oneHotShape,
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
  show,
  type Uni,
  type Verdict,
} from './show.ts';
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
