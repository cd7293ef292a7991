/** How many numbers a tree of parameters holds, as a type and as a value. */
import type { One, Tensor } from '../core/tensor.ts';
import { type Init, mapSpecs } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import type { DType } from '../types/dtype.ts';
import type * as N from '../types/num.ts';
import { type Prod, type Shape, sizeOf } from '../types/shape.ts';

/** The children of T before the rest of the work. */
export type Pushed<T, Rest extends readonly unknown[]> = T extends readonly unknown[]
  ? [...T, ...Rest]
  : PushedAt<T, Rest, keyof T>;
type PushedAt<T, Rest extends readonly unknown[], K> = [K] extends [never]
  ? Rest
  : One<K> extends infer L extends keyof T
    ? PushedAt<T, [T[L], ...Rest], Exclude<K, L>>
    : never;

type Plus<A extends number, D extends Dim> = D extends number ? N.Add<A, D> : number;

/** Trees are taken apart from the front; tensors are counted. */
type CountAll<Todo extends readonly unknown[], Sum extends number = 0> = Todo extends readonly [
  infer T,
  ...infer Rest,
]
  ? 0 extends 1 & T
    ? number // an erased signature's `any` must not recurse
    : T extends Tensor<infer S extends Shape, infer _ extends DType>
      ? CountAll<Rest, Plus<Sum, Prod<S>>>
      : CountAll<Pushed<T, Rest>, Sum>
  : Sum;

/**
 * The number of parameters of a network, of a specification or of a tree of parameters, as a literal type:
 * ParameterCount<typeof cnn> is 34826. A tensor whose sizes are not all known makes it `number`.
 */
export type ParameterCount<T> = CountAll<[ParamsIn<T>]>;
/** The tree that a network or a specification says; any other type is a tree itself. */
export type ParamsIn<T> = T extends { readonly params: Init<infer P> } | Init<infer P> ? P : T;

/** The numbers in a tree of specifications. */
export const countOf = (specs: unknown): number => {
  let sum = 0;
  mapSpecs(specs, ({ shape }) => {
    sum += Number(sizeOf(shape));
    return null;
  });
  return sum;
};

/** What says its parameters: a network, or their specification. */
export type HasParams = { readonly params: Init<unknown> } | Init<unknown>;

/** The number of parameters of a network or a specification: parameterCount(cnn) is 34826. Keras: count_params. */
export function parameterCount<T extends HasParams>(of: T): ParameterCount<T>;
export function parameterCount(of: { readonly params: unknown } | Init<unknown>): number {
  return countOf('params' in of ? of.params : of);
}
