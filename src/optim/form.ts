/**
 * What an optimiser, and a transformation of gradients, is: two pure functions over trees of parameters. What each
 * keeps from step to step depends on the type of the parameters, which a StateForm expresses.
 */
import type { Value } from '../core/node.ts';
import type { AnyTensor, Tensor } from '../core/tensor.ts';
import type { Diff } from '../tree/index.ts';
import type { i32 } from '../types/dtype.ts';

/**
 * T where it is the tree P, or not known more closely, as in a function of any optimiser; else the sentence about what is
 * called L.
 */
export type Fitting<P, T, L extends string> = T extends P
  ? T
  : Filled<P, T> extends P
    ? T
    : Diff<P, T, L>;
/** T with what is unknown in it as in P. */
type Filled<P, T> = unknown extends T
  ? P
  : T extends AnyTensor
    ? T
    : { [K in keyof T]: K extends keyof P ? Filled<P[K], T[K]> : T[K] };

/** A state as a function of the type of the parameters: `interface F extends StateForm { state: S<this['params']> }`. */
export interface StateForm {
  readonly params: unknown;
  readonly state: unknown;
}
/** The state of the form F for parameters P. */
export type StateOf<F extends StateForm, P> = (F & { readonly params: P })['state'];

declare const Kept: unique symbol;

/** An optimiser as two pure functions over trees of parameters. */
export interface Optimiser<F extends StateForm = StateForm> {
  /** the form of the state, in the type alone */
  readonly [Kept]?: F;
  /** The state before the first step. */
  init<P>(params: P): StateOf<F, P>;
  /** One step along the gradients: the next parameters and state. */
  update<P, G, S>(
    grads: Fitting<P, G, 'grads:'>,
    state: Fitting<StateOf<F, P>, S, 'state:'>,
    params: P,
  ): readonly [P, StateOf<F, P>];
}

/**
 * An optimiser of parameters P with a state S: what a function of any optimiser takes, <S>(o: OptimiserOf<P, S>) => ...,
 * since sentences about a state are for states that are known.
 */
export interface OptimiserOf<P, S> {
  init(params: P): S;
  update(grads: P, state: S, params: P): readonly [P, S];
}

/** A transformation of gradients, such as clipping: a stage of `chain`, before an optimiser. */
export interface Transform<F extends StateForm = StateForm> {
  /** the form of the state, in the type alone */
  readonly [Kept]?: F;
  /** The state before the first step. */
  init<P>(params: P): StateOf<F, P>;
  /** What goes on in the place of the gradients, and the next state. */
  transform<P, G, S>(
    grads: Fitting<P, G, 'grads:'>,
    state: Fitting<StateOf<F, P>, S, 'state:'>,
    params: P,
  ): readonly [P, StateOf<F, P>];
}

/** An optimiser of any state. */
export interface AnyOptimiser {
  readonly [Kept]?: StateForm;
  init<P>(params: P): unknown;
  update<P>(grads: never, state: never, params: P): readonly [P, unknown];
}
/** A transformation of any state. */
export interface AnyTransform {
  readonly [Kept]?: StateForm;
  init<P>(params: P): unknown;
  transform<P>(grads: never, state: never, params: P): readonly [P, unknown];
}

/** The form of the state of an optimiser, or of a transformation. */
export type FormOf<O> = O extends { readonly [Kept]?: infer F extends StateForm } ? F : never;

/** What transformations without a memory keep: nothing. */
export interface StatelessForm extends StateForm {
  readonly state: Stateless;
}
/** The empty record. */
export type Stateless = Readonly<Record<never, never>>;

/** A rate of the steps done: a schedule. */
export type RateAt = (step: Tensor<[], i32>) => Tensor<[]>;
/** A number, a scalar that the program computes, or a schedule over the steps that the optimiser counts itself. */
export type Rate = number | Tensor<[]> | RateAt;

/** What all optimisers take. */
export interface CommonOptions {
  /** learning rate: a number, a scalar of the program, or a schedule */
  readonly lr?: Rate;
  /** times the parameter, added to its gradient; 0 if absent */
  readonly weightDecay?: number;
  /** which parameters decay, by their dotted paths; all if absent */
  readonly decays?: (path: string) => boolean;
  /** whether to climb in the place of descending; false if absent */
  readonly maximize?: boolean;
}

/** A transformation as the untyped core knows it. With a rate its results are steps: directions times the rate. */
export interface Steps {
  init(params: unknown): unknown;
  transform(
    grads: unknown,
    state: unknown,
    params: unknown,
    rate?: Value,
  ): readonly [unknown, unknown];
}
/** An optimiser as the untyped core knows it. */
export interface Updates {
  init(params: unknown): unknown;
  update(grads: unknown, state: unknown, params: unknown): readonly [unknown, unknown];
}
