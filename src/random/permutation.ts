/** Permutations: sorting by random bits, so often that equal bits do not matter. */
import { condValues } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Tensor } from '../core/tensor.ts';
import { alongAxis } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import { axisMessage, axisOf, type Reduce, sizeOf } from '../types/shape.ts';
import { type AnyKey, children, type Keyed, wordsOf } from './key.ts';

/** Above 1, and each power of (2^32 - 1)^(1/3), one more round: ceil(3 ln n / ln(2^32 - 1)) of them, as in JAX. */
const MORE = [1, 1625, 2642245] as const;

/** x, which the rounds that n elements need have changed one after the other; a size with a name decides when it is known. */
const inRounds = (key: Keyed, n: Dim, x: Value, round: (key: Keyed, x: Value) => Value): Value => {
  let [state, next]: [Keyed, Value] = [key, x];
  for (const bound of MORE) {
    if (typeof n === 'number' && n <= bound) break;
    const [rest, sub] = children(state, 2);
    const [before, turned] = [next, round(sub!, next)];
    next = typeof n === 'number' ? turned : whenMore(n, bound, turned, before);
    state = rest!;
  }
  return next;
};

const whenMore = (n: Dim, bound: number, turned: Value, before: Value): Value => {
  const size = p.literal(n, DTypes.i32);
  const more = p.less(p.fill(bound, size), size);
  return condValues(
    more,
    (a) => [a!],
    (_, b) => [b!],
    [turned, before],
  )[0]!;
};

/** 0 to n - 1 in random order. */
export const permutationOf = (key: Keyed, n: Dim): Value =>
  inRounds(key, n, p.iota([n], 0), (k, x) => p.gather(x, p.argSort(wordsOf(k, [n]), false), 0));

/** The axis last, and back. */
const swapLast = (x: Value, axis: number): Value => {
  const last = x.shape.length - 1;
  return p.permute(x, [...x.shape.keys()].with(axis, last).with(last, axis));
};

/** Each line along the axis by bits of its own. */
const shuffled = (key: Keyed, x: Value, axis: number): Value =>
  inRounds(key, sizeOf(x.shape), x, (k, v) => {
    const order: Value = swapLast(p.argSort(swapLast(wordsOf(k, v.shape), axis), false), axis);
    return alongAxis(v, order, axis);
  });

/** Whether lines are permuted alike. */
export interface PermutationOptions {
  /** every line along the axis by a permutation of its own */
  readonly independent?: boolean;
}
type OnAxis<A extends AnyTensor, I extends number> = Reduce<A['shape'], I, false, 'permutation'>;

/**
 * 0 to n - 1 in random order, each of the n! orders equally likely; or the entries of a tensor along an axis, the first
 * unless given, all lines alike or each by itself. Differentiable in the tensor. Throws ShapeError for an axis out of
 * range. JAX: random.permutation; PyTorch: randperm.
 */
export function permutation<const N extends Dim>(key: AnyKey, n: N): Tensor<[N], i32>;
export function permutation<A extends AnyTensor, const I extends number = 0>(
  key: AnyKey,
  x: Ok<OnAxis<A, I>, A>,
  axis?: I,
  options?: PermutationOptions,
): A;
export function permutation(
  key: Keyed,
  x: Dim | Value,
  axis = 0,
  { independent = false }: PermutationOptions = {},
): Value {
  if (typeof x !== 'object') return permutationOf(key, x);
  const at = axisOf(x.shape, axis);
  if (at < 0) must(axisMessage('permutation', x.shape, axis));
  if (independent) return shuffled(key, x, at);
  return p.gather(x, permutationOf(key, x.shape[at]!), at);
}
