/** RMSProp: gradients divided by the root of their running mean square, or by their running standard deviation. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { div, fill, maximum, sqrt, sub, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import type { CommonOptions, Optimiser, StateForm, Steps, Updates } from './form.ts';
import { average, inverse, massAfter, plus, scaled, square } from './leaf.ts';
import { descent, type Hooks, type Now, penalised, stepsAfter, stepsOf } from './rule.ts';
import { momentumSteps } from './sgd.ts';

/** lr 0.01 if absent. */
export interface RmspropOptions extends CommonOptions {
  /** of the running means; 0.99 if absent */
  readonly decay?: number;
  /** added to the root; 1e-8 if absent */
  readonly eps?: number;
  /** added under the root; 0 if absent */
  readonly epsRoot?: number;
  /** divide by the standard deviation, the mean of the gradient taken off; false if absent */
  readonly centered?: boolean;
  /** of the steps; 0 if absent */
  readonly momentum?: number;
  /** step along the direction and the velocity to come; false if absent */
  readonly nesterov?: boolean;
  /** the mean square before the first step; 0 if absent */
  readonly initial?: number;
  /** whether the running means are divided by the mass of their weights; false if absent */
  readonly unbiased?: boolean;
}
/** What RMSProp keeps. */
export interface RmspropState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** running mean of the square of the gradient */
  readonly v: P;
  /** running mean of the gradient, with `centered` only */
  readonly m?: P;
  /** with momentum only */
  readonly velocity?: P;
  /** 1 - decay^count */
  readonly mass: Tensor<[]>;
}
/** `RmspropState` for parameters of any type. */
export interface RmspropForm extends StateForm {
  readonly state: RmspropState<this['params']>;
}

type Filled = Required<Omit<RmspropOptions, keyof CommonOptions>>;

const filled = (o: RmspropOptions): Filled => ({
  ...{ decay: o.decay ?? 0.99, eps: o.eps ?? 1e-8, epsRoot: o.epsRoot ?? 0 },
  ...{ centered: o.centered ?? false, momentum: o.momentum ?? 0, nesterov: o.nesterov ?? false },
  ...{ initial: o.initial ?? 0, unbiased: o.unbiased ?? false },
});

const common = ({ decay }: Filled) => ({
  scalars: { mass: 0 },
  next: ({ mass }: { readonly mass: Value }) => ({ mass: massAfter(decay, mass) }),
  once: ({ next }: Now<'mass'>) => ({ by: inverse(next.mass) }),
});

/** A running mean, unbiased where that is asked for. */
const meanOf = (x: Value, by: Value, { unbiased }: Filled): Value => (unbiased ? scaled(by, x) : x);

/** g / (sqrt(v + epsRoot) + eps) */
const divided = (g: Value, v: Value, { eps, epsRoot }: Filled): Value =>
  div(g, plus(sqrt(plus(v, epsRoot)), eps));

const plain = (o: Filled, hooks: Hooks): Steps =>
  stepsOf(
    {
      ...common(o),
      kept: { v: (p) => fill(o.initial, p) },
      each: ({ g, kept, once }) => {
        const v = average(o.decay, kept.v, square(g));
        return { direction: divided(g, meanOf(v, once.by, o), o), kept: { v } };
      },
    },
    hooks,
  );

const centred = (o: Filled, hooks: Hooks): Steps =>
  stepsOf(
    {
      ...common(o),
      kept: { v: (p) => fill(o.initial, p), m: zeros },
      each: ({ g, kept, once }) => {
        const m = average(o.decay, kept.m, g);
        const v = average(o.decay, kept.v, square(g));
        const about = sub(meanOf(v, once.by, o), square(meanOf(m, once.by, o)));
        // a variance, which rounding must not make negative
        return { direction: divided(g, maximum(about, zeros(v)), o), kept: { v, m } };
      },
    },
    hooks,
  );

/**
 * RMSProp: v' = decay v + (1 - decay) g^2, d = g / (sqrt(v' + epsRoot) + eps); with `centered` v' - m'^2 stands for v',
 * m the running mean of g; with momentum u' = momentum u + d, p' = p - lr u' (d + momentum u' with Nesterov), without
 * p' = p - lr d. Weight decay is added to the gradient. Tieleman and Hinton 2012; Graves 2013. PyTorch, Keras: RMSprop;
 * optax: rmsprop, whose eps is our epsRoot.
 */
export function rmsprop(options?: RmspropOptions): Optimiser<RmspropForm>;
export function rmsprop(options: RmspropOptions = {}): Updates {
  const o = filled(options);
  const steps = (o.centered ? centred : plain)(o, penalised(options));
  const { momentum, nesterov } = o;
  const whole = momentum === 0 ? steps : stepsAfter(steps, momentumSteps(momentum, { nesterov }));
  return descent(options.lr ?? 0.01, whole);
}
