// Axes, windows and indices: what the other case files leave out of each operation, right programs with their exact types.
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  addmm,
  all,
  avgPool2d,
  bilinear,
  bincount,
  type bool,
  cdist,
  cosineSimilarity,
  cummax,
  cummin,
  cumprod,
  cumsum,
  diag,
  diagonal,
  dot,
  type f64,
  flattenAxes,
  flip,
  full,
  gather,
  gatherNd,
  globalAvgPool1d,
  globalAvgPool3d,
  globalMaxPool1d,
  globalMaxPool2d,
  globalMaxPool3d,
  gridSample,
  type i32,
  indexAdd,
  less,
  localResponseNorm,
  logCumSumExp,
  logSoftmax,
  lpPool1d,
  lpPool2d,
  matvec,
  maxPool1d,
  maxPool1dWithIndices,
  maxPool3d,
  maxWithIndex,
  min,
  minWithIndex,
  norm,
  normalize,
  outer,
  pairwiseDistance,
  positionalEncoding,
  repeat,
  roll,
  rotaryEmbedding,
  scatter,
  scatterAdd,
  segmentMax,
  segmentMin,
  segmentProd,
  select,
  sequenceMask,
  sinusoidalPositions,
  softmin,
  standardize,
  std,
  swapAxes,
  type Tensor,
  tensordot,
  transpose,
  tril,
  triu,
  variance,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const v: Tensor<['B', 784]>;
declare const x: Tensor<['B', 28, 28, 4]>;
declare const line: Tensor<['B', 28, 4]>;
declare const cube: Tensor<['B', 8, 8, 8, 4]>;
declare const m: Tensor<[2, 3]>;
declare const w: Tensor<[3, 5]>;
declare const bi: Tensor<[5, 3, 3]>;
declare const sq: Tensor<[3, 3]>;
declare const b3: Tensor<[3]>;
declare const d3: Tensor<[3], f64>;
declare const ids: Tensor<['B'], i32>;
declare const i3: Tensor<[3], i32>;
declare const at: Tensor<['N', 3], i32>;
declare const grid: Tensor<['B', 5, 2]>;
declare const yes: Tensor<[3], bool>;
declare const text: Tensor<['B', 'T', 8]>;

// expect: '"min: axis 2 is out of range for [B, 784]"'.
min(2)(v);
//     ^
// expect: '"cummax: axis 2 is out of range for [B, 784]"'.
cummax(2)(v);
//        ^
// expect: '"cummin: needs a number tensor, got bool"'.
cummin(0)(yes);
//        ^
// expect: '"segmentMin: needs one index for each row of [2, 3], got [3]"'.
segmentMin(m, i3, 4);
//            ^
// expect: '"segmentProd: indices must be i32, got f32"'.
segmentProd(b3, b3, 4);
//              ^
// expect: '"lpPool1d: window 30 does not fit input [B, 28, 4]"'.
lpPool1d(2, 30)(line);
//              ^
// expect: '"adaptiveAvgPool1d: input must be [batch, length, channels], got [B, 28, 28, 4]"'.
adaptiveAvgPool1d(3)(x);
//                   ^
// expect: '"adaptiveAvgPool3d: input must be [batch, depth, height, width, channels], got [B, 28, 4]"'.
adaptiveAvgPool3d([2, 9, 2])(line);
//                           ^
// expect: '"adaptiveMaxPool1d: needs a float tensor, got i32"'.
adaptiveMaxPool1d(3)(ids);
//                   ^
// expect: '"adaptiveMaxPool3d: input must be [batch, depth, height, width, channels], got [B, 28, 28, 4]"'.
adaptiveMaxPool3d(2)(x);
//                   ^
// expect: '"globalAvgPool3d: input must be [batch, depth, height, width, channels], got [B, 28, 28, 4]"'.
globalAvgPool3d(x);
//              ^
// expect: '"globalMaxPool1d: input must be [batch, length, channels], got [B, 28, 28, 4]"'.
globalMaxPool1d(x);
//              ^
// expect: '"globalMaxPool2d: input must be [batch, height, width, channels], got [B, 28, 4]"'.
globalMaxPool2d(line);
//              ^
// expect: '"globalMaxPool3d: input must be [batch, depth, height, width, channels], got [B, 28, 28, 4]"'.
globalMaxPool3d(x);
//              ^

exactly<Tensor<['B'], bool>>()(all(1)(less(v, v)));
exactly<Tensor<['B', 1]>>()(min(1, { keepdims: true })(v));
exactly<Tensor<['B', 28, 4]>>()(norm(1)(x));
exactly<Tensor<['B', 1, 28, 4]>>()(std(1, { keepdims: true })(x));
exactly<Tensor<['B', 4]>>()(variance([1, 2])(x));
exactly<readonly [Tensor<['B']>, Tensor<['B'], i32>]>()(maxWithIndex(v, 1));
exactly<readonly [Tensor<[784]>, Tensor<[784], i32>]>()(minWithIndex(v, 0));
exactly<Tensor<['B'], i32>>()(cummax(0)(ids));
exactly<Tensor<['B', 784]>>()(cummin(1)(v));
exactly<Tensor<['B', 784]>>()(cumprod(1)(v));
exactly<Tensor<['B'], i32>>()(cumsum(0)(ids));
exactly<Tensor<['B', 784]>>()(logCumSumExp(-1)(v));
exactly<Tensor<['B', 784]>>()(logSoftmax(-1)(v));
exactly<Tensor<[3], f64>>()(softmin(0)(d3));
exactly<Tensor<['B', 784]>>()(standardize(-1)(v));
exactly<Tensor<['B', 784]>>()(normalize()(v));
exactly<Tensor<['B', 28, 28, 4]>>()(localResponseNorm(3)(x));
exactly<Tensor<['B', 'T', 8]>>()(positionalEncoding()(text));
exactly<Tensor<['B', 'T', 8]>>()(rotaryEmbedding()(text));
exactly<Tensor<['T', 8]>>()(sinusoidalPositions('T', 8));

