/** vmap: a function of one example as a function of a batch of them, along any axis. */
import { ShapeError } from '../core/error.ts';
import { fresh } from '../core/graph.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, type Tensor, untyped } from '../core/tensor.ts';
import { permute } from '../prim/index.ts';
import { vmapGraph } from '../transform/index.ts';
import { child, entries, leaves, rebuild } from '../tree/index.ts';
import { type Axis, type AxisMessage, axisMessage, axisOf } from '../types/axis.ts';
import type { Inserted, Removed, SizeAt } from '../types/batch.ts';
import type { Dim } from '../types/dim.ts';
import type { DType } from '../types/dtype.ts';
import { type Shape, type Show, show, type Uni } from '../types/shape.ts';

/**
 * T with an axis of size N at place I of every tensor. The first line of this type and of those below stops the
 * recursion where the compiler erases a signature and puts `any` for T.
 */
export type Stacked<T, N extends Dim, I extends number = 0> = 0 extends 1 & T
  ? T
  : T extends Tensor<infer S extends Shape, infer D extends DType>
    ? Tensor<Inserted<S, N, I>, D>
    : T extends object
      ? { [K in keyof T]: Stacked<T[K], N, I> }
      : T;
/** T without axis I of every tensor. */
export type RowOf<T, I extends number = 0> = 0 extends 1 & T
  ? T
  : T extends Tensor<infer S extends Shape, infer D extends DType>
    ? Tensor<Removed<S, I>, D>
    : T extends object
      ? { [K in keyof T]: RowOf<T[K], I> }
      : T;
/** The size of axis I of the tensors of T. */
export type LeadOf<T, I extends number = 0> = 0 extends 1 & T
  ? Dim
  : T extends Tensor<infer S extends Shape, DType>
    ? SizeAt<S, I>
    : T extends AnyTensor
      ? never
      : T extends readonly unknown[]
        ? LeadOf<T[number], I>
        : { [K in keyof T]: LeadOf<T[K], I> }[keyof T];

/** For each argument the axis of its tensors that is the batch, or null, it is the same for all examples. */
export type InAxes = readonly (number | null)[];
/** The place of the batch in the results: of all, or of each in a list of them. */
export type OutAxes = number | readonly number[];

/** The axis of argument K: 0 where none is given. */
type AxisAt<I extends InAxes, K> = K extends keyof I ? (I[K] extends number ? I[K] : 0) : 0;

/** The size of the batch, from the first argument that has it. */
type BatchOf<X extends readonly unknown[], I extends InAxes> = X extends readonly [
  infer H,
  ...infer T,
]
  ? I extends readonly [infer J, ...infer Js extends InAxes]
    ? J extends number
      ? LeadOf<H, J>
      : BatchOf<T, Js>
    : LeadOf<H>
  : Dim;
type Batched<
  A extends readonly unknown[],
  X extends readonly unknown[],
  N extends Dim,
  I extends InAxes,
> = {
  [K in keyof A]: K extends keyof I
    ? I[K] extends null
      ? A[K]
      : BatchedAt<A[K], X[K & keyof X], N, AxisAt<I, K>>
    : BatchedAt<A[K], X[K & keyof X], N, 0>;
};
/** A tensor that lacks the axis, or has another size there, is answered with the sentence. */
type BatchedAt<A, X, N extends Dim, I extends number> =
  X extends Tensor<infer S extends Shape, DType>
    ? number extends S['length'] | I
      ? Stacked<A, N, I>
      : [Axis<S, I>] extends [never]
        ? AxisMessage<'vmap', S, I>
        : [Uni<SizeAt<S, I> & Dim, N>] extends [never]
          ? `vmap: axis ${I} of ${Show<S>} is not the batch of ${N}`
          : Stacked<A, N, I>
    : Stacked<A, N, I>;
type CheckBatch<
  A extends readonly unknown[],
  X extends readonly unknown[],
  I extends InAxes,
> = number extends X['length'] ? X : Batched<A, X, BatchOf<X, I> & Dim, I>;

