/** Optimisers of optax over 100 steps. */
import { adam, sgd } from '../../src/optim/index.ts';
import type { Family } from '../adapter.ts';
import { flagOf, numberOf } from '../attrs.ts';
import { trajectory } from './optim.ts';

export const optax: Family = {
  optax_sgd: trajectory(
    ({ attrs }) =>
      sgd(numberOf(attrs, 'learning_rate'), {
        momentum: numberOf(attrs, 'momentum'),
        nesterov: flagOf(attrs, 'nesterov'),
      }),
    ['accumulator_dtype'],
  ),
  optax_adam: trajectory(
    ({ attrs }) =>
      adam({
        ...{ lr: numberOf(attrs, 'learning_rate'), b1: numberOf(attrs, 'b1') },
        ...{ b2: numberOf(attrs, 'b2'), eps: numberOf(attrs, 'eps') },
      }),
    ['eps_root', 'nesterov', 'mu_dtype'],
  ),
};
