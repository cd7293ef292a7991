/** Elementwise composites whose derivative is stated, where that of the definition would lose digits, or overflow. */
import { composite } from '../control/index.ts';
import type { Tangent, Value } from '../core/node.ts';
import * as p from '../prim/index.ts';

/** A partial derivative at the inputs and the result. */
export type Slope = (inputs: readonly Value[], y: Value) => Value;

const tangentOf = (
  ts: readonly Tangent[],
  slopes: readonly Slope[],
  inputs: readonly Value[],
  y: Value,
): Tangent =>
  slopes.reduce<Tangent>((sum, slope, i) => {
    const t = ts[i] ?? null;
    return t === null ? sum : p.addTangents(sum, p.mul(t, slope(inputs, y)));
  }, null);

/**
 * A function of tensors of one shape with the derivative by each of the first ones; the others have none.
 *
 * @__NO_SIDE_EFFECTS__
 */
export const statedByEach = (
  name: string,
  define: (...xs: readonly Value[]) => Value,
  slopes: readonly Slope[],
): ((...xs: readonly Value[]) => Value) => {
  const self = (...xs: readonly Value[]): Value =>
    composite(name, (...vs) => [define(...vs)], {
      jvp: (ts, inputs, [y]) => [tangentOf(ts, slopes, inputs, y!)],
      batch: (vs, batched, size) => [
        self(...vs.map((v, i) => (batched[i] === true ? v : p.repeat(v, size)))),
      ],
    })(...xs)[0]!;
  return self;
};

/**
 * A function of one tensor with the derivative `slope(x, y)`, which is a program like any other.
 *
 * @__NO_SIDE_EFFECTS__
 */
export const stated = (
  name: string,
  define: (x: Value) => Value,
  slope: (x: Value, y: Value) => Value,
): ((x: Value) => Value) => statedByEach(name, (x) => define(x!), [([x], y) => slope(x!, y)]);

/** 1 for every element of x. */
export const one = (x: Value): Value => p.fill(1, x);

/** k x */
export const times = (k: number, x: Value): Value => p.mul(p.fill(k, x), x);

/** |x| */
export const magnitude = (x: Value): Value => p.maximum(x, p.neg(x));

/** a <= b; false where either is NaN. At most one of the two holds, so that xor is or. */
export const atMost = (a: Value, b: Value): Value => p.xor(p.less(a, b), p.equal(a, b));

/** y with the sign of x, for y >= 0 */
export const withSignOf = (x: Value, y: Value): Value =>
  p.select(p.less(x, p.zeros(x)), p.neg(y), y);
