/** The position of the largest along an axis. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import type { Mk } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { DTypes, type Float, type Integer, type i32 } from '../types/dtype.ts';
import type { Reduce } from '../types/shape.ts';
import { expand } from './expand.ts';
import { reduceBy } from './reduce.ts';
import { numbers } from './rules.ts';

/** The type of `argMax(axis)`: numbers to i32, without the axis. */
export interface ArgMax<I extends number> extends Layer {
  readonly [Out]: InDType<this> extends Float | Integer
    ? Mk<Reduce<InShape<this>, I, false, 'argMax'>, i32>
    : `argMax: needs a number tensor, got ${InDType<this>['dtype']}`;
}

const isNotANumber = (x: Value): Value => p.xor(p.equal(x, x), p.fill(1, p.equal(x, x)));

/** The first position where x is its maximum: the largest of the negated positions that attain it. */
const argMaxOver = (x: Value, axes: readonly number[]): Value => {
  const kept = x.shape.map((d, k) => (axes.includes(k) ? 1 : d));
  const most = expand(p.reshape(p.reduceMax(x, axes), kept), x.shape);
  const attains = p.xor(p.equal(x, most), isNotANumber(x));
  const at = p.neg(p.iota(x.shape, axes[0]!));
  const none = p.fill(-(2 ** 31), { shape: x.shape, dtype: DTypes.i32 });
  return p.neg(p.reduceMax(p.select(attains, at, none), axes));
};

/** The first i along the axis at which x_i is largest, as i32; a NaN counts as largest. [B, 10] -> [B] by argMax(-1). */
export const argMax = <const I extends number>(axis: I): ArgMax<I> =>
  layer((x) => reduceBy('argMax', numbers('argMax', x), axis, false, argMaxOver), 'argMax');
