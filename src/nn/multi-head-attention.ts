/** Attention by several heads at once, each over its share of the features; of other sequences, or of one to itself. */
import { ShapeError } from '../core/error.ts';
import {
  type InDType,
  type InShape,
  type Layer,
  layer,
  type Out,
} from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  type Mk,
  must,
  type Ok,
  type Ret,
  sameDType,
  type Tensor,
} from '../core/tensor.ts';
import { expand } from '../ops/index.ts';
import { add, div, dot, fill, permute, reduceSum, reshape } from '../prim/index.ts';
import { type Init, initOf } from '../tree/index.ts';
import { type Dim, divDim } from '../types/dim.ts';
import type { bool, f32 } from '../types/dtype.ts';
import {
  type Attend,
  attendShape,
  type Features,
  featuresShape,
  type InHeads,
  type KeyMasked,
  type LastTo,
  lastToShape,
  type Masked,
  notInHeads,
  type Scores,
  type Shape,
  scoresShape,
} from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import {
  attendedByHeads,
  checkMasks,
  type Dropping,
  type KeyMaskOf,
  type MaskOf,
  type Masks,
  type NoMask,
} from './attention.ts';
import type { DenseP } from './dense.ts';
import { paramSpec } from './init.ts';
import { glorotUniform, zerosOf } from './initializers.ts';

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

