/** Adam: steps scaled by running means of the gradient and of its square; with weight decay apart (AdamW), and AMSGrad. */
import type { Value } from '../core/node.ts';
import type { Tensor } from '../core/tensor.ts';
import { fill, maximum, zeros } from '../prim/index.ts';
import type { i32 } from '../types/dtype.ts';
import { checkedSteps } from './checked.ts';
import type { CommonOptions, Optimiser, StateForm, Steps, Transform, Updates } from './form.ts';
import { average, massAfter, scaled, square } from './leaf.ts';
import { type MomentOptions, meanBy, meanOver, rootSize, unbiasing } from './moments.ts';
import { decoupled, descent, type Hooks, type Now, penalised, stepsOf } from './rule.ts';

/** What makes a variant of Adam. */
export interface AdamVariant extends MomentOptions {
  /** look one step ahead of the mean, as in NAdam; false if absent */
  readonly nesterov?: boolean;
  /**
   * divide by the largest mean square so far: of the running means as they are ('raw', PyTorch), or of the unbiased ones
   * ('unbiased', optax); neither if absent
   */
  readonly amsgrad?: 'raw' | 'unbiased';
  /** whether the mean is divided by the mass of its weights; true if absent */
  readonly unbiasedMean?: boolean;
  /** whether the mean square is; true if absent */
  readonly unbiasedSquare?: boolean;
}

/**
 * lr 0.001, b1 0.9, b2 0.999, eps 1e-8 and epsRoot 0 if absent, as in Adam's paper; weightDecay 0 for `adam`, 0.01 for
 * `adamw`.
 */
export interface AdamOptions extends CommonOptions, AdamVariant {}

/**
 * The moments have the form of the parameters. A running mean that starts at zero has counted weights that sum to its
 * mass, 1 - b^count: divided by it, it is unbiased. The mass is the same running mean of ones, so that no power is
 * needed.
 */
export interface AdamState<P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  /** running mean of the gradient */
  readonly m: P;
  /** running mean of its square */
  readonly v: P;
  /** the largest v so far, with AMSGrad only */
  readonly vMax?: P;
  readonly mMass: Tensor<[]>;
  readonly vMass: Tensor<[]>;
}
/** `AdamState` for parameters of any type. */
export interface AdamForm extends StateForm {
  readonly state: AdamState<this['params']>;
}
/** Adam as two pure functions over trees of parameters. */
export type Adam = Optimiser<AdamForm>;

type Scalars = 'mMass' | 'vMass';
type Filled = Required<Omit<AdamVariant, 'amsgrad'>>;

const filled = (o: AdamVariant): Filled => ({
  ...{ b1: o.b1 ?? 0.9, b2: o.b2 ?? 0.999, eps: o.eps ?? 1e-8, epsRoot: o.epsRoot ?? 0 },
  ...{ nesterov: o.nesterov ?? false, unbiasedMean: o.unbiasedMean ?? true },
  unbiasedSquare: o.unbiasedSquare ?? true,
});

const one = (mass: Value): Value => fill(1, mass);

/** What the plain rule and the one with AMSGrad share. */
const common = ({ b1, b2, nesterov, unbiasedMean, unbiasedSquare }: Filled) => ({
  scalars: { mMass: 0, vMass: 0 },
  next: ({ mMass, vMass }: Readonly<Record<Scalars, Value>>) => ({
    mMass: unbiasedMean ? massAfter(b1, mMass) : one(mMass),
    vMass: unbiasedSquare ? massAfter(b2, vMass) : one(vMass),
  }),
  once: ({ next }: Now<Scalars>) => ({
    ...meanBy(b1, next.mMass, nesterov),
    ...unbiasing(next.vMass),
  }),
});

const plain = (o: Filled, hooks?: Hooks): Steps =>
  stepsOf(
    {
      ...common(o),
      kept: { m: zeros, v: zeros },
      each: ({ g, kept, once }) => {
        const m = average(o.b1, kept.m, g);
        const v = average(o.b2, kept.v, square(g));
        return { ...meanOver(once, m, g, rootSize(v, once, o), o), kept: { m, v } };
      },
    },
    hooks,
  );

const maximal = (o: Filled, unbiased: boolean, hooks?: Hooks): Steps =>
  stepsOf(
    {
      ...common(o),
      kept: { m: zeros, v: zeros, vMax: zeros },
      each: ({ g, kept, once }) => {
        const m = average(o.b1, kept.m, g);
        const v = average(o.b2, kept.v, square(g));
        const vMax = maximum(kept.vMax, unbiased ? scaled(once.unbiased, v) : v);
        const done = { unbiased: one(once.unbiased), root: one(once.root) };
        const size = rootSize(vMax, unbiased ? done : once, o);
        return { ...meanOver(once, m, g, size, o), kept: { m, v, vMax } };
      },
    },
    hooks,
  );

/** The directions of Adam, for optimisers that go on from them. */
export const adamSteps = (options: AdamVariant, hooks?: Hooks): Steps => {
  const o = filled(options);
  const { amsgrad } = options;
  return amsgrad === undefined ? plain(o, hooks) : maximal(o, amsgrad === 'unbiased', hooks);
};

/**
 * Adam: m' = b1 m + (1 - b1) g, v' = b2 v + (1 - b2) g^2, p' = p - lr m^ / (sqrt(v^) + eps) with the unbiased
 * m^ = m' / (1 - b1^t), v^ = v' / (1 - b2^t). Weight decay is added to the gradient. Kingma and Ba 2015; AMSGrad:
 * Reddi et al. 2018. eps stands as in PyTorch. PyTorch: Adam; optax: adam, amsgrad; Keras: Adam.
 */
export function adam(options?: AdamOptions): Adam;
export function adam(options: AdamOptions = {}): Updates {
  return descent(options.lr ?? 1e-3, adamSteps(options, penalised(options)));
}

/**
 * Adam with weight decay apart from the gradient: p' = p - lr (m^ / (sqrt(v^) + eps) + weightDecay p). Loshchilov and
 * Hutter 2019. PyTorch, Keras: AdamW; optax: adamw, with nesterov nadamw.
 */
export function adamw(options?: AdamOptions): Adam;
export function adamw(options: AdamOptions = {}): Updates {
  const weightDecay = options.weightDecay ?? 0.01;
  const hooks = decoupled({ ...options, weightDecay });
  return descent(options.lr ?? 1e-3, adamSteps(options, hooks));
}

/** Directions of Adam in the place of gradients, not yet times a rate. optax: scale_by_adam. */
export function scaleByAdam(options?: AdamVariant): Transform<AdamForm>;
export function scaleByAdam(options: AdamVariant = {}): Steps {
  return checkedSteps(adamSteps(options));
}
