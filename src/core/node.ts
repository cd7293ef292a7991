/**
 * The language of programs: an immutable, acyclic graph of nodes, each pointing at the record of its primitive.
 * There is no registry and no numbering; what is not reachable from a result does not exist.
 */
import type { Dim } from '../types/dim.ts';
import type { DType } from '../types/dtype.ts';
import type { Lowering } from './lowering.ts';
import type { Arithmetic, Strided } from './strided.ts';
import type { TensorType } from './type.ts';

export type { TensorType };

/** One application of a primitive. Attributes in `params` hold no values of the graph around it. */
export interface Node<P = unknown> {
  readonly primitive: Primitive<P>;
  readonly params: P;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** One output of a node. Compared by identity. */
export interface Value {
  readonly node: Node;
  readonly index: number;
  readonly shape: readonly Dim[];
  readonly dtype: DType;
}

/** A function: values for `params` determine `results`. */
export interface Graph {
  readonly params: readonly Value[];
  readonly results: readonly Value[];
}

/** A tangent or cotangent; null is a symbolic zero. */
export type Tangent = Value | null;

/** The second form lets scan and cond extend the primal computation with what their linear part reads. */
export type Linear =
  | readonly Tangent[]
  | { readonly primal: readonly Value[]; readonly tangent: readonly Tangent[] };

/** A primitive is its row of the table ops x interpretations; a missing column does not compile. */
export interface Primitive<P = unknown> {
  readonly name: string;
  /** The types of the outputs; throws ShapeError or DTypeError. */
  infer(inputs: readonly TensorType[], params: P): readonly TensorType[];
  /** The meaning, on concrete data: exact (f64) or rounded per node, as `arithmetic` says. */
  evaluate(inputs: readonly Strided[], params: P, arithmetic: Arithmetic): readonly Strided[];
  /** The derivative as a linear map of `tangents`, at least one of which is not null. */
  jvp(
    tangents: readonly Tangent[],
    inputs: readonly Value[],
    outputs: readonly Value[],
    params: P,
  ): Linear;
  /** For a node linear in the inputs marked `linear`: cotangents of the outputs to cotangents of those inputs. */
  transpose?(
    cotangents: readonly Tangent[],
    inputs: readonly Value[],
    linear: readonly boolean[],
    params: P,
  ): readonly Tangent[];
  /** The op over a new leading axis of `size`, which the inputs marked `batched` have; all outputs get it. */
  batch(
    inputs: readonly Value[],
    batched: readonly boolean[],
    params: P,
    size: Dim,
  ): readonly Value[];
  /** The params at other sizes; absent when they hold no dims. */
  resize?(params: P, at: (d: Dim) => Dim): P;
  readonly lower: Lowering<P>;
}

/** An application of a primitive: its outputs, as inferred from the inputs' types. */
export const apply = <P>(
  primitive: Primitive<P>,
  inputs: readonly Value[],
  params: P,
): readonly Value[] => {
  const outputs: Value[] = [];
  const node = { primitive, params, inputs, outputs };
  for (const { shape, dtype } of primitive.infer(inputs, params)) {
    outputs.push({ node, index: outputs.length, shape, dtype });
  }
  return outputs;
};

/** The only output of an application. */
export const apply1 = <P>(primitive: Primitive<P>, inputs: readonly Value[], params: P): Value =>
  apply(primitive, inputs, params)[0]!;
