// What is made of nothing: arrays, specifications of every dtype, trees and first values, with their exact types.
import {
  arange,
  array,
  bf16,
  bool,
  cast,
  constantOf,
  evaluate,
  eye,
  f16,
  f32,
  f64,
  fanInUniform,
  fans,
  full,
  gainOf,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  i32,
  i64,
  type Init,
  type Initializer,
  integers,
  kaimingNormal,
  kaimingUniform,
  key,
  lecunNormal,
  lecunUniform,
  linspace,
  ndarray,
  type NdArray,
  normalOf,
  ones,
  onesLike,
  onesOf,
  orthogonalOf,
  parameterCount,
  scalar,
  sinusoidalPositions,
  spec,
  type Spec,
  type Tensor,
  tree,
  truncatedNormalOf,
  u32,
  u8,
  uniformOf,
  varianceScaling,
  xavierNormal,
  xavierUniform,
  zeros,
  zerosLike,
  zerosOf,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const d3: Tensor<[3], f64>;
declare const m: Tensor<['B', 3], i32>;
declare const n23: NdArray<[2, 3]>;
const own = { w: zeros([2, 3]), b: zeros([3]) };

// throws: size 'B' is not bound
// refused: Type 'string' is not assignable to type 'number'.
array(['B', 3], [1]);
//     ^
// throws: size 'N' is not bound
// refused: Type 'string' is not assignable to type 'number'.
integers(['N'], [1]);
//        ^
// throws: size 'B' is not bound
// refused: Type 'string' is not assignable to type 'number'.
ndarray(['B'], f16, [1]);
//       ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
full([2], '0');
//        ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'OfDType<"f32">'.
ones([2], 'f64');
//        ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'OfDType<"f32">'.
zeros([2], 'f64');
//         ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
scalar('1');
//     ^
// throws: nothing
// refused: Argument of type 'number[]' is not assignable to parameter of type 'Dim'.
arange([3]);
//     ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
linspace(0, 1, 'N');
//             ^
// throws: nothing
// refused: Argument of type 'DTypeSpec<i32>' is not assignable to parameter of type
linspace(0, 1, 5, i32);
//                ^
// throws: nothing
// refused: Argument of type 'number[]' is not assignable to parameter of type
eye('N', [3]);
//       ^
// throws: sinusoidalPositions: features must be a positive whole number, got F
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
sinusoidalPositions('T', 'F');
//                       ^
// throws: nothing
// refused: Expected 1 arguments, but got 0.
void evaluate();
//   ^
// throws: '2,3' is not a dimension: use names, numbers, + - * // and parentheses
// refused: Argument of type 'number[]' is not assignable to parameter of type 'Dim'.
f32([2, 3]);
//  ^
// throws: nothing
// refused: Type 'string' is not assignable to type 'number'.
spec.array(['B', 3]);
//          ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.dense('I', 3);
//         ^
// throws: nothing
// refused: Argument of type '{ w: Tensor<[2, 3], f32>; b: Tensor<[3], f32>; }' is not assignable to parameter of type 'HasParams'.
parameterCount(own);
//             ^

// every dtype: data, specifications, casts to and from f32
exactly<Spec<['B', '2*h'], f32>>()(f32('B', 'h*2'));
exactly<NdArray<[2], f32>>()(ndarray([2], f32, [0, 1]));
exactly<Tensor<[2, 3], f32>>()(cast(f32)(n23));
exactly<Tensor<['B', 3]>>()(cast(f32)(zeros(['B', 3], f32)));
exactly<Spec<['B', '2*h'], f64>>()(f64('B', 'h*2'));
exactly<NdArray<[2], f64>>()(ndarray([2], f64, [0, 1]));
exactly<Tensor<[2, 3], f64>>()(cast(f64)(n23));
exactly<Tensor<['B', 3]>>()(cast(f32)(zeros(['B', 3], f64)));
exactly<Spec<['B', '2*h'], i32>>()(i32('B', 'h*2'));
exactly<NdArray<[2], i32>>()(ndarray([2], i32, [0, 1]));
exactly<Tensor<[2, 3], i32>>()(cast(i32)(n23));
exactly<Tensor<['B', 3]>>()(cast(f32)(zeros(['B', 3], i32)));
exactly<Spec<['B', '2*h'], u32>>()(u32('B', 'h*2'));
exactly<NdArray<[2], u32>>()(ndarray([2], u32, [0, 1]));
exactly<Tensor<[2, 3], u32>>()(cast(u32)(n23));
exactly<Tensor<['B', 3]>>()(cast(f32)(zeros(['B', 3], u32)));
exactly<Spec<['B', '2*h'], bool>>()(bool('B', 'h*2'));
exactly<NdArray<[2], bool>>()(ndarray([2], bool, [0, 1]));
exactly<Tensor<[2, 3], bool>>()(cast(bool)(n23));
exactly<Tensor<['B', 3]>>()(cast(f32)(zeros(['B', 3], bool)));
exactly<Spec<['B', '2*h'], u8>>()(u8('B', 'h*2'));
exactly<NdArray<[2], u8>>()(ndarray([2], u8, [0, 1]));
exactly<Tensor<[2, 3], u8>>()(cast(u8)(n23));
exactly<Tensor<['B', 3]>>()(cast(f32)(zeros(['B', 3], u8)));
exactly<Spec<['B', '2*h'], i64>>()(i64('B', 'h*2'));
exactly<NdArray<[2], i64>>()(ndarray([2], i64, [0, 1]));
exactly<Tensor<[2, 3], i64>>()(cast(i64)(n23));
exactly<Tensor<['B', 3]>>()(cast(f32)(zeros(['B', 3], i64)));
exactly<Spec<['B', '2*h'], f16>>()(f16('B', 'h*2'));
exactly<NdArray<[2], f16>>()(ndarray([2], f16, [0, 1]));
exactly<Tensor<[2, 3], f16>>()(cast(f16)(n23));
exactly<Tensor<['B', 3]>>()(cast(f32)(zeros(['B', 3], f16)));
exactly<Spec<['B', '2*h'], bf16>>()(bf16('B', 'h*2'));
exactly<NdArray<[2], bf16>>()(ndarray([2], bf16, [0, 1]));
exactly<Tensor<[2, 3], bf16>>()(cast(bf16)(n23));
exactly<Tensor<['B', 3]>>()(cast(f32)(zeros(['B', 3], bf16)));

exactly<Tensor<['B', 3], f64>>()(full(['B', 3], 2, f64));
exactly<Tensor<[2, 'T']>>()(ones([2, 'T']));
exactly<Tensor<[], i32>>()(scalar(2, i32));
exactly<Tensor<[5], f64>>()(linspace(0, 1, 5, f64));
exactly<Tensor<[3], f64>>()(onesLike(d3));
exactly<Tensor<['B', 3], i32>>()(zerosLike(m));
exactly<typeof own>()(tree.map((x) => x, own));
exactly<typeof own>()(tree.zip((x) => x, own, own));
exactly<typeof own>()(tree.rebuild(own, tree.leaves(own)));
exactly<{ a: Tensor<['B', 3]>; b: Tensor<[], i32> }>()(tree.formals({ a: f32('B', 3), b: i32() }));
exactly<Init<typeof own>>()(tree.initOf<typeof own>({}));
exactly<34>()(parameterCount(spec.dense(16, 2)));

exactly<Initializer>()(fanInUniform);
exactly<Initializer>()(glorotNormal);
exactly<Initializer>()(glorotUniform);
exactly<Initializer>()(heNormal);
exactly<Initializer>()(heUniform);
exactly<Initializer>()(lecunNormal);
exactly<Initializer>()(lecunUniform);
exactly<Initializer>()(onesOf);
exactly<Initializer>()(zerosOf);
exactly<Initializer>()(constantOf(1));
exactly<Initializer>()(kaimingNormal());
exactly<Initializer>()(kaimingUniform({ slope: 0.1 }));
exactly<Initializer>()(normalOf({ std: 2 }));
exactly<Initializer>()(orthogonalOf());
exactly<Initializer>()(truncatedNormalOf({ std: 2 }));
exactly<Initializer>()(uniformOf(-1, 1));
exactly<Initializer>()(xavierNormal({ gain: 2 }));
exactly<Initializer>()(xavierUniform());
exactly<Tensor<readonly number[]>>()(varianceScaling({ scale: 2 })(key(0), [2, 3]));
exactly<{ readonly fanIn: number; readonly fanOut: number }>()(fans([2, 3]));
exactly<number>()(gainOf('relu'));
