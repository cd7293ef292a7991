/** Binary cross-entropy, from logits. */
import type { Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import { expandBoth, type Floats, floats, type Second, softplusOf } from '../ops/index.ts';
import { mul, sub } from '../prim/index.ts';
import { meanOf } from './mean.ts';

/**
 * -(y ln s + (1 - y) ln(1 - s)) with s = sigmoid(logit), as softplus(logit) - y logit, the mean over all elements.
 * Targets in [0, 1] of the logits' dtype, broadcasting. PyTorch: binary_cross_entropy_with_logits.
 */
export function binaryCrossEntropy<A extends AnyTensor, B extends AnyTensor>(
  logits: Floats<A, 'binaryCrossEntropy'>,
  targets: Second<A, B, 'binaryCrossEntropy'>,
): Tensor<[], A['dtype']>;
export function binaryCrossEntropy(logits: Value, targets: Value): Value {
  const op = 'binaryCrossEntropy';
  const [x, y] = expandBoth(op, floats(op, logits), targets);
  return meanOf(sub(softplusOf(x), mul(y, x)));
}
