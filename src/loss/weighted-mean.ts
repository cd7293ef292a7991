/** Losses of samples that count more or less than others. */
import type { Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import { expandBoth, type Floats, floats, type Second } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { sumOf } from './reduction.ts';

/**
 * sum_i w_i l_i / sum_i w_i of losses that are not reduced, broadcasting: a sample of weight 2 counts as the sample
 * twice. `weightedMean(crossEntropy(x, y, { reduction: 'none' }), w)`. Keras: sample_weight.
 */
export function weightedMean<A extends AnyTensor, B extends AnyTensor>(
  losses: Floats<A, 'weightedMean'>,
  weights: Second<A, B, 'weightedMean'>,
): Tensor<[], A['dtype']>;
export function weightedMean(losses: Value, weights: Value): Value {
  const [l, w] = expandBoth('weightedMean', floats('weightedMean', losses), weights);
  return p.div(sumOf(p.mul(l, w)), sumOf(w));
}
