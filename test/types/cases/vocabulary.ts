// Reductions, indexing, changes of shape and products: each sentence at the wrong argument, thrown too when types are left out.
import {
  addmm,
  all,
  any,
  argMax,
  argMin,
  argSort,
  bilinear,
  bincount,
  broadcastTo,
  chunk,
  cumprod,
  cumsum,
  diag,
  diagonal,
  dot,
  einsum,
  embedding,
  embeddingBag,
  eye,
  flattenAxes,
  flip,
  gather,
  gatherNd,
  greater,
  indexAdd,
  kron,
  linear,
  linspace,
  logCumSumExp,
  matvec,
  maxWithIndex,
  minWithIndex,
  norm,
  outer,
  pad,
  prod,
  repeat,
  roll,
  scatter,
  scatterAdd,
  select,
  sequenceMask,
  slice,
  slidingWindow,
  sort,
  splitAxis,
  squeeze,
  std,
  swapAxes,
  tensordot,
  tile,
  topK,
  tril,
  triu,
  variance,
  type bool,
  type f64,
  type i32,
  type Tensor,
} from 'typegrad';

declare const one: Tensor<[], i32>;
declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const m: Tensor<[2, 3]>;
declare const m33: Tensor<[3, 3]>;
declare const x4: Tensor<[2, 4]>;
declare const w: Tensor<[5, 4]>;
declare const w4: Tensor<[4, 5]>;
declare const d: Tensor<[3, 3], f64>;
declare const ids: Tensor<['B'], i32>;
declare const places: Tensor<[3, 3], i32>;
declare const yes: Tensor<[3], bool>;
declare const one5: Tensor<[5]>;

// expect: '"prod: axis 2 is out of range for [2, 3]"'.
prod(2)(m);
//      ^
// expect: '"variance: needs a float tensor, got i32"'.
variance()(ids);
//         ^
// expect: '"std: axes [0, -2] name axis 0 of [2, 3] twice"'.
std([0, -2])(m);
//           ^
// expect: '"norm: axis 5 is out of range for [2, 3]"'.
norm(5, { order: 1 })(m);
//                    ^
// expect: '"any: needs a bool tensor, got f32"'.
any(0)(m);
//     ^
// expect: '"all: axis 1 is out of range for [3]"'.
all(1)(yes);
//     ^
// expect: '"argMin: needs a number tensor, got bool"'.
argMin(0)(yes);
//        ^
// expect: '"argMax: axis 2 is out of range for [2, 3]"'.
argMax(2, { keepdims: true })(m);
//                            ^
// expect: '"maxWithIndex: axis 2 is out of range for [2, 3]"'.
maxWithIndex(m, 2);
//              ^
// expect: '"minWithIndex: needs a number tensor, got bool"'.
minWithIndex(yes, 0);
//           ^
// expect: '"cumsum: axis 1 is out of range for [B]"'.
cumsum(1)(ids);
//        ^
// expect: '"cumprod: needs a number tensor, got bool"'.
cumprod(0)(yes);
//         ^
// expect: '"logCumSumExp: needs a float tensor, got i32"'.
logCumSumExp(0)(ids);
//              ^
// expect: '"sort: axis 1 is out of range for [B]"'.
sort(1)(ids);
//      ^
// expect: '"argSort: needs a number tensor, got bool"'.
argSort()(yes);
//        ^
// expect: '"topK: 4 are more than axis -1 of [2, 3] has"'.
topK(m, 4);
//      ^
// expect: '"topK: needs a number tensor, got bool"'.
topK(yes, 1);
//   ^
// expect: '"gather: indices must be i32, got f32"'.
gather(m, m, 0);
//        ^
// expect: '"gather: indices [3, 3] do not fit [2, 3] beside axis 1"'.
gather(m, places, 1);
//        ^
// expect: '"gatherNd: places of 3 numbers do not fit the rank of [2, 3]"'.
gatherNd(m, places);
//          ^
// expect: '"scatterAdd: updates [2, 3] are not of the indices' shape [3, 3]"'.
scatterAdd(m, places, m, 0);
//                    ^
// expect: '"scatterAdd: needs a tensor of floats or i32, got bool"'.
scatterAdd(yes, ids, yes, 0);
//         ^
// expect: '"scatter: dtypes differ: f32 and f64; use cast"'.
scatter(m, places, d, 0);
//                 ^
// expect: '"scatter: indices must be i32, got f32"'.
scatter(m, m, m, 0);
//         ^
// expect: '"indexAdd: updates [2, 3] are not [B, 3], the rows at the indices"'.
indexAdd(m, ids, m, 0);
//               ^
// expect: '"embedding: indices must be i32, got f32"'.
embedding(m, b3);
//           ^
// expect: '"embedding: needs a float tensor, got bool"'.
embedding(yes, ids);
//        ^
// expect: '"embeddingBag: indices: axis -1 is out of range for []"'.
embeddingBag(m, one);
//              ^
// expect: '"bincount: indices must be i32, got f32"'.
bincount(4)(m);
//          ^
// expect: '"sequenceMask: lengths must be i32, got f32"'.
sequenceMask(4)(m);
//              ^
// expect: '"slice: 1+2*2 exceeds 3 on axis 1 of [2, 3]"'.
slice(1, 1, 2, 2)(m);
//                ^
// expect: '"select: axis 0 of [2, 3] has no entry 2"'.
select(0, 2)(m);
//           ^
// expect: '"splitAxis: sizes [1, 3] do not add up to axis 1 of [2, 3]"'.
splitAxis(m, [1, 3], 1);
//           ^
// expect: '"chunk: B is not known to be divisible by 2"'.
chunk(ids, 2, 0);
//         ^
// expect: '"squeeze: axis 1 of [2, 3] is not 1"'.
squeeze([1])(m);
//           ^
// expect: '"swapAxes: axis 2 is out of range for [2, 3]"'.
swapAxes(0, 2)(m);
//             ^
// expect: '"flattenAxes: axis 1 of [2, 3] comes after axis 0"'.
flattenAxes(1, 0)(m);
//                ^
// expect: '"broadcastTo: [2, 3] does not broadcast to [4, 3]"'.
broadcastTo([4, 3])(m);
//                  ^
// expect: '"tile: 1 repeats given for [2, 3]"'.
tile([2])(m);
//        ^
// expect: '"repeat: axis 2 is out of range for [2, 3]"'.
repeat(2, 2)(m);
//           ^
// expect: '"flip: axes [0, 0] name axis 0 of [2, 3] twice"'.
flip([0, 0])(m);
//           ^
// expect: '"roll: axis 1 is out of range for [3]"'.
roll(1, 1)(b3);
//         ^
// expect: '"roll: 1 shifts given for 2 axes"'.
roll([1], [0, 1])(m);
//                ^
// expect: '"slidingWindow: a window of 4 does not fit axis 1 of [2, 3]"'.
slidingWindow(1, 4)(m);
//                  ^
// expect: '"pad: axis 1 of [2, 3] is too short to reflect [3, 0]"'.
pad([[0, 0], [3, 0]], 'reflect')(m);
//                               ^
// expect: '"tril: needs rank >= 2, got [3]"'.
tril()(b3);
//     ^
// expect: '"triu: needs rank >= 2, got [B]"'.
triu(1)(ids);
//      ^
// expect: '"diagonal: axis -2 is out of range for [3]"'.
diagonal()(b3);
//         ^
// expect: '"diag: needs rank >= 1, got []"'.
diag()(one);
//     ^
// expect: '"dot: sizes differ: [3] and [4] (3 ≠ 4)"'.
dot(b3, b4);
//      ^
// expect: '"outer: needs two vectors, got [3] and [2, 3]"'.
outer(b3, m);
//        ^
// expect: '"matvec: inner dimensions differ: [2, 3] x [4] (3 ≠ 4)"'.
matvec(m, b4);
//        ^
// expect: '"kron: ranks differ: [2, 3] and [3]"'.
kron(m, b3);
//      ^
// expect: '"tensordot: axis -1 of [2, 3] and axis 0 of [4] differ (3 ≠ 4)"'.
tensordot(m, b4, 1);
//           ^
// expect: '"linear: expects last dimension 4, got [2, 3] (3 ≠ 4)"'.
linear(m, w);
//        ^
// expect: '"linear: [4] does not broadcast to [2, 5]"'.
linear(x4, w, b4);
//            ^
// expect: '"addmm: [4] does not broadcast to [2, 5]"'.
addmm(b4, x4, w4);
//    ^
// expect: '"addmm: dtypes differ: f32 and f64; use cast"'.
addmm(b3, m, d);
//           ^
// expect: '"bilinear: the weight needs rank 3, got [5, 4]"'.
bilinear(m, x4, w);
//              ^
// expect: '"einsum '...i,...i->...': '...' is both 2 and 3"'.
einsum('...i,...i->...', m, m33);
//                          ^

