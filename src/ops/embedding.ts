/** Rows of a table by index: embeddings, alone or combined in bags; counts and masks of integers. */
import { stopGradient } from '../control/index.ts';
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Ret, type Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import type { bool, i32 } from '../types/dtype.ts';
import {
  axisOf,
  type OneHot as OneHotRule,
  type Reduce,
  reduceDims,
  type Shape,
  sizeOf,
  type Take,
  takeShape,
} from '../types/shape.ts';
import { expand } from './expand.ts';
import { notOf } from './logic.ts';
import { meanOver } from './reduce.ts';
import { type Floats, floats, type Indices, indices as indicesOf } from './rules.ts';

/** Which row of a table stands for nothing. */
export interface EmbeddingOptions {
  /** the row that gets no derivative, as if it were no parameter */
  readonly paddingIndex?: number;
}

/** The rows at the indices; those of the padding index are constants. */
export const rowsAt = (table: Value, ids: Value, paddingIndex: number | undefined): Value => {
  const rows = p.gather(table, ids, 0);
  if (paddingIndex === undefined) return rows;
  const isPadding = p.equal(ids, p.fill(paddingIndex, ids));
  const everywhere = p.broadcast(isPadding, rows.shape, [...ids.shape.keys()]);
  return p.select(everywhere, stopGradient(rows), rows);
};

/**
 * The rows of a table at the indices: [V, C] at S -> [...S, C]. A row used several times gets the sum of the
 * derivatives; the row `paddingIndex` gets none. An index out of range is an IndexError when the program runs.
 * PyTorch: F.embedding, without options `take`; Keras: Embedding.
 */
export function embedding<A extends AnyTensor, B extends AnyTensor>(
  table: Floats<A, 'embedding'>,
  indices: Ok<Indices<B, 'embedding: indices', Take<A['shape'], B['shape'], 0, 'embedding'>>, B>,
  options?: EmbeddingOptions,
): Ret<Take<A['shape'], B['shape'], 0, 'embedding'>, A['dtype']>;
export function embedding(table: Value, indices: Value, options: EmbeddingOptions = {}): Value {
  const ids = indicesOf('embedding: indices', indices);
  must(takeShape(floats('embedding', table).shape, ids.shape, 0, 'embedding'));
  return rowsAt(table, ids, options.paddingIndex);
}

/** How the rows of a bag become one. */
export type BagMode = 'sum' | 'mean' | 'max';
/** How bags are combined; bags leave out rows of the padding index altogether. */
export interface BagOptions {
  readonly mode?: BagMode;
  readonly paddingIndex?: number;
}

/** The shape of the rows of bags, combined: [V, C] at [..., L] is [..., C]. */
export type Bags<A extends Shape, Index extends Shape> =
  Reduce<Index, -1, false, 'embeddingBag: indices'> extends infer R
    ? R extends Shape
      ? Take<A, R, 0, 'embeddingBag'>
      : R
    : never;
const bagsShape = (table: Shape, index: Shape): Shape | string => {
  const bags = reduceDims(index, [-1], false, 'embeddingBag: indices');
  return typeof bags === 'string' ? bags : takeShape(table, bags, 0, 'embeddingBag');
};

/** Combines the rows [..., L, C] of bags; `kept` says which count. */
const combine = (rows: Value, axis: number, mode: BagMode, kept: Value | undefined): Value => {
  if (mode === 'max') {
    const least = p.fill(Number.NEGATIVE_INFINITY, rows);
    return p.reduceMax(kept === undefined ? rows : p.select(kept, rows, least), [axis]);
  }
  if (kept === undefined)
    return mode === 'sum' ? p.reduceSum(rows, [axis]) : meanOver(rows, [axis]);
  const sum = p.reduceSum(p.select(kept, rows, p.zeros(rows)), [axis]);
  if (mode === 'sum') return sum;
  const count = p.reduceSum(p.cast(kept, rows.dtype), [axis]);
  // a bag of nothing but padding is zero
  return p.div(sum, p.maximum(count, p.fill(1, count)));
};

/**
 * The sum, mean or maximum of the rows of a table at the indices of each bag: [V, C] at [..., L] -> [..., C]. `mode` is
 * 'mean' unless given. An index out of range is an IndexError when the program runs. PyTorch: F.embedding_bag.
 */
export function embeddingBag<A extends AnyTensor, B extends AnyTensor>(
  table: Floats<A, 'embeddingBag'>,
  indices: Ok<Indices<B, 'embeddingBag: indices', Bags<A['shape'], B['shape']>>, B>,
  options?: BagOptions,
): Ret<Bags<A['shape'], B['shape']>, A['dtype']>;
export function embeddingBag(
  table: Value,
  indices: Value,
  { mode = 'mean', paddingIndex }: BagOptions = {},
): Value {
  const ids = indicesOf('embeddingBag: indices', indices);
  must(bagsShape(floats('embeddingBag', table).shape, ids.shape));
  const rows = p.gather(table, ids, 0);
  const axis = axisOf(ids.shape, -1);
  if (paddingIndex === undefined) return combine(rows, axis, mode, undefined);
  const isPadding = p.equal(ids, p.fill(paddingIndex, ids));
  return combine(
    rows,
    axis,
    mode,
    p.broadcast(notOf(isPadding), rows.shape, [...ids.shape.keys()]),
  );
}

/** The type of `bincount(length)`: i32 of any shape to [Length]. */
export interface BinCount<N extends Dim> extends Layer {
  readonly [Out]: InDType<this> extends i32
    ? Tensor<[N], i32>
    : `bincount: indices must be i32, got ${InDType<this>['dtype']}`;
}
/**
 * How often each of 0 to length - 1 occurs, as i32: S -> [length]. A number out of range is an IndexError when the
 * program runs. NumPy, PyTorch: bincount (whose length may grow: shapes here do not depend on numbers).
 */
export const bincount = <const N extends Dim>(length: N): BinCount<N> =>
  layer((x) => {
    const flat = p.reshape(indicesOf('bincount: indices', x), [sizeOf(x.shape)]);
    return p.scatterAdd(p.fill(1, flat), flat, { axis: 0, size: length });
  }, 'bincount');

/** The type of `sequenceMask(length)`: i32 to bool with one more axis. */
export interface SequenceMask<N extends Dim> extends Layer {
  readonly [Out]: InDType<this> extends i32
    ? Tensor<OneHotRule<InShape<this>, N>, bool>
    : `sequenceMask: lengths must be i32, got ${InDType<this>['dtype']}`;
}
/**
 * Which of `length` steps belong to sequences of these lengths, as bool: out[..., t] = t < x[...]. S -> [...S, length].
 * TensorFlow: sequence_mask; PyTorch: arange(T) < lengths[:, None].
 */
export const sequenceMask = <const N extends Dim>(length: N): SequenceMask<N> =>
  layer((x) => {
    const lengths = indicesOf('sequenceMask: lengths', x);
    const shape = [...lengths.shape, length];
    const wide = expand(p.reshape(lengths, [...lengths.shape, 1]), shape);
    return p.less(p.iota(shape, shape.length - 1), wide);
  }, 'sequenceMask');
