// Convolution and pooling: wrong programs with their sentences at the wrong argument, right ones with their types.
import {
  avgPool1d,
  avgPool2d,
  conv1d,
  conv2d,
  f32,
  type f64,
  flatten,
  type i32,
  init,
  key,
  layer,
  maxPool1d,
  maxPool2d,
  net,
  pipe,
  relu,
  seq,
  spec,
  type Tensor,
} from 'typegrad';

declare const x: Tensor<['B', 28, 28, 1]>;
declare const v: Tensor<['B', 784]>;
declare const small: Tensor<['B', 2, 2, 1]>;
declare const rgb: Tensor<[8, 9, 7, 3]>;
declare const d4: Tensor<[8, 9, 7, 1], f64>;
declare const ids: Tensor<[8, 9, 7, 3], i32>;
declare const text: Tensor<['B', 'T', 16]>;
declare const short: Tensor<['B', 2, 4]>;

const p = init(
  {
    c1: spec.conv2d(1, 32, 3),
    c2: spec.conv2d(64, 64, 3),
    wide: spec.conv2d(1, 8, [2, 5]),
    s1: spec.conv1d(4, 8, 3),
    odd: spec.conv2d(1, 4, 3),
  },
  key(0),
);

// expect: Argument of type 'Conv2d<[3, 3, 64, 64], 1, "valid", 1, 1>' is not assignable to parameter of type '"conv2d: input [B, 26, 26, 32] has 32 channels, kernel expects 64"'.
pipe(x, conv2d(p.c1), relu, conv2d(p.c2), flatten);
//                          ^
// expect: '"conv2d: window 3 does not fit input [B, 2, 2, 1]"'.
conv2d(p.c1)(small);
//           ^
// expect: '"conv2d: window 2x5 does not fit input [B, 2, 2, 1]"'.
conv2d(p.wide)(small);
//             ^
// expect: '"conv2d: input must be [batch, height, width, channels], got [B, 784]"'.
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
// expect: '"conv1d: input [B, T, 16] has 16 channels, kernel expects 4"'.
seq(relu, conv1d(p.s1))(text);
//                      ^
// expect: '"conv1d: window 3 does not fit input [B, 2, 4]"'.
conv1d(p.s1)(short);
//           ^
// expect: '"conv1d: window 3 does not fit input [B, 2, 4]"'.
conv1d(p.s1, { dilation: 4, padding: 1 })(short);
//                                        ^
// expect: '"conv2d: input must be [batch, height, width, channels], got [B, 784]"'.
net(f32('B', 784), relu, layer.conv2d('c1', { filters: 8, kernel: 3 }), flatten);
//                       ^
// expect: '"conv2d: window 3 does not fit input [B, 2, 2, 8]"'.
net(f32('B', 5, 5, 1), layer.conv2d('a', { filters: 8, kernel: 4 }), relu, layer.conv2d('b', { filters: 8, kernel: 3 }));
//                                                                         ^
// expect: '"net: the name 'c1' is used twice"'.
net(f32('B', 9, 9, 1), layer.conv2d('c1', { filters: 8, kernel: 3 }), layer.conv2d('c1', { filters: 8, kernel: 3 }));
//                                                                    ^
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
// expect: '"maxPool1d: input must be [batch, length, channels], got [B, 784]"'.
pipe(v, maxPool1d(2), relu);
//      ^
// expect: '"avgPool1d: window 3 does not fit input [B, 2, 4]"'.
avgPool1d(3)(short);
//           ^

// what compiles, with the types that it has
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
const features = pipe(x, conv2d(p.c1), relu, maxPool2d(2), flatten);
holds<Same<typeof features, Tensor<['B', 5408]>>>();
const half = conv2d(p.wide, { stride: 2, padding: 'same' })(x);
holds<Same<typeof half, Tensor<['B', 14, 14, 8]>>>();
const joined = avgPool1d(2)(text);
holds<Same<typeof joined, Tensor<['B', 'T//2', 16]>>>();