// right programs
export const totals: Tensor<[2, 1]> = prod(1, { keepdims: true })(m);
export const everywhere: Tensor<[], i32> = argMax()(m);
export const smallest: Tensor<[1, 3], i32> = argMin(0, { keepdims: true })(m);
const [values, at] = topK(m, 2, -1, { largest: false });
export const best: readonly [Tensor<[2, 2]>, Tensor<[2, 2], i32>] = [values, at];
export const ordered: Tensor<['B'], i32> = sort()(ids);
export const order: Tensor<[2, 3], i32> = argSort(0, { descending: true })(m);
export const rows: Tensor<['B', 3]> = embedding(m33, ids, { paddingIndex: 0 });
export const bags: Tensor<[3, 3]> = embeddingBag(m, places, { mode: 'sum' });
const [first, second, third] = chunk(m, 3, 1);
export const columns: readonly Tensor<[2, 1]>[] = [first, second, third];
const [left, right] = splitAxis(m, [1, 2], 1);
export const parts: readonly [Tensor<[2, 1]>, Tensor<[2, 2]>] = [left, right];
export const padded: Tensor<[2, 7]> = pad([[0, 0], [2, 2]], 'circular')(m);
export const frames: Tensor<[2, 2, 2]> = slidingWindow(1, 2)(m);
export const mapped: Tensor<[2, 5]> = linear(x4, w, one5);
export const product: Tensor<[10, 12]> = kron(w, m);
export const implied: Tensor<[2, 5]> = einsum('ij,kj', x4, w);
export const grid: Tensor<['N', 4]> = eye('N', 4);
export const even: Tensor<[3]> = slice(0, 0, 3, 2)(linspace(0, 1, 6));
export const some: Tensor<[2], bool> = any(1)(greater(m, m));
export const spread: Tensor<[4, 2, 3]> = broadcastTo([4, 2, 3])(m);
export const tiled: Tensor<[2, 6], f64> = tile([1, 2])(slice(0, 0, 2)(d));
