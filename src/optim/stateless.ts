/** Transformations without a memory. */
import type { Value } from '../core/node.ts';
import { leavesLike, paths, rebuild } from '../tree/index.ts';
import type { Steps } from './form.ts';
import { scaled } from './leaf.ts';

/** f of all gradients at once, times the rate where there is one. */
export const overAll = (f: (gs: readonly Value[], params: unknown) => readonly Value[]): Steps => ({
  init: () => ({}),
  transform: (grads, state, params, rate) => {
    const xs = f(leavesLike(params, grads), params);
    return [rebuild(params, rate === undefined ? xs : xs.map((x) => scaled(rate, x))), state];
  },
});

/** f(gradient, parameter, path) of every parameter. */
export const stateless = (f: (g: Value, p: Value, path: string) => Value): Steps =>
  overAll((gs, params) => paths(params).map(([path, p], i) => f(gs[i]!, p, path)));
