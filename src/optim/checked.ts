/** Optimisers that say in one sentence which gradient, or which part of the state, is not that of the parameters. */
import { ShapeError } from '../core/error.ts';
import { diff } from '../tree/index.ts';
import type { Updates } from './form.ts';

const fit = (formal: unknown, actual: unknown, label: string): void => {
  const wrong = diff(formal, actual, label);
  if (wrong !== null) throw new ShapeError(wrong);
};

/** The same optimiser, which refuses gradients and a state that do not belong to the parameters. */
export const checked = ({ init, update }: Updates): Updates => ({
  init,
  update: (grads, state, params) => {
    fit(params, grads, 'grads:');
    fit(init(params), state, 'state:');
    return update(grads, state, params);
  },
});