exactly<Tensor<['B', 784, 4]>>()(flattenAxes(1, 2)(x));
exactly<Tensor<['B', 4, 28, 28]>>()(swapAxes(1, 3)(x));
exactly<Tensor<['B', 4, 28]>>()(transpose(line));
exactly<Tensor<['B', 784]>>()(flip(1)(v));
exactly<Tensor<['B', 784]>>()(roll([1, -1], [0, 1])(v));
exactly<Tensor<['2*B', 784]>>()(repeat(2, 0)(v));
exactly<Tensor<['B', 28, 4]>>()(select(2, -1)(x));
exactly<Tensor<[3, 3, 3]>>()(diag()(sq));
exactly<Tensor<[4, 4]>>()(diag(1)(b3));
exactly<Tensor<['B', 4, 28]>>()(diagonal(0, 1, 2)(x));
exactly<Tensor<[3, 3]>>()(tril()(sq));
exactly<Tensor<['B', 28, 4]>>()(triu(-1)(line));

exactly<Tensor<[]>>()(dot(b3, b3));
exactly<Tensor<[3, 3]>>()(outer(b3, b3));
exactly<Tensor<[2]>>()(matvec(m, b3));
exactly<Tensor<[2, 5]>>()(tensordot(m, w, 1));
exactly<Tensor<[2, 5]>>()(addmm(full([5], 0), m, w));
exactly<Tensor<[2, 5]>>()(bilinear(m, m, bi));
exactly<Tensor<[2]>>()(cosineSimilarity(m, b3));
exactly<Tensor<[2]>>()(pairwiseDistance(m, m));
exactly<Tensor<[2, 3]>>()(cdist(m, sq));

exactly<Tensor<['N', 3]>>()(gather(full(['N', 784], 0), at, 1));
exactly<Tensor<['N']>>()(gatherNd(full([3, 4, 5], 0), at));
exactly<Tensor<[3, 5]>>()(indexAdd(w, i3, w, 0));
exactly<Tensor<['N', 784]>>()(scatter(full(['N', 784], 0), at, full(['N', 3], 1), 1));
exactly<Tensor<['N', 784]>>()(scatterAdd(full(['N', 784], 0), at, full(['N', 3], 1), 1));
exactly<Tensor<[7], i32>>()(bincount(7)(ids));
exactly<Tensor<['B', 'T'], bool>>()(sequenceMask('T')(ids));
exactly<Tensor<['K']>>()(segmentMax(b3, i3, 'K'));
exactly<Tensor<[4]>>()(segmentMin(b3, i3, 4));
exactly<Tensor<[4, 5]>>()(segmentProd(w, i3, 4));
exactly<Tensor<['B', 5, 4]>>()(gridSample(x, grid));

exactly<Tensor<['B', 14, 14, 4]>>()(avgPool2d(2)(x));
exactly<Tensor<['B', 14, 4]>>()(lpPool1d(2, 2)(line));
exactly<Tensor<['B', 9, 9, 4]>>()(lpPool2d(2, 3)(x));
exactly<Tensor<['B', 26, 4]>>()(maxPool1d(3, { stride: 1 })(line));
exactly<readonly [values: Tensor<['B', 14, 4]>, indices: Tensor<['B', 14, 4], i32>]>()(maxPool1dWithIndices(line, 2));
exactly<Tensor<['B', 4, 4, 4, 4]>>()(maxPool3d(2)(cube));
exactly<Tensor<['B', 3, 4]>>()(adaptiveAvgPool1d(3)(line));
exactly<Tensor<['B', 2, 2, 2, 4]>>()(adaptiveAvgPool3d(2)(cube));
exactly<Tensor<['B', 3, 4]>>()(adaptiveMaxPool1d(3)(line));
exactly<Tensor<['B', 7, 5, 4]>>()(adaptiveMaxPool2d([7, 5])(x));
exactly<Tensor<['B', 2, 2, 2, 4]>>()(adaptiveMaxPool3d(2)(cube));
exactly<Tensor<['B', 4]>>()(globalAvgPool1d(line));
exactly<Tensor<['B', 4]>>()(globalAvgPool3d(cube));
exactly<Tensor<['B', 4]>>()(globalMaxPool1d(line));
exactly<Tensor<['B', 4]>>()(globalMaxPool2d(x));
exactly<Tensor<['B', 4]>>()(globalMaxPool3d(cube));
