// Compositions: the sentence names the stage, counted from 0, through every composition around it.
import {
  add,
  conv2d,
  dense,
  f32,
  flatten,
  i32,
  init,
  key,
  layer,
  layerNorm,
  logSoftmax,
  matmul,
  maxPool2d,
  net,
  pipe,
  relu,
  reshape,
  seq,
  softmax,
  spec,
  sum,
  type Tensor,
  tanh,
  transpose,
} from 'typegrad';

declare const v: Tensor<['B', 784]>;
declare const x: Tensor<['B', 28, 28, 1]>;
declare const small: Tensor<['B', 2, 2, 1]>;
declare const w: Tensor<[256, 10]>;
declare const h: Tensor<['B', 128]>;

const p = init(
  {
    l1: spec.dense(784, 512),
    l2: spec.dense(512, 256),
    l3: spec.dense(128, 64),
    c1: spec.conv2d(1, 8, 3),
    c2: spec.conv2d(16, 8, 3),
    ln: spec.layerNorm(128),
  },
  key(0),
);
const body = seq(dense(p.l1), relu, dense(p.l2), relu);
const deep = seq(body, tanh, seq(relu, dense(p.l3), relu));

// pipe
// expect: '"pipe: stage 9, layerNorm: expects last dimensions [128], got [B, 256]"'.
pipe(v, dense(p.l1), relu, dense(p.l2), relu, tanh, relu, tanh, relu, tanh, layerNorm(p.ln), relu);
//                                                                          ^
// expect: '"pipe: stage 3, dense: expects last dimension 128, got [B, 256] (256 ≠ 128)"'.
pipe(v, relu, body, tanh, dense(p.l3));
//                        ^
// expect: '"pipe: stage 1, seq: stage 0, seq: stage 0, dense: expects last dimension 784, got [B, 256] (256 ≠ 784)"'.
pipe(v, body, deep, relu);
//            ^
// expect: '"pipe: stage 3, conv2d: input [B, 13, 13, 8] has 8 channels, kernel expects 16"'.
pipe(x, conv2d(p.c1), relu, maxPool2d(2), conv2d(p.c2), relu, flatten);
//                                        ^
// expect: '"pipe: stage 1, conv2d: window 3 does not fit input [B, 2, 2, 1]"'.
pipe(small, relu, conv2d(p.c1));
//                ^
// expect: '"pipe: stage 2, a definition: it has no parameters yet, and belongs in net"'.
pipe(v, dense(p.l1), relu, layer.dense('fc', 10));
//                         ^
// throws: nothing
// expect: '"pipe: stage 1, a function: expects Tensor<[B, 783], f32>, got Tensor<[B, 784], f32>"'.
pipe(v, relu, (z: Tensor<['B', 783]>) => relu(z));
//            ^
// throws: nothing
// expect: '"pipe: stage 1, an arrow function: annotate its parameter, or name the intermediate value"'.
pipe(v, relu, (z) => z);
//            ^
// expect: '"matmul: inner dimensions differ: [B, 256] x [10, 256] (256 ≠ 10)"'.
pipe(v, dense(p.l1), dense(p.l2), (z: Tensor<['B', 256]>) => matmul(z, transpose(w)));
//                                                                     ^
// expect: '"pipe: stage 0, reshape: [B, 28, 28, 1] has 784*B elements, [B, 28, 27] has 756*B"'.
pipe(x, reshape(['B', 28, 27]));
//      ^
// expect: '"pipe: stage 1, logSoftmax: axis -5 is out of range for [B, 28, 28, 1]"'.
pipe(x, relu, logSoftmax(-5), flatten);
//            ^
// expect: '"pipe: stage 0, sum: axes [0, 0] name axis 0 of [B, 784] twice"'.
pipe(v, sum([0, 0]), relu);
//      ^
// seq
// expect: '"seq: stage 2, seq: stage 1, dense: expects last dimension 128, got [B, 256] (256 ≠ 128)"'.
deep(v);
//   ^
// expect: '"seq: stage 0, dense: expects last dimension 784, got [B, 128] (128 ≠ 784)"'.
body(h);
//   ^
// expect: '"seq: stage 2, softmax: axis 2 is out of range for [B, 784]"'.
seq(relu, tanh, softmax(2))(v);
//                          ^
// expect: '"seq: stage 1, a definition: it has no parameters yet, and belongs in net"'.
seq(relu, layer.dense('fc', 10));
//        ^
// expect: '"seq: stage 0, conv2d: input must be [batch, height, width, channels], got [B, 784]"'.
seq(conv2d(p.c1), relu, flatten)(v);
//                               ^
// net
// expect: '"net: stage 3, dense: expects last dimension 784, got [B, 5408] (5408 ≠ 784)"'.
net(f32('B', 28, 28, 1), conv2d(p.c1), relu, flatten, dense(p.l1));
//                                                    ^
// expect: '"net: stage 3, dense: expects last dimension 128, got [B, 256] (256 ≠ 128)"'.
net(f32('B', 784), relu, body, tanh, dense(p.l3));
//                                   ^
// expect: '"net: stage 4, dense: expects last dimension 128, got [B, 64] (64 ≠ 128)"'.
net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 64), relu, dense(p.l3));
//                                                                              ^
// expect: '"net: stage 2, the name 'fc' is used twice"'.
net(f32('B', 784), layer.dense('fc', 128), relu, layer.dense('fc', 10));
//                                               ^
// expect: '"net: stage 1, residual 'r': the stages turn Tensor<[B, 16], f32> into Tensor<[B, 8], f32>; the sum needs the same type"'.
net(f32('B', 784), layer.dense('a', 16), layer.residual('r', layer.dense('fc', 16), relu, layer.dense('out', 8)));
//                                       ^
// expect: '"net: stage 0, residual 'r': stage 1, dense: expects last dimension 128, got [B, 784] (784 ≠ 128)"'.
net(f32('B', 784), layer.residual('r', relu, dense(p.l3)));
//                 ^
// expect: '"net: stage 0, group 'g': stage 1, group 'h': stage 1, dense: expects last dimension 512, got [B, 784] (784 ≠ 512)"'.
net(f32('B', 784), layer.group('g', relu, layer.group('h', tanh, dense(p.l2)), relu));
//                 ^
// expect: '"net: stage 0, group 'g': stage 1, residual 'r': the stages turn Tensor<[B, 784], f32> into Tensor<[B, 9], f32>; the sum needs the same type"'.
net(f32('B', 784), layer.group('g', relu, layer.residual('r', layer.dense('fc', 9))));
//                 ^
// expect: '"net: stage 1, group 'g': stage 1, the name 'a' is used twice"'.
net(f32('B', 784), relu, layer.group('g', layer.dense('a', 3), layer.dense('a', 4)));
//                       ^
// expect: '"net: stage 1, conv2d: input must be [batch, height, width, channels], got [B, 784]"'.
net(f32('B', 784), relu, layer.conv2d('c', { filters: 8, kernel: 3 }));
//                       ^
// expect: '"net: stage 2, conv2d: window 3 does not fit input [B, 2, 2, 1]"'.
net(f32('B', 5, 5, 1), maxPool2d(2), relu, layer.conv2d('c', { filters: 8, kernel: 3 }));
//                                         ^
// expect: '"net: stage 0, relu: needs a float tensor, got i32"'.
net(i32('B', 784), relu);
//                 ^
// throws: nothing
// expect: '"net: stage 1, a function: expects Tensor<[B, 3], f32>, got Tensor<[B, 784], f32>"'.
net(f32('B', 784), relu, (z: Tensor<['B', 3]>) => relu(z));
//                       ^

// what compiles
export const logits: Tensor<['B', 10]> = pipe(v, body, (z: Tensor<['B', 256]>) => matmul(z, w));
export const twice: Tensor<['B', 128]> = pipe(h, layerNorm(p.ln), (z: Tensor<['B', 128]>) => add(z, h), relu);
