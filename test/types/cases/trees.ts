// Wrong programs about functions and trees: parameters, derivatives, maps over batches, loops, compiled functions.
import {
  accuracy,
  add,
  adam,
  type bool,
  cond,
  cosineSchedule,
  crossEntropy,
  dense,
  f32,
  foldIn,
  grad,
  i32,
  init,
  jit,
  jvp,
  key,
  layer,
  matmul,
  model,
  mul,
  type NdArray,
  net,
  partition,
  pipe,
  relu,
  reshape,
  scan,
  softmax,
  spec,
  sum,
  type Tensor,
  uniform,
  valueAndGrad,
  vjp,
  vmap,
} from 'typegrad';

declare const s: Tensor<[]>;
declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const a: Tensor<[32, 784]>;
declare const v: Tensor<['B', 784]>;
declare const x: Tensor<['B', 28, 28, 1]>;
declare const ids: Tensor<['B'], i32>;
declare const ids5: Tensor<[5], i32>;
declare const yes: Tensor<[], bool>;
declare const yes3: Tensor<[3], bool>;
declare const m43: Tensor<[4, 3]>;
declare const m53: Tensor<[5, 3]>;
declare const n3: NdArray<[3]>;
declare const i3: NdArray<[3], i32>;
declare const n5: NdArray<[5]>;
declare const n34: NdArray<[3, 4]>;
declare const n784: NdArray<[32, 784]>;
declare const i784: NdArray<[32, 784], i32>;
declare const labels: NdArray<[31], i32>;

const p = init({ l1: spec.dense(784, 512), l2: spec.dense(512, 10) }, key(0));
const mlp = net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 10));
const params = init(mlp.params, key(0));
const other = init({ fc1: spec.dense(784, 128), fc2: spec.dense(128, 11) }, key(0));
const square = (z: Tensor<[3]>): Tensor<[3]> => mul(z, z);
const energy = (z: Tensor<[3]>): Tensor<[]> => sum()(mul(z, z));

