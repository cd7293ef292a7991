/** One step of descent on a loss: its value, its gradients and the optimiser's update in one call. */
import { type Ok, untyped } from '../core/tensor.ts';
import { type Loss, valueAndGradOf } from '../ops/index.ts';
import { child } from '../tree/index.ts';
import type { Optimiser, StateForm, StateOf, Updates } from './form.ts';

/** What is trained: parameters, and what their optimiser keeps. */
export interface Trained<P, O> {
  readonly params: P;
  readonly optimiser: O;
}
/** What a step of descent gives. */
export interface Minimized<P, O, L> {
  readonly state: Trained<P, O>;
  /** before the step */
  readonly loss: L;
}

/**
 * One step down a scalar loss: minimize(adam(), s, (p) => crossEntropy(mlp(p, x), y)) gives the state after
 * `update(grads, s.optimiser, s.params)` and the loss before it. With { aux: true } the loss function gives [loss, more],
 * and `more`, such as the next state of a network, stands beside them as `aux`. Throws ShapeError when the loss is no
 * scalar. TensorFlow: Optimizer.minimize; flax: TrainState.apply_gradients.
 */
export function minimize<F extends StateForm, P, R>(
  optimiser: Optimiser<F>,
  state: Trained<P, NoInfer<StateOf<F, P>>>,
  loss: (params: P) => Ok<Loss<R, 'minimize'>, R>,
): Minimized<P, StateOf<F, P>, R>;
export function minimize<F extends StateForm, P, R, A>(
  optimiser: Optimiser<F>,
  state: Trained<P, NoInfer<StateOf<F, P>>>,
  loss: (params: P) => readonly [Ok<Loss<R, 'minimize'>, R>, A],
  options: { readonly aux: true },
): Minimized<P, StateOf<F, P>, R> & { readonly aux: A };
export function minimize(
  { update }: Updates,
  { params, optimiser }: Trained<unknown, unknown>,
  loss: (...args: never) => unknown,
  { aux = false }: { readonly aux?: boolean } = {},
): unknown {
  const [result, grads] = valueAndGradOf('minimize', untyped(loss), aux)(params);
  const [next, own] = update(grads, optimiser, params);
  const state = { params: next, optimiser: own };
  return aux
    ? { state, loss: child(result, '0'), aux: child(result, '1') }
    : { state, loss: result };
}
