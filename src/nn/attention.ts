/** Attention: means of values, weighted by how well their keys fit a query; what may be attended to, and dropout. */
import { DTypeError, ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  sameDType,
  type Tensor,
} from '../core/tensor.ts';
import { expand, type Floats, floats, softmax } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Key } from '../random/index.ts';
import type { bool, DType } from '../types/dtype.ts';
import {
  type Attend,
  attendShape,
  type KeyMasked,
  type Masked,
  type Scores,
  type Shape,
  scoresShape,
  unfitKeyMask,
  unfitMask,
} from '../types/shape.ts';
import { dropped } from './dropout.ts';
import { stageAt } from './stage.ts';

/** Dropout in training: how much is dropped, and the key that decides what. */
export interface Dropping {
  /** the probability that an element becomes 0 */
  readonly rate: number;
  readonly key: Key;
}
/** x with dropout, if there is any. */
export const dropping = (x: Value, dropout: Dropping | undefined): Value =>
  dropout === undefined || dropout.rate === 0 ? x : dropped(dropout.rate, dropout.key, x);

/** A layer without parameters applied to a value of any type. */
export const applied = (f: unknown, x: Value): Value => stageAt(f, x)!.evaluate({}, {}, x);

/** A mask that lets everything through. */
export type NoMask = Tensor<[], bool>;

/** A mask M of the scores S, of bool or of D, or the sentence. */
export type MaskOf<Op extends string, S, M extends AnyTensor, D extends DType> = M['dtype'] extends
  | bool
  | D
  ? S extends Shape
    ? Ok<Masked<S, M['shape'], Op, []>, M>
    : M
  : `${Op}: the mask must be bool or ${D['dtype']}, got ${M['dtype']['dtype']}`;
/** A mask M of the keys K, or the sentence. */
export type KeyMaskOf<
  Op extends string,
  K extends Shape,
  M extends AnyTensor,
> = M['dtype'] extends bool
  ? Ok<KeyMasked<K, M['shape'], Op, []>, M>
  : `${Op}: keyMask must be bool, got ${M['dtype']['dtype']}`;

/** What may be attended to, for values without types. */
export interface Masks {
  readonly mask?: Value;
  readonly keyMask?: Value;
  readonly causal?: boolean;
}

const checkMask = (op: string, scores: Shape, mask: Value, x: Value): void => {
  const { dtype } = mask.dtype;
  if (dtype !== 'bool' && dtype !== x.dtype.dtype) {
    throw new DTypeError(`${op}: the mask must be bool or ${x.dtype.dtype}, got ${dtype}`);
  }
  const wrong = unfitMask(scores, mask.shape, op);
  if (wrong !== null) throw new ShapeError(wrong);
};
const checkKeyMask = (op: string, keys: Shape, mask: Value): void => {
  if (mask.dtype.dtype !== 'bool') {
    throw new DTypeError(`${op}: keyMask must be bool, got ${mask.dtype.dtype}`);
  }
  const wrong = unfitKeyMask(keys, mask.shape, op);
  if (wrong !== null) throw new ShapeError(wrong);
};
/** Throws unless masks fit the scores and the keys [..., S, features]. */
export const checkMasks = (op: string, scores: Shape, keys: Shape, x: Value, m: Masks): void => {
  if (m.mask !== undefined) checkMask(op, scores, m.mask, x);
  if (m.keyMask !== undefined) checkKeyMask(op, keys, m.keyMask);
};

/** A mask of keys [..., S] as one of scores [..., heads, L, S]. */
const overScores = (keyMask: Value, keys: Shape): Value => {
  const wide = expand(keyMask, keys.slice(0, -1));
  return p.reshape(wide, wide.shape.toSpliced(-1, 0, 1, 1));
};

/** Whether the query at a row may see the key at a column: those up to its own place. */
const upToOwnPlace = (shape: Shape): Value => {
  const [row, column] = [p.iota(shape, shape.length - 2), p.iota(shape, shape.length - 1)];
  return p.less(column, p.add(row, p.fill(1, row)));
};

/** So low that its exponential is 0 beside that of any score, and that no difference overflows. */
const LOWEST = -1e38;

/**
 * softmax of the scores over the keys that may be seen; a query that may see none has weights 0, where the softmax would
 * have none.
 */
const softmaxOfSeen = (scores: Value, seen: Value | undefined): Value => {
  if (seen === undefined) return applied(softmax(-1), scores);
  const low = p.select(seen, scores, p.fill(LOWEST, scores));
  return p.select(seen, applied(softmax(-1), low), p.zeros(scores));
};

