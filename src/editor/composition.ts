/** Where a program composes: calls of pipe, net and seq, and the stages that consist of stages. */
import type { Program } from './program.ts';

/** A stage as it is written; `inner` are the stages that it consists of. */
export interface StageNode<N> {
  readonly node: N;
  readonly inner: readonly StageNode<N>[];
}

/** A call of pipe, net or seq; the first `first` of its `count` arguments are no stages. */
export interface Composition<N> {
  readonly call: N;
  readonly callee: N;
  readonly count: number;
  readonly first: number;
  readonly stages: readonly StageNode<N>[];
}

/** How many arguments come before the stages. */
const COMPOSITIONS: Readonly<Record<string, number>> = { pipe: 1, net: 1, seq: 0 };
const CONTAINERS: Readonly<Record<string, number>> = { seq: 0, group: 1, residual: 1, skip: 1 };

/** The last word of what is called: `group` of `layer.group`. */
const calledName = <N, T>(program: Program<N, T>, callee: N): string =>
  /(\w+)\s*$/.exec(program.text.slice(program.start(callee), program.end(callee)))?.[1] ?? '';

const firstIn = (table: Readonly<Record<string, number>>, name: string): number | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const stageNode = <N, T>(program: Program<N, T>, node: N): StageNode<N> => {
  const call = program.call(node);
  const first = call && firstIn(CONTAINERS, calledName(program, call.callee));
  const inner = call === undefined || first === undefined ? [] : call.args.slice(first);
  return { node, inner: inner.map((stage) => stageNode(program, stage)) };
};

/** The composition that a call is, or undefined. */
export const compositionOf = <N, T>(
  program: Program<N, T>,
  node: N,
): Composition<N> | undefined => {
  const call = program.call(node);
  const first = call && firstIn(COMPOSITIONS, calledName(program, call.callee));
  if (call === undefined || first === undefined) return undefined;
  const stages = call.args.slice(first).map((stage) => stageNode(program, stage));
  return { call: node, callee: call.callee, count: call.args.length, first, stages };
};
