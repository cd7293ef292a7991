// Wrong programs over the public surface, each with its sentence at the wrong argument; right ones beside them.
import {
  add,
  crossEntropy,
  dense,
  einsum,
  f32,
  type f64,
  type i32,
  init,
  jit,
  key,
  layer,
  matmul,
  model,
  type NdArray,
  net,
  pipe,
  relu,
  reshape,
  seq,
  softmax,
  spec,
  sum,
  type Tensor,
} from 'typegrad';

declare const x: Tensor<['B', 28, 28, 1]>;
declare const v: Tensor<['B', 784]>;
declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const a: Tensor<[32, 784]>;
declare const w: Tensor<[512, 10]>;
declare const d3: Tensor<[3], f64>;
declare const labels: Tensor<['B'], i32>;
declare const words: Tensor<['B', 'T', 10]>;
declare const m77: Tensor<[7, 7]>;
declare const n34: NdArray<[3, 4]>;
declare const n5: NdArray<[5]>;
declare const n783: NdArray<[32, 783]>;

const p = init(
  {
    l1: spec.dense(784, 512),
    l2: spec.dense(512, 256),
    l3: spec.dense(128, 64),
    l4: spec.dense(64, 10),
  },
  key(0),
);
const mlp = net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 10));
const params = init(mlp.params, key(0));

// expect: Argument of type 'Tensor<[512, 10], f32>' is not assignable to parameter of type '"matmul: inner dimensions differ: [32, 784] x [512, 10] (784 ≠ 512)"'.
matmul(a, w);
//        ^
// expect: Argument of type 'Dense<128, 64>' is not assignable to parameter of type '"pipe: stage 4, dense: expects last dimension 128, got [B, 256] (256 ≠ 128)"'.
pipe(v, dense(p.l1), relu, dense(p.l2), relu, dense(p.l3), relu, dense(p.l4));
//                                            ^
// expect: '"net: stage 2, dense: expects last dimension 128, got [B, 256] (256 ≠ 128)"'.
net(f32('B', 784), layer.dense('fc1', 256), relu, dense(p.l3), relu, layer.dense('fc2', 10));
//                                                ^
// expect: Argument of type 'Reshape<["B", 783]>' is not assignable to parameter of type '"pipe: stage 0, reshape: [B, 28, 28, 1] has 784*B elements, [B, 783] has 783*B"'.
pipe(x, reshape(['B', 783]), dense(p.l1));
//      ^
// expect: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type '"add: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
add(b3, b4);
//      ^
// expect: Argument of type 'Tensor<[3], f64>' is not assignable to parameter of type '"add: dtypes differ: f32 and f64; use cast"'.
add(b3, d3);
//      ^
// expect: Argument of type 'Tensor<[512, 10], f32>' is not assignable to parameter of type '"einsum 'ij,jk->ik': 'j' is both 784 and 512"'.
einsum('ij,jk->ik', a, w);
//                     ^
// expect: '"pipe: stage 0, softmax: axis 2 is out of range for [B, 784]"'.
pipe(v, softmax(2));
//      ^
// expect: '"params: fc2 is missing"'.
mlp({ fc1: params.fc1 }, v);
//  ^
// expect: '"params: fc2.w is Tensor<[64, 10], f32>, expected Tensor<[128, 10], f32>"'.
mlp({ fc1: params.fc1, fc2: p.l4 }, v);
//  ^
// expect: '"expected [B, 784], got [32, 783]"'.
mlp(params, n783);
//          ^
// expect: '"net: stage 2, the name 'fc1' is used twice"'.
net(f32('B', 784), layer.dense('fc1', 10), relu, layer.dense('fc1', 10));
//                                               ^
// expect: '"crossEntropy: shapes do not broadcast: [B, T] with [B] (T ≠ B)"'.
crossEntropy(words, labels);
//                  ^
const stages = seq(dense(p.l1), relu, dense(p.l3));
// expect: '"seq: stage 2, dense: expects last dimension 128, got [B, 512] (512 ≠ 128)"'.
stages(v);
//     ^
const rows = jit([f32('B', 4), f32('B')], (m, r) => add(sum(-1)(m), r));
// expect: Argument of type 'NdArray<[5], f32>' is not assignable to parameter of type '"expected [B], got [5]: 'B' is 3 and 5"'.
rows(n34, n5);
//        ^
// expect: '"pipe: stage 0, a definition: it has no parameters yet, and belongs in net"'.
pipe(v, layer.dense('fc1', 10));
//      ^

// what compiles, with the types that it has
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
const logits = pipe(v, dense(p.l1), relu, dense(p.l2), softmax(-1));
holds<Same<typeof logits, Tensor<['B', 256]>>>();
const scores = mlp(params, v);
holds<Same<typeof scores, Tensor<['B', 10]>>>();
const square = model({}, f32('B', 'B'), (_, m) => m);
const out = square({}, m77);
holds<Same<typeof out, Tensor<[7, 7]>>>();
declare const value: Tensor<readonly (number | string)[]>;
// @ts-expect-error a tensor of unknown shape is no tensor of three numbers
export const unsound: Tensor<[3]> = value;
