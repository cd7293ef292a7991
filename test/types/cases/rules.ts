// The shape rules behind small signatures of their own.
import type { AnyTensor, Ok, Ret, Tensor } from 'typegrad/core/tensor.ts';
import type {
  Bind,
  Broadcast,
  Concat,
  Einsum,
  LastTo,
  Narrow,
  Reduce,
  Reshape,
  Shape,
  Subst,
  Take,
} from 'typegrad/types/shape.ts';

type Of<T extends AnyTensor> = T['shape'];
declare function add<A extends Tensor, B extends Tensor>(
  a: A,
  b: Ok<Broadcast<Of<A>, Of<B>, 'add'>, B>,
): Ret<Broadcast<Of<A>, Of<B>, 'add'>>;
declare function reshape<A extends Tensor, const S extends Shape>(
  a: A,
  to: Ok<Reshape<Of<A>, S>, S>,
): Ret<Reshape<Of<A>, S>>;
declare function sum<A extends Tensor, const I extends number>(
  a: A,
  axis: Ok<Reduce<Of<A>, I, false, 'sum'>, I>,
): Ret<Reduce<Of<A>, I, false, 'sum'>>;
declare function einsum<const E extends string, A extends Tensor, B extends Tensor>(
  eq: E,
  a: A,
  b: Ok<Einsum<E, [Of<A>, Of<B>]>, B>,
): Ret<Einsum<E, [Of<A>, Of<B>]>>;
declare function dense<A extends Tensor>(a: Ok<LastTo<Of<A>, 128, 64, 'dense'>, A>): void;
declare function concat<A extends Tensor, B extends Tensor, const I extends number>(
  axis: I,
  a: A,
  b: Ok<Concat<[Of<A>, Of<B>], I>, B>,
): Ret<Concat<[Of<A>, Of<B>], I>>;
declare function slice<A extends Tensor, const I extends number, const L extends number>(
  a: A,
  axis: I,
  start: 700,
  length: Ok<Narrow<Of<A>, I, 700, L>, L>,
): Ret<Narrow<Of<A>, I, 700, L>>;
declare function take<A extends Tensor, Ix extends Tensor>(
  a: A,
  index: Ix,
): Ret<Take<Of<A>, Of<Ix>, 0>>;
declare function model<A extends Tensor>(
  a: Ok<Bind<['B', '16*h'], Of<A>>, A>,
): Ret<Subst<['B', '8*h', '(B-3)//2'], Bind<['B', '16*h'], Of<A>>>>;

declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const x: Tensor<['B', 28, 28, 1]>;
declare const a: Tensor<[32, 784]>;
declare const w: Tensor<[512, 10]>;
declare const n: Tensor<[number, 784]>;

// expect: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type '"add: shapes do not broadcast: [3] with [4] (3 ≠ 4)"'.
add(b3, b4);
//      ^
// expect: parameter of type '"reshape: [B, 28, 28, 1] has 784*B elements, [B, 783] has 783*B"'.
reshape(x, ['B', 783]);
//         ^
// expect: parameter of type '"sum: axis 4 is out of range for [B, 28, 28, 1]"'.
sum(x, 4);
//     ^
// expect: Argument of type 'Tensor<[512, 10], f32>' is not assignable to parameter of type '"einsum 'ij,jk->ik': 'j' is both 784 and 512"'.
einsum('ij,jk->ik', a, w);
//                     ^
// expect: parameter of type '"einsum 'ij,kl->iq': output index 'q' is in no input"'.
einsum('ij,kl->iq', a, w);
//                     ^
// expect: parameter of type '"dense: expects last dimension 128, got [32, 784] (784 ≠ 128)"'.
dense(a);
//    ^
// expect: parameter of type '"concat: shapes differ outside axis 0: [32, 784] with [512, 10]"'.
concat(0, a, w);
//           ^
// expect: parameter of type '"slice: 700+100 exceeds 784 on axis 1 of [32, 784]"'.
slice(a, 1, 700, 100);
//               ^
// expect: parameter of type '"expected [B, 16*h], got [512, 10]: 10 is not divisible by 16"'.
model(w);
//    ^

// right programs
export const sums: Tensor<['B', 28, 1]> = sum(x, 1);
export const flat: Tensor<['B', 784]> = reshape(x, ['B', -1]);
export const gram: Tensor<[32, 32]> = einsum('ij,kj->ik', a, a);
export const both: Tensor<[64, 784]> = concat(0, a, a);
export const rows: Tensor<[3, 784]> = take(a, b3);
export const bound: Tensor<[32, 392, 14]> = model(a);
export const dynamic: Tensor<[32, 784]> = add(a, n);
// @ts-expect-error a shape rule never gives `any`
export const sound: number = sum(x, 1);
