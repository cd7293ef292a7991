/** Where numbers would stand in a sorted list, by binary search: O(log n) rounds for all of them at once. */
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  sameDType,
} from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { DTypes, type i32 } from '../types/dtype.ts';
import type { DynRank, Shape, Show, Verdict } from '../types/shape.ts';
import { show } from '../types/shape.ts';
import { isNanOf } from './floating.ts';
import { notOf } from './logic.ts';
import { type Numbers, numbers } from './rules.ts';

/** The shape of the values, or why the sorted list is none. */
export type SearchSorted<A extends Shape, V extends Shape> =
  DynRank<A> extends true
    ? [...V]
    : A['length'] extends 1
      ? [...V]
      : `searchSorted: the sorted list must have one axis, got ${Show<A>}`;
/** The shape of the values, or why the sorted list is none. */
export function searchSortedShape<const A extends Shape, const V extends Shape>(
  a: A,
  values: V,
): Verdict<SearchSorted<A, V>>;
export function searchSortedShape(a: Shape, values: Shape): Shape | string {
  return a.length === 1
    ? values
    : `searchSorted: the sorted list must have one axis, got ${show(a)}`;
}

/** On which side of equal elements. */
export interface SearchSortedOptions {
  /** 'left', the default: before them; 'right': after them */
  readonly side?: 'left' | 'right';
}

/** a < b, where NaN is greater than all numbers, as sorting has it */
const below = (a: Value, b: Value): Value => {
  const onlyOther = p.and(isNanOf(b), p.equal(a, a));
  return p.xor(p.less(a, b), onlyOther);
};

/** Enough halvings for any size that an i32 counts. */
const ROUNDS = 31;
const roundsFor = (n: Dim): number => (typeof n === 'number' ? 32 - Math.clz32(n) : ROUNDS);

/** How many elements of the sorted list `isBefore` holds for, at each value. */
const countBefore = (
  sorted: Value,
  values: Value,
  isBefore: (element: Value, v: Value) => Value,
): Value => {
  const [n] = sorted.shape;
  const size = p.fill(n!, { shape: values.shape, dtype: DTypes.i32 });
  let count = p.zeros(size);
  for (let k = roundsFor(n!) - 1; k >= 0; k--) {
    const step = k < 31 ? p.fill(2 ** k, count) : size;
    const next = p.add(count, step);
    const exists = notOf(p.less(size, next));
    const at = p.select(exists, p.sub(next, p.fill(1, next)), p.zeros(next));
    const before = p.and(exists, isBefore(p.gather(sorted, at, 0), values));
    count = p.select(before, next, count);
  }
  return count;
};

/** `searchSorted` of operands that fit. */
export const searchSortedOf = (list: Value, values: Value, side: 'left' | 'right'): Value =>
  countBefore(list, values, (element, v) =>
    side === 'left' ? below(element, v) : notOf(below(v, element)),
  );

/**
 * For each value how many elements of the ascending list come before it, as i32: inserted there it stays sorted. Equal
 * elements come before it by side 'right' only; NaN is the greatest. Shapes: [N], S -> S. NumPy, PyTorch, JAX:
 * searchsorted.
 */
export function searchSorted<A extends AnyTensor, V extends AnyTensor>(
  sorted: Numbers<A, 'searchSorted'>,
  values: Ok<SameDType<A, V, 'searchSorted', SearchSorted<A['shape'], V['shape']>>, V>,
  options?: SearchSortedOptions,
): Ret<SearchSorted<A['shape'], V['shape']>, i32>;
export function searchSorted(
  sorted: Value,
  values: Value,
  { side = 'left' }: SearchSortedOptions = {},
): Value {
  const list = numbers('searchSorted', sorted);
  must(sameDType(list, values, 'searchSorted', searchSortedShape(list.shape, values.shape)));
  return searchSortedOf(list, values, side);
}
