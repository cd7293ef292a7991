/** The tangent and the inverse functions of the circle, in radians, elementwise. */
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { expandBoth } from './expand.ts';
import { type Both, type FloatMap, type Floats, floatMap, floats, type Second } from './rules.ts';
import { one, stated } from './stated.ts';

/** 1 - x^2 as a product, in which nothing cancels. */
const fromOne = (x: Value): Value => p.mul(p.sub(one(x), x), p.add(one(x), x));

/** sin x / cos x for x in radians; derivative 1 + y^2. Shape: S -> S. PyTorch, JAX: tan. */
export const tan: FloatMap<'tan'> = floatMap(
  'tan',
  stated(
    'tan',
    (x) => p.div(p.sin(x), p.cos(x)),
    (x, y) => p.add(one(x), p.mul(y, y)),
  ),
);

/**
 * The angle in [-pi/2, pi/2] whose sine is x; NaN for |x| > 1; derivative 1 / sqrt(1 - x^2). Shape: S -> S.
 * PyTorch, JAX: asin, arcsin.
 */
export const asin: FloatMap<'asin'> = floatMap(
  'asin',
  stated(
    'asin',
    (x) => p.atan2(x, p.sqrt(fromOne(x))),
    (x) => p.div(one(x), p.sqrt(fromOne(x))),
  ),
);

const halfAngle = (x: Value): Value => p.atan2(p.sqrt(p.sub(one(x), x)), p.sqrt(p.add(one(x), x)));
/**
 * The angle in [0, pi] whose cosine is x; NaN for |x| > 1; derivative -1 / sqrt(1 - x^2). Shape: S -> S. PyTorch,
 * JAX: acos, arccos.
 */
export const acos: FloatMap<'acos'> = floatMap(
  'acos',
  stated(
    'acos',
    (x) => p.add(halfAngle(x), halfAngle(x)),
    (x) => p.neg(p.div(one(x), p.sqrt(fromOne(x)))),
  ),
);

/**
 * The angle in (-pi/2, pi/2) whose tangent is x; derivative 1 / (1 + x^2). Shape: S -> S. PyTorch, JAX: atan, arctan.
 */
export const atan: FloatMap<'atan'> = floatMap(
  'atan',
  stated(
    'atan',
    (x) => p.atan2(x, one(x)),
    (x) => p.div(one(x), p.add(one(x), p.mul(x, x))),
  ),
);

/**
 * The angle of the point (x, y) from the positive x axis, in [-pi, pi], the signs of zeros as in C; derivatives
 * x / (x^2 + y^2) by y and -y / (x^2 + y^2) by x, 0 at the origin. Shapes broadcast. PyTorch, JAX: atan2, arctan2.
 */
export function atan2<A extends AnyTensor, B extends AnyTensor>(
  y: Floats<A, 'atan2'>,
  x: Second<A, B, 'atan2'>,
): Both<A, B, 'atan2'>;
export function atan2(y: Value, x: Value): Value {
  return p.atan2(...expandBoth('atan2', floats('atan2', y), x));
}
