/** Fused groups to operations: every operand resolved to a source, every result to a buffer. */

import {
  type Call,
  type Cond,
  callPrimitive,
  condPrimitive,
  type Scan,
  scanPrimitive,
  type While,
  whilePrimitive,
} from '../control/index.ts';
import { concreteShape } from '../core/check.ts';
import { GraphError } from '../core/error.ts';
import { contiguous } from '../core/layout.ts';
import type { Graph, Node, Value } from '../core/node.ts';
import { type Dot, dotPrimitive } from '../prim/index.ts';
import { DTypes } from '../types/dtype.ts';
import { buffersIn, type Context } from './context.ts';
import { dotOperation } from './dot.ts';
import { elementwiseProgram } from './elementwise-program.ts';
import { type Fused, fuse, type Group, separate } from './fuse.ts';
import { mergeSmall } from './merge.ts';
import type { Buffer, CopyOperation, Operation, Source } from './operation.ts';
import { groupOrder } from './order.ts';
import { reduceOperation } from './reduce.ts';
import { bufferOf, makeSources } from './sources.ts';
import { runsWide } from './width.ts';

export interface Operations {
  readonly operations: readonly Operation[];
  /** the buffers of the results, in order; several may be one, or a parameter's */
  readonly results: readonly Buffer[];
}

const mapOperation = (g: Group, c: Context): Operation => {
  const nodes = c.inOrder(g.nodes);
  const space = concreteShape(g.root.outputs[0]!.shape);
  const program = elementwiseProgram(nodes, (v) => c.sources.at(v));
  const results = nodes.filter((n) => c.escapes(n.outputs[0]!, g));
  return {
    kind: 'map',
    space,
    operands: program.operands,
    code: program.code,
    results: results.map((n) => program.numberOf.get(n.outputs[0]!)!),
    reads: buffersIn(program.operands),
    writes: results.map((n) => c.sources.define(n.outputs[0]!)),
    wide: runsWide(g.root),
    path: results.map(c.path).join(', '),
  };
};

const copyOperation = (n: Node, c: Context): CopyOperation => {
  const { lower } = n.primitive;
  if (lower.kind !== 'copy') throw new GraphError(`plan: ${n.primitive.name} is no copy`);
  const out = n.outputs[0]!;
  const parts = lower
    .parts(n.inputs, out, n.params)
    .map(({ input, layout }) => ({ source: inMemory(n.inputs[input]!, c, c.path(n)), layout }));
  return {
    kind: 'copy',
    mode: lower.mode,
    fill: lower.fill(n.params),
    parts,
    reads: buffersIn(parts.map((p) => p.source)),
    writes: [c.sources.define(out)],
    path: c.path(n),
  };
};

/** The value's source; literals and counting are written to memory first. */
const inMemory = (v: Value, c: Context, path: string): Source => {
  const source = c.sources.at(v);
  if (source.origin.kind === 'buffer') return source;
  const buffer = c.sources.dense(v, path);
  return { ...source, origin: { kind: 'buffer', buffer }, layout: contiguous(source.type.shape) };
};

const common = (
  n: Node,
  c: Context,
): { path: string; reads: readonly Buffer[]; writes: readonly Buffer[] } => {
  const path = c.path(n);
  const reads = n.inputs.map((v) => c.sources.dense(v, path));
  return { path, reads, writes: n.outputs.map((v) => c.sources.define(v)) };
};

const isNode = <P>(n: Node, p: Node<P>['primitive']): n is Node<P> => n.primitive === p;

const regionOperation = (n: Node, c: Context): Operation => {
  if (isNode<Call>(n, callPrimitive)) {
    const call = n.params.kernel?.(n.inputs, n.outputs);
    if (call == null)
      throw new GraphError(`plan: ${n.params.name} has no kernel and was not inlined`);
    return { kind: 'kernel', call, ...common(n, c) };
  }
  if (isNode<Scan>(n, scanPrimitive)) {
    const { body, constants, carry, length, reverse } = n.params;
    return {
      kind: 'scan',
      body,
      constants,
      carry,
      length: Number(length),
      reverse,
      ...common(n, c),
    };
  }
  if (isNode<Cond>(n, condPrimitive)) {
    return {
      kind: 'cond',
      whenTrue: n.params.whenTrue,
      whenFalse: n.params.whenFalse,
      ...common(n, c),
    };
  }
  if (isNode<While>(n, whilePrimitive)) {
    const { test, body, constants } = n.params;
    const { reads, writes, path } = common(n, c);
    const goes = bufferOf({ shape: [], dtype: DTypes.bool }, { kind: 'temporary' });
    return { kind: 'while', test, body, constants, reads, writes: [...writes, goes], path };
  }
  throw new GraphError(`plan: no region ${n.primitive.name}`);
};

const operationOf = (g: Group, c: Context): Operation => {
  const { root } = g;
  const { lower } = root.primitive;
  if (lower.kind === 'map') return mapOperation(g, c);
  if (lower.kind === 'reduce') return reduceOperation(g, lower, c);
  if (lower.kind === 'copy') return copyOperation(root, c);
  if (lower.kind === 'kernel') {
    const { overwrites } = lower;
    return {
      kind: 'kernel',
      call: lower.call(root.inputs, root.params),
      ...(overwrites === undefined ? {} : { overwrites }),
      ...common(root, c),
    };
  }
  if (isNode<Dot>(root, dotPrimitive)) return dotOperation(root, c);
  return regionOperation(root, c);
};

const escapesOf = (g: Graph, { order, groupOf }: Fused): Context['escapes'] => {
  const outside = new Map<Value, Set<Group | null>>();
  const note = (v: Value, reader: Group | null): void => {
    const set = outside.get(v) ?? new Set();
    outside.set(v, set.add(reader));
  };
  // a view is followed when it is read: whoever reads it reads what it shows
  for (const n of order) for (const v of n.inputs) note(v, groupOf.get(n) ?? null);
  for (const v of g.results) note(v, null);
  return (v, group) => [...(outside.get(v) ?? [])].some((reader) => reader !== group);
};

const inOrderOf = ({ order }: Fused): Context['inOrder'] => {
  const at = new Map(order.map((n, i) => [n, i]));
  return (nodes) => [...nodes].sort((a, b) => at.get(a)! - at.get(b)!);
};

/** All operations of a specialised graph, producers first. */
export const operationsOf = (g: Graph, path: (n: Node) => string, fusion: boolean): Operations => {
  const fused = fusion ? mergeSmall(fuse(g)) : separate(g);
  const operations: Operation[] = [];
  const sources = makeSources(g.params, (copy) => operations.push(copy));
  const context = { sources, path, escapes: escapesOf(g, fused), inOrder: inOrderOf(fused) };
  for (const group of groupOrder(fused)) operations.push(operationOf(group, context));
  const results = g.results.map((v) => sources.dense(v, 'result'));
  return { operations, results };
};
