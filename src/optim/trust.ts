/** Layerwise rates: steps in proportion to the norm of the parameter. LAMB after Adam, LARS before momentum. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { add, div, equal, fill, mul, select, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import { type Adam, adamSteps } from './adam.ts';
import { checkedSteps } from './checked.ts';
import type {
  CommonOptions,
  Optimiser,
  StateForm,
  StatelessForm,
  Steps,
  Transform,
  Updates,
} from './form.ts';
import { norm, plus, scaled, times } from './leaf.ts';
import type { MomentOptions } from './moments.ts';
import { decoupled, descent, penalised, stepsOf, unshared } from './rule.ts';
import { stateless } from './stateless.ts';

/** How a step's norm follows from the parameter's. */
export interface TrustOptions {
  /** the ratio of the norms of step and parameter; 1 if absent */
  readonly coefficient?: number;
  /** added to the norm of the step before it is divided by; 0 if absent */
  readonly eps?: number;
}

/** coefficient |p| / (|x| + eps) x; x itself where either norm is 0. */
const trusted = (x: Value, p: Value, { coefficient = 1, eps = 0 }: TrustOptions): Value => {
  const [size, step] = [norm(p), norm(x)];
  const ratio = div(times(coefficient, size), plus(step, eps));
  const zero = equal(mul(size, step), zeros(size));
  return scaled(select(zero, fill(1, ratio), ratio), x);
};

/**
 * Gradients scaled, parameter by parameter, to coefficient |p| / (|g| + eps) g; as they are where a norm is 0. You et
 * al. 2017. optax: scale_by_trust_ratio.
 */
export function scaleByTrustRatio(options?: TrustOptions): Transform<StatelessForm>;
export function scaleByTrustRatio(options: TrustOptions = {}): Steps {
  return checkedSteps(stateless((g, p) => trusted(g, p, options)));
}

/** lr 0.001, b1 0.9, b2 0.999, eps 1e-6, weightDecay 0 if absent. */
export interface LambOptions extends CommonOptions, MomentOptions {}

/**
 * LAMB: d = m^ / (sqrt(v^) + eps) + weightDecay p with the moments of Adam, p' = p - lr |p| / |d| d, by the norms of
 * each parameter tensor. You et al. 2020. optax: lamb; Keras: Lamb.
 */
export function lamb(options?: LambOptions): Adam;
export function lamb(options: LambOptions = {}): Updates {
  const { before, after } = decoupled(options);
  const trust = (d: Value, p: Value, path: string): Value =>
    trusted(after === undefined ? d : after(d, p, path), p, {});
  const hooks = { ...(before && { before }), after: trust };
  return descent(options.lr ?? 1e-3, adamSteps({ eps: 1e-6, ...options }, hooks));
}

/** lr 0.1, momentum 0.9, coefficient 0.001, eps 0, weightDecay 0 if absent. */
export interface LarsOptions extends CommonOptions, TrustOptions {
  readonly momentum?: number;
  /** step along the direction and the velocity to come; false if absent */
  readonly nesterov?: boolean;
  /** which parameters' steps follow their norms, by their dotted paths; all if absent */
  readonly trusts?: (path: string) => boolean;
}
/** What LARS keeps. */
export interface LarsState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** in the form of the parameters, the rates included */
  readonly velocity: P;
}
/** `LarsState` for parameters of any type. */
export interface LarsForm extends StateForm {
  readonly state: LarsState<this['params']>;
}

/**
 * LARS: g = grad + weightDecay p, s = lr coefficient |p| / (|g| + eps) g by the norms of each parameter tensor,
 * v' = momentum v + s, p' = p - v' (s + momentum v' with Nesterov). You et al. 2017. optax: lars.
 */
export function lars(options?: LarsOptions): Optimiser<LarsForm>;
export function lars(options: LarsOptions = {}): Updates {
  const { momentum = 0.9, nesterov = false, coefficient = 1e-3, eps = 0, trusts } = options;
  const { before } = penalised(options);
  const scaledGradient = (x: Value, p: Value, path: string): Value => {
    const g = before === undefined ? x : before(x, p, path);
    return trusts?.(path) === false ? g : trusted(g, p, { coefficient, eps });
  };
  const steps = stepsOf(
    {
      kept: { velocity: zeros },
      ...unshared,
      each: ({ g, kept, rated }) => {
        const s = rated(g);
        const velocity = add(times(momentum, kept.velocity), s);
        const direction = nesterov ? add(s, times(momentum, velocity)) : velocity;
        return { direction, rated: true, kept: { velocity } };
      },
    },
    { before: scaledGradient },
  );
  return descent(options.lr ?? 0.1, steps);
}
