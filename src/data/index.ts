/** Data sets as typed arrays: MNIST, generated digits, shuffling and batches. */
export { type BoundaryError, explain, listErrors } from '../core/boundary.ts';
export { generatedDigits } from './generated-digits.ts';
export { decompress, type Gunzip, gunzipStream, isGzip } from './gzip.ts';
export {
  type Idx,
  type IdxKind,
  imagesKind,
  labelsKind,
  readIdx,
  readImages,
  readLabels,
} from './idx.ts';
export { bytesToUnit, type DigitRow, type DigitSamples, mnist, readDigits } from './mnist.ts';
export { encodePng, type GreyImage, readPng } from './png.ts';
export type { PngLimits } from './png-header.ts';
export {
  type BatchBuffers,
  batches,
  gatherRows,
  rowSize,
  type Samples,
  sliceSamples,
  split,
} from './samples.ts';
export { inOrder, shuffle } from './shuffle.ts';
export { type Key, randomBits, threefry } from './threefry.ts';
