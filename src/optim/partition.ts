/** Optimisers for parts of a tree of parameters, by their paths: groups, and frozen parameters. */
import type { Value } from '../core/node.ts';
import type { AnyTensor } from '../core/tensor.ts';
import { child, leavesLike, paths, zipLeaves } from '../tree/index.ts';
import { checked } from './checked.ts';
import type {
  AnyOptimiser,
  FormOf,
  Optimiser,
  StateForm,
  StatelessForm,
  StateOf,
  Updates,
} from './form.ts';

/** A tree of which parts may be absent: null. */
export type Part<P> = P extends AnyTensor
  ? P | null
  : P extends object
    ? { readonly [K in keyof P]: Part<P[K]> }
    : P;
/** What every group's optimiser keeps of its part of the parameters. */
export type PartitionState<Os extends Readonly<Record<string, AnyOptimiser>>, P> = {
  readonly [K in keyof Os]: StateOf<FormOf<Os[K]>, Part<P>>;
};
/** `PartitionState` for parameters of any type. */
export interface PartitionForm<Os extends Readonly<Record<string, AnyOptimiser>>>
  extends StateForm {
  readonly state: PartitionState<Os, this['params']>;
}

/** The tree without the leaves of other groups. */
const partOf = (params: unknown, mine: (path: string) => boolean): unknown =>
  zipLeaves((p, _, path) => (mine(path) ? p : null), params);

/** The leaves of the parts in their places of the whole tree. */
const joined = (params: unknown, parts: readonly unknown[]): unknown => {
  const found = new Map<string, Value>(parts.flatMap((part) => paths(part)));
  return zipLeaves((p, _, path) => found.get(path) ?? p, params);
};

/**
 * An optimiser for every group of parameters; groupOf gives the name of the group of a dotted path:
 * partition((path) => (path.endsWith('.b') ? 'biases' : 'weights'), { biases: sgd(0.1), weights: adamw() }).
 * Throws RangeError for a name without an optimiser. PyTorch: parameter groups; optax: multi_transform.
 */
export function partition<const Os extends Readonly<Record<string, AnyOptimiser>>>(
  groupOf: (path: string) => keyof Os & string,
  optimisers: Os,
): Optimiser<PartitionForm<Os>>;
export function partition(
  groupOf: (path: string) => string,
  optimisers: Readonly<Record<string, Updates>>,
): Updates {
  const named = Object.entries(optimisers);
  const group = (path: string): string => {
    const name = groupOf(path);
    if (Object.hasOwn(optimisers, name)) return name;
    throw new RangeError(`partition: ${path} belongs to '${name}', which has no optimiser`);
  };
  const part = (params: unknown, name: string): unknown =>
    partOf(params, (path) => group(path) === name);
  return {
    init: (params) =>
      Object.fromEntries(named.map(([name, o]) => [name, o.init(part(params, name))])),
    update: (grads, state, params) => {
      leavesLike(params, grads);
      const moved = named.map(([name, o]) => {
        const [next, own] = o.update(grads, child(state, name), part(params, name));
        return { name, next, own };
      });
      const states = Object.fromEntries(moved.map(({ name, own }) => [name, own]));
      return [
        joined(
          params,
          moved.map(({ next }) => next),
        ),
        states,
      ];
    },
  };
}

/** Parameters that stay as they are: a group of `partition`. optax: set_to_zero. */
export function frozen(): Optimiser<StatelessForm>;
export function frozen(): Updates {
  return checked({ init: () => ({}), update: (_, state, params) => [params, state] });
}
