/** A group's elementwise nodes as one program over numbered values. */
import { GraphError } from '../core/error.ts';
import type { Node, Value } from '../core/node.ts';
import type { Instruction, Source } from './operation.ts';

export interface ElementwiseProgram {
  readonly operands: readonly Source[];
  readonly code: readonly Instruction[];
  /** operands first, then what the instructions define, in order */
  readonly numberOf: ReadonlyMap<Value, number>;
}

const instruction = (n: Node, args: readonly number[]): Instruction => {
  const { lower, name } = n.primitive;
  if (lower.kind !== 'map') throw new GraphError(`plan: ${name} is not elementwise`);
  return {
    opcode: `${name}_${lower.lane(n.inputs, n.params)}`,
    args,
    immediate: lower.immediate?.(n.params) ?? 0,
  };
};

/** `nodes` in order; what they read from elsewhere becomes an operand. */
export const elementwiseProgram = (
  nodes: readonly Node[],
  sourceAt: (v: Value) => Source,
  extra: readonly Value[] = [],
): ElementwiseProgram => {
  const own = new Set(nodes);
  const reads = [...nodes.flatMap((n) => n.inputs), ...extra];
  const outside = [...new Set(reads.filter((v) => !own.has(v.node)))];
  const numberOf = new Map(outside.map((v, i) => [v, i]));
  nodes.forEach((n, i) => {
    numberOf.set(n.outputs[0]!, outside.length + i);
  });
  const code = nodes.map((n) =>
    instruction(
      n,
      n.inputs.map((v) => numberOf.get(v)!),
    ),
  );
  return { operands: outside.map(sourceAt), code, numberOf };
};
