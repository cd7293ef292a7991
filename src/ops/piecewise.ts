/** Piecewise and sign functions, elementwise, as layers. */
import { composite } from '../control/index.ts';
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

/** max(x, 0), whose own derivative is half at 0; the tangent where x is positive is stated. */
export const rectified = (x: Value): Value =>
  composite('relu', (v) => [p.maximum(v!, p.zeros(v!))], {
    jvp: ([t], [v]) => [t ? p.select(p.less(p.zeros(v!), v!), t, p.zeros(t)) : null],
    batch: ([v]) => [rectified(v!)],
  })(x)[0]!;
/** max(x, 0); NaN stays, so that it is seen where it arose; derivative 0 at 0. Shape: S -> S. PyTorch, Keras: relu; JAX: nn.relu. */
export const relu: FloatMap<'relu'> = floatMap('relu', rectified);
