/** The maximum over axes. */

import type { Primitive } from '../core/node.ts';
import { apply1, type Value } from '../core/node.ts';
import type { DType } from '../types/dtype.ts';
import { div } from './arithmetic.ts';
import { broadcast, fill, reduceSum, zeros } from './broadcast-sum.ts';
import { type Axes, reduction, without } from './families/reduction.ts';
import { equal, select } from './order.ts';

const lowest = ({ dtype }: DType): number =>
  dtype === 'i32' ? -(2 ** 31) : dtype === 'u32' ? 0 : -Infinity;

/** The tangent averaged over all elements that attain the maximum. */
const shared = (t: Value, x: Value, y: Value, axes: readonly number[]): Value => {
  const dims = without(
    x.shape.map((_, k) => k),
    axes,
  );
  const attains = equal(x, broadcast(y, x.shape, dims));
  const ties = reduceSum(select(attains, fill(1, x), zeros(x)), axes);
  return div(reduceSum(select(attains, t, zeros(t)), axes), ties);
};

export const reduceMaxPrimitive: Primitive<Axes> = reduction({
  name: 'reduceMax',
  combine: 'max',
  empty: lowest,
  step: Math.max,
  jvp: ([t], [x], [y], { axes }) => [t == null ? null : shared(t, x!, y!, axes)],
});

/** The maximum over the axes, which disappear; NaN wins; of nothing, -inf. */
export const reduceMax = (x: Value, axes: readonly number[]): Value =>
  axes.length === 0 ? x : apply1(reduceMaxPrimitive, [x], { axes });
