/** What losses of a prediction and a target, element by element, share. */
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import { expandBoth, type Floats, floats, one, type Second, stated } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Broadcast } from '../types/shape.ts';
import { type LossOf, type LossOptions, type LossReduction, reduced } from './reduction.ts';

/** A loss of two tensors that broadcast, element by element; O are its options. */
export type ElementwiseLoss<Op extends string, O = object> = <
  A extends AnyTensor,
  B extends AnyTensor,
  R extends LossReduction = 'mean',
>(
  prediction: Floats<A, Op>,
  target: Second<A, B, Op>,
  options?: LossOptions<R> & O,
) => LossOf<Broadcast<A['shape'], B['shape'], Op>, R, A['dtype']>;

/**
 * A loss by the loss of an element, f(prediction, target, options).
 * @__NO_SIDE_EFFECTS__
 */
export function elementwiseLoss<const Op extends string, O = object>(
  op: Op,
  f: (prediction: Value, target: Value, options: Partial<O>) => Value,
): ElementwiseLoss<Op, O>;
export function elementwiseLoss(
  op: string,
  f: (prediction: Value, target: Value, options: object) => Value,
): unknown {
  return (prediction: Value, target: Value, options: LossOptions = {}): Value => {
    const [x, y] = expandBoth(op, floats(op, prediction), target);
    return reduced(f(x, y, options), options.reduction);
  };
}

/** max(x, 0) with derivative 0 at 0: the kink of hinges, as PyTorch's relu has it. */
export const positivePart: (x: Value) => Value = /* @__PURE__ */ stated(
  'positivePart',
  (x) => p.maximum(x, p.zeros(x)),
  (x) => p.select(p.less(p.zeros(x), x), one(x), p.zeros(x)),
);

/** max(x, 0) with derivative 1 at 0: the kink of margins, as PyTorch's clamp_min has it. */
export const aboveZero: (x: Value) => Value = /* @__PURE__ */ stated(
  'aboveZero',
  (x) => p.maximum(x, p.zeros(x)),
  (x) => p.select(p.less(x, p.zeros(x)), p.zeros(x), one(x)),
);

/** x + k. */
export const plus = (x: Value, k: number): Value => p.add(x, p.fill(k, x));

/** x where y is the target, else 0. */
export const where = (y: Value, target: number, x: Value): Value =>
  p.select(p.equal(y, p.fill(target, y)), x, p.zeros(x));
