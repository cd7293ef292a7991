/** vmap: a function of one example as a function of a batch of them. */
import { ShapeError } from '../core/error.ts';
import { fresh } from '../core/graph.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, type Tensor, untyped } from '../core/tensor.ts';
import { vmapGraph } from '../transform/index.ts';
import { leaves, rebuild } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import type { DType } from '../types/dtype.ts';
import { type Shape, show } from '../types/shape.ts';

/**
 * T with a leading axis of size N at every tensor. The first line of this type and of those below stops the recursion
 * where the compiler erases a signature and puts `any` for T.
 */
export type Stacked<T, N extends Dim> = 0 extends 1 & T
  ? T
  : T extends Tensor<infer S extends Shape, infer D extends DType>
    ? Tensor<[N, ...S], D>
    : T extends object
      ? { [K in keyof T]: Stacked<T[K], N> }
      : T;
/** T without the leading axis of every tensor. */
export type RowOf<T> = 0 extends 1 & T
  ? T
  : T extends Tensor<readonly [Dim, ...infer S extends Shape], infer D extends DType>
    ? Tensor<S, D>
    : T extends object
      ? { [K in keyof T]: RowOf<T[K]> }
      : T;
/** The size of the leading axis of the tensors of T. */
export type LeadOf<T> = 0 extends 1 & T
  ? Dim
  : T extends Tensor<readonly [infer N extends Dim, ...Shape], DType>
    ? N
    : T extends AnyTensor
      ? never
      : T extends readonly unknown[]
        ? LeadOf<T[number]>
        : { [K in keyof T]: LeadOf<T[K]> }[keyof T];

/** For each argument 0, its tensors have the batch axis in front, or null, it is the same for all examples. */
export type InAxes = readonly (0 | null)[];

/** The size of the batch, from the first argument that has it. */
type BatchOf<X extends readonly unknown[], I extends InAxes> = X extends readonly [
  infer H,
  ...infer T,
]
  ? I extends readonly [infer J, ...infer Js extends InAxes]
    ? J extends null
      ? BatchOf<T, Js>
      : LeadOf<H>
    : LeadOf<H>
  : Dim;
type Batched<A extends readonly unknown[], N extends Dim, I extends InAxes> = {
  [K in keyof A]: K extends keyof I
    ? I[K] extends null
      ? A[K]
      : Stacked<A[K], N>
    : Stacked<A[K], N>;
};
type CheckBatch<
  A extends readonly unknown[],
  X extends readonly unknown[],
  I extends InAxes,
> = number extends X['length'] ? X : Batched<A, BatchOf<X, I> & Dim, I>;

/** The type of `vmap(f)`: f with the batch axis in front of its arguments and results. */
export type Vmapped<A extends readonly unknown[], R, I extends InAxes> = <
  X extends readonly unknown[],
>(
  ...args: CheckBatch<A, X, I>
) => Stacked<R, BatchOf<X, I> & Dim>;

const rowOf = (x: Value): Value => fresh({ shape: x.shape.slice(1), dtype: x.dtype });

const sizeOfBatch = (xs: readonly Value[]): Dim => {
  const [size] = xs[0]?.shape ?? [];
  if (size === undefined) throw new ShapeError('vmap: no argument has an axis to map over');
  const other = xs.find((x) => x.shape[0] !== size);
  if (other === undefined) return size;
  throw new ShapeError(`vmap: axis 0 of ${show(other.shape)} is not the batch of ${size}`);
};

/**
 * f over axis 0 of every argument: its body is written for one example, the batch axis is added by every op's batching
 * rule. `inAxes: [null, 0]` passes the first argument as it is. All results get the batch axis in front.
 */
export function vmap<A extends readonly unknown[], R, const I extends InAxes = []>(
  f: (...args: A) => R,
  options?: { readonly inAxes?: I },
): Vmapped<A, R, I>;
export function vmap(
  f: (...args: never) => unknown,
  { inAxes = [] }: { readonly inAxes?: InAxes } = {},
): unknown {
  return (...args: readonly unknown[]): unknown => {
    const mapped = args.filter((_, i) => inAxes[i] !== null).flatMap(leaves);
    const size = sizeOfBatch(mapped);
    const params = mapped.map(rowOf);
    const rows = params[Symbol.iterator]();
    const examples = args.map((x, i) =>
      inAxes[i] === null
        ? x
        : rebuild(
            x,
            leaves(x).map(() => rows.next().value!),
          ),
    );
    const result = untyped(f)(...examples);
    const graph = { params, results: leaves(result) };
    return rebuild(
      result,
      vmapGraph(
        graph,
        mapped,
        mapped.map(() => true),
        size,
      ),
    );
  };
}
