// What is not known at compile time: dynamic dims, unknown rank, wide axes; and never `any`.
import type {
  Bind,
  Broadcast,
  Concat,
  Conv,
  Dim,
  Einsum,
  Flatten,
  LastTo,
  Narrow,
  Permute,
  Pool,
  Reduce,
  ReduceAxes,
  Reshape,
  Shape,
  Show,
  Subst,
  SwapLast,
  Take,
  Verdict,
} from 'typegrad/types/shape.ts';
import type { Canon, DAdd, DDiv, DExact, DMul, DSub, SubstDim } from 'typegrad/types/dim.ts';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
declare const is: <T extends true>() => T;

// a dynamic dim agrees with anything, and the result takes the more precise side
is<Same<Broadcast<[number, 784], ['B', 784], 'add'>, ['B', 784]>>();
is<Same<Broadcast<[number, 1], [1, number], 'add'>, [number, number]>>();
is<Same<Reshape<[number, 28, 28], [-1, 784]>, [number, 784]>>();
is<Same<Reshape<[number, 28], [number, 28]>, [number, 28]>>();
is<Same<LastTo<['B', number], 128, 64, 'dense'>, ['B', 64]>>();
is<Same<Concat<[[number, 3], ['B', 4]], 1>, ['B', 7]>>();
is<Same<Einsum<'ij,jk->ik', [[2, number], [3, 4]]>, [2, 4]>>();
is<Same<Flatten<['B', number, 3]>, ['B', number]>>();
is<Same<Pool<2, ['B', number, 26, 32], 2, 2, 'valid', 'p'>, ['B', number, 13, 32]>>();
is<Same<Show<['B', number]>, '[B, ?]'>>();
is<Same<Subst<['B', '2*B'], Bind<['B', 784], [number, 784]>>, [number, number]>>();
is<Same<DAdd<number, 1>, number>>();
is<Same<DSub<number, number>, number>>();
is<Same<DMul<'B', number>, number>>();
is<Same<DDiv<number, 2>, number>>();
is<Same<DExact<number, 'B'>, number>>();
is<Same<DMul<Dim, 2>, Dim>>();
is<Same<SubstDim<'2*B', { B: number }>, number>>();

// an unknown rank, or a wide axis, leaves the shape open
is<Same<Broadcast<Dim[], [3], 'add'>, Dim[]>>();
is<Same<Reduce<[2, 3], number, false, 'sum'>, Dim[]>>();
is<Same<Reduce<Dim[], 0, false, 'sum'>, Dim[]>>();
is<Same<ReduceAxes<[2, 3], number[], false, 'sum'>, Dim[]>>();
is<Same<Permute<Dim[], [1, 0]>, Dim[]>>();
is<Same<SwapLast<Dim[]>, Dim[]>>();
is<Same<Reshape<Dim[], [2, 3]>, [2, 3]>>();
is<Same<Reshape<[2, 3], Dim[]>, Dim[]>>();
is<Same<Flatten<Dim[]>, Dim[]>>();
is<Same<Concat<[Dim[], [2]], 0>, Dim[]>>();
is<Same<Narrow<[2, 3], number, 0, 1>, Dim[]>>();
is<Same<Take<[2, 3], Dim[], 0>, Dim[]>>();
is<Same<Einsum<string, [[2, 3]]>, Dim[]>>();
is<Same<Einsum<'ij->i', [Dim[]]>, Dim[]>>();
is<Same<Conv<2, Shape, [3, 3, 1, 8], 1, 'same'>, Dim[]>>();
is<Same<Subst<['B', 784], Bind<['B', 784], Dim[]>>, [Dim, 784]>>();
is<Same<Verdict<Dim[]>, Dim[] | string>>();
is<Same<Verdict<[2, 3]>, [2, 3]>>();

// the compiler puts `any` for a parameter that it erases: no rule may recurse for ever
export type Erased = [Canon<any>, Broadcast<any, any>, Show<any>, Subst<any, any>];

// @ts-expect-error a type is not any other
is<Same<Broadcast<[2], [2]>, [3]>>();
