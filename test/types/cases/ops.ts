// Wrong uses of every operation, each with its sentence at the wrong argument; the same is thrown when types are left out.
import {
  add,
  and,
  argMax,
  binaryCrossEntropy,
  type bool,
  cast,
  concat,
  div,
  einsum,
  equal,
  exp,
  expandDims,
  type f64,
  flatten,
  greater,
  i32,
  integers,
  less,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  meanSquaredError,
  mul,
  not,
  oneHot,
  pad,
  permute,
  pipe,
  relu,
  reshape,
  scale,
  seq,
  slice,
  softmax,
  squeeze,
  stack,
  sub,
  sum,
  take,
  type Tensor,
  tanh,
  transpose,
  where,
} from 'typegrad';

declare const s: Tensor<[]>;
declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const d3: Tensor<[3], f64>;
declare const a: Tensor<[32, 784]>;
declare const w: Tensor<[512, 10]>;
declare const v: Tensor<['B', 784]>;
declare const t: Tensor<['T', 784]>;
declare const x: Tensor<['B', 28, 28, 1]>;
declare const h: Tensor<['B', 'H', 'W', 3]>;
declare const batch2: Tensor<[2, 3, 4]>;
declare const batch5: Tensor<[5, 4, 6]>;
declare const ids: Tensor<['B'], i32>;
declare const yes: Tensor<[3], bool>;
declare const yes4: Tensor<[4], bool>;

