/** The verifier of graphs, run between all passes in tests, and the assertion that a type is concrete. */
import type { Dim } from '../types/dim.ts';
import { GraphError } from './error.ts';
import { subgraphs, toposort } from './graph.ts';
import type { Graph, Node, TensorType } from './node.ts';
import { param } from './param.ts';
import { describe, sameType } from './type.ts';

export interface ConcreteType extends TensorType {
  readonly shape: readonly number[];
}

const isNumber = (d: unknown): d is number => typeof d === 'number';
const allNumbers = (shape: readonly unknown[]): shape is readonly number[] => shape.every(isNumber);

/** The shape, all of whose dims must be numbers by now. */
export const concreteShape = (shape: readonly Dim[]): readonly number[] => {
  if (allNumbers(shape)) return shape;
  throw new GraphError(`size '${shape.find((d) => !isNumber(d))}' is not bound`);
};

export const concrete = ({ shape, dtype }: TensorType): ConcreteType => ({
  shape: concreteShape(shape),
  dtype,
});

export interface CheckOptions {
  /** whether every size must be a number */
  readonly specialised?: boolean;
}

/**
 * Throws GraphError unless every node's outputs are what its rule infers and every parameter belongs to the graph,
 * in the bodies of its regions too.
 */
export const check = (g: Graph, options: CheckOptions = {}): Graph => {
  const own = new Set(g.params.map((p) => p.node));
  for (const n of toposort([...g.results, ...g.params])) {
    if (n.primitive === param && !own.has(n)) throw new GraphError('check: a parameter is free');
    checkNode(n, options);
    for (const [, body] of subgraphs(n)) check(body, options);
  }
  return g;
};

const checkNode = (n: Node, options: CheckOptions): void => {
  const { name } = n.primitive;
  const inferred = n.primitive.infer(n.inputs, n.params);
  if (inferred.length !== n.outputs.length) {
    throw new GraphError(`check: ${name} has ${n.outputs.length} outputs, not ${inferred.length}`);
  }
  n.outputs.forEach((v, i) => {
    if (v.node !== n || v.index !== i)
      throw new GraphError(`check: output ${i} of ${name} is foreign`);
    if (!sameType(v, inferred[i]!)) {
      throw new GraphError(
        `check: ${name} is ${describe(v)}, its rule says ${describe(inferred[i]!)}`,
      );
    }
    if (options.specialised === true) concrete(v);
  });
};
