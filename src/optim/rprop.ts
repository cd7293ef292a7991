/** Rprop: every element has its own step, which grows while the gradient keeps its sign and shrinks when that changes. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { fill, less, maximum, mul, select, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Updates } from './form.ts';
import { minimum, sign, times } from './leaf.ts';
import { descent, penalised, stepsOf, unshared } from './rule.ts';

/** What makes Rprop's steps. */
export interface RpropOptions extends Pick<CommonOptions, 'maximize'> {
  /** the first step of every element; 0.01 if absent */
  readonly lr?: number;
  /** a step's factors after a change of sign and without one; [0.5, 1.2] if absent */
  readonly factors?: readonly [shrink: number, grow: number];
  /** the bounds of a step; [1e-6, 50] if absent */
  readonly bounds?: readonly [min: number, max: number];
}
/** What Rprop keeps. */
export interface RpropState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** the gradient of the step before; 0 where its sign had changed */
  readonly last: P;
  /** the step of every element */
  readonly size: P;
}
/** `RpropState` for parameters of any type. */
export interface RpropForm extends StateForm {
  readonly state: RpropState<this['params']>;
}

/**
 * Rprop: with s = g last, size' = size factors[1] where s > 0, size factors[0] where s < 0, within the bounds;
 * g' = 0 where s < 0; p' = p - size' sign(g'). For gradients of the whole data, as only their signs count. Riedmiller
 * and Braun 1993, in the form Rprop- of Igel and Huesken 2000. PyTorch: Rprop.
 */
export function rprop(options?: RpropOptions): Optimiser<RpropForm>;
export function rprop(options: RpropOptions = {}): Updates {
  const { lr = 0.01, factors = [0.5, 1.2], bounds = [1e-6, 50] } = options;
  const within = (x: Value): Value => minimum(maximum(x, fill(bounds[0], x)), fill(bounds[1], x));
  const steps = stepsOf(
    {
      kept: { last: zeros, size: (p) => fill(lr, p) },
      ...unshared,
      each: ({ g, kept }) => {
        const agreement = mul(g, kept.last);
        const [turned, same] = [less(agreement, zeros(g)), less(zeros(g), agreement)];
        const grown = select(same, times(factors[1], kept.size), kept.size);
        const size = within(select(turned, times(factors[0], kept.size), grown));
        const last = select(turned, zeros(g), g);
        return { direction: mul(size, sign(last)), rated: true, kept: { last, size } };
      },
    },
    penalised(options),
  );
  return descent(1, steps);
}
