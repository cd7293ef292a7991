// Elementwise functions, the rest of them: each refuses what it cannot take and keeps the shape of what it takes.
import {
  abs,
  acos,
  acosh,
  and,
  asin,
  asinh,
  atan,
  atanh,
  type bool,
  cast,
  ceil,
  celu,
  cos,
  cosh,
  div,
  dropout,
  erf,
  erfc,
  exp,
  exp2,
  expm1,
  type f64,
  floor,
  fmod,
  gelu,
  geluTanh,
  greater,
  greaterEqual,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  hypot,
  type i32,
  isFinite,
  isInf,
  key,
  leakyRelu,
  less,
  lessEqual,
  log,
  log10,
  log1p,
  log2,
  logAddExp,
  logSigmoid,
  maximum,
  minimum,
  mish,
  mul,
  neg,
  not,
  notEqual,
  or,
  pow,
  prelu,
  reciprocal,
  relu6,
  round,
  rsqrt,
  scale,
  scaledSoftplus,
  selu,
  sigmoid,
  silu,
  sin,
  sinh,
  softplus,
  softshrink,
  softsign,
  sqrt,
  square,
  stopGradient,
  sub,
  tan,
  tanh,
  tanhshrink,
  type Tensor,
  trunc,
  xor,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const v: Tensor<['B', 784]>;
declare const column: Tensor<['B', 1]>;
declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const d3: Tensor<[3], f64>;
declare const ids: Tensor<['B'], i32>;
declare const yes: Tensor<[3], bool>;
declare const yes4: Tensor<[4], bool>;
declare const rows: Tensor<['B', 1], bool>;

// expect: '"acos: needs a float tensor, got i32"'.
acos(ids);
//   ^
// expect: '"acosh: needs a float tensor, got i32"'.
acosh(ids);
//    ^
// expect: '"asin: needs a float tensor, got i32"'.
asin(ids);
//   ^
// expect: '"asinh: needs a float tensor, got i32"'.
asinh(ids);
//    ^
// expect: '"atan: needs a float tensor, got i32"'.
atan(ids);
//   ^
// expect: '"atanh: needs a float tensor, got i32"'.
atanh(ids);
//    ^
// expect: '"ceil: needs a float tensor, got i32"'.
ceil(ids);
//   ^
// expect: '"cos: needs a float tensor, got i32"'.
cos(ids);
//  ^
// expect: '"cosh: needs a float tensor, got i32"'.
cosh(ids);
//   ^
// expect: '"erfc: needs a float tensor, got i32"'.
erfc(ids);
//   ^
// expect: '"exp2: needs a float tensor, got i32"'.
exp2(ids);
//   ^
// expect: '"expm1: needs a float tensor, got i32"'.
expm1(ids);
//    ^
// expect: '"floor: needs a float tensor, got i32"'.
floor(ids);
//    ^
// expect: '"geluTanh: needs a float tensor, got i32"'.
geluTanh(ids);
//       ^
// expect: '"hardsigmoid: needs a float tensor, got i32"'.
hardsigmoid(ids);
//          ^
// expect: '"hardswish: needs a float tensor, got i32"'.
hardswish(ids);
//        ^
// expect: '"isFinite: needs a float tensor, got i32"'.
isFinite(ids);
//       ^
// expect: '"isInf: needs a float tensor, got i32"'.
isInf(ids);
//    ^
// expect: '"log: needs a float tensor, got i32"'.
log(ids);
//  ^
// expect: '"log10: needs a float tensor, got i32"'.
log10(ids);
//    ^
// expect: '"log1p: needs a float tensor, got i32"'.
log1p(ids);
//    ^
// expect: '"log2: needs a float tensor, got i32"'.
log2(ids);
//   ^
// expect: '"logSigmoid: needs a float tensor, got i32"'.
logSigmoid(ids);
//         ^
// expect: '"mish: needs a float tensor, got i32"'.
mish(ids);
//   ^
// expect: '"reciprocal: needs a float tensor, got i32"'.
reciprocal(ids);
//         ^
// expect: '"rsqrt: needs a float tensor, got i32"'.
rsqrt(ids);
//    ^
// expect: '"selu: needs a float tensor, got i32"'.
selu(ids);
//   ^
// expect: '"sigmoid: needs a float tensor, got i32"'.
sigmoid(ids);
//      ^
// expect: '"silu: needs a float tensor, got i32"'.
silu(ids);
//   ^
// expect: '"sin: needs a float tensor, got i32"'.
sin(ids);
//  ^
// expect: '"sinh: needs a float tensor, got i32"'.
sinh(ids);
//   ^
// expect: '"softplus: needs a float tensor, got i32"'.
softplus(ids);
//       ^
// expect: '"softsign: needs a float tensor, got i32"'.
softsign(ids);
//       ^
// expect: '"sqrt: needs a float tensor, got i32"'.
sqrt(ids);
//   ^
// expect: '"tanhshrink: needs a float tensor, got i32"'.
tanhshrink(ids);
//         ^
// expect: '"trunc: needs a float tensor, got i32"'.
trunc(ids);
//    ^
// expect: '"abs: needs a number tensor, got bool"'.
abs(yes);
//  ^
// expect: '"neg: needs a number tensor, got bool"'.
neg(yes);
//  ^
// expect: '"square: needs a number tensor, got bool"'.
square(yes);
//     ^
// expect: '"celu: needs a float tensor, got i32"'.
celu()(ids);
//     ^
// expect: '"hardshrink: needs a float tensor, got i32"'.
hardshrink()(ids);
//           ^
// expect: '"hardtanh: needs a float tensor, got i32"'.
hardtanh()(ids);
//         ^
// expect: '"leakyRelu: needs a float tensor, got i32"'.
leakyRelu()(ids);
//          ^
// expect: '"softshrink: needs a float tensor, got i32"'.
softshrink()(ids);
//           ^
// expect: '"dropout: needs a float tensor, got i32"'.
dropout(0.5, key(0))(ids);
//                   ^
// throws: Cannot read properties of undefined (reading 'dtype')
// refused: Argument of type 'number' is not assignable to parameter of type 'AnyTensor'.
stopGradient(3);
//           ^
// expect: '"minimum: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
minimum(b3, b4);
//          ^
// expect: '"notEqual: dtypes differ: f32 and f64; use cast"'.
notEqual(b3, d3);
//           ^
// expect: '"lessEqual: needs a number tensor, got bool"'.
lessEqual(yes, yes);
//        ^
// expect: '"greaterEqual: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
greaterEqual(b3, b4);
//               ^
// expect: '"or: needs a bool or integer tensor, got f32"'.
or(b3, yes);
// ^
// expect: '"xor: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
xor(yes, yes4);
//       ^
// throws: nothing
// refused: Type '"f128"' is not assignable to type
cast({ dtype: 'f128' });
//     ^

exactly<Tensor<['B', 784]>>()(acos(v));
exactly<Tensor<['B', 784]>>()(acosh(v));
exactly<Tensor<['B', 784]>>()(asin(v));
exactly<Tensor<['B', 784]>>()(asinh(v));
exactly<Tensor<['B', 784]>>()(atan(v));
exactly<Tensor<['B', 784]>>()(atanh(v));
exactly<Tensor<['B', 784]>>()(ceil(v));
exactly<Tensor<['B', 784]>>()(cos(v));
exactly<Tensor<['B', 784]>>()(cosh(v));
exactly<Tensor<['B', 784]>>()(erfc(v));
exactly<Tensor<['B', 784]>>()(exp2(v));
exactly<Tensor<['B', 784]>>()(expm1(v));
exactly<Tensor<['B', 784]>>()(floor(v));
exactly<Tensor<['B', 784]>>()(geluTanh(v));
exactly<Tensor<['B', 784]>>()(hardsigmoid(v));
exactly<Tensor<['B', 784]>>()(hardswish(v));
exactly<Tensor<['B', 784], bool>>()(isFinite(v));
exactly<Tensor<['B', 784], bool>>()(isInf(v));
exactly<Tensor<['B', 784]>>()(log(v));
exactly<Tensor<['B', 784]>>()(log10(v));
exactly<Tensor<['B', 784]>>()(log1p(v));
exactly<Tensor<['B', 784]>>()(log2(v));
exactly<Tensor<['B', 784]>>()(logSigmoid(v));
exactly<Tensor<['B', 784]>>()(mish(v));
exactly<Tensor<['B', 784]>>()(reciprocal(v));
exactly<Tensor<['B', 784]>>()(rsqrt(v));
exactly<Tensor<['B', 784]>>()(selu(v));
exactly<Tensor<['B', 784]>>()(sigmoid(v));
exactly<Tensor<['B', 784]>>()(silu(v));
exactly<Tensor<['B', 784]>>()(sin(v));
exactly<Tensor<['B', 784]>>()(sinh(v));
exactly<Tensor<['B', 784]>>()(softplus(v));
exactly<Tensor<['B', 784]>>()(softsign(v));
exactly<Tensor<['B', 784]>>()(sqrt(v));
exactly<Tensor<['B', 784]>>()(tanhshrink(v));
exactly<Tensor<['B', 784]>>()(trunc(v));
exactly<Tensor<['B', 784]>>()(exp(v));
exactly<Tensor<['B', 784]>>()(relu6(v));
exactly<Tensor<['B', 784]>>()(round(v));
exactly<Tensor<['B', 784]>>()(tan(v));
exactly<Tensor<['B', 784]>>()(tanh(v));
exactly<Tensor<['B', 784]>>()(gelu(v));
exactly<Tensor<['B', 784]>>()(erf(v));
exactly<Tensor<['B'], i32>>()(abs(ids));
exactly<Tensor<['B'], i32>>()(neg(ids));
exactly<Tensor<['B'], i32>>()(square(ids));
exactly<Tensor<[3], f64>>()(celu()(d3));
exactly<Tensor<[3], f64>>()(hardshrink()(d3));
exactly<Tensor<[3], f64>>()(hardtanh()(d3));
exactly<Tensor<[3], f64>>()(leakyRelu()(d3));
exactly<Tensor<[3], f64>>()(softshrink()(d3));
exactly<Tensor<[3], f64>>()(scaledSoftplus()(d3));
exactly<Tensor<['B', 784]>>()(dropout(0.5, key(0))(v));
exactly<Tensor<['B'], i32>>()(stopGradient(ids));
exactly<Tensor<['B', 784]>>()(sub(column, v));
exactly<Tensor<['B', 784]>>()(mul(column, v));
exactly<Tensor<['B', 784]>>()(div(column, v));
exactly<Tensor<['B', 784]>>()(maximum(column, v));
exactly<Tensor<['B', 784]>>()(minimum(column, v));
exactly<Tensor<['B', 784]>>()(fmod(column, v));
exactly<Tensor<[3], f64>>()(hypot(d3, d3));
exactly<Tensor<[3], f64>>()(logAddExp(d3, d3));
exactly<Tensor<[3], f64>>()(pow(d3, d3));
exactly<Tensor<[3], f64>>()(prelu(d3, d3));
exactly<Tensor<['B', 784]>>()(scale(2, v));
exactly<Tensor<['B', 784], bool>>()(greater(v, column));
exactly<Tensor<['B', 784], bool>>()(greaterEqual(v, column));
exactly<Tensor<['B', 784], bool>>()(less(v, column));
exactly<Tensor<['B', 784], bool>>()(lessEqual(v, column));
exactly<Tensor<['B', 784], bool>>()(notEqual(v, column));
exactly<Tensor<['B', 3], bool>>()(or(rows, yes));
exactly<Tensor<['B'], i32>>()(and(ids, ids));
exactly<Tensor<['B', 3], bool>>()(xor(yes, rows));
exactly<Tensor<[3], bool>>()(not(yes));
