// Convolution: wrong programs with their sentences at the wrong argument, right ones with their types.
import {
  type bool,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  f32,
  type f64,
  flatten,
  fold,
  init,
  key,
  layer,
  maxPool2d,
  net,
  pipe,
  pixelShuffle,
  pixelUnshuffle,
  relu,
  seq,
  spec,
  type Tensor,
  unfold,
} from 'typegrad';

declare const x: Tensor<['B', 28, 28, 1]>;
declare const v: Tensor<['B', 784]>;
declare const small: Tensor<['B', 2, 2, 1]>;
declare const rgb: Tensor<[8, 9, 7, 3]>;
declare const d4: Tensor<[8, 9, 7, 1], f64>;
declare const mask: Tensor<['B', 3, 4, 18], bool>;
declare const clip: Tensor<['B', 'D', 'H', 'W', 3]>;
declare const flat3: Tensor<['B', 8, 8, 2, 3]>;
declare const code: Tensor<['B', 7, 7, 64]>;
declare const code5: Tensor<['B', 7, 7, 5]>;
declare const parts: Tensor<['B', 3, 4, 18]>;
declare const named: Tensor<['B', 'H', 'W', 12]>;
declare const text: Tensor<['B', 'T', 16]>;
declare const short: Tensor<['B', 2, 4]>;

const p = init(
  {
    c1: spec.conv2d(1, 32, 3),
    c2: spec.conv2d(64, 64, 3),
    wide: spec.conv2d(1, 8, [2, 5]),
    s1: spec.conv1d(4, 8, 3),
    odd: spec.conv2d(1, 4, 3),
    volume: spec.conv3d(3, 8, 3),
    up: spec.convTranspose2d(64, 32, 4),
    halves: spec.convTranspose2d(64, 32, 4, { groups: 2 }),
    five: spec.convTranspose2d(5, 4, 3),
    upLine: spec.convTranspose1d(16, 8, [3]),
    upVolume: spec.convTranspose3d(3, 2, [1, 2, 2]),
  },
  key(0),
);

