// Draws, factorisations, rows combined: wrong programs with their sentences, right ones with their types.
import {
  add,
  associativeScan,
  bernoulli,
  categorical,
  cholesky,
  choice,
  dilate,
  dirichlet,
  type f64,
  foldIn,
  gamma,
  type i32,
  key,
  multivariateNormal,
  normal,
  orthogonal,
  permutation,
  qr,
  searchSorted,
  segmentMax,
  segmentSum,
  sequential,
  split,
  type Tensor,
  truncatedNormal,
  type u32,
} from 'typegrad';

declare const b3: Tensor<[3]>;
declare const d3: Tensor<[3], f64>;
declare const ids: Tensor<[3], i32>;
declare const m: Tensor<[2, 3]>;
declare const square: Tensor<[3, 3]>;
declare const four: Tensor<[4, 4]>;
declare const rows: Tensor<['B', 10]>;
declare const one: Tensor<[]>;

// expect: '"gamma: a parameter of shape [3] does not repeat to [4]"'.
gamma(key(0), b3, [4]);
//            ^
// expect: '"gamma: a parameter must be f32, got f64"'.
gamma(key(0), d3, [3]);
//            ^
// expect: '"bernoulli: a parameter of shape [2, 3] does not repeat to [3]"'.
bernoulli(key(0), m, [3]);
//                ^
// expect: '"truncatedNormal: a parameter must be f32, got i32"'.
truncatedNormal(key(0), -1, ids, [3]);
//                          ^
// expect: '"categorical: axis 2 is out of range for [B, 10]"'.
categorical(key(0), rows, 2);
//                  ^
// expect: '"categorical: a parameter must be f32, got i32"'.
categorical(key(0), ids);
//                  ^
// expect: '"dirichlet: needs rank >= 1, got []"'.
dirichlet(key(0), one, [2]);
//                ^
// expect: '"dirichlet: a parameter of shape [2] does not repeat to [3]"'.
dirichlet(key(0), m, [3]);
//                ^
// expect: '"multivariateNormal: a mean of shape [3] does not fit covariances of shape [4, 4]"'.
multivariateNormal(key(0), b3, four, [5]);
//                         ^
// expect: '"permutation: axis 2 is out of range for [2, 3]"'.
permutation(key(0), m, 2);
//                  ^
// expect: '"choice: needs rank >= 1, got []"'.
choice(key(0), one, [2]);
//             ^
// expect: '"cholesky: needs square matrices, got [2, 3]"'.
cholesky(m);
//       ^
// expect: '"cholesky: needs a float tensor, got i32"'.
cholesky(ids);
//       ^
// expect: '"qr: needs at least as many rows as columns, got [2, 3]"'.
qr(m);
// ^
// expect: '"qr: needs rank >= 2, got [3]"'.
qr(b3);
// ^
// expect: '"searchSorted: the sorted list must have one axis, got [2, 3]"'.
searchSorted(m, b3);
//              ^
// expect: '"searchSorted: dtypes differ: f32 and i32; use cast"'.
searchSorted(b3, ids);
//               ^
// expect: '"segmentSum: needs one index for each row of [2, 3], got [3]"'.
segmentSum(m, ids, 4);
//            ^
// expect: '"segmentMax: indices must be i32, got f32"'.
segmentMax(b3, b3, 4);
//             ^
// expect: '"dilate: 1 steps for the axes of [2, 3]"'.
dilate([2])(m);
//          ^

// what compiles, with the types that it has
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
const keys = split(key(0), 3);
holds<Same<typeof keys, Tensor<[3, 2], u32>>>();
const older = foldIn(sequential(key(0)), 1);
const drawn = normal(older, [4, 2]);
holds<Same<typeof drawn, Tensor<[4, 2]>>>();
const g = gamma(key(0), b3, ['B', 3]);
holds<Same<typeof g, Tensor<['B', 3]>>>();
const labels = categorical(key(0), rows);
holds<Same<typeof labels, Tensor<['B'], i32>>>();
const many = categorical(key(0), rows, -1, [7, 'B']);
holds<Same<typeof many, Tensor<[7, 'B'], i32>>>();
const points = dirichlet(key(0), b3, [5]);
holds<Same<typeof points, Tensor<[5, 3]>>>();
const vectors = multivariateNormal(key(0), b3, square, [5]);
holds<Same<typeof vectors, Tensor<[5, 3]>>>();
const rotations = orthogonal(key(0), 3, [2]);
holds<Same<typeof rotations, Tensor<[2, 3, 3]>>>();
const order = permutation(key(0), 5);
holds<Same<typeof order, Tensor<[5], i32>>>();
const shuffled = permutation(key(0), rows);
holds<Same<typeof shuffled, Tensor<['B', 10]>>>();
const chosen = choice(key(0), 10, [2, 2]);
holds<Same<typeof chosen, Tensor<[2, 2], i32>>>();
const chosenRows = choice(key(0), square, [5]);
holds<Same<typeof chosenRows, Tensor<[5, 3]>>>();
const lower = cholesky(square);
holds<Same<typeof lower, Tensor<[3, 3]>>>();
const factors = qr(square);
holds<Same<typeof factors, readonly [q: Tensor<[3, 3]>, r: Tensor<[3, 3]>]>>();
const places = searchSorted(b3, m);
holds<Same<typeof places, Tensor<[2, 3], i32>>>();
const scanned = associativeScan((a: Tensor<[10]>, b) => add(a, b), rows);
holds<Same<typeof scanned, Tensor<['B', 10]>>>();
const totals = segmentSum(b3, ids, 'K');
holds<Same<typeof totals, Tensor<['K']>>>();
const spread = dilate([3, 1])(rows);
holds<Same<typeof spread, Tensor<['3*B-2', 10]>>>();
