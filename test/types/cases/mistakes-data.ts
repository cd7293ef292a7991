// Data and labels: indices and one-hot rows, floats and integers, batches that disagree, sizes of images, axes, padding.
import {
  accuracy,
  argMax,
  avgPool2d,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  concat,
  conv2d,
  crossEntropy,
  dropout,
  embedding,
  exp,
  f32,
  type f64,
  flatten,
  i32,
  init,
  jit,
  key,
  layer,
  log,
  matmul,
  maxPool2d,
  mean,
  meanSquaredError,
  mul,
  type NdArray,
  negativeLogLikelihood,
  net,
  oneHot,
  pad,
  permute,
  relu,
  reshape,
  slice,
  softmax,
  spec,
  sqrt,
  squeeze,
  stack,
  sub,
  take,
  type Tensor,
  topKAccuracy,
  transpose,
  type u8,
  valueAndGrad,
} from 'typegrad';

declare const x: Tensor<['B', 28, 28, 1]>;
declare const rgb: Tensor<['B', 3, 32, 32]>;
declare const tiny: Tensor<['B', 2, 2, 1]>;
declare const pixels: Tensor<['B', 784], u8>;
declare const z: Tensor<['B', 10]>;
declare const other: Tensor<['N', 10]>;
declare const y: Tensor<['B'], i32>;
declare const yn: Tensor<['N'], i32>;
declare const hot: Tensor<['B', 10]>;
declare const hotInts: Tensor<['B', 10], i32>;
declare const doubles: Tensor<['B', 10], f64>;
declare const column: Tensor<['B', 1], i32>;
declare const ids: Tensor<['B', 'T'], i32>;
declare const table: Tensor<[100, 8]>;
declare const v: Tensor<['B', 784]>;
declare const n32: NdArray<[32, 784]>;
declare const n31: NdArray<[31], i32>;
declare const f31: NdArray<[32]>;

const cnn = { c1: init(spec.conv2d(1, 8, 5), key(0)), c3: init(spec.conv2d(3, 8, 3), key(0)) };
const mlp = net(f32('B', 784), layer.dense('fc', 10));
const p = init(mlp.params, key(0));