// expect: Argument of type 'Conv2d<[3, 3, 64, 64], 1, "valid", 1, 1>' is not assignable to parameter of type '"pipe: stage 2, conv2d: input [B, 26, 26, 32] has 32 channels, kernel expects 64"'.
pipe(x, conv2d(p.c1), relu, conv2d(p.c2), flatten);
//                          ^
// expect: '"conv2d: window 3 does not fit input [B, 2, 2, 1]"'.
conv2d(p.c1)(small);
//           ^
// expect: '"conv2d: window 2x5 does not fit input [B, 2, 2, 1]"'.
conv2d(p.wide)(small);
//             ^
// expect: '"pipe: stage 0, conv2d: input must be [batch, height, width, channels], got [B, 784]"'.
pipe(v, conv2d(p.c1));
//      ^
// expect: '"conv2d: dtypes differ: f64 and f32; use cast"'.
conv2d(p.c1)(d4);
//           ^
// expect: '"conv2d: input [8, 9, 7, 3] has 3 channels, kernel expects 2"'.
conv2d(p.c1, { groups: 2 })(rgb);
//                          ^
// expect: '"conv2d: 4 output channels are not divisible by 3 groups"'.
conv2d(p.odd, { groups: 3 })(rgb);
//                           ^
// expect: '"conv1d: input must be [batch, length, channels], got [B, 28, 28, 1]"'.
conv1d(p.s1)(x);
//           ^
// expect: '"seq: stage 1, conv1d: input [B, T, 16] has 16 channels, kernel expects 4"'.
seq(relu, conv1d(p.s1))(text);
//                      ^
// expect: '"conv1d: window 3 does not fit input [B, 2, 4]"'.
conv1d(p.s1)(short);
//           ^
// expect: '"conv1d: window 3 does not fit input [B, 2, 4]"'.
conv1d(p.s1, { dilation: 4, padding: 1 })(short);
//                                        ^
// expect: '"net: stage 1, conv2d: input must be [batch, height, width, channels], got [B, 784]"'.
net(f32('B', 784), relu, layer.conv2d('c1', { filters: 8, kernel: 3 }), flatten);
//                       ^
// expect: '"net: stage 2, conv2d: window 3 does not fit input [B, 2, 2, 8]"'.
net(f32('B', 5, 5, 1), layer.conv2d('a', { filters: 8, kernel: 4 }), relu, layer.conv2d('b', { filters: 8, kernel: 3 }));
//                                                                         ^
// expect: '"net: stage 1, the name 'c1' is used twice"'.
net(f32('B', 9, 9, 1), layer.conv2d('c1', { filters: 8, kernel: 3 }), layer.conv2d('c1', { filters: 8, kernel: 3 }));
//                                                                    ^
// expect: '"conv2d: kernel must be [kh, kw, in, out], got [3, 4, 8]"'.
conv2d(p.s1)(rgb);
//           ^
// expect: '"pipe: stage 0, conv1d: kernel must be [k, in, out], got [3, 3, 1, 32]"'.
pipe(text, conv1d({ w: p.c1.w }));
//         ^
// expect: '"conv3d: input must be [batch, depth, height, width, channels], got [8, 9, 7, 3]"'.
conv3d(p.volume)(rgb);
//               ^
// expect: '"conv3d: window 3 does not fit input [B, 8, 8, 2, 3]"'.
conv3d(p.volume)(flat3);
//               ^
// expect: '"conv3d: kernel must be [kd, kh, kw, in, out], got [3, 3, 1, 32]"'.
conv3d(p.c1)(clip);
//           ^
// expect: '"net: stage 0, conv3d: 8 output channels are not divisible by 3 groups"'.
net(f32('B', 9, 9, 9, 3), layer.conv3d('c', { filters: 8, kernel: 3, groups: 3 }));
//                        ^
// expect: '"convTranspose2d: input [8, 9, 7, 3] has 3 channels, kernel expects 64"'.
convTranspose2d(p.up, { stride: 2, padding: 1 })(rgb);
//                                               ^
// expect: '"convTranspose2d: kernel must be [kh, kw, out, in], got [3, 8, 16]"'.
convTranspose2d(p.upLine)(code);
//                        ^
// expect: '"pipe: stage 0, convTranspose2d: input must be [batch, height, width, channels], got [B, 784]"'.
pipe(v, convTranspose2d(p.up));
//      ^
// expect: '"convTranspose2d: 5 input channels are not divisible by 2 groups"'.
convTranspose2d({ w: p.five.w }, { groups: 2 })(code5);
//                                              ^
// expect: '"convTranspose2d: outputPadding 2 must be less than stride 2"'.
convTranspose2d(p.up, { stride: 2, outputPadding: [0, 2] })(code);
//                                                          ^
// expect: '"pipe: stage 0, convTranspose2d: outputPadding must be 0 where padding is 'same', got 1"'.
pipe(code, convTranspose2d(p.up, { stride: 2, padding: 'same', outputPadding: 1 }), relu);
//         ^
// expect: '"convTranspose2d: window 4 with this padding leaves nothing of input [B, 7, 7, 64]"'.
convTranspose2d(p.up, { padding: 5 })(code);
//                                    ^
// expect: '"convTranspose2d: dtypes differ: f64 and f32; use cast"'.
convTranspose2d({ w: p.odd.w })(d4);
//                              ^
// expect: '"convTranspose1d: input [B, 2, 4] has 4 channels, kernel expects 16"'.
convTranspose1d(p.upLine)(short);
//                        ^
// expect: '"net: stage 0, convTranspose2d: 9 output channels are not divisible by 2 groups"'.
net(f32('B', 7, 7, 4), layer.convTranspose2d('u', { filters: 9, kernel: 2, groups: 2 }), relu);
//                     ^
// expect: '"unfold: window 3 does not fit input [B, 2, 2, 1]"'.
unfold(3)(small);
//        ^
// expect: '"pipe: stage 0, unfold: input must be [batch, height, width, channels], got [B, 784]"'.
pipe(v, unfold([2, 3], { stride: 2 }));
//      ^
// expect: '"fold: an image [5, 8] has [3, 3] patches, got [B, 3, 4, 18]"'.
fold([5, 8], [3, 4], { stride: 2, padding: [1, 0], dilation: 1 })(parts);
//                                                                ^
// expect: '"fold: 18 elements of a patch are not divisible by window 4"'.
fold([6, 7], 4)(parts);
//              ^
// expect: '"fold: needs a number tensor, got bool"'.
fold([5, 7], 3, { stride: 2, padding: 1 })(mask);
//                                         ^
// expect: '"pixelShuffle: channel size 3 of [8, 9, 7, 3] is not divisible by 4"'.
pixelShuffle(2)(rgb);
//              ^
// expect: '"pixelUnshuffle: height H of [B, H, W, 12] is not divisible by 3"'.
pixelUnshuffle(3)(named);
//                ^

