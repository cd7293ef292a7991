/** Reductions of rows by segments: what belongs to the same index is summed, multiplied, or its extreme taken. */
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Ret } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { type Segments, segmentsShape } from '../types/segment.ts';
import { lowestOf, reversed } from './arithmetic.ts';
import { associativeScanOf } from './associative-scan.ts';
import { notOf, orOf } from './logic.ts';
import { type Indices, indices as indicesOf, type Numbers, numbers } from './rules.ts';
import { searchSortedOf } from './search-sorted.ts';

type Of<A extends AnyTensor, I extends AnyTensor, K extends Dim, Op extends string> = Segments<
  A['shape'],
  I['shape'],
  K,
  Op
>;
type Ids<A extends AnyTensor, I extends AnyTensor, K extends Dim, Op extends string> = Ok<
  Indices<I, `${Op}: indices`, Of<A, I, K, Op>>,
  I
>;

const checked = (op: string, x: Value, ids: Value, n: Dim): void => {
  numbers(op, x);
  must(segmentsShape(x.shape, indicesOf(`${op}: indices`, ids).shape, n, op));
};

const spread = (perRow: Value, shape: readonly Dim[]): Value => p.broadcast(perRow, shape, [0]);

/** Whether each sorted index differs from the one before. */
const starts = (sorted: Value): Value => {
  const at = p.iota(sorted.shape, 0);
  const zero = p.zeros(at);
  const previous = p.select(p.less(zero, at), p.add(at, p.fill(-1, at)), zero);
  const same = p.equal(p.gather(sorted, previous, 0), sorted);
  const isFirst = p.equal(at, zero);
  return notOf(p.and(same, notOf(isFirst)));
};

/** Running results that start anew with each segment. */
const running = (x: Value, isStart: Value, f: (a: Value, b: Value) => Value): Value => {
  const combine = ([, a]: readonly Value[], [fresh, b]: readonly Value[], flag: Value) => [
    flag,
    p.select(p.broadcast(fresh!, b!.shape, []), b!, f(a!, b!)),
  ];
  const [, result] = associativeScanOf((a, b) => combine(a, b, orOf(a[0]!, b[0]!)), [isStart, x]);
  return result!;
};

/** Rows of the same index combined: sorted by index, scanned, and the last of each taken; `none` where there is none. */
const combined = (
  x: Value,
  ids: Value,
  n: Dim,
  none: number,
  f: (a: Value, b: Value) => Value,
): Value => {
  const shape = [n, ...x.shape.slice(1)];
  const empty = p.fill(none, { shape, dtype: x.dtype });
  if (x.shape[0] === 0) return empty;
  const order = p.argSort(ids, false);
  const sorted = p.gather(ids, order, 0);
  const totals = running(p.gather(x, order, 0), starts(sorted), f);
  const count = p.scatterAdd(p.fill(1, ids), ids, { axis: 0, size: n });
  const after = searchSortedOf(sorted, p.iota([n], 0), 'right');
  const last = p.add(after, p.fill(-1, after));
  const isThere = p.less(p.zeros(count), count);
  const at = p.select(isThere, last, p.zeros(last));
  return p.select(spread(isThere, shape), p.gather(totals, at, 0), empty);
};

/**
 * y_k = the sum of the rows x_i with ids_i = k; 0 where there is none. Shapes: [N, ...R], [N] -> [n, ...R]. An index out
 * of range is an IndexError when the program runs. JAX: ops.segment_sum; PyTorch: index_add, TensorFlow:
 * unsorted_segment_sum.
 */
export function segmentSum<A extends AnyTensor, I extends AnyTensor, const K extends Dim>(
  x: Numbers<A, 'segmentSum'>,
  ids: Ids<A, I, K, 'segmentSum'>,
  n: K,
): Ret<Of<A, I, K, 'segmentSum'>, A['dtype']>;
export function segmentSum(x: Value, ids: Value, n: Dim): Value {
  checked('segmentSum', x, ids, n);
  return p.scatterAdd(x, ids, { axis: 0, size: n });
}

/**
 * y_k = the product of the rows x_i with ids_i = k; 1 where there is none; the derivative is right where factors are 0.
 * Shapes and errors: as of `segmentSum`. JAX: ops.segment_prod.
 */
export function segmentProd<A extends AnyTensor, I extends AnyTensor, const K extends Dim>(
  x: Numbers<A, 'segmentProd'>,
  ids: Ids<A, I, K, 'segmentProd'>,
  n: K,
): Ret<Of<A, I, K, 'segmentProd'>, A['dtype']>;
export function segmentProd(x: Value, ids: Value, n: Dim): Value {
  checked('segmentProd', x, ids, n);
  return combined(x, ids, n, 1, p.mul);
}

const maximaOf = (x: Value, ids: Value, n: Dim): Value =>
  combined(x, ids, n, lowestOf(x.dtype), p.maximum);

/**
 * y_k = the largest of the rows x_i with ids_i = k, element by element; the lowest number of the dtype, -inf for floats,
 * where there is none. Shapes and errors: as of `segmentSum`. JAX: ops.segment_max.
 */
export function segmentMax<A extends AnyTensor, I extends AnyTensor, const K extends Dim>(
  x: Numbers<A, 'segmentMax'>,
  ids: Ids<A, I, K, 'segmentMax'>,
  n: K,
): Ret<Of<A, I, K, 'segmentMax'>, A['dtype']>;
export function segmentMax(x: Value, ids: Value, n: Dim): Value {
  checked('segmentMax', x, ids, n);
  return maximaOf(x, ids, n);
}

/**
 * y_k = the smallest of the rows x_i with ids_i = k, element by element; the highest number of the dtype, inf for
 * floats, where there is none. Shapes and errors: as of `segmentSum`. JAX: ops.segment_min.
 */
export function segmentMin<A extends AnyTensor, I extends AnyTensor, const K extends Dim>(
  x: Numbers<A, 'segmentMin'>,
  ids: Ids<A, I, K, 'segmentMin'>,
  n: K,
): Ret<Of<A, I, K, 'segmentMin'>, A['dtype']>;
export function segmentMin(x: Value, ids: Value, n: Dim): Value {
  checked('segmentMin', x, ids, n);
  return reversed(maximaOf(reversed(x), ids, n));
}
