/** Stochastic gradient descent, with momentum. */
import type { Value } from '../core/node.ts';
import { add, sub, zeros } from '../prim/index.ts';
import { leaves, leavesLike, map, rebuild } from '../tree/index.ts';
import { type Rate, scalarOf, scaled, times } from './leaf.ts';

/** Momentum and decay; neither by default. */
export interface SgdOptions {
  /** how much of the velocity stays; 0 if absent */
  readonly momentum?: number;
  /** step along the gradient and the velocity to come */
  readonly nesterov?: boolean;
  /** times the parameter, added to its gradient; 0 if absent */
  readonly weightDecay?: number;
}

/** What gradient descent remembers from step to step. */
export interface SgdState<P> {
  /** in the form of the parameters; null without momentum, which needs none */
  readonly velocity: P | null;
}

/** Gradient descent as two pure functions over trees of parameters. */
export interface Sgd {
  /** The state before the first step. */
  init<P>(params: P): SgdState<P>;
  /** One step along the gradients: the next parameters and state. */
  update<P>(grads: NoInfer<P>, state: SgdState<NoInfer<P>>, params: P): readonly [P, SgdState<P>];
}

interface Untyped {
  init(params: unknown): unknown;
  update(grads: unknown, state: SgdState<unknown>, params: unknown): readonly [unknown, unknown];
}

/** v' = m v + g; the direction of the step is v', with Nesterov g + m v'. */
const directionOf = (
  g: Value,
  v: Value,
  momentum: number,
  nesterov: boolean,
): { readonly velocity: Value; readonly direction: Value } => {
  const velocity = add(times(momentum, v), g);
  return { velocity, direction: nesterov ? add(g, times(momentum, velocity)) : velocity };
};

/**
 * Gradient descent: g = grad + weightDecay p, v' = momentum v + g, p' = p - rate v' (rate (g + momentum v') with
 * Nesterov). Sutskever et al. 2013, in the form of PyTorch's SGD without dampening.
 */
export function sgd(rate: Rate, options?: SgdOptions): Sgd;
export function sgd(
  rate: number | Value,
  { momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions = {},
): Untyped {
  const decayed = (g: Value, p: Value): Value =>
    weightDecay === 0 ? g : add(g, times(weightDecay, p));
  const stepped = (p: Value, direction: Value): Value =>
    sub(p, scaled(scalarOf(rate, p.dtype), direction));
  return {
    init: (params) => ({ velocity: momentum === 0 ? null : map(zeros, params) }),
    update: (grads, { velocity }, params) => {
      const ps = leaves(params);
      const gs = leavesLike(params, grads).map((g, i) => decayed(g, ps[i]!));
      if (velocity === null) {
        return [
          rebuild(
            params,
            ps.map((p, i) => stepped(p, gs[i]!)),
          ),
          { velocity },
        ];
      }
      const vs = leavesLike(params, velocity);
      const next = gs.map((g, i) => directionOf(g, vs[i]!, momentum, nesterov));
      return [
        rebuild(
          params,
          ps.map((p, i) => stepped(p, next[i]!.direction)),
        ),
        {
          velocity: rebuild(
            params,
            next.map((n) => n.velocity),
          ),
        },
      ];
    },
  };
}
