/** Attention by several heads at once, each over its share of the features, to other sequences. */
import type { Value } from '../core/node.ts';
import type { AnyTensor, Ok, Ret } from '../core/tensor.ts';
import { div, fill, reduceSum } from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import type { f32 } from '../types/dtype.ts';
import type { Attend, InHeads, LastTo, Scores, Shape } from '../types/shape.ts';
import type { F32Rule } from './affine.ts';
import type { Dropping, KeyMaskOf, MaskOf, NoMask } from './attention.ts';
import { type AnyProjections, attendedTo, checkHeads, type Projections } from './heads.ts';

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
