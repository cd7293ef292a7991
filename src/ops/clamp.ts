/** Functions that are straight in pieces, elementwise, as layers. At the kinks derivatives follow PyTorch. */
import type { Value } from '../core/node.ts';
import * as p from '../prim/index.ts';
import { type FloatMap, floatMap, type NumberMap, numberMap } from './rules.ts';
import { atMost, magnitude, times } from './stated.ts';

/** Bounds that may be absent. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const ordered = (op: string, { min = -Infinity, max = Infinity }: Bounds): void => {
  if (min > max) throw new RangeError(`${op}: min ${min} exceeds max ${max}`);
};

const within = (x: Value, { min, max }: Bounds): Value => {
  const above = max === undefined ? x : p.select(p.less(p.fill(max, x), x), p.fill(max, x), x);
  return min === undefined ? above : p.select(p.less(x, p.fill(min, x)), p.fill(min, x), above);
};
/**
 * min(max(x, lower), upper): clamp({ min: 0, max: 1 }), each bound optional; NaN stays; derivative 1 where
 * lower <= x <= upper, else 0. Shape: S -> S. Throws RangeError when min > max. PyTorch: clamp; JAX: clip.
 */
export const clamp = (bounds: Bounds): NumberMap<'clamp'> => {
  ordered('clamp', bounds);
  return numberMap('clamp', (x) => within(x, bounds));
};

/** As clamp, but with derivative 0 at the bounds. */
const between = (x: Value, min: number, max: number): Value => {
  const [low, high] = [p.fill(min, x), p.fill(max, x)];
  return p.select(atMost(x, low), low, p.select(atMost(high, x), high, x));
};
/**
 * x between min and max, these beyond: hardtanh({ min: -1, max: 1 }), the defaults; derivative 1 where min < x < max,
 * else 0. Shape: S -> S. Throws RangeError when min > max. PyTorch: hardtanh; JAX: nn.hard_tanh.
 */
export const hardtanh = ({ min = -1, max = 1 }: Bounds = {}): FloatMap<'hardtanh'> => {
  ordered('hardtanh', { min, max });
  return floatMap('hardtanh', (x) => between(x, min, max));
};

/** min(max(x, 0), 6); derivative 1 where 0 < x < 6, else 0. Shape: S -> S. Krizhevsky 2010. PyTorch, JAX: relu6. */
export const relu6: FloatMap<'relu6'> = floatMap('relu6', (x) => between(x, 0, 6));

/**
 * x / 6 + 1/2 between 0 and 1; derivative 1/6 where -3 < x < 3, else 0. Shape: S -> S. PyTorch: hardsigmoid; JAX:
 * nn.hard_sigmoid.
 */
export const hardsigmoid: FloatMap<'hardsigmoid'> = floatMap('hardsigmoid', (x) =>
  times(1 / 6, between(p.add(x, p.fill(3, x)), 0, 6)),
);

/**
 * x times hardsigmoid(x); derivative x / 3 + 1/2 where -3 <= x <= 3. Shape: S -> S. Howard et al. 2019. PyTorch:
 * hardswish; JAX: nn.hard_swish.
 */
export const hardswish: FloatMap<'hardswish'> = floatMap('hardswish', (x) => {
  const inside = p.mul(x, p.add(times(1 / 6, x), p.fill(0.5, x)));
  const right = p.select(p.less(p.fill(3, x), x), x, inside);
  return p.select(p.less(x, p.fill(-3, x)), p.zeros(x), right);
});

/** The width of the interval that becomes 0. */
export interface Shrinkage {
  /** 1/2 if absent */
  readonly lambda?: number;
}
const shrinking = (op: string, lambda: number): void => {
  if (!(lambda >= 0)) throw new RangeError(`${op}: lambda must not be negative, got ${lambda}`);
};
/**
 * x where |x| > lambda, else 0: hardshrink({ lambda: 0.5 }); derivative 1 where |x| > lambda, else 0. Shape: S -> S.
 * Throws RangeError for a negative lambda. PyTorch: hardshrink.
 */
export const hardshrink = ({ lambda = 0.5 }: Shrinkage = {}): FloatMap<'hardshrink'> => {
  shrinking('hardshrink', lambda);
  return floatMap('hardshrink', (x) =>
    p.select(atMost(magnitude(x), p.fill(lambda, x)), p.zeros(x), x),
  );
};
/**
 * x moved by lambda toward 0, and 0 where |x| <= lambda: softshrink({ lambda: 0.5 }); derivative 1 where |x| > lambda,
 * else 0. Shape: S -> S. Throws RangeError for a negative lambda. PyTorch: softshrink; JAX: nn.soft_threshold.
 */
export const softshrink = ({ lambda = 0.5 }: Shrinkage = {}): FloatMap<'softshrink'> => {
  shrinking('softshrink', lambda);
  return floatMap('softshrink', (x) => {
    const k = p.fill(lambda, x);
    const moved = p.select(p.less(p.zeros(x), x), p.sub(x, k), p.add(x, k));
    return p.select(atMost(magnitude(x), k), p.zeros(x), moved);
  });
};