// labels
// expect: '"crossEntropy: labels must be indices [B], got one-hot rows [B, 10]; argMax(-1) makes indices of them"'.
crossEntropy(z, hot);
//              ^
// expect: '"crossEntropy: labels must be indices [B], got one-hot rows [B, 10]; argMax(-1) makes indices of them"'.
crossEntropy(z, hotInts);
//              ^
// expect: '"crossEntropy: labels must be indices [B], got one-hot rows [B, 10]; argMax(-1) makes indices of them"'.
crossEntropy(z, oneHot(10)(y));
//              ^
// expect: '"crossEntropy: shapes do not broadcast: [B] with [N] (B ≠ N)"'.
crossEntropy(z, yn);
//              ^
// expect: '"crossEntropy: labels must be indices [B], got [B, 1]; squeeze([-1]) drops the last axis"'.
crossEntropy(z, column);
//              ^
// expect: '"categoricalCrossEntropy: probabilities must be floats; indices go to crossEntropy"'.
categoricalCrossEntropy(z, y);
//                         ^
// expect: '"categoricalCrossEntropy: probabilities must be floats; indices go to crossEntropy"'.
categoricalCrossEntropy(z, hotInts);
//                         ^
// expect: '"categoricalCrossEntropy: shapes do not broadcast: [B, 10] with [N, 10] (B ≠ N)"'.
categoricalCrossEntropy(z, other);
//                         ^
// expect: '"negativeLogLikelihood: labels must be indices [B], got one-hot rows [B, 10]; argMax(-1) makes indices of them"'.
negativeLogLikelihood(z, hot);
//                       ^
// expect: '"accuracy: labels must be indices [B], got one-hot rows [B, 10]; argMax(-1) makes indices of them"'.
accuracy(z, hot);
//          ^
// expect: '"accuracy: labels must be indices [B], got one-hot rows [B, 10]; argMax(-1) makes indices of them"'.
accuracy(z, hotInts);
//          ^
// expect: '"topKAccuracy: labels must be indices [B], got one-hot rows [B, 10]; argMax(-1) makes indices of them"'.
topKAccuracy(z, hot, 5);
//              ^
// expect: '"binaryCrossEntropy: dtypes differ: f32 and i32; use cast"'.
binaryCrossEntropy(z, y);
//                    ^
// expect: '"meanSquaredError: dtypes differ: f32 and i32; use cast"'.
meanSquaredError(z, y);
//                  ^
// expect: '"meanSquaredError: dtypes differ: f32 and f64; use cast"'.
meanSquaredError(mlp(p, v), doubles);
//                          ^
// integers where floats are needed, and the other way
// expect: '"relu: needs a float tensor, got u8"'.
relu(pixels);
//   ^
// expect: '"expected dtype f32, got u8"'.
mlp(p, pixels);
//     ^
// expect: '"matmul: needs a float tensor, got i32"'.
matmul(ids, ids);
//     ^
// expect: '"softmax: needs a float tensor, got i32"'.
softmax(-1)(hotInts);
//          ^
// expect: '"exp: needs a float tensor, got i32"'.
exp(y);
//  ^
// expect: '"log: needs a float tensor, got i32"'.
log(ids);
//  ^
// expect: '"sqrt: needs a float tensor, got i32"'.
sqrt(y);
//   ^
// expect: '"mean: needs a float tensor, got i32"'.
mean()(y);
//     ^
// expect: '"embedding: indices must be i32, got f32"'.
embedding(table, z);
//               ^
// expect: '"take: indices must be i32, got f32"'.
take(table, z);
//          ^
// expect: '"oneHot: needs an integer tensor, got f32"'.
oneHot(10)(z);
//         ^
// expect: '"dropout: needs a float tensor, got u8"'.
dropout(0.5, key(0))(pixels);
//                   ^
// expect: '"conv2d: input must be [batch, height, width, channels], got [B, T, 10]"'.
conv2d(cnn.c1)(oneHot(10)(ids));
//             ^
// expect: '"sub: dtypes differ: i32 and f32; use cast"'.
sub(y, hot);
//     ^
// batches
const step = jit([mlp.params, f32('B', 784), i32('B')], (q, a, b) => valueAndGrad((r: typeof q) => crossEntropy(mlp(r, a), b))(q));
// expect: '"expected [B], got [31]: 'B' is 32 and 31"'.
step(p, n32, n31);
//           ^
// expect: '"expected dtype i32, got f32"'.
step(p, n32, f31);
//           ^
// expect: '"crossEntropy: shapes do not broadcast: [B] with [N] (B ≠ N)"'.
jit([mlp.params, f32('B', 784), i32('N')], (q, a, b) => crossEntropy(mlp(q, a), b));
//                                                                              ^
// expect: '"expected [B, 784], got [B, 783]"'.
jit([mlp.params, f32('B', 783)], (q, a) => mlp(q, a));
//                                                ^
// expect: '"matmul: inner dimensions differ: [B, 784] x [B, 10] (784 ≠ B)"'.
jit([f32('B', 784), f32('B', 10)], (a, b) => matmul(a, b));
//                                                     ^
// expect: '"concat: shapes differ outside axis 0: [B, 10] with [10, B]"'.
concat(0, z, transpose(z));
//           ^
// expect: '"concat: shapes differ outside axis 1: [B, 10] with [N, 10]"'.
concat(1, z, other);
//           ^
// expect: '"stack: shapes differ: [B, 10] with [N, 10]"'.
stack(0, z, other);
//          ^
// images
// expect: '"conv2d: window 5 does not fit input [B, 2, 2, 1]"'.
conv2d(cnn.c1)(tiny);
//             ^
// expect: '"conv2d: input [B, 3, 32, 32] has 32 channels, kernel expects 3"'.
conv2d(cnn.c3)(rgb);
//             ^
// expect: '"conv2d: input [B, 28, 28, 1] has 1 channels, kernel expects 3"'.
conv2d(cnn.c3)(x);
//             ^
// expect: '"conv2d: input must be [batch, height, width, channels], got [B, 784]"'.
conv2d(cnn.c1)(v);
//             ^
// expect: '"maxPool2d: window 3 does not fit input [B, 2, 2, 1]"'.
maxPool2d(3)(tiny);
//           ^
// expect: '"avgPool2d: window 29x2 does not fit input [B, 28, 28, 1]"'.
avgPool2d([29, 2])(x);
//                 ^
// expect: '"maxPool2d: padding 2 exceeds half of window 2"'.
maxPool2d(2, { padding: 2 })(x);
//                           ^
// axes, padding, forms
// expect: '"permute: 3 axes given for [B, 28, 28, 1]"'.
permute([0, 3, 1])(x);
//                 ^
// expect: '"permute: [0, 3, 1, 1] is not a permutation of the axes of [B, 28, 28, 1]"'.
permute([0, 3, 1, 1])(x);
//                    ^
// expect: '"softmax: axis 4 is out of range for [B, 28, 28, 1]"'.
softmax(4)(x);
//         ^
// expect: '"argMax: axis 3 is out of range for [B, 10]"'.
argMax(3)(z);
//        ^
// expect: '"squeeze: axis 1 of [B, 28, 28, 1] is not 1"'.
squeeze([1])(x);
//           ^
// expect: '"pad: 2 pairs given for [B, 28, 28, 1]"'.
pad([[0, 0], [1, 1]])(x);
//                    ^
// expect: '"pad: more is cut off axis 2 of [B, 28, 28, 1] than it has"'.
pad([[0, 0], [0, 0], [-29, 0], [0, 0]])(x);
//                                      ^
// expect: '"reshape: only one dimension of [-1, 28, -1] can be -1"'.
reshape([-1, 28, -1])(x);
//                    ^
// expect: '"reshape: [B, 28, 28, 1] has 784*B elements, [B, 28, 29] has 812*B"'.
reshape(['B', 28, 29])(x);
//                     ^
// expect: '"reshape: [B, 784] cannot fill [-1, 5] (784*B is not divisible)"'.
reshape([-1, 5])(v);
//               ^
// expect: '"slice: 780+5 exceeds 784 on axis 1 of [B, 784]"'.
slice(1, 780, 5)(v);
//               ^
// expect: '"concat: axis 2 is out of range for [B, 10]"'.
concat(2, z, z);
//           ^

// what compiles
export const loss: Tensor<[]> = crossEntropy(z, argMax(-1)(hot));
export const soft: Tensor<[]> = categoricalCrossEntropy(z, hot);
export const flat: Tensor<['B', 784]> = flatten(x);
