/** Piecewise and sign functions, elementwise, as layers. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type FloatMap, floatMap, type NumberMap, numberMap } from './rules.ts';

/** -x. */
export const neg: NumberMap<'neg'> = numberMap('neg', p.neg);
/** x^2. */
export const square: NumberMap<'square'> = numberMap('square', (x) => p.mul(x, x));
/** |x|; derivative 0 at 0. Unsigned integers stay as they are. */
export const abs: NumberMap<'abs'> = numberMap('abs', (x) =>
  x.dtype.dtype === 'u32' ? x : p.maximum(x, p.neg(x)),
);

const positivePart = (x: Value): Value => p.select(p.less(p.zeros(x), x), x, p.zeros(x));
/** max(x, 0); derivative 0 at 0. */
export const relu: FloatMap<'relu'> = floatMap('relu', positivePart);