// what compiles, with the types that it has
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
const features = pipe(x, conv2d(p.c1), relu, maxPool2d(2), flatten);
holds<Same<typeof features, Tensor<['B', 5408]>>>();
const half = conv2d(p.wide, { stride: 2, padding: 'same' })(x);
holds<Same<typeof half, Tensor<['B', 14, 14, 8]>>>();
const volume = conv3d(p.volume, { padding: 'same', stride: [1, 2, 2] })(clip);
holds<Same<typeof volume, Tensor<['B', 'D', '(H+1)//2', '(W+1)//2', 8]>>>();
const upper = convTranspose2d(p.up, { stride: 2, padding: 1 })(code);
holds<Same<typeof upper, Tensor<['B', 14, 14, 32]>>>();
const grouped = convTranspose2d(p.halves, { stride: 2, padding: 'same', groups: 2 })(code);
holds<Same<typeof grouped, Tensor<['B', 14, 14, 32]>>>();
const longer = convTranspose1d(p.upLine, { stride: 3, outputPadding: 2 })(text);
holds<Same<typeof longer, Tensor<['B', '3*T+2', 8]>>>();
const larger = convTranspose3d(p.upVolume, { stride: [1, 2, 2] })(clip);
holds<Same<typeof larger, Tensor<['B', 'D', '2*H', '2*W', 2]>>>();
const decoder = net(
  f32('B', 'H', 'W', 64),
  layer.convTranspose2d('up', { filters: 32, kernel: 4, stride: 2, padding: 1, groups: 4 }),
  relu,
  layer.convTranspose2d('out', { filters: 3, kernel: 3, stride: 2, padding: 1, outputPadding: 1 }),
);
const q = init(decoder.params, key(0));
holds<Same<(typeof q)['up']['w'], Tensor<[4, 4, 8, 64]>>>();
holds<Same<(typeof q)['up']['b'], Tensor<[32]>>>();
holds<Same<(typeof q)['out']['w'], Tensor<[3, 3, 3, 32]>>>();
const painted = decoder(q, code);
holds<Same<typeof painted, Tensor<['B', 28, 28, 3]>>>();
const tokens = unfold(4, { stride: 4 })(x);
holds<Same<typeof tokens, Tensor<['B', 7, 7, 16]>>>();
const image = fold(['H', 'W'], 2)(unfold(2)(named));
holds<Same<typeof image, Tensor<['B', 'H', 'W', 12]>>>();
const finer = pixelShuffle(2)(named);
holds<Same<typeof finer, Tensor<['B', '2*H', '2*W', 3]>>>();
const coarser = pixelUnshuffle(2)(finer);
holds<Same<typeof coarser, Tensor<['B', 'H', 'W', 12]>>>();