// expect: '"dense: expects last dimension 512, got [B, 784] (784 ≠ 512)"'.
dense(p.l2)(v);
//          ^
// expect: '"dense: expects last dimension 128, got [32, 784] (784 ≠ 128)"'.
dense(params.fc2)(a);
//                ^
// expect: Argument of type 'Dense<784, 512>' is not assignable to parameter of type '"pipe: stage 2, dense: expects last dimension 784, got [B, 512] (512 ≠ 784)"'.
pipe(v, dense(p.l1), relu, dense(p.l1));
//                         ^
// expect: '"net: stage 3, softmax: axis 2 is out of range for [B, 10]"'.
net(f32('B', 28, 28), layer.dense('fc1', 10), reshape(['B', 280]), layer.dense('fc2', 10), softmax(2));
//                                                                                         ^
// expect: Argument of type 'Reshape<["B", 2, 6]>' is not assignable to parameter of type '"net: stage 1, reshape: [B, 10] has 10*B elements, [B, 2, 6] has 12*B"'.
net(f32('B', 784), layer.dense('fc1', 10), reshape(['B', 2, 6]));
//                                         ^
// expect: Argument of type 'DenseDef<"fc1", 10>' is not assignable to parameter of type '"net: stage 0, dense: dtypes differ: i32 and f32; use cast"'.
net(i32('B', 784), layer.dense('fc1', 10));
//                 ^
// expect: Argument of type 'Dense<512, 10>' is not assignable to parameter of type '"net: stage 0, dense: expects last dimension 512, got [B, 784] (784 ≠ 512)"'.
net(f32('B', 784), dense(p.l2));
//                 ^
// expect: Argument of type '{ fc1: DenseP<784, 128>; fc2: DenseP<128, 11>; }' is not assignable to parameter of type '"params: fc2.b is Tensor<[11], f32>, expected Tensor<[10], f32>"'.
mlp(other, v);
//  ^
// expect: Argument of type '{ fc2: DenseP<128, 10>; }' is not assignable to parameter of type '"params: fc1 is missing"'.
mlp({ fc2: params.fc2 }, v);
//  ^
// expect: '"expected [B, 784], got [3]"'.
mlp(params, b3);
//          ^
// expect: '"expected [B, 784], got [B, 28, 28, 1]"'.
mlp(params, x);
//          ^
// expect: '"expected dtype f32, got i32"'.
mlp(params, i784);
//          ^
// expect: Argument of type 'NdArray<[3, 4], f32>' is not assignable to parameter of type '"expected [B, 16*h], got [3, 4]: 4 is not divisible by 16"'.
model({}, f32('B', '16*h'), (_, z) => z)({}, n34);
//                                           ^
// expect: Argument of type 'NdArray<[3, 4], f32>' is not assignable to parameter of type '"expected [B, B], got [3, 4]: 'B' is 3 and 4"'.
model({}, f32('B', 'B'), (_, z) => z)({}, n34);
//                                        ^
// expect: Argument of type 'Dense<784, 10>' is not assignable to parameter of type '"pipe: stage 1, dense: expects last dimension 784, got [B, 10] (10 ≠ 784)"'.
model({ l: spec.dense(784, 10) }, f32('B', 784), (q, z) => pipe(z, dense(q.l), dense(q.l)));
//                                                                             ^
// expect: '"crossEntropy: shapes do not broadcast: [32] with [5] (32 ≠ 5)"'.
crossEntropy(mlp(params, n784), ids5);
//                              ^
// expect: '"crossEntropy: labels must be i32, got f32"'.
crossEntropy(mlp(params, n784), b3);
//                              ^
// expect: '"accuracy: shapes do not broadcast: [32] with [5] (32 ≠ 5)"'.
accuracy(mlp(params, n784), ids5);
//                          ^
// expect: '"crossEntropy: needs rank >= 1, got []"'.
crossEntropy(s, ids);
//              ^
// expect: '"grad: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
grad(square)(b3);
//   ^
// expect: '"valueAndGrad: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
valueAndGrad(square)(b3);
//           ^
// expect: '"grad: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
grad((z: Tensor<[3]>) => z)(b3);
//   ^
// throws: nothing
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
grad(energy)(b4);
//           ^
// throws: mul: shapes differ: [4] and [3]
// refused: Type 'Tensor<[4], f32>' is not assignable to type 'Tensor<[3], f32>'.
jvp(energy, [b3], [b4]);
//                 ^
// throws: mul: shapes differ: [3] and [4]
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
vjp(square, b3)[1](b4);
//                 ^
// throws: nothing
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'Tensor<[3, 3], f32>'.
vmap(square)(b3);
//           ^
// expect: '"vmap: axis 0 of [5, 3] is not the batch of 4"'.
vmap((z: Tensor<[3]>, y: Tensor<[3]>) => add(z, y))(m43, m53);
//                                                       ^
// throws: nothing
// refused: Argument of type 'NdArray<[3, 4], f32>' is not assignable to parameter of type 'Tensor<[3, 3], f32>'.
vmap(energy)(n34);
//           ^
// throws: add: shapes do not broadcast: [4] with [3] (4 ≠ 3)
// expect: '"scan: the carry is Tensor<[3], f32>, expected Tensor<[4], f32>"'.
scan((c: Tensor<[3]>, z: Tensor<[3]>) => [add(c, z), c] as const, b4, m43);
//   ^
// expect: '"scan: the carry is Tensor<[], f32>, expected Tensor<[3], f32>"'.
scan((c: Tensor<[3]>, z: Tensor<[3]>) => [sum(0)(add(c, z)), c] as const, b3, m43);
//   ^
// throws: cond: the condition must be a bool scalar, got bool [3]
// refused: Argument of type 'Tensor<[3], bool>' is not assignable to parameter of type 'Tensor<[], bool>'.
cond(yes3, (z: Tensor<[3]>) => z, (z: Tensor<[3]>) => mul(z, z), b3);
//   ^
// expect: '"cond: the other branch is Tensor<[], f32>, expected Tensor<[3], f32>"'.
cond(yes, (z: Tensor<[3]>) => z, (z: Tensor<[3]>) => sum()(z), b3);
//                               ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
uniform(b3, [3]);
//      ^
// throws: foldIn: needs a scalar, got [5]
// refused: Argument of type 'Tensor<[5], i32>' is not assignable to parameter of type 'number | Tensor<[], Integer>'.
foldIn(key(0), ids5);
//             ^
// expect: '"grads: w is Tensor<[4], f32>, expected Tensor<[3], f32>"'.
adam().update({ w: b4 }, adam().init({ w: b3 }), { w: b3 });
//            ^
const f1 = jit([f32('B', 4), f32('B')], (z, y) => add(z, reshape(['B', 1])(y)));
// expect: Argument of type 'NdArray<[5], f32>' is not assignable to parameter of type '"expected [B], got [5]: 'B' is 3 and 5"'.
f1(n34, n5);
//      ^
// throws: jit: expected 2 arguments, got 1
// refused: Expected 2 arguments, but got 1.
void f1(n34);
//   ^
// throws: jit: expected 2 arguments, got 3
// refused: Expected 2 arguments, but got 3.
f1(n34, n3, n3);
//          ^
// expect: Argument of type 'NdArray<[3], f32>' is not assignable to parameter of type '"expected [B, 4], got [3]"'.
f1(n3, n3);
// ^
const f2 = jit([f32('B', 4), { y: f32('B') }], (z, q) => q.y);
// expect: Argument of type '{ y: NdArray<[5], f32>; }' is not assignable to parameter of type '"params: y is Tensor<[5], f32>, expected Tensor<[3], f32>"'.
f2(n34, { y: n5 });
//      ^
// expect: '"params: y is missing"'.
f2(n34, {});
//      ^
// expect: '"params: y is Tensor<[3], i32>, expected Tensor<[3], f32>"'.
f2(n34, { y: i3 });
//      ^
const f4 = jit([{ u: f32('I', 'H'), v: f32('H', 'C') }, f32('B', 'I')], (q, z) =>
  matmul(matmul(z, q.u), q.v),
);
declare const u45: NdArray<[4, 5]>;
declare const v53: NdArray<[5, 3]>;
declare const v63: NdArray<[6, 3]>;
declare const z24: NdArray<[2, 4]>;
declare const z25: NdArray<[2, 5]>;
// expect: '"params: v is Tensor<[6, 3], f32>, expected Tensor<[5, C], f32>"'.
f4({ u: u45, v: v63 }, z24);
// ^
// expect: '"expected [B, I], got [2, 5]: 'I' is 4 and 5"'.
f4({ u: u45, v: v53 }, z25);
//                     ^
const f3 = jit([mlp.params, f32('B', 784), i32('B')], (q, z, y) => crossEntropy(mlp(q, z), y));
// expect: Argument of type '{ fc1: DenseP<784, 128>; fc2: DenseP<128, 11>; }' is not assignable to parameter of type '"params: fc2.b is Tensor<[11], f32>, expected Tensor<[10], f32>"'.
f3(other, n784, labels);
// ^
// expect: Argument of type 'NdArray<[31], i32>' is not assignable to parameter of type '"expected [B], got [31]: 'B' is 32 and 31"'.
f3(params, n784, labels);
//               ^
// expect: Argument of type 'NdArray<[32, 784], i32>' is not assignable to parameter of type '"expected dtype f32, got i32"'.
f3(params, i784, labels);
//         ^
// expect: Argument of type 'NdArray<[5], f32>' is not assignable to parameter of type '"expected dtype i32, got f32"'.
f3(params, n784, n5);
//               ^
// throws: jit: there is no argument 2 to donate
// refused: Type '2' is not assignable to type '0 | 1'.
jit([f32('B', 4), f32('B')], (z, y) => z, { donate: [2] });
//                                                   ^
// expect: '"matmul: right side needs rank >= 2, got [B]"'.
jit([f32('B', 4), f32('B')], (z, y) => matmul(z, y));
//                                               ^
const falling = cosineSchedule(0.1, 0, 100);
// expect: Argument of type 'Tensor<[], f32>' is not assignable to parameter of type '"schedule: the step must be i32, got f32"'.
falling(s);
//      ^
// throws: partition: w belongs to 'biases', which has no optimiser
// refused: Type '"biases"' is not assignable to type '"weights"'.
partition(() => 'biases', { weights: adam() }).init({ w: s });
//              ^