type Results<R, N extends Dim, O extends OutAxes> = O extends number
  ? Stacked<R, N, O>
  : { [K in keyof R]: Stacked<R[K], N, K extends keyof O ? (O[K] extends number ? O[K] : 0) : 0> };

/** The type of `vmap(f)`: f with the batch axis in its arguments and results. */
export type Vmapped<A extends readonly unknown[], R, I extends InAxes, O extends OutAxes = 0> = <
  X extends readonly unknown[],
>(
  ...args: CheckBatch<A, X, I>
) => Results<R, BatchOf<X, I> & Dim, O>;

interface Mapped {
  /** with the batch in front */
  readonly values: readonly Value[];
  readonly size: Dim;
}

const toFront = (x: Value, axis: number): Value => {
  const at = axisOf(x.shape, axis);
  if (at < 0) throw new ShapeError(axisMessage('vmap', x.shape, axis));
  return at === 0 ? x : permute(x, [at, ...x.shape.map((_, k) => k).filter((k) => k !== at)]);
};

/** The batch from the front to the place that it has in the result. */
const fromFront = (x: Value, axis: number): Value => {
  const at = axisOf(x.shape, axis);
  if (at < 0) throw new ShapeError(axisMessage('vmap: the result', x.shape, axis));
  const rest = x.shape.map((_, k) => k).slice(1);
  return at === 0 ? x : permute(x, rest.toSpliced(at, 0, 0));
};

/** What is mapped, and its batch, which all of it shares. */
const mappedOf = (args: readonly unknown[], axes: InAxes): Mapped => {
  const at = args.flatMap((x, i) => {
    const axis = axes[i] === undefined ? 0 : axes[i];
    return axis === null ? [] : leaves(x).map((value) => ({ value, axis }));
  });
  const values = at.map(({ value, axis }) => toFront(value, axis));
  const [size] = values[0]?.shape ?? [];
  if (size === undefined) throw new ShapeError('vmap: no argument has an axis to map over');
  const other = at.find((_, i) => values[i]!.shape[0] !== size);
  if (other === undefined) return { values, size };
  throw new ShapeError(
    `vmap: axis ${other.axis} of ${show(other.value.shape)} is not the batch of ${size}`,
  );
};

/** The results with the batch at its places. */
const placed = (result: unknown, axes: OutAxes): unknown => {
  if (typeof axes === 'number') {
    if (axes === 0) return result;
    return rebuild(
      result,
      leaves(result).map((x) => fromFront(x, axes)),
    );
  }
  const count = entries(result).length;
  if (axes.length !== count) {
    throw new ShapeError(`vmap: outAxes names ${axes.length} places for ${count} results`);
  }
  return rebuild(
    result,
    axes.flatMap((axis, i) => leaves(child(result, String(i))).map((x) => fromFront(x, axis))),
  );
};

/**
 * f over one axis of every argument: its body is written for one example, the batch axis is added by every op's batching
 * rule. The axis is 0, or as `inAxes` says, argument by argument: inAxes: [null, 1] passes the first argument as it is
 * and maps over axis 1 of the second. `outAxes` says where the batch stands in the results: one place for all, or a list
 * for a function that gives a list. Negative axes count from the last. Throws ShapeError when the batches differ. JAX:
 * vmap.
 */
export function vmap<
  A extends readonly unknown[],
  R,
  const I extends InAxes = [],
  const O extends OutAxes = 0,
>(
  f: (...args: A) => R,
  options?: { readonly inAxes?: I; readonly outAxes?: O },
): Vmapped<A, R, I, O>;
export function vmap(
  f: (...args: never) => unknown,
  { inAxes = [], outAxes = 0 }: { readonly inAxes?: InAxes; readonly outAxes?: OutAxes } = {},
): unknown {
  return (...args: readonly unknown[]): unknown => {
    const { values, size } = mappedOf(args, inAxes);
    const params = values.map((x) => fresh({ shape: x.shape.slice(1), dtype: x.dtype }));
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
    const all = values.map(() => true);
    return placed(rebuild(result, vmapGraph(graph, values, all, size)), outAxes);
  };
}
