/** Chains: transformations of gradients one after the other, before an optimiser. */
import type { Tensor } from '../core/tensor.ts';
import { child } from '../tree/index.ts';
import type { i32 } from '../types/dtype.ts';
import { checked, checkedSteps } from './checked.ts';
import type {
  AnyTransform,
  FormOf,
  Optimiser,
  Rate,
  StateForm,
  StateOf,
  Steps,
  Transform,
  Updates,
} from './form.ts';
import { increment, none, rateAt } from './leaf.ts';
import { descended, scalarAt } from './rule.ts';
import { stateless } from './stateless.ts';

/** The states of transformations, in their order. */
export type StatesOf<Ts extends readonly AnyTransform[], P> = {
  readonly [K in keyof Ts]: StateOf<FormOf<Ts[K]>, P>;
};
/** The states of `chainTransforms` for parameters of any type. */
export interface ComposedForm<Ts extends readonly AnyTransform[]> extends StateForm {
  readonly state: StatesOf<Ts, this['params']>;
}

/** What a chain keeps. */
export interface ChainState<Ts extends readonly AnyTransform[], F extends StateForm, P> {
  readonly transforms: StatesOf<Ts, P>;
  readonly optimiser: StateOf<F, P>;
}
/** `ChainState` for parameters of any type. */
export interface ChainForm<Ts extends readonly AnyTransform[], F extends StateForm>
  extends StateForm {
  readonly state: ChainState<Ts, F, this['params']>;
}

const same: Steps = /* @__PURE__ */ stateless((g) => g);

const inTurn = (stages: readonly Steps[]): Steps => sequence(stages.length === 0 ? [same] : stages);

const sequence = (stages: readonly Steps[]): Steps => ({
  init: (params) => stages.map((stage) => stage.init(params)),
  transform: (grads, state, params, rate) => {
    const last = stages.length - 1;
    const states: unknown[] = [];
    let steps = grads;
    stages.forEach((stage, i) => {
      const [next, own] = stage.transform(
        steps,
        child(state, String(i)),
        params,
        i === last ? rate : undefined,
      );
      steps = next;
      states.push(own);
    });
    return [steps, states];
  },
});

/** Transformations one after the other, as one: chainTransforms(clipByGlobalNorm(1), scaleByAdam()). optax: chain. */
export function chainTransforms<const Ts extends readonly AnyTransform[]>(
  ...transforms: Ts
): Transform<ComposedForm<Ts>>;
export function chainTransforms(...transforms: readonly Steps[]): Steps {
  return checkedSteps(inTurn(transforms));
}

/** An optimiser whose gradients are transformed before: chain(clipByGlobalNorm(1), adam()). optax: chain. */
export function chain<const Ts extends readonly AnyTransform[], F extends StateForm>(
  ...stages: readonly [...transforms: Ts, optimiser: Optimiser<F>]
): Optimiser<ChainForm<Ts, F>>;
export function chain(...stages: readonly (Steps | Updates)[]): Updates {
  const before = inTurn(stages.filter((s): s is Steps => 'transform' in s));
  const optimiser = stages.find((s): s is Updates => 'update' in s);
  if (optimiser === undefined) throw new TypeError('chain: the last stage must be an optimiser');
  return checked({
    init: (params) => ({ transforms: before.init(params), optimiser: optimiser.init(params) }),
    update: (grads, state, params) => {
      const [gs, transforms] = before.transform(grads, child(state, 'transforms'), params);
      const [next, own] = optimiser.update(gs, child(state, 'optimiser'), params);
      return [next, { transforms, optimiser: own }];
    },
  });
}

/** What `descend` keeps. */
export interface DescentState<F extends StateForm, P> {
  /** steps done */
  readonly count: Tensor<[], i32>;
  readonly transform: StateOf<F, P>;
}
/** `DescentState` for parameters of any type. */
export interface DescentForm<F extends StateForm> extends StateForm {
  readonly state: DescentState<F, this['params']>;
}

/**
 * p' = p - rate d, d what the transformation makes of the gradients: an optimiser of your own. optax:
 * chain(transform, scale(-rate)).
 */
export function descend<F extends StateForm>(
  rate: Rate,
  transform: Transform<F>,
): Optimiser<DescentForm<F>>;
export function descend(rate: Rate, steps: Steps): Updates {
  return checked({
    init: (params) => ({ count: none(), transform: steps.init(params) }),
    update: (grads, state, params) => {
      const count = scalarAt(state, 'count');
      const own = child(state, 'transform');
      const [moves, transform] = steps.transform(grads, own, params, rateAt(rate, count));
      return [descended(params, moves), { count: increment(count), transform }];
    },
  });
}
