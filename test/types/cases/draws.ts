// Draws, the rest of them: parameters that do not fit, what is no key, and the types of the numbers drawn.
import {
  bernoulli,
  beta,
  bits,
  type bool,
  cauchy,
  chiSquared,
  choice,
  exponential,
  type f64,
  foldIn,
  geometric,
  gumbel,
  type i32,
  key,
  type Key,
  keyAt,
  laplace,
  logGamma,
  logistic,
  logNormal,
  normal,
  orthogonal,
  pareto,
  poisson,
  rademacher,
  randint,
  rayleigh,
  sequential,
  type SequentialKey,
  split,
  studentT,
  type Tensor,
  truncatedNormal,
  type u32,
  uniform,
  weibull,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const b3: Tensor<[3]>;
declare const d3: Tensor<[3], f64>;
declare const m: Tensor<[2, 3]>;
declare const i3: Tensor<[3], i32>;
declare const words: Tensor<[2], u32>;
const k = key(0);
const strict = sequential(key(1));

// expect: '"chiSquared: a parameter of shape [3] does not repeat to [4]"'.
chiSquared(k, b3, [4]);
//            ^
// expect: '"logGamma: a parameter must be f32, got f64"'.
logGamma(k, d3, [3]);
//          ^
// expect: '"studentT: a parameter of shape [2, 3] does not repeat to [3]"'.
studentT(k, m, [3]);
//          ^
// expect: '"rayleigh: a parameter must be f32, got i32"'.
rayleigh(k, i3, [3]);
//          ^
// expect: '"pareto: a parameter of shape [3] does not repeat to [4]"'.
pareto(k, b3, [4]);
//        ^
// expect: '"logNormal: a parameter must be f32, got f64"'.
logNormal(k, d3, [3]);
//           ^
// expect: '"geometric: a parameter of shape [2, 3] does not repeat to [3]"'.
geometric(k, m, [3]);
//           ^
// expect: '"poisson: a parameter must be f32, got i32"'.
poisson(k, i3, [3]);
//         ^
// expect: '"beta: a parameter of shape [3] does not repeat to [4]"'.
beta(k, 1, b3, [4]);
//         ^
// expect: '"weibull: a parameter must be f32, got f64"'.
weibull(k, d3, 1, [3]);
//         ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
bits(b3, [3]);
//   ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
cauchy(b3, [3]);
//     ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
exponential(b3, [3]);
//          ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
gumbel(b3, [3]);
//     ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
laplace(b3, [3]);
//      ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
logistic(b3, [3]);
//       ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
normal(b3, [3]);
//     ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
rademacher(b3, [3]);
//         ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
randint(b3, [3], { min: 0, max: 6 });
//      ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
orthogonal(b3, 3);
//         ^
// throws: key: expected Tensor<[2], u32>, got Tensor<[3], f32>
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKey'.
split(b3);
//    ^
// throws: nothing
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'AnyKeys<Dim>'.
keyAt(b3, 0);
//    ^
// throws: nothing
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'Key'.
sequential(b3);
//         ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
key('zero');
//  ^

exactly<Tensor<['B', 2]>>()(cauchy(k, ['B', 2]));
exactly<Tensor<['B', 2]>>()(exponential(k, ['B', 2]));
exactly<Tensor<['B', 2]>>()(gumbel(k, ['B', 2]));
exactly<Tensor<['B', 2]>>()(laplace(k, ['B', 2]));
exactly<Tensor<['B', 2]>>()(logistic(k, ['B', 2]));
exactly<Tensor<['B', 2]>>()(normal(k, ['B', 2]));
exactly<Tensor<['B', 2]>>()(uniform(k, ['B', 2]));
exactly<Tensor<[4], u32>>()(bits(k, [4]));
exactly<Tensor<[4], i32>>()(rademacher(k, [4]));
exactly<Tensor<[4], i32>>()(randint(k, [4], { min: 0, max: 6 }));
exactly<Tensor<[2, 3]>>()(chiSquared(k, b3, [2, 3]));
exactly<Tensor<[2, 3]>>()(logGamma(k, b3, [2, 3]));
exactly<Tensor<[2, 3]>>()(studentT(k, b3, [2, 3]));
exactly<Tensor<[2, 3]>>()(rayleigh(k, b3, [2, 3]));
exactly<Tensor<[2, 3]>>()(pareto(k, b3, [2, 3]));
exactly<Tensor<[2, 3]>>()(logNormal(k, b3, [2, 3]));
exactly<Tensor<[2, 3], i32>>()(geometric(k, 0.5, [2, 3]));
exactly<Tensor<[2, 3], i32>>()(poisson(k, b3, [2, 3]));
exactly<Tensor<[2, 3], bool>>()(bernoulli(k, 0.5, [2, 3]));
exactly<Tensor<[3]>>()(beta(k, b3, 2, [3]));
exactly<Tensor<[3]>>()(weibull(k, b3, 2, [3]));
exactly<Tensor<[3]>>()(truncatedNormal(k, -1, 1, [3]));
exactly<Tensor<[3], i32>>()(choice(k, 10, [3]));
exactly<Key>()(keyAt(split(k, 3), 1));
exactly<Key>()(foldIn(k, 7));
exactly<SequentialKey>()(strict);
exactly<SequentialKey>()(foldIn(strict, 7));
