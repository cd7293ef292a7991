/** Contractions as batched matrix products: axes are merged where strides allow it, operands copied where not. */
import { collapse, contiguous, type Layout, sizeOf } from '../core/layout.ts';
import type { Node } from '../core/node.ts';
import { type Dot, freeAxes } from '../prim/index.ts';
import { buffersIn, type Context } from './context.ts';
import type { DotOperation, Matrix, Source } from './operation.ts';

/** An operand's axes by what becomes of them. */
interface Sides {
  readonly batch: readonly number[];
  readonly free: readonly number[];
  readonly contract: readonly number[];
}

const pick = (xs: readonly number[], axes: readonly number[]): readonly number[] =>
  axes.map((k) => xs[k]!);

/** The one stride of axes that can be walked as one, or null. */
const merged = (l: Layout, axes: readonly number[]): number | null => {
  const nest = collapse(pick(l.shape, axes), [pick(l.strides, axes)]);
  return nest.shape.length > 1 ? null : (nest.strides[0]![0] ?? 0);
};

/** Strides of [batch, rows, columns], if the operand can be read in place; one of the last two must be 1. */
const strides = (
  source: Source,
  sides: Sides,
  rows: readonly number[],
  columns: readonly number[],
): Matrix | null => {
  const [batchStride, rowStride, columnStride] = [sides.batch, rows, columns].map((axes) =>
    merged(source.layout, axes),
  );
  if (batchStride == null || rowStride == null || columnStride == null) return null;
  const size = (axes: readonly number[]): number => sizeOf(pick(source.layout.shape, axes));
  const readable = rowStride === 1 || columnStride === 1 || size(rows) === 1 || size(columns) === 1;
  if (!readable || source.origin.kind !== 'buffer') return null;
  return {
    source,
    batchStride,
    rowStride: size(rows) === 1 && columnStride !== 1 ? 1 : rowStride,
    columnStride: size(columns) === 1 && rowStride !== 1 ? 1 : columnStride,
  };
};

/** The operand seen with its axes in the order batch, rows, columns. */
const ordered = (source: Source, order: readonly number[]): Source => {
  const { layout, type } = source;
  const shape = pick(layout.shape, order);
  return {
    origin: source.origin,
    layout: { shape, strides: pick(layout.strides, order), offset: layout.offset },
    type: { shape, dtype: type.dtype },
  };
};

const copied = (
  source: Source,
  sides: Sides,
  rows: readonly number[],
  columns: readonly number[],
  c: Context,
  path: string,
): Matrix => {
  const seen = ordered(source, [...sides.batch, ...rows, ...columns]);
  const buffer = c.sources.copy(seen, path);
  const layout = contiguous(seen.layout.shape);
  const [m, n] = [rows, columns].map((axes) => sizeOf(pick(source.layout.shape, axes)));
  return {
    source: { origin: { kind: 'buffer', buffer }, layout, type: seen.type },
    batchStride: m! * n!,
    rowStride: n!,
    columnStride: 1,
  };
};

/** Contracted axes must be walked in the same order by both operands: the order of the first one's memory. */
const alignContract = (x: Layout, p: Dot): readonly [readonly number[], readonly number[]] => {
  const [cx, cy] = p.contract;
  const by = [...cx.keys()].sort((i, j) => x.strides[cx[j]!]! - x.strides[cx[i]!]!);
  return [pick(cx, by), pick(cy, by)];
};

export const dotOperation = (n: Node<Dot>, c: Context): DotOperation => {
  const path = c.path(n);
  const [x, y] = n.inputs.map((v) => c.sources.at(v));
  const p = n.params;
  const [cx, cy] = alignContract(x!.layout, p);
  const sidesOf = (s: Source, k: 0 | 1, contract: readonly number[]): Sides => ({
    batch: p.batch[k],
    free: freeAxes(s.layout.shape.length, contract, p.batch[k]),
    contract,
  });
  const [sx, sy] = [sidesOf(x!, 0, cx), sidesOf(y!, 1, cy)];
  const left = strides(x!, sx, sx.free, cx) ?? copied(x!, sx, sx.free, cx, c, path);
  const right = strides(y!, sy, cy, sy.free) ?? copied(y!, sy, cy, sy.free, c, path);
  const size = (s: Source, axes: readonly number[]): number => sizeOf(pick(s.layout.shape, axes));
  return {
    kind: 'dot',
    batch: size(x!, sx.batch),
    rows: size(x!, sx.free),
    columns: size(y!, sy.free),
    inner: size(x!, cx),
    left,
    right,
    reads: buffersIn([left.source, right.source]),
    writes: [c.sources.define(n.outputs[0]!)],
    path,
  };
};
