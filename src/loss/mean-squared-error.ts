/** Mean squared error. */
import type { Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import { expandBoth, type Floats, floats, type Second } from '../ops/index.ts';
import { mul, sub } from '../prim/index.ts';
import { meanOf } from './mean.ts';

/** (1/n) sum_i (prediction_i - target_i)^2 over all elements, broadcasting. PyTorch: mse_loss. */
export function meanSquaredError<A extends AnyTensor, B extends AnyTensor>(
  prediction: Floats<A, 'meanSquaredError'>,
  target: Second<A, B, 'meanSquaredError'>,
): Tensor<[], A['dtype']>;
export function meanSquaredError(prediction: Value, target: Value): Value {
  const op = 'meanSquaredError';
  const difference = sub(...expandBoth(op, floats(op, prediction), target));
  return meanOf(mul(difference, difference));
}