/** The weights [..., L, S] of keys [..., S, E] for queries [..., L, E], whose leading axes are one. */
const weightsOf = (q: Value, k: Value, scale: number | undefined, m: Masks): Value => {
  const last = q.shape.length - 1;
  const lead = [...q.shape.keys()].slice(0, -2);
  const root = p.sqrt(p.fill(q.shape[last]!, q));
  const scaled = scale === undefined ? p.div(q, root) : p.mul(q, p.fill(scale, q));
  const scores = p.dot(scaled, k, { contract: [[last], [last]], batch: [lead, lead] });
  const masks = [m.mask, m.keyMask].filter((v) => v !== undefined);
  const isBool = (v: Value): boolean => v.dtype.dtype === 'bool';
  const biases = masks.filter((v) => !isBool(v)).map((v) => expand(v, scores.shape));
  const seen = masks.filter(isBool).map((v) => expand(v, scores.shape));
  const all = m.causal === true ? [upToOwnPlace(scores.shape), ...seen] : seen;
  const allowed = all.length === 0 ? undefined : all.reduce(p.and);
  return softmaxOfSeen(biases.reduce(p.add, scores), allowed);
};

/** Queries, keys and values of one batch: the result and the weights, these before dropout. */
const attended = (
  q: Value,
  k: Value,
  v: Value,
  m: Masks & { readonly scale?: number; readonly dropout?: Dropping | undefined },
): readonly [Value, Value] => {
  const weights = weightsOf(q, k, m.scale, m);
  const [n, lead] = [q.shape.length, [...q.shape.keys()].slice(0, -2)];
  const kept = dropping(weights, m.dropout);
  return [p.dot(kept, v, { contract: [[n - 1], [n - 2]], batch: [lead, lead] }), weights];
};

/** Attention by heads: queries, keys and values [..., heads, length, size]; masks of keys are [..., S]. */
export const attendedByHeads = (
  q: Value,
  k: Value,
  v: Value,
  keys: Shape,
  m: Masks & { readonly dropout?: Dropping | undefined },
): readonly [Value, Value] =>
  attended(q, k, v, m.keyMask === undefined ? m : { ...m, keyMask: overScores(m.keyMask, keys) });

/** What is attended to, and how. */
export interface AttentionOptions<M> {
  /**
   * broadcasts to the scores [..., L, S]. Of bool: whether a query may see a key; a query that may see none gives 0. Of
   * floats: added to the scores
   */
  readonly mask?: M;
  /** whether query i may see only the keys 0 to i */
  readonly causal?: boolean;
  /** by which the products are multiplied, 1 / sqrt(E) if absent */
  readonly scale?: number;
  /** of the weights, in training */
  readonly dropout?: Dropping;
}

type Name = 'scaledDotProductAttention';
const OP: Name = 'scaledDotProductAttention';
type SDPA<Q extends AnyTensor, K extends AnyTensor, V extends AnyTensor> = Attend<
  Q['shape'],
  K['shape'],
  V['shape'],
  Name
>;

/**
 * softmax(q k^T / sqrt(E) + mask) v: queries [..., L, E], keys [..., S, E], values [..., S, D] -> [..., L, D]; leading
 * axes broadcast. Vaswani et al. 2017, (1). PyTorch: F.scaled_dot_product_attention; JAX: nn.dot_product_attention.
 */
export function scaledDotProductAttention<
  Q extends AnyTensor,
  K extends AnyTensor,
  V extends AnyTensor,
  M extends AnyTensor = NoMask,
>(
  q: Floats<Q, Name>,
  k: Ok<SameDType<Q, K, Name, []>, K>,
  v: Ok<SameDType<Q, V, Name, SDPA<Q, K, V>>, V>,
  options?: AttentionOptions<MaskOf<Name, Scores<SDPA<Q, K, V>, K['shape']>, M, Q['dtype']>>,
): Ret<SDPA<Q, K, V>, Q['dtype']>;
export function scaledDotProductAttention(
  q: Value,
  k: Value,
  v: Value,
  options: AttentionOptions<Value> = {},
): Value {
  must(sameDType(floats(OP, q), k, OP, []));
  const shape = must(sameDType(q, v, OP, attendShape(q.shape, k.shape, v.shape, OP)));
  checkMasks(OP, scoresShape(shape, k.shape), k.shape, q, options);
  const lead = (x: Value): Value => expand(x, [...shape.slice(0, -2), ...x.shape.slice(-2)]);
  return attended(lead(q), lead(k), lead(v), options)[0];
}