const projectionSpecs = (i: number, o: number): unknown => ({
  w: paramSpec([i, o], glorotUniform),
  b: paramSpec([o], zerosOf),
});
/** Specifications of all four maps. */
export const attentionSpecs = (e: number, k = e, v = k): unknown => ({
  query: projectionSpecs(e, e),
  key: projectionSpecs(k, e),
  value: projectionSpecs(v, e),
  out: projectionSpecs(e, e),
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
export const projected = (x: Value, { w, b }: AnyProjection): Value => {
  const last = x.shape.length - 1;
  const y = dot(x, w, { contract: [[last], [0]], batch: [[], []] });
  return b === undefined ? y : add(y, expand(b, y.shape));
};

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

/** The result, and the weights of all heads, [..., heads, L, S]. */
export const attendedTo = (
  op: string,
  p: AnyProjections,
  heads: number,
  [query, key, value]: readonly [Value, Value, Value],
  options: HeadOptions,
): readonly [Value, Value] => {
  const [q, k, v] = [
    withLast(`${op} query`, query, p.query),
    withLast(`${op} key`, key, p.key),
    withLast(`${op} value`, value, p.value),
  ];
  const shape = must(attendShape(q, k, v, op));
  const batch = shape.slice(0, -2);
  const keys = [...batch, ...k.slice(-2)];
  checkMasks(op, scoresShape(shape, k, [heads]), keys, query, options);
  const parts = [projected(query, p.query), projected(key, p.key), projected(value, p.value)];
  const [a, b, c] = parts.map((x) => split(expand(x, [...batch, ...x.shape.slice(-2)]), heads));
  const [y, weights] = attendedByHeads(a!, b!, c!, keys, options);
  return [projected(merged(y, shape), p.out), weights];
};

// ---- of other sequences ---------------------------------------------------------------------------

/** What may be attended to. */
export interface AttentionMasks<M, KM> {
  /**
   * broadcasts to the scores [..., heads, L, S]. Of bool: whether a query may see a key; a query that may see none gives
   * the bias. Of floats: added to the scores
   */
  readonly mask?: M;
  /** [..., S], of bool: which keys are there, and not padding */
  readonly keyMask?: KM;
  /** whether query i may see only the keys 0 to i */
  readonly causal?: boolean;
}

type Op = 'multiHeadAttention';
const OP: Op = 'multiHeadAttention';
type Into<A extends AnyTensor, I extends Dim, E extends Dim, What extends string> = F32Rule<
  `${Op} ${What}`,
  LastTo<A['shape'], I, E, `${Op} ${What}`>,
  A['dtype']
>;
/** The shape of the result; never where a single argument does not fit. */
type Attended<Q, K, V> = Q extends Shape
  ? K extends Shape
    ? V extends Shape
      ? Attend<Q, K, V, Op>
      : never
    : never
  : never;
type Or<R, S> = R extends string ? R : S;

type Checked<E extends Dim, KF extends Dim, VF extends Dim, Q, K, V> = [Q, K, V] extends [
  infer Q1 extends AnyTensor,
  infer K1 extends AnyTensor,
  infer V1 extends AnyTensor,
]
  ? Attended<Into<Q1, E, E, 'query'>, Into<K1, KF, E, 'key'>, Into<V1, VF, E, 'value'>>
  : never;
/** The keys over the axes of the batch, which masks of them may have. */
type KeysIn<R, K extends Shape> = R extends readonly [...infer B extends Shape, Dim, Dim]
  ? K extends readonly [...Shape, infer S extends Dim, infer F extends Dim]
    ? [...B, S, F]
    : Dim[]
  : Dim[];

/** The type of `multiHeadAttention(p, heads)`: queries, keys and values to [..., L, E], and W besides. */
export type MultiHeadAttention<
  E extends Dim,
  KF extends Dim,
  VF extends Dim,
  H extends number,
  Weights extends boolean = false,
> = <
  Q extends AnyTensor,
  K extends AnyTensor,
  V extends AnyTensor,
  M extends AnyTensor = NoMask,
  KM extends AnyTensor = NoMask,
>(
  query: Ok<Into<Q, E, E, 'query'>, Q>,
  key: Ok<Into<K, KF, E, 'key'>, K>,
  value: Ok<Or<Into<V, VF, E, 'value'>, Checked<E, KF, VF, Q, K, V>>, V>,
  masks?: AttentionMasks<
    MaskOf<Op, Scores<Checked<E, KF, VF, Q, K, V>, K['shape'], [H]>, M, f32>,
    KeyMaskOf<Op, KeysIn<Checked<E, KF, VF, Q, K, V>, K['shape']>, KM>
  >,
) => Weights extends true
  ? readonly [
      Ret<Checked<E, KF, VF, Q, K, V>>,
      Ret<Scores<Checked<E, KF, VF, Q, K, V>, K['shape'], []>>,
    ]
  : Ret<Checked<E, KF, VF, Q, K, V>>;

/** What attention does in training. */
export interface MultiHeadAttentionOptions {
  /** of the weights */
  readonly dropout?: Dropping;
}

type Untyped = (
  query: Value,
  key: Value,
  value: Value,
  masks?: AttentionMasks<Value, Value>,
) => readonly [Value, Value];
const byHeads = (
  p: AnyProjections,
  heads: number,
  { dropout }: MultiHeadAttentionOptions,
): Untyped => {
  checkHeads(OP, p, heads);
  return (query, key, value, masks = {}) =>
    attendedTo(OP, p, heads, [query, key, value], { ...masks, dropout });
};

/**
 * Attention by heads: queries [..., L, E], keys [..., S, K] and values [..., S, V] are mapped to E features, these split
 * into heads of E / heads, each attended to by itself, put together and mapped again: [..., L, E]. Vaswani et al. 2017,
 * 3.2.2. PyTorch: MultiheadAttention(batch_first=True), whose bool masks mean the opposite; Keras: MultiHeadAttention.
 */
export function multiHeadAttention<
  E extends Dim,
  K extends Dim,
  V extends Dim,
  const H extends number,
>(
  p: Projections<E, K, V>,
  heads: Ok<InHeads<E, H, Op, []>, H>,
  options?: MultiHeadAttentionOptions,
): MultiHeadAttention<E, K, V, H>;
export function multiHeadAttention(
  p: AnyProjections,
  heads: number,
  options: MultiHeadAttentionOptions = {},
): unknown {
  const attend = byHeads(p, heads, options);
  return (...args: Parameters<Untyped>) => attend(...args)[0];
}

const meanOfHeads = (weights: Value): Value => {
  const sum = reduceSum(weights, [weights.shape.length - 3]);
  return div(sum, fill(weights.shape.at(-3)!, sum));
};
/**
 * `multiHeadAttention` and the weights, the mean of the heads': [result [..., L, E], weights [..., L, S]]. PyTorch:
 * MultiheadAttention with need_weights.
 */
export function multiHeadAttentionWithWeights<
  E extends Dim,
  K extends Dim,
  V extends Dim,
  const H extends number,
>(
  p: Projections<E, K, V>,
  heads: Ok<InHeads<E, H, Op, []>, H>,
  options?: MultiHeadAttentionOptions,
): MultiHeadAttention<E, K, V, H, true>;
export function multiHeadAttentionWithWeights(
  p: AnyProjections,
  heads: number,
  options: MultiHeadAttentionOptions = {},
): unknown {
  const attend = byHeads(p, heads, options);
  return (...args: Parameters<Untyped>) => {
    const [y, weights] = attend(...args);
    return [y, meanOfHeads(weights)];
  };
}

// ---- of a sequence to itself ----------------------------------------------------------------------

/** [..., length, E] that attends to itself, with masks of these shapes. */
export type SelfRule<
  Name extends string,
  S extends Shape,
  E extends Dim,
  H extends number,
  M extends Shape,
  KM extends Shape,
> =
  LastTo<S, E, E, Name> extends infer A
    ? A extends Shape
      ? Features<A, Name> extends infer R
        ? R extends Shape
          ? Masked<
              Scores<A, A, [H]>,
              M,
              Name,
              KeyMasked<A, KM, Name, InHeads<E, H, Name, R>>
            >
          : R
        : never
      : A
    : never;

/** Throws unless x is [..., length, E]. */
export const checkSelf = (op: string, x: Value, p: AnyProjections): void => {
  const e = p.query.w.shape[0]!;
  const rule = lastToShape(x.shape, e, e, op);
  must(sameDType(x, p.query.w, op, typeof rule === 'string' ? rule : featuresShape(rule, op)));
};

/** A mask of bool or f32, or the sentence. */
export type BoolOrFloat<Name extends string, M extends AnyTensor> = M['dtype'] extends bool | f32
  ? M
  : `${Name}: the mask must be bool or f32, got ${M['dtype']['dtype']}`;
/** A mask of bool, or the sentence. */
export type BoolOnly<Name extends string, M extends AnyTensor> = M['dtype'] extends bool
  ? M
  : `${Name}: keyMask must be bool, got ${M['dtype']['dtype']}`;

/** The type of `selfAttention(p, heads)`: [..., length, E] stays. */
export interface SelfAttention<
  E extends Dim,
  H extends number,
  M extends Shape,
  KM extends Shape,
> extends Layer {
  readonly [Out]: Mk<
    F32Rule<
      'selfAttention',
      SelfRule<'selfAttention', InShape<this>, E, H, M, KM>,
      InDType<this>
    >,
    InDType<this>
  >;
}

/** Untyped: x attends to itself. */
export const attendedToSelf = (
  op: string,
  p: AnyProjections,
  heads: number,
  x: Value,
  options: HeadOptions,
): Value => {
  checkSelf(op, x, p);
  checkHeads(op, p, heads);
  return attendedTo(op, p, heads, [x, x, x], options)[0];
};

/**
 * `multiHeadAttention` of a sequence to itself, as a layer: [..., length, E] stays. Masks are those of the application:
 * selfAttention(p, 4, { causal: true })(x).
 */
export function selfAttention<
  E extends Dim,
  const H extends number,
  M extends AnyTensor = NoMask,
  KM extends AnyTensor = NoMask,
>(
  p: Projections<E>,
  heads: Ok<InHeads<E, H, 'selfAttention', []>, H>,
  options?: AttentionMasks<BoolOrFloat<'selfAttention', M>, BoolOnly<'selfAttention', KM>> &
    MultiHeadAttentionOptions,
): SelfAttention<E, H, M['shape'], KM['shape']>;
export function selfAttention(
  p: AnyProjections,
  heads: number,
  options: AttentionMasks<Value, Value> & MultiHeadAttentionOptions = {},
): unknown {
  checkHeads('selfAttention', p, heads);
  return layer((x) => attendedToSelf('selfAttention', p, heads, x, options), 'selfAttention');
}
