// Derivatives, loops and branches, the rest of them: functions that do not go together, and the exact types of what does.
import {
  add,
  associativeScan,
  checkpoint,
  customDerivative,
  customGradient,
  evaluate,
  foriLoop,
  hessian,
  hvp,
  type i32,
  jacfwd,
  jacrev,
  jvp,
  less,
  linearize,
  linearTranspose,
  mul,
  type NdArray,
  relu,
  sum,
  switchCase,
  type Tensor,
  whileLoop,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const s: Tensor<[]>;
declare const b3: Tensor<[3]>;
declare const b4: Tensor<[4]>;
declare const m: Tensor<[5, 3]>;
declare const i: Tensor<[], i32>;
declare const place: Tensor<[3], i32>;
declare const n3: NdArray<[3]>;
const square = (x: Tensor<[3]>): Tensor<[3]> => mul(x, x);
const energy = (x: Tensor<[3]>): Tensor<[]> => sum()(mul(x, x));
const total = (x: Tensor<[3]>): Tensor<[]> => sum()(x);

// expect: '"hessian: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
hessian(square)(b3);
//      ^
// expect: '"hvp: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
hvp(square)(b3, b3);
//  ^
// throws: mul: shapes differ: [4] and [3]
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
hvp(energy)(b3, b4);
//              ^
// throws: nothing
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
jacfwd(square)(b4);
//             ^
// throws: nothing
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
jacrev(square)(b4);
//             ^
// throws: mul: shapes differ: [4] and [3]
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
linearize(square, b3)[1](b4);
//                       ^
// throws: nothing
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
linearize(square, b4);
//                ^
// throws: nothing
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
linearTranspose(square, b4);
//                      ^
// throws: broadcast: [3] is not axes  of [3]
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'Tensor<[], f32>'.
linearTranspose(total, b3)(b3);
//                         ^
// throws: nothing
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
checkpoint(square)(b4);
//                 ^
// throws: nothing
// refused: Type 'Tensor<[], f32>' is not assignable to type 'Tensor<[3], f32>'.
customDerivative('same', square, ([t]) => sum()(t));
//                                        ^
// throws: nothing
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
customDerivative('same', square, ([t]) => t)(b4);
//                                           ^
// throws: nothing
// refused: Type 'Tensor<[], f32>' is not assignable to type 'Tensor<[3], f32>'.
customGradient('same', square, (c) => [sum()(c)]);
//                                     ^
// throws: nothing
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
customGradient('same', square, (c) => [c])(b4);
//                                         ^
// throws: less: shapes differ: [3] and []
// refused: Argument of type 'Tensor<[3], i32>' is not assignable to parameter of type 'Tensor<[], i32>'.
switchCase(place, [square, square], b3);
//         ^
// throws: switchCase: branch 1 is Tensor<[], f32>, expected Tensor<[3], f32>
// refused: Argument of type '[(x: Tensor<[3], f32>) => Tensor<[3], f32>, (x: Tensor<[3], f32>) => Tensor<[], f32>]' is not assignable to parameter of type
switchCase(i, [square, total], b3);
//            ^
// throws: nothing
// refused: Argument of type 'Tensor<[4], f32>' is not assignable to parameter of type 'Tensor<[3], f32>'.
switchCase(i, [square, square], b4);
//                              ^
// expect: '"foriLoop: the carry is Tensor<[], f32>, expected Tensor<[3], f32>"'.
foriLoop(5, (_, c) => sum()(c), b3);
//          ^
// throws: nothing
// refused: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type 'Dim'.
foriLoop(b3, (_, c) => c, b3);
//       ^
// throws: whileLoop: the test must be a bool scalar, got bool [3]
// refused: Type 'Tensor<[3], bool>' is not assignable to type 'Tensor<[], bool>'.
whileLoop((c) => less(c, c), (c) => c, b3);
//               ^
// expect: '"whileLoop: the carry is Tensor<[], f32>, expected Tensor<[3], f32>"'.
whileLoop((c) => less(sum()(c), s), (c) => sum()(c), b3);
//                                  ^
// throws: associativeScan: a row is Tensor<[], f32>, expected Tensor<[3], f32>
// refused: Argument of type '(a: Tensor<[3]>, b: Tensor<[3]>) => Tensor<[], f32>' is not assignable to parameter of type
associativeScan((a: Tensor<[3]>, b: Tensor<[3]>) => sum()(add(a, b)), m);
//              ^
// throws: nothing
// refused: Argument of type '(a: Tensor<[4]>, b: Tensor<[4]>) => Tensor<[4], f32>' is not assignable to parameter of type
associativeScan((a: Tensor<[4]>, b: Tensor<[4]>) => add(a, b), m);
//              ^

exactly<Tensor<[3, 3]>>()(hessian(energy)(b3));
exactly<Tensor<[3]>>()(checkpoint(square)(b3));
exactly<Tensor<[3]>>()(customDerivative('same', square, ([t]) => t)(b3));
exactly<readonly [Tensor<[3]>, Tensor<[3]>]>()(jvp(square, [b3], [b3]));
exactly<NdArray<[3]>>()(evaluate(relu(n3)));
