/** Training on any scalar loss: loss, gradients and the optimiser's update as one compiled program. */
import { ShapeError } from '../core/error.ts';
import { isValue, type ShowTensor, showTensor, type Tensor, untyped } from '../core/tensor.ts';
import { init, type MultiModel } from '../nn/index.ts';
import {
  type Minimized,
  minimize,
  type Optimiser,
  type StateForm,
  type StateOf,
  type Trained,
} from '../optim/index.ts';
import type { Key } from '../random/index.ts';
import { evaluate, type Jitted, jit } from '../runtime/index.ts';
import type { Arrays, Formals, Init, ParamsOf } from '../tree/index.ts';

/** Steps on a loss of inputs I over parameters P, of which an optimiser keeps O. */
export interface Trainer<I extends readonly unknown[], P, O> {
  /** First parameters, and what the optimiser keeps of them. */
  start(key: Key): Arrays<Trained<P, O>>;
  /** The next state, and the loss before it. The state that was passed is given away: it must not be used again. */
  readonly step: Jitted<[Trained<P, O>, ...Formals<I>], Minimized<P, O, Tensor<[]>>>;
}

/** A model of several inputs. */
export interface AnyLoss {
  readonly params: Init<unknown>;
  readonly inputs: readonly unknown[];
}
type NoScalar<Got extends string> =
  `trainer: the loss must be a scalar, got ${Got}; reduce it with mean()`;
/** A loss whose result is a scalar, or the sentence. */
export type ScalarLoss<L extends AnyLoss> =
  L extends MultiModel<infer _, infer R, infer _P>
    ? [R] extends [Tensor<[]>]
      ? L
      : NoScalar<ShowTensor<R>>
    : L;

interface Untyped extends AnyLoss {
  (...args: readonly unknown[]): Tensor<[]>;
}

const scalar = (y: Tensor<[]>): Tensor<[]> => {
  if (isValue(y) && y.shape.length === 0) return y;
  const message: NoScalar<string> = `trainer: the loss must be a scalar, got ${showTensor(y)}; reduce it with mean()`;
  throw new ShapeError(message);
};

/**
 * Trains the parameters of a loss, a `model` of several inputs with a scalar result: trainer(loss, adam()). Forward pass,
 * gradients and update are one program for every set of sizes; the state stays in its memory. Throws ShapeError when the
 * loss is no scalar. Keras: compile and train_on_batch.
 */
export function trainer<L extends AnyLoss, F extends StateForm>(
  loss: ScalarLoss<L>,
  optimiser: Optimiser<F>,
): Trainer<L['inputs'], ParamsOf<L['params']>, StateOf<F, ParamsOf<L['params']>>>;
export function trainer(loss: Untyped, optimiser: Optimiser): unknown {
  const first = (params: unknown) => ({ params, optimiser: optimiser.init(params) });
  const body = (s: Trained<unknown, unknown>, ...batch: readonly unknown[]) =>
    minimize(optimiser, s, (p) => scalar(loss(p, ...batch)));
  return {
    start: (key: Key) => evaluate(first(init(loss.params, key))),
    step: jit([first(loss.params.fresh()), ...loss.inputs], untyped(body), { donate: [0] }),
  };
}
