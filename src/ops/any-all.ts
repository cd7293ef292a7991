/** Whether any, or all, of the truth values along axes hold. */
import { DTypeError } from '../core/error.ts';
import type { InDType, InShape, Layer, Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { Mk } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { type bool, DTypes } from '../types/dtype.ts';
import { notOf } from './logic.ts';
import { type Axes, type Keepdims, type Reduced, reduction } from './reduce.ts';

/** A reduction of truth values. */
export interface BoolReduction<Op extends string, I extends Axes, Keep extends boolean>
  extends Layer {
  readonly [Out]: InDType<this> extends bool
    ? Mk<Reduced<InShape<this>, I, Keep, Op>, bool>
    : `${Op}: needs a bool tensor, got ${InDType<this>['dtype']}`;
}

const truths = (op: string, x: Value): Value => {
  if (x.dtype.dtype === 'bool') return x;
  throw new DTypeError(`${op}: needs a bool tensor, got ${x.dtype.dtype}`);
};

/** How many hold, as a truth value: of nothing false. */
const anyOver = (x: Value, axes: readonly number[]): Value => {
  const count = p.reduceSum(p.cast(x, DTypes.i32), axes);
  return p.less(p.zeros(count), count);
};

/** Whether some element over the axes is true; of nothing false. Shape: as of `sum`. NumPy, PyTorch: any. */
export const any = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: Keepdims<Keep> = {},
): BoolReduction<'any', I, Keep> => reduction('any', truths, anyOver, axes, options);

/** Whether all elements over the axes are true; of nothing true. Shape: as of `sum`. NumPy, PyTorch: all. */
export const all = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: Keepdims<Keep> = {},
): BoolReduction<'all', I, Keep> =>
  reduction('all', truths, (x, list) => notOf(anyOver(notOf(x), list)), axes, options);
