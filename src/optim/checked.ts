/** Optimisers and transformations that say which gradient, or part of the state, is not of the parameters. */
import { ShapeError } from '../core/error.ts';
import { diff } from '../tree/index.ts';
import type { Steps, Updates } from './form.ts';

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

/** The same transformation, which refuses gradients and a state that do not belong to the parameters. */
export const checkedSteps = ({ init, transform }: Steps): Steps => ({
  init,
  transform: (grads, state, params, rate) => {
    fit(params, grads, 'grads:');
    fit(init(params), state, 'state:');
    return transform(grads, state, params, rate);
  },
});
