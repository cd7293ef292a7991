/** The F1 score of probabilities as a loss. */
import type { Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import { expandBoth, type Floats, floats, type Second } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { sumOf } from './reduction.ts';

/**
 * 1 - 2 sum q y / (sum q + sum y) over all elements, for probabilities q and targets y in [0, 1]: with hard
 * probabilities it is 1 - F1, whose own derivative is 0 everywhere. 0 where there is nothing to find. Also called Dice
 * loss: Milletari, Navab, Ahmadi 2016.
 */
export function softF1Loss<A extends AnyTensor, B extends AnyTensor>(
  probabilities: Floats<A, 'softF1Loss'>,
  targets: Second<A, B, 'softF1Loss'>,
): Tensor<[], A['dtype']>;
export function softF1Loss(probabilities: Value, targets: Value): Value {
  const [q, y] = expandBoth('softF1Loss', floats('softF1Loss', probabilities), targets);
  const [both, total] = [sumOf(p.mul(q, y)), p.add(sumOf(q), sumOf(y))];
  const none = p.equal(total, p.zeros(total));
  const own = p.select(none, p.fill(1, total), total);
  const score = p.div(p.add(both, both), own);
  return p.select(none, p.zeros(score), p.sub(p.fill(1, score), score));
}
