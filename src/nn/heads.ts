/** The parameters of attention by heads, and what it computes with them: values without types. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { must, sameDType, type Tensor } from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import { permute, reshape } from '../prim/index.ts';
import { type Init, initOf } from '../tree/index.ts';
import { type Dim, divDim } from '../types/dim.ts';
import { attendShape, lastToShape, notInHeads, type Shape, scoresShape } from '../types/shape.ts';
import { attendedByHeads, checkMasks, type Dropping, type Masks } from './attention.ts';
import { type DenseP, denseSpec } from './dense.ts';
import { linear } from './linear.ts';

// ---- parameters -----------------------------------------------------------------------------------

/** A linear map, with or without a bias. */
export interface Projection<I extends Dim, O extends Dim> {
  readonly w: Tensor<[I, O]>;
  readonly b?: Tensor<[O]>;
}
/** The maps of attention over E features; keys have K features and values V before. A bias is not needed. */
export interface Projections<E extends Dim, K extends Dim = E, V extends Dim = K> {
  readonly query: Projection<E, E>;
  readonly key: Projection<K, E>;
  readonly value: Projection<V, E>;
  readonly out: Projection<E, E>;
}
/** The parameters of multi-head attention over E features; keys have K features and values V before. */
export interface MultiHeadAttentionP<E extends Dim, K extends Dim = E, V extends Dim = K> {
  readonly query: DenseP<E, E>;
  readonly key: DenseP<K, E>;
  readonly value: DenseP<V, E>;
  readonly out: DenseP<E, E>;
}

/** Specifications of all four maps. */
export const attentionSpecs = (e: number, k: number = e, v: number = k): unknown => ({
  query: denseSpec(e, e),
  key: denseSpec(k, e),
  value: denseSpec(v, e),
  out: denseSpec(e, e),
});

/** The parameters for e features, of keys k and of values v: spec.multiHeadAttention(64). */
export const multiHeadAttentionSpec = <
  E extends number,
  K extends number = E,
  V extends number = K,
>(
  e: E,
  k?: K,
  v?: V,
): Init<MultiHeadAttentionP<E, K, V>> => initOf(attentionSpecs(e, k, v));

// ---- values ---------------------------------------------------------------------------------------

/** Projections without types. */
export interface AnyProjections {
  readonly query: AnyProjection;
  readonly key: AnyProjection;
  readonly value: AnyProjection;
  readonly out: AnyProjection;
}
export interface AnyProjection {
  readonly w: Value;
  readonly b?: Value;
}

/** x w + b over the last axis. */
export const projected = (x: Value, { w, b }: AnyProjection): Value => linear(x, w, b);

/** [..., length, features] as [..., heads, length, size]. */
const split = (x: Value, heads: number): Value => {
  const wide = [...x.shape.slice(0, -1), heads, divDim(x.shape.at(-1)!, heads)];
  const n = x.shape.length;
  const lead = [...x.shape.keys()].slice(0, -2);
  return permute(reshape(x, wide), [...lead, n - 1, n - 2, n]);
};
/** [..., heads, length, size] as [..., length, features]. */
const merged = (x: Value, shape: Shape): Value => {
  const n = x.shape.length;
  const lead = [...x.shape.keys()].slice(0, -3);
  return reshape(permute(x, [...lead, n - 2, n - 3, n - 1]), shape);
};

/** Throws unless the features fall into heads. */
export const checkHeads = (op: string, p: AnyProjections, heads: number): void => {
  const wrong = notInHeads(p.query.w.shape[1]!, heads, op);
  if (wrong !== null) throw new ShapeError(wrong);
};

const withLast = (op: string, x: Value, { w }: AnyProjection): Shape =>
  must(sameDType(x, w, op, lastToShape(x.shape, w.shape[0]!, w.shape[1]!, op)));

/** How the heads attend: masks, and dropout of the weights. */
export interface HeadOptions extends Masks {
  readonly dropout?: Dropping | undefined;
}

/** The result, and the weights of all heads, [..., heads, L, S]. Throws unless the features fall into heads. */
export const attendedTo = (
  op: string,
  p: AnyProjections,
  heads: number,
  [query, key, value]: readonly [Value, Value, Value],
  options: HeadOptions,
): readonly [Value, Value] => {
  checkHeads(op, p, heads);
  const [q, k, v] = [
    withLast(`${op} query`, query, p.query),
    withLast(`${op} key`, key, p.key),
    withLast(`${op} value`, value, p.value),
  ];
  const shape = must(attendShape(q, k, v, op));
  const batch = shape.slice(0, -2);
  const keys = [...batch, ...key.shape.slice(-2)];
  checkMasks(op, scoresShape(shape, k, [heads]), keys, query, options);
  const parts = [projected(query, p.query), projected(key, p.key), projected(value, p.value)];
  const [a, b, c] = parts.map((x) => split(expand(x, [...batch, ...x.shape.slice(-2)]), heads));
  const [y, weights] = attendedByHeads(a!, b!, c!, keys, options);
  return [projected(merged(y, shape), p.out), weights];
};
