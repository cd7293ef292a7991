/** Sums, means and extremes over one axis, several, or all, as layers: `sum(-1)`, `mean([1, 2])`, `max()`. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import type { Float, Integer } from '../types/dtype.ts';
import {
  axisOf,
  type Reduce,
  type ReduceAxes,
  reduceDims,
  type Shape,
  sizeOf,
} from '../types/shape.ts';
import { reversed } from './arithmetic.ts';
import { floats, numbers } from './rules.ts';

/** An axis, several, or undefined: all. Negative axes count from the last. */
export type Axes = number | readonly number[] | undefined;

type AllOnes<S extends Shape> = { -readonly [K in keyof S]: 1 };
/** The shape reduced over one axis, several, or all. */
export type Reduced<
  S extends Shape,
  I extends Axes,
  Keep extends boolean,
  Op extends string,
> = I extends readonly number[]
  ? ReduceAxes<S, I, Keep, Op>
  : I extends number
    ? Reduce<S, I, Keep, Op>
    : Keep extends true
      ? AllOnes<S>
      : [];

/** What becomes of the axes that a reduction runs over. */
export interface Keepdims<Keep extends boolean> {
  /** the axes stay, with size 1 */
  readonly keepdims?: Keep;
}

/** A reduction of numbers. */
export interface Reduction<Op extends string, I extends Axes, Keep extends boolean> extends Layer {
  readonly [Out]: InDType<this> extends Float | Integer
    ? Mk<Reduced<InShape<this>, I, Keep, Op>, InDType<this>>
    : `${Op}: needs a number tensor, got ${InDType<this>['dtype']}`;
}
/** A reduction of floats. */
export interface FloatReduction<Op extends string, I extends Axes, Keep extends boolean>
  extends Layer {
  readonly [Out]: InDType<this> extends Float
    ? Mk<Reduced<InShape<this>, I, Keep, Op>, InDType<this>>
    : `${Op}: needs a float tensor, got ${InDType<this>['dtype']}`;
}

/** The axes as a list. */
export const listOf = (x: Value, axes: Axes): readonly number[] =>
  axes === undefined ? [...x.shape.keys()] : typeof axes === 'number' ? [axes] : axes;

/** x reduced by f over the axes, given as 0 to rank - 1. */
export const reduceBy = (
  op: string,
  x: Value,
  axes: Axes,
  keep: boolean,
  f: (x: Value, axes: readonly number[]) => Value,
): Value => {
  const list = listOf(x, axes);
  const shape = must(reduceDims(x.shape, list, keep, op));
  return p.reshape(
    f(
      x,
      list.map((axis) => axisOf(x.shape, axis)),
    ),
    shape,
  );
};

/** The mean over axes that disappear. */
export const meanOver = (x: Value, axes: readonly number[]): Value => {
  const total = p.reduceSum(x, axes);
  return p.div(total, p.fill(sizeOf(axes.map((k) => x.shape[k]!)), total));
};
const minOver = (x: Value, axes: readonly number[]): Value =>
  reversed(p.reduceMax(reversed(x), axes));

/** A reduction as a layer: by f, over the axes of what `check` lets through. */
export const reduction = <L extends Layer>(
  op: string,
  check: (op: string, x: Value) => Value,
  f: (x: Value, axes: readonly number[]) => Value,
  axes: Axes,
  { keepdims = false }: Keepdims<boolean>,
): L => layer((x) => reduceBy(op, check(op, x), axes, keepdims, f), op);

/** sum_i x_i over the axes: [2, 3] -> [2] by sum(1), -> [2, 1] with keepdims, -> [] by sum(). NumPy, PyTorch: sum. */
export const sum = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: Keepdims<Keep> = {},
): Reduction<'sum', I, Keep> => reduction('sum', numbers, p.reduceSum, axes, options);

/** (1/n) sum_i x_i over the axes; n may be a name until it is bound. Shape: as of `sum`. NumPy, PyTorch: mean. */
export const mean = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: Keepdims<Keep> = {},
): FloatReduction<'mean', I, Keep> => reduction('mean', floats, meanOver, axes, options);

/**
 * The largest over the axes; NaN wins; of nothing -inf. All that attain it share the derivative. Shape: as of `sum`.
 * NumPy: max; PyTorch: amax.
 */
export const max = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: Keepdims<Keep> = {},
): Reduction<'max', I, Keep> => reduction('max', numbers, p.reduceMax, axes, options);

/**
 * The smallest over the axes; NaN wins; of nothing inf. All that attain it share the derivative. Shape: as of `sum`.
 * NumPy: min; PyTorch: amin.
 */
export const min = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: Keepdims<Keep> = {},
): Reduction<'min', I, Keep> => reduction('min', numbers, minOver, axes, options);
