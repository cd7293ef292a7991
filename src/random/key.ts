/** Keys: the only source of randomness. A key is used once; `split` and `foldIn` make new ones of it. */
import { DTypeError, ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { isValue, type Tensor } from '../core/tensor.ts';
import { ndarray } from '../ops/index.ts';
import { cast, literal, reshape, slice } from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { DTypes, type Integer, type u32 } from '../types/dtype.ts';
import { type Shape, show, sizeOf } from '../types/shape.ts';
import { foldedKey, randomKeys, randomWords, streamKeys, streamWords } from './threefry.ts';

/** Two words that determine all that is drawn with them. */
export type Key = Tensor<[2], u32>;

/**
 * A key whose draws are words of one stream, as those of JAX before 0.5 were (`jax_threefry_partitionable` off): other
 * numbers of the same quality. Shapes that are drawn with it must be numbers.
 */
export interface SequentialKey {
  readonly sequential: Key;
}
/** n keys that draw sequentially: what `split` makes of one. */
export interface SequentialKeys<N extends Dim> {
  readonly sequential: Tensor<[N, 2], u32>;
}
/** What every draw takes first. */
export type AnyKey = Key | SequentialKey;
/** n keys of either kind. */
export type AnyKeys<N extends Dim> = Tensor<[N, 2], u32> | SequentialKeys<N>;
/** The key of the kind of K. */
export type KeyOf<K> = K extends { readonly sequential: unknown } ? SequentialKey : Key;
/** n keys of the kind of K. */
export type KeysOf<K, N extends Dim> = K extends { readonly sequential: unknown }
  ? SequentialKeys<N>
  : Tensor<[N, 2], u32>;
/** `AnyKey` without its types. */
export type Keyed = Value | { readonly sequential: Value };

/** The key of a seed, an integer that is taken modulo 2^32: [0, seed]. JAX: PRNGKey. */
export const key = (seed: number): Key => ndarray([2], DTypes.u32, [0, seed >>> 0]);

/**
 * The same words [2] as a key of the older kind, for draws that equal those of JAX before 0.5. JAX:
 * jax_threefry_partitionable=False.
 */
export const sequential = (key: Key): SequentialKey => ({ sequential: key });

/**
 * n independent keys, the rows of the result: key i is both words of block(key, 0, i), that of a sequential key words
 * 2i and 2i + 1 of its stream. JAX: split.
 */
export function split<K extends AnyKey, const N extends Dim = 2>(key: K, n?: N): KeysOf<K, N>;
export function split(key: Keyed, n: Dim = 2): Keyed {
  return isValue(key) ? randomKeys(key, n) : { sequential: streamKeys(key.sequential, n) };
}

const rowAt = (keys: Value, i: number): Value =>
  reshape(slice(keys, { start: [i, 0], size: [1, 2], stride: [1, 1] }), [2]);

/** Row i of the result of `split`: [n, 2] -> [2]. JAX: keys[i]. */
export function keyAt<K extends AnyKeys<Dim>>(keys: K, i: number): KeyOf<K>;
export function keyAt(keys: Keyed, i: number): Keyed {
  return isValue(keys) ? rowAt(keys, i) : { sequential: rowAt(keys.sequential, i) };
}

const counted = (i: number | Value): Value => {
  if (!isValue(i)) return literal(i >>> 0, DTypes.u32);
  const { dtype } = i.dtype;
  if (dtype !== 'i32' && dtype !== 'u32') {
    throw new DTypeError(`foldIn: needs an integer, got ${dtype}`);
  }
  if (i.shape.length > 0) throw new ShapeError(`foldIn: needs a scalar, got ${show(i.shape)}`);
  return cast(i, DTypes.u32);
};

/**
 * The key for the i-th use of a key: block(key, 0, i), where i may be counted by the program. It is row i of `split`,
 * so use one of the two on a key, not both. JAX: fold_in.
 */
export function foldIn<K extends AnyKey>(key: K, i: number | Tensor<[], Integer>): KeyOf<K>;
export function foldIn(key: Keyed, i: number | Value): Keyed {
  return folded(key, i);
}

// ---- what draws are made of -----------------------------------------------------------------------

/** The key for the i-th use. */
export const folded = (key: Keyed, i: number | Value): Keyed => {
  const at = counted(i);
  return isValue(key) ? foldedKey(key, at) : { sequential: foldedKey(key.sequential, at) };
};

/** n keys of a key, one by one. */
export const children = (key: Keyed, n: number): readonly Keyed[] => {
  const at = Array.from({ length: n }, (_, i) => i);
  if (!isValue(key)) {
    const keys = streamKeys(key.sequential, n);
    return at.map((i) => ({ sequential: rowAt(keys, i) }));
  }
  const keys = randomKeys(key, n);
  return at.map((i) => rowAt(keys, i));
};

/** 32 random bits an element. */
export const wordsOf = (key: Keyed, shape: Shape): Value => {
  const n = sizeOf(shape);
  const words = isValue(key) ? randomWords(key, n) : streamWords(key.sequential, n);
  return reshape(words, shape);
};
