/** Piecewise and sign functions, elementwise, as layers. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type FloatMap, floatMap, type NumberMap, numberMap } from './rules.ts';

/** -x; integers wrap. Shape: S -> S. PyTorch: neg; JAX: negative. */
export const neg: NumberMap<'neg'> = numberMap('neg', p.neg);
/** x^2; integers wrap; derivative 2x. Shape: S -> S. PyTorch, JAX: square. */
export const square: NumberMap<'square'> = numberMap('square', (x) => p.mul(x, x));
/** |x|; derivative 0 at 0. Unsigned integers stay as they are. Shape: S -> S. PyTorch, JAX: abs. */
export const abs: NumberMap<'abs'> = numberMap('abs', (x) =>
  x.dtype.dtype === 'u32' ? x : p.maximum(x, p.neg(x)),
);

const positivePart = (x: Value): Value => p.select(p.less(p.zeros(x), x), x, p.zeros(x));
/** max(x, 0); derivative 0 at 0. Shape: S -> S. PyTorch, Keras: relu; JAX: nn.relu. */
export const relu: FloatMap<'relu'> = floatMap('relu', positivePart);
