// Elementwise functions: wrong uses with their sentences at the wrong argument, right ones with their types.
import {
  addcmul,
  atan2,
  type bool,
  clamp,
  elu,
  erf,
  type f64,
  fmod,
  gelu,
  glu,
  gumbelSoftmax,
  hypot,
  type i32,
  isNan,
  key,
  lerp,
  logAddExp,
  maskedFill,
  pipe,
  pow,
  power,
  prelu,
  relu6,
  remainder,
  round,
  scaledSoftplus,
  sign,
  softmin,
  tan,
  type Tensor,
} from 'typegrad';

declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const d3: Tensor<[3], f64>;
declare const v: Tensor<['B', 784]>;
declare const t: Tensor<['T', 784]>;
declare const odd: Tensor<['B', 7]>;
declare const even: Tensor<['B', '2*C']>;
declare const one: Tensor<[1]>;
declare const column: Tensor<['B', 1]>;
declare const rows: Tensor<['B', 1], bool>;
declare const ids: Tensor<['B'], i32>;
declare const yes: Tensor<[3], bool>;
declare const yes4: Tensor<[4], bool>;

// expect: '"tan: needs a float tensor, got i32"'.
tan(ids);
//  ^
// expect: '"erf: needs a float tensor, got bool"'.
erf(yes);
//  ^
// expect: '"round: needs a float tensor, got i32"'.
round(ids);
//    ^
// expect: '"sign: needs a number tensor, got bool"'.
sign(yes);
//   ^
// expect: '"isNan: needs a float tensor, got i32"'.
isNan(ids);
//    ^
// expect: '"pipe: stage 0, gelu: needs a float tensor, got i32"'.
pipe(ids, gelu);
//        ^
// expect: '"relu6: needs a float tensor, got i32"'.
relu6(ids);
//    ^
// expect: '"elu: needs a float tensor, got i32"'.
elu({ alpha: 0.5 })(ids);
//                  ^
// expect: '"clamp: needs a number tensor, got bool"'.
clamp({ min: 0 })(yes);
//                ^
// expect: '"scaledSoftplus: needs a float tensor, got i32"'.
scaledSoftplus({ beta: 2 })(ids);
//                          ^
// expect: '"power: needs a float tensor, got i32"'.
power(2)(ids);
//       ^
// expect: '"pow: needs a float tensor, got i32"'.
pow(ids, ids);
//  ^
// expect: '"pow: dtypes differ: f32 and f64; use cast"'.
pow(b3, d3);
//      ^
// expect: '"atan2: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
atan2(b3, b4);
//        ^
// expect: '"hypot: shapes do not broadcast: [B, 784] with [T, 784] (B ≠ T)"'.
hypot(v, t);
//       ^
// expect: '"fmod: needs a number tensor, got bool"'.
fmod(yes, yes);
//   ^
// expect: '"remainder: dtypes differ: i32 and f32; use cast"'.
remainder(ids, v);
//             ^
// expect: '"logAddExp: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
logAddExp(b3, b4);
//            ^
// expect: '"prelu: shapes do not broadcast: [B, 784] with [3] (784 ≠ 3)"'.
prelu(v, b3);
//       ^
// expect: '"lerp: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
lerp(b3, b4, b3);
//       ^
// expect: '"lerp: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
lerp(b3, b3, b4);
//           ^
// expect: '"lerp: dtypes differ: f32 and f64; use cast"'.
lerp(b3, b3, d3);
//           ^
// expect: '"addcmul: needs a number tensor, got bool"'.
addcmul(yes, yes, yes);
//      ^
// expect: '"addcmul: shapes do not broadcast: [B, 784] with [T, 784] (B ≠ T)"'.
addcmul(v, v, t);
//            ^
// expect: '"maskedFill: the mask must be bool, got f32"'.
maskedFill(b3, b3, 0);
//             ^
// expect: '"maskedFill: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
maskedFill(b3, yes4, 0);
//             ^
// expect: '"maskedFill: needs a number tensor, got bool"'.
maskedFill(yes, yes, 0);
//         ^
// expect: '"softmin: axis 2 is out of range for [B, 784]"'.
softmin(2)(v);
//         ^
// expect: '"glu: size 7 of axis 1 of [B, 7] is not divisible by 2"'.
glu(-1)(odd);
//      ^
// expect: '"glu: size B of axis 0 of [B, 784] is not divisible by 2"'.
glu(0)(v);
//     ^
// expect: '"glu: axis 3 is out of range for [B, 784]"'.
glu(3)(v);
//     ^
// expect: '"glu: needs a float tensor, got i32"'.
glu(0)(ids);
//     ^
// expect: '"gumbelSoftmax: axis 2 is out of range for [B, 784]"'.
gumbelSoftmax(key(0), 2)(v);
//                       ^

// what compiles, with the types that it has
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
const activated = pipe(v, gelu, elu(), clamp({ max: 1 }), power(2), tan);
holds<Same<typeof activated, Tensor<['B', 784]>>>();
const doubles = erf(d3);
holds<Same<typeof doubles, Tensor<[3], f64>>>();
const signs = sign(ids);
holds<Same<typeof signs, Tensor<['B'], i32>>>();
const tests = isNan(v);
holds<Same<typeof tests, Tensor<['B', 784], bool>>>();
const angles = atan2(v, one);
holds<Same<typeof angles, Tensor<['B', 784]>>>();
const rests = remainder(ids, ids);
holds<Same<typeof rests, Tensor<['B'], i32>>>();
const blended = lerp(b3, column, b3);
holds<Same<typeof blended, Tensor<['B', 3]>>>();
const summed = addcmul(ids, ids, ids, 2);
holds<Same<typeof summed, Tensor<['B'], i32>>>();
const masked = maskedFill(v, rows, -Infinity);
holds<Same<typeof masked, Tensor<['B', 784]>>>();
const gated = glu(-1)(even);
holds<Same<typeof gated, Tensor<['B', 'C']>>>();
const halved = glu(1)(v);
holds<Same<typeof halved, Tensor<['B', 392]>>>();
const sampled = gumbelSoftmax(key(0), -1, { temperature: 0.5 })(v);
holds<Same<typeof sampled, Tensor<['B', 784]>>>();
