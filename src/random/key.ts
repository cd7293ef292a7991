/** Keys: the only source of randomness. A key is used once; `split` and `foldIn` make new ones of it. */
import { DTypeError, ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { isValue, type Tensor } from '../core/tensor.ts';
import { ndarray } from '../ops/index.ts';
import { cast, literal, reshape, slice } from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { DTypes, type Integer, type u32 } from '../types/dtype.ts';
import { show } from '../types/shape.ts';
import { foldedKey, randomKeys } from './threefry.ts';

/** Two words that determine all that is drawn with them. */
export type Key = Tensor<[2], u32>;

/** The key of a seed, an integer that is taken modulo 2^32: [0, seed]. JAX: PRNGKey. */
export const key = (seed: number): Key => ndarray([2], DTypes.u32, [0, seed >>> 0]);

/** n independent keys, the rows of the result: key i is both words of block(key, 0, i). JAX: split. */
export function split<const N extends Dim = 2>(key: Key, n?: N): Tensor<[N, 2], u32>;
export function split(key: Value, n: Dim = 2): Value {
  return randomKeys(key, n);
}

/** Row i of the result of `split`. */
export function keyAt(keys: Tensor<readonly [Dim, 2], u32>, i: number): Key;
export function keyAt(keys: Value, i: number): Value {
  return reshape(slice(keys, { start: [i, 0], size: [1, 2], stride: [1, 1] }), [2]);
}

/**
 * The key for the i-th use of a key: block(key, 0, i), where i may be counted by the program. It is row i of `split`,
 * so use one of the two on a key, not both. JAX: fold_in.
 */
export function foldIn(key: Key, i: number | Tensor<[], Integer>): Key;
export function foldIn(key: Value, i: number | Value): Value {
  if (!isValue(i)) return foldedKey(key, literal(i >>> 0, DTypes.u32));
  const { dtype } = i.dtype;
  if (dtype !== 'i32' && dtype !== 'u32') {
    throw new DTypeError(`foldIn: needs an integer, got ${dtype}`);
  }
  if (i.shape.length > 0) throw new ShapeError(`foldIn: needs a scalar, got ${show(i.shape)}`);
  return foldedKey(key, cast(i, DTypes.u32));
}
