/** Reductions with what is computed on the way: the iteration space is reordered to [outer, reduce, inner]. */
import { concreteShape } from '../core/check.ts';
import { sizeOf } from '../core/layout.ts';
import type { Lowering } from '../core/lowering.ts';
import { buffersIn, type Context } from './context.ts';
import { elementwiseProgram } from './elementwise-program.ts';
import type { Group } from './fuse.ts';
import type { ReduceOperation, Source } from './operation.ts';
import { runsWide } from './width.ts';

type Reduce = Extract<Lowering<unknown>, { readonly kind: 'reduce' }>;

/** Kept axes but for the last run of them, reduced axes, that last run; each with its axes in order. */
const orderOf = (rank: number, axes: readonly number[]): readonly (readonly number[])[] => {
  let inner = rank;
  while (inner > 0 && !axes.includes(inner - 1)) inner--;
  const all = Array.from({ length: rank }, (_, k) => k);
  return [
    all.filter((k) => k < inner && !axes.includes(k)),
    all.filter((k) => axes.includes(k)),
    all.filter((k) => k >= inner),
  ];
};

const reorder = (s: Source, order: readonly number[]): Source => ({
  ...s,
  layout: {
    shape: order.map((k) => s.layout.shape[k]!),
    strides: order.map((k) => s.layout.strides[k]!),
    offset: s.layout.offset,
  },
});

export const reduceOperation = (g: Group, lower: Reduce, c: Context): ReduceOperation => {
  const { root } = g;
  const [x] = root.inputs;
  const shape = concreteShape(x!.shape);
  const parts = orderOf(shape.length, lower.axes(root.params));
  const axes = parts.flat();
  const size = (k: number): number => sizeOf(parts[k]!.map((i) => shape[i]!));
  const nodes = c.inOrder(g.nodes).filter((n) => n !== root);
  const program = elementwiseProgram(nodes, (v) => reorder(c.sources.at(v), axes), [x!]);
  return {
    kind: 'reduce',
    space: axes.map((k) => shape[k]!),
    extent: [size(0), size(1), size(2)],
    combine: lower.combine,
    operands: program.operands,
    code: program.code,
    value: program.numberOf.get(x!)!,
    reads: buffersIn(program.operands),
    writes: [c.sources.define(root.outputs[0]!)],
    wide: runsWide(root),
    path: c.path(root),
  };
};
