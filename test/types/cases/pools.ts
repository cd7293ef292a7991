// Pooling: wrong programs with their sentences at the wrong argument, right ones with their types.
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  flatten,
  globalAvgPool1d,
  globalAvgPool2d,
  globalMaxPool3d,
  type i32,
  lpPool2d,
  maxPool1d,
  maxPool1dWithIndices,
  maxPool2d,
  maxPool2dWithIndices,
  maxPool3d,
  pipe,
  relu,
  type Tensor,
} from 'typegrad';

declare const x: Tensor<['B', 28, 28, 1]>;
declare const v: Tensor<['B', 784]>;
declare const small: Tensor<['B', 2, 2, 1]>;
declare const rgb: Tensor<[8, 9, 7, 3]>;
declare const ids: Tensor<[8, 9, 7, 3], i32>;
declare const text: Tensor<['B', 'T', 16]>;
declare const short: Tensor<['B', 2, 4]>;
declare const named: Tensor<['B', 'H', 'W', 'C']>;
declare const scan: Tensor<['B', 'D', 8, 6, 2]>;

// expect: '"maxPool2d: window 3 does not fit input [B, 2, 2, 1]"'.
maxPool2d(3)(small);
//           ^
// expect: '"maxPool2d: input must be [batch, height, width, channels], got [B, T, 16]"'.
maxPool2d(2)(text);
//           ^
// expect: '"maxPool2d: needs a float tensor, got i32"'.
maxPool2d(2)(ids);
//           ^
// expect: '"maxPool2d: padding 2 exceeds half of window 3"'.
maxPool2d(3, { padding: 2 })(rgb);
//                           ^
// expect: '"avgPool2d: window 10x7 does not fit input [8, 9, 7, 3]"'.
avgPool2d([10, 7])(rgb);
//                 ^
// expect: '"avgPool2d: padding 3 exceeds half of window 4"'.
avgPool2d([2, 4], { padding: [0, 3] })(rgb);
//                                     ^
// expect: '"pipe: stage 0, maxPool1d: input must be [batch, length, channels], got [B, 784]"'.
pipe(v, maxPool1d(2), relu);
//      ^
// expect: '"avgPool1d: window 3 does not fit input [B, 2, 4]"'.
avgPool1d(3)(short);
//           ^
// expect: '"maxPool2d: window 3x2 does not fit input [B, 2, 2, 1]"'.
maxPool2d([3, 2], { ceil: true, stride: 1 })(small);
//                                           ^
// expect: '"maxPool1d: padding 4 exceeds half of window 7"'.
maxPool1d(3, { dilation: 3, padding: 4 })(text);
//                                        ^
// expect: '"maxPool3d: input must be [batch, depth, height, width, channels], got [B, 28, 28, 1]"'.
maxPool3d(2)(x);
//           ^
// expect: '"avgPool3d: window 2x9x2 does not fit input [B, D, 8, 6, 2]"'.
avgPool3d([2, 9, 2])(scan);
//                   ^
// expect: '"lpPool2d: needs a float tensor, got i32"'.
lpPool2d(2, 2)(ids);
//             ^
// expect: '"maxPool2dWithIndices: needs a float tensor, got i32"'.
maxPool2dWithIndices(ids, 2);
//                   ^
// expect: '"maxPool1dWithIndices: window 3 does not fit input [B, 2, 4]"'.
maxPool1dWithIndices(short, 3);
//                   ^
// expect: '"adaptiveAvgPool2d: input must be [batch, height, width, channels], got [B, T, 16]"'.
adaptiveAvgPool2d(7)(text);
//                   ^
// expect: '"adaptiveMaxPool2d: needs a float tensor, got i32"'.
adaptiveMaxPool2d([2, 3])(ids);
//                        ^
// expect: '"pipe: stage 0, globalAvgPool1d: input must be [batch, length, channels], got [B, 28, 28, 1]"'.
pipe(x, globalAvgPool1d, relu);
//      ^
// expect: '"globalAvgPool2d: needs a float tensor, got i32"'.
globalAvgPool2d(ids);
//              ^

// what compiles, with the types that it has
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
const joined = avgPool1d(2)(text);
holds<Same<typeof joined, Tensor<['B', 'T//2', 16]>>>();
const features = pipe(x, maxPool2d(3, { stride: 2, ceil: true }), flatten);
holds<Same<typeof features, Tensor<['B', 196]>>>();
const last = maxPool2d(2, { ceil: true })(named);
holds<Same<typeof last, Tensor<['B', '(H+1)//2', '(W+1)//2', 'C']>>>();
const apart = maxPool2d([2, 3], { stride: 1, dilation: [3, 2], padding: [1, 0] })(named);
holds<Same<typeof apart, Tensor<['B', 'H-1', 'W-4', 'C']>>>();
const volume = avgPool3d(2, { stride: [1, 2, 2] })(scan);
holds<Same<typeof volume, Tensor<['B', 'D-1', 4, 3, 2]>>>();
const [values, indices] = maxPool2dWithIndices(rgb, 2);
holds<Same<typeof values, Tensor<[8, 4, 3, 3]>>>();
holds<Same<typeof indices, Tensor<[8, 4, 3, 3], i32>>>();
const seven = adaptiveAvgPool2d([7, 5])(named);
holds<Same<typeof seven, Tensor<['B', 7, 5, 'C']>>>();
const thirds = adaptiveAvgPool1d(3)(text);
holds<Same<typeof thirds, Tensor<['B', 3, 16]>>>();
const cubes = adaptiveMaxPool3d(2)(scan);
holds<Same<typeof cubes, Tensor<['B', 2, 2, 2, 2]>>>();
const means = pipe(named, globalAvgPool2d);
holds<Same<typeof means, Tensor<['B', 'C']>>>();
const peaks = globalMaxPool3d(scan);
holds<Same<typeof peaks, Tensor<['B', 2]>>>();
