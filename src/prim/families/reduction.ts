/** What sums and maxima over axes share. */

import { DTypeError } from '../../core/error.ts';
import { collapse, eachRun, sizeOf } from '../../core/layout.ts';
import type { Primitive } from '../../core/node.ts';
import { apply1, type TensorType } from '../../core/node.ts';
import { type Arithmetic, type Strided, strided } from '../../core/strided.ts';
import { type DType, isFloat } from '../../types/dtype.ts';

export interface Axes {
  readonly axes: readonly number[];
}

export interface ReductionRow {
  readonly name: string;
  readonly combine: 'sum' | 'max';
  empty(dtype: DType): number;
  step(accumulated: number, x: number): number;
  readonly jvp: Primitive<Axes>['jvp'];
  readonly transpose?: Primitive<Axes>['transpose'];
}

export const without = <T>(xs: readonly T[], axes: readonly number[]): readonly T[] =>
  xs.filter((_, i) => !axes.includes(i));

/** Throws DTypeError unless x holds numbers that are computed with. */
export const checkNumbers = (name: string, x: TensorType): void => {
  const { dtype } = x.dtype;
  if (!isFloat(x.dtype) && dtype !== 'i32' && dtype !== 'u32') {
    throw new DTypeError(`${name}: needs numbers, got ${dtype}`);
  }
};

/** One pass over the input in its own order, each element into its accumulator. */
const reduce = (x: Strided, axes: readonly number[], row: ReductionRow, a: Arithmetic): Strided => {
  const shape = without(x.shape, axes);
  const totals = new Float64Array(sizeOf(shape)).fill(row.empty(x.dtype));
  const into: number[] = x.shape.map(() => 0);
  for (let k = x.shape.length - 1, step = 1; k >= 0; k--) {
    if (axes.includes(k)) continue;
    into[k] = step;
    step *= x.shape[k]!;
  }
  const nest = collapse(x.shape, [x.strides, into]);
  const run = nest.shape.at(-1) ?? 1;
  const [read = 0, write = 0] = nest.strides.map((s) => s.at(-1) ?? 0);
  if (sizeOf(x.shape) > 0) {
    eachRun(nest.shape, nest.strides, ([from, to]) => {
      let r = x.offset + from!;
      let w = to!;
      for (let i = 0; i < run; i++, r += read, w += write) {
        totals[w] = row.step(totals[w]!, x.data[r]!);
      }
    });
  }
  const data = a.alloc(x.dtype, totals.length);
  data.set(totals);
  return strided(x.dtype, shape, data);
};

/**
 * A primitive that combines all elements along some axes, which its result lacks.
 *
 * @__NO_SIDE_EFFECTS__
 */
export const reduction = (row: ReductionRow): Primitive<Axes> => {
  const self: Primitive<Axes> = {
    name: row.name,
    infer: ([x], { axes }) => {
      checkNumbers(row.name, x!);
      return [{ shape: without(x!.shape, axes), dtype: x!.dtype }];
    },
    evaluate: ([x], { axes }, arithmetic) => [reduce(x!, axes, row, arithmetic)],
    jvp: row.jvp,
    ...(row.transpose === undefined ? {} : { transpose: row.transpose }),
    batch: ([x], _, { axes }) => [apply1(self, [x!], { axes: axes.map((k) => k + 1) })],
    lower: { kind: 'reduce', combine: row.combine, axes: ({ axes }) => axes },
  };
  return self;
};
