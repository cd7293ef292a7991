/** The logarithm of a sum of exponentials, as a layer. */

import { stopGradient } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type Axes, type FloatReduction, type Keepdims, reduction } from './reduce.ts';
import { alongAll } from './rows.ts';
import { floats } from './rules.ts';

/** The maximum over the axes, 0 where that is infinite, so that x - shift is a number wherever x is one. */
const shiftOf = (x: Value, axes: readonly number[]): Value => {
  const most = stopGradient(p.reduceMax(x, axes));
  const finite = p.less(p.maximum(most, p.neg(most)), p.fill(Infinity, most));
  return p.select(finite, most, p.select(p.equal(most, most), p.zeros(most), most));
};

const logSumExpOver = (x: Value, axes: readonly number[]): Value => {
  const shift = shiftOf(x, axes);
  const shifted = p.sub(x, alongAll(x, axes, shift));
  return p.add(p.log(p.reduceSum(p.exp(shifted), axes)), shift);
};

/**
 * ln sum_i e^(x_i) over the axes, shifted by the maximum so that nothing overflows. Shape: as of `sum`. PyTorch:
 * logsumexp; JAX: nn.logsumexp.
 */
export const logSumExp = <const I extends Axes = undefined, Keep extends boolean = false>(
  axes?: I,
  options: Keepdims<Keep> = {},
): FloatReduction<'logSumExp', I, Keep> =>
  reduction('logSumExp', floats, logSumExpOver, axes, options);