// expect: '"sub: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
sub(b3, b4);
//      ^
// expect: '"mul: shapes do not broadcast: [B, 784] with [T, 784] (B ≠ T)"'.
mul(v, t);
//     ^
// expect: '"div: dtypes differ: f32 and f64; use cast"'.
div(b3, d3);
//      ^
// expect: '"maximum: shapes do not broadcast: [B, 784] with [32, 784] (B ≠ 32)"'.
maximum(v, a);
//         ^
// expect: '"add: dtypes differ: i32 and f32; use cast"'.
add(ids, v);
//       ^
// expect: '"add: needs a number tensor, got bool"'.
add(yes, yes);
//  ^
// expect: '"scale: needs a float tensor, got i32"'.
scale(2, ids);
//       ^
// expect: '"matmul: left side needs rank >= 2, got [3]"'.
matmul(b3, w);
//         ^
// expect: '"matmul: right side needs rank >= 2, got [4]"'.
matmul(a, b4);
//        ^
// expect: '"matmul batch: shapes do not broadcast: [2] with [5] (2 ≠ 5)"'.
matmul(batch2, batch5);
//             ^
// expect: '"matmul: dtypes differ: f32 and f64; use cast"'.
matmul(a, d3);
//        ^
// expect: '"matmul: needs a float tensor, got i32"'.
matmul(ids, w);
//     ^
// expect: '"matmul: inner dimensions differ: [B, 784] x [512, 512] (784 ≠ 512)"'.
matmul(v, matmul(w, transpose(w)));
//        ^
// expect: '"einsum 'ij,kl->iq': output index 'q' is in no input"'.
einsum('ij,kl->iq', a, w);
//                     ^
// expect: '"einsum 'ijk->i': 'ijk' has 3 indices, its operand is [32, 784]"'.
einsum('ijk->i', a);
//               ^
// expect: '"einsum 'ij,jk->ik': 2 subscripts for 1 operands"'.
einsum('ij,jk->ik', a);
//                  ^
// expect: '"einsum 'bij,bjk->bik': 'b' is both 2 and 5"'.
einsum('bij,bjk->bik', batch2, batch5);
//                             ^
// expect: '"einsum: dtypes differ: f32 and f64; use cast"'.
einsum('i,i->', b3, d3);
//                  ^
// expect: '"einsum: needs a float tensor, got i32"'.
einsum('i->', ids);
//            ^
// expect: '"einsum 'i-j': 'i-j' has 3 indices, its operand is [3]"'.
einsum('i-j', b3);
//            ^
// expect: '"less: dtypes differ: f32 and f64; use cast"'.
less(b3, d3);
//       ^
// expect: '"greater: needs a number tensor, got bool"'.
greater(yes, yes);
//      ^
// expect: '"equal: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
equal(b3, b4);
//        ^
// expect: '"where: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
where(yes, b3, b4);
//             ^
// expect: '"where: shapes do not broadcast: [4] with [3] (4 ≠ 3)"'.
where(yes4, b3, b3);
//              ^
// expect: '"where: the condition must be bool, got f32"'.
where(b3, b3, b3);
//    ^
// expect: '"and: needs a bool or integer tensor, got f32"'.
and(b3, yes);
//  ^
// expect: '"not: needs a bool or integer tensor, got f32"'.
not(b3);
//  ^
// expect: '"sum: axis 2 is out of range for [B, 784]"'.
sum(2)(v);
//     ^
// expect: '"sum: axis 2 is out of range for [B, 784]"'.
sum([0, 2])(v);
//          ^
// expect: '"sum: axes [0, 0] name axis 0 of [B, 784] twice"'.
sum([0, 0])(v);
//          ^
// expect: '"mean: needs a float tensor, got i32"'.
mean(0)(ids);
//      ^
// expect: '"max: axis -3 is out of range for [B, 784]"'.
max(-3)(v);
//      ^
// expect: '"argMax: axis 1 is out of range for [B]"'.
argMax(1)(ids);
//        ^
// expect: '"argMax: needs a number tensor, got bool"'.
argMax(0)(yes);
//        ^
// expect: '"softmax: axis 2 is out of range for [B, 784]"'.
softmax(2)(v);
//         ^
// expect: '"logSoftmax: axis -3 is out of range for [B, 784]"'.
logSoftmax(-3)(v);
//             ^
// expect: '"logSumExp: axis 4 is out of range for [B, 28, 28, 1]"'.
logSumExp(4)(x);
//           ^
// expect: '"relu: needs a float tensor, got i32"'.
relu(ids);
//   ^
// expect: '"tanh: needs a float tensor, got bool"'.
tanh(yes);
//   ^
// expect: '"exp: needs a float tensor, got i32"'.
exp(ids);
//  ^
// expect: '"reshape: [B, 784] has 784*B elements, [B, 783] has 783*B"'.
reshape(['B', 783])(v);
//                  ^
// expect: '"reshape: [32, 784] cannot fill [-1, 785] (25088 is not divisible)"'.
reshape([-1, 785])(a);
//                 ^
// expect: '"reshape: only one dimension of [-1, -1] can be -1"'.
reshape([-1, -1])(a);
//                ^
// expect: '"reshape: [B, 784] has 784*B elements, [C, 784] has 784*C"'.
reshape(['C', 784])(v);
//                  ^
// expect: '"reshape: [B, H, W, 3] has 3*B*H*W elements, [B, H, 5] has 5*B*H"'.
reshape(['B', 'H', 5])(h);
//                     ^
// expect: '"permute: [0, 0] is not a permutation of the axes of [32, 784]"'.
permute([0, 0])(a);
//              ^
// expect: '"permute: 1 axes given for [32, 784]"'.
permute([0])(a);
//           ^
// expect: '"permute: [0, 2] is not a permutation of the axes of [32, 784]"'.
permute([0, 2])(a);
//              ^
// expect: '"transpose: needs rank >= 2, got [3]"'.
transpose(b3);
//        ^
// expect: '"expandDims: axis 3 is out of range for [32, 784]"'.
expandDims(3)(a);
//            ^
// expect: '"squeeze: axis 1 of [32, 784] is not 1"'.
squeeze(1)(a);
//         ^
// expect: '"squeeze: axis 5 is out of range for [B, 28, 28, 1]"'.
squeeze(5)(x);
//         ^
// expect: '"flatten: needs rank >= 1"'.
flatten(s);
//      ^
// expect: '"slice: 700+100 exceeds 784 on axis 1 of [32, 784]"'.
slice(1, 700, 100)(a);
//                 ^
// expect: '"slice: axis 2 is out of range for [32, 784]"'.
slice(2, 0, 1)(a);
//             ^
// expect: '"slice: 0+40 exceeds 32 on axis 0 of [32, 784]"'.
slice(0, 0, 40)(a);
//              ^
// expect: '"pad: 1 pairs given for [32, 784]"'.
pad([[1, 1]])(a);
//            ^
// expect: '"take: indices must be i32, got f32"'.
take(a, v);
//      ^
// expect: '"take: axis 2 is out of range for [32, 784]"'.
take(a, ids, 2);
//      ^
// expect: '"oneHot: needs an integer tensor, got f32"'.
oneHot(10)(b3);
//         ^
// expect: '"concat: shapes differ outside axis 0: [32, 784] with [512, 10]"'.
concat(0, a, w);
//           ^
// expect: '"concat: axis 2 is out of range for [32, 784]"'.
concat(2, a, a);
//           ^
// expect: '"concat: dtypes differ: f32 and f64; use cast"'.
concat(0, b3, d3);
//            ^
// expect: '"stack: shapes differ: [3] with [4]"'.
stack(0, b3, b4);
//           ^
// expect: '"stack: axis 3 is out of range for [3]"'.
stack(3, b3, b3);
//           ^
// expect: '"meanSquaredError: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
meanSquaredError(b3, b4);
//                   ^
// expect: '"binaryCrossEntropy: dtypes differ: f32 and f64; use cast"'.
binaryCrossEntropy(b3, d3);
//                     ^
// expect: '"pipe: stage 1, softmax: axis 2 is out of range for [B, 784]"'.
pipe(v, relu, softmax(2), relu);
//            ^
// expect: '"pipe: stage 0, relu: needs a float tensor, got i32"'.
pipe(ids, relu);
//        ^
// throws: nothing
// expect: '"pipe: stage 0, a function: expects Tensor<[32, 783], f32>, got Tensor<[32, 784], f32>"'.
pipe(a, (z: Tensor<[32, 783]>) => z);
//      ^
// throws: nothing
// expect: '"pipe: stage 1, an arrow function: annotate its parameter, or name the intermediate value"'.
pipe(v, relu, (z) => z);
//            ^
// throws: pipe: stage 0, no function: a stage is a layer or a function of one tensor
// refused: Argument of type 'number' is not assignable to parameter of type 'AnyStage'.
pipe(v, 5);
//      ^
// expect: '"pipe: stage 2, transpose: needs rank >= 2, got [B]"'.
pipe(x, reshape(['B', 784]), sum(-1), transpose);
//                                    ^
// expect: '"seq: stage 1, softmax: axis 3 is out of range for [B, 784]"'.
seq(relu, softmax(3))(v);
//                    ^
// expect: '"seq: stage 1, relu: needs a float tensor, got i32"'.
seq(cast(i32), relu)(v);
//                   ^
