/** Stochastic gradient descent, with momentum, and by the sign of the gradient. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { add, equal, fill, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import { checkedSteps } from './checked.ts';
import type {
  CommonOptions,
  Optimiser,
  Rate,
  StateForm,
  Steps,
  Transform,
  Updates,
} from './form.ts';
import { choose, sign, times } from './leaf.ts';
import { descent, type Hooks, penalised, stepsOf, unshared } from './rule.ts';

/** How velocity is gathered. */
export interface MomentumOptions {
  /** how much of the gradient does not enter a velocity that is there already; 0 if absent */
  readonly dampening?: number;
  /** step along the gradient and the velocity to come */
  readonly nesterov?: boolean;
}
/** Momentum and decay; neither by default. */
export interface SgdOptions extends Omit<CommonOptions, 'lr'>, MomentumOptions {
  /** how much of the velocity stays; 0 if absent */
  readonly momentum?: number;
}

/** What gradient descent remembers from step to step. */
export interface SgdState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** in the form of the parameters; absent without momentum, which needs none */
  readonly velocity?: P;
}
/** `SgdState` for parameters of any type. */
export interface SgdForm extends StateForm {
  readonly state: SgdState<this['params']>;
}
/** Gradient descent as two pure functions over trees of parameters. */
export type Sgd = Optimiser<SgdForm>;

/** The velocity is the gradient at the first step, whatever the dampening. */
const velocityAfter = (first: Value, momentum: number, dampening: number, v: Value, g: Value) =>
  add(times(momentum, v), dampening === 0 ? g : choose(first, g, times(1 - dampening, g)));

/** v' = momentum v + (1 - dampening) g; the direction is v', with Nesterov g + momentum v'. */
export const momentumSteps = (
  momentum: number,
  { dampening = 0, nesterov = false }: MomentumOptions,
  hooks?: Hooks,
): Steps =>
  stepsOf(
    {
      kept: { velocity: zeros },
      scalars: {},
      next: () => ({}),
      once: ({ count }) => ({ first: equal(count, fill(0, count)) }),
      each: ({ g, kept, once }) => {
        const velocity = velocityAfter(once.first, momentum, dampening, kept.velocity, g);
        const direction = nesterov ? add(g, times(momentum, velocity)) : velocity;
        return { direction, kept: { velocity } };
      },
    },
    hooks,
  );

/** The gradients themselves, as f sees them. */
const plainSteps = (f: (g: Value) => Value, hooks: Hooks): Steps =>
  stepsOf(
    {
      ...unshared,
      kept: {},
      each: ({ g }) => ({ direction: f(g), kept: {} }),
    },
    hooks,
  );

/**
 * Gradient descent: g = grad + weightDecay p, v' = momentum v + (1 - dampening) g (v' = g at the first step),
 * p' = p - rate v' (rate (g + momentum v') with Nesterov). Sutskever et al. 2013. PyTorch, Keras: SGD; optax: sgd.
 */
export function sgd(rate: Rate, options?: SgdOptions): Sgd;
export function sgd(rate: Rate, options: SgdOptions = {}): Updates {
  const { momentum = 0 } = options;
  const hooks = penalised(options);
  return descent(
    rate,
    momentum === 0 ? plainSteps((g) => g, hooks) : momentumSteps(momentum, options, hooks),
  );
}

/** p' = p - rate sign(grad). Bernstein et al. 2018. optax: sign_sgd. */
export function signSgd(rate: Rate, options?: Omit<CommonOptions, 'lr'>): Sgd;
export function signSgd(rate: Rate, options: Omit<CommonOptions, 'lr'> = {}): Updates {
  return descent(rate, plainSteps(sign, penalised(options)));
}

/** Velocities in the place of gradients: v' = decay v + (1 - dampening) g, with Nesterov g + decay v'. optax: trace. */
export function momentum(decay: number, options?: MomentumOptions): Transform<SgdForm>;
export function momentum(decay: number, options: MomentumOptions = {}): Steps {
  return checkedSteps(momentumSteps(decay, options));
}
