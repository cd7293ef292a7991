/** What the laws need to know of a program: a graph as a function of its dims, and values inside its domain. */
import { fresh } from '../core/graph.ts';
import { sizeOf } from '../core/layout.ts';
import { apply, type Graph, type Primitive, type TensorType, type Value } from '../core/node.ts';
import { exact, strided } from '../core/strided.ts';
import type { Dim } from '../types/dim.ts';
import { type DTypeName, DTypes } from '../types/dtype.ts';
import type { Args } from './arrays.ts';
import type { Domain } from './domains.ts';
import { random } from './random.ts';

/** A program as a function of its dims, with the values that it takes. */
export interface Recipe {
  /** the sizes of the dims that the graph is built from */
  readonly sizes: readonly number[];
  /** the graph, with names or sizes for its dims */
  build(dims: readonly Dim[]): Graph;
  /** one for every parameter */
  readonly domains: readonly Domain[];
}

/** The type of a tensor: type('f32', [2, 3]). */
export const type = (dtype: DTypeName, shape: readonly Dim[]): TensorType => ({
  dtype: DTypes[dtype],
  shape,
});

/** A primitive on parameters of its own. */
export const applied = <P>(
  primitive: Primitive<P>,
  types: readonly TensorType[],
  params: P,
): Graph => {
  const own: readonly Value[] = types.map(fresh);
  return { params: own, results: apply(primitive, own, params) };
};

/** Several sets of arguments for the concrete graph. */
export const examplesOf = (
  g: Graph,
  domains: readonly Domain[],
  seed: number,
  count: number,
): readonly Args[] => {
  const source = random(seed);
  return Array.from({ length: count }, () =>
    g.params.map((p, i) => {
      const shape = p.shape.map(Number);
      const data = exact.alloc(p.dtype, sizeOf(shape));
      data.set(domains[i]!(source, data.length));
      return strided(p.dtype, shape, data);
    }),
  );
};
