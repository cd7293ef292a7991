/**
 * Contractions as batched matrix products. An operand's axes are merged where strides allow it; else it is read through
 * tables of offsets, so that the windows of a convolution are never stored; a copy is what is left.
 */

import { GEMM_ROWS } from '../core/abi.gen.ts';
import { collapse, contiguous, type Layout, sizeOf } from '../core/layout.ts';
import type { Node } from '../core/node.ts';
import { type Dot, freeAxes } from '../prim/index.ts';
import { buffersIn, type Context } from './context.ts';
import type { DotOperation, Matrix, Nest, Source } from './operation.ts';

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
    by: {
      kind: 'strides',
      row: size(rows) === 1 && columnStride !== 1 ? 1 : rowStride,
      column: size(columns) === 1 && rowStride !== 1 ? 1 : columnStride,
    },
  };
};

/** The operand by offsets, if its batch can be walked. */
const offsets = (
  source: Source,
  sides: Sides,
  rows: readonly number[],
  columns: readonly number[],
): Matrix | null => {
  const batchStride = merged(source.layout, sides.batch);
  if (batchStride === null || source.origin.kind !== 'buffer') return null;
  const nest = (axes: readonly number[]): Nest => ({
    shape: pick(source.layout.shape, axes),
    strides: pick(source.layout.strides, axes),
  });
  return { source, batchStride, by: { kind: 'offsets', rows: nest(rows), columns: nest(columns) } };
};

/** Few rows or one column are products of vectors, which read their operands once: for them a copy is as good. */
const isMatrix = (rows: number, columns: number): boolean => rows >= GEMM_ROWS && columns > 1;

/** Whether elements are seen more than once, so that a copy would be larger than what it copies. */
const overlaps = ({ layout, origin }: Source): boolean =>
  origin.kind === 'buffer' && sizeOf(layout.shape) > sizeOf(origin.buffer.type.shape);

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
    by: { kind: 'strides', row: n!, column: 1 },
  };
};

/** Contracted axes must be walked in the same order by both operands: the order of the first one's memory. */
const alignContract = (x: Layout, p: Dot): readonly [readonly number[], readonly number[]] => {
  const [cx, cy] = p.contract;
  const by = [...cx.keys()].sort((i, j) => x.strides[cx[j]!]! - x.strides[cx[i]!]!);
  return [pick(cx, by), pick(cy, by)];
};

type Product = Pick<DotOperation, 'batch' | 'rows' | 'columns' | 'left' | 'right'>;

/** Entries of a table above which its first axis becomes the batch: a table must stay small beside what it addresses. */
const LONGEST_TABLE = 2 ** 17;

/** A single product with the first axis of its rows as its batch, if the table of its rows would be long. */
const inBatches = (o: Product): Product => {
  const { by } = o.left;
  if (by.kind === 'strides' || o.batch !== 1 || o.rows <= LONGEST_TABLE) return o;
  const [batch, ...shape] = by.rows.shape;
  const [batchStride, ...strides] = by.rows.strides;
  return {
    batch: batch!,
    rows: sizeOf(shape),
    columns: o.columns,
    left: { ...o.left, batchStride: batchStride!, by: { ...by, rows: { shape, strides } } },
    right: { ...o.right, batchStride: 0 },
  };
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
  const size = (s: Source, axes: readonly number[]): number => sizeOf(pick(s.layout.shape, axes));
  const [rows, columns] = [size(x!, sx.free), size(y!, sy.free)];
  const matrix = (
    s: Source,
    sides: Sides,
    down: readonly number[],
    across: readonly number[],
  ): Matrix =>
    strides(s, sides, down, across) ??
    (isMatrix(rows, columns) || overlaps(s) ? offsets(s, sides, down, across) : null) ??
    copied(s, sides, down, across, c, path);
  const left = matrix(x!, sx, sx.free, cx);
  const right = matrix(y!, sy, cy, sy.free);
  return {
    kind: 'dot',
    ...inBatches({ batch: size(x!, sx.batch), rows, columns, left, right }),
    inner: size(x!, cx),
    reads: buffersIn([left.source, right.source]),
    writes: [c.sources.define(n.outputs[0]!)],
    path,
  };
};
