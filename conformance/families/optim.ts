/** Optimisers of PyTorch: the parameters after every step along given gradients. */
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  asgd,
  nadam,
  radam,
  rmsprop,
  rprop,
  sgd,
} from '../../src/optim/index.ts';
import type { Family } from '../adapter.ts';
import { flagOf, numberOf, numbersOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';
import { trajectory } from './trajectory.ts';

const common = (attrs: Attrs) => ({
  lr: numberOf(attrs, 'lr'),
  weightDecay: numberOf(attrs, 'weight_decay'),
  maximize: flagOf(attrs, 'maximize'),
});
const pairOf = (attrs: Attrs, name: string): readonly [number, number] => {
  const [a, b] = numbersOf(attrs, name)!;
  return [a!, b!];
};
const moments = (attrs: Attrs) => {
  const [b1, b2] = pairOf(attrs, 'betas');
  return { ...common(attrs), b1, b2, eps: numberOf(attrs, 'eps') };
};
const withMaximum = (attrs: Attrs) => ({
  ...moments(attrs),
  ...(flagOf(attrs, 'amsgrad') && { amsgrad: 'raw' as const }),
});

export const optim: Family = {
  optim_sgd: trajectory(({ attrs }) =>
    sgd(numberOf(attrs, 'lr'), {
      ...common(attrs),
      momentum: numberOf(attrs, 'momentum'),
      dampening: numberOf(attrs, 'dampening'),
      nesterov: flagOf(attrs, 'nesterov'),
    }),
  ),
  optim_adam: trajectory(({ attrs }) => adam(withMaximum(attrs))),
  optim_adamw: trajectory(({ attrs }) => adamw(withMaximum(attrs))),
  optim_adamax: trajectory(({ attrs }) => adamax(moments(attrs))),
  // the cases are those of PyTorch 1.13
  optim_nadam: trajectory(({ attrs }) =>
    nadam({ ...moments(attrs), momentumDecay: numberOf(attrs, 'momentum_decay'), muTwice: true }),
  ),
  optim_radam: trajectory(({ attrs }) => radam(moments(attrs))),
  optim_adagrad: trajectory(({ attrs }) =>
    adagrad({
      ...common(attrs),
      lrDecay: numberOf(attrs, 'lr_decay'),
      eps: numberOf(attrs, 'eps'),
      initial: numberOf(attrs, 'initial_accumulator_value'),
    }),
  ),
  optim_adadelta: trajectory(({ attrs }) =>
    adadelta({ ...common(attrs), decay: numberOf(attrs, 'rho'), eps: numberOf(attrs, 'eps') }),
  ),
  optim_rmsprop: trajectory(({ attrs }) =>
    rmsprop({
      ...common(attrs),
      decay: numberOf(attrs, 'alpha'),
      eps: numberOf(attrs, 'eps'),
      centered: flagOf(attrs, 'centered'),
      momentum: numberOf(attrs, 'momentum'),
    }),
  ),
  optim_rprop: trajectory(({ attrs }) =>
    rprop({
      lr: numberOf(attrs, 'lr'),
      maximize: flagOf(attrs, 'maximize'),
      factors: pairOf(attrs, 'etas'),
      bounds: pairOf(attrs, 'step_sizes'),
    }),
  ),
  optim_asgd: trajectory(({ attrs }) =>
    asgd({
      ...common(attrs),
      lambda: numberOf(attrs, 'lambd'),
      alpha: numberOf(attrs, 'alpha'),
      start: numberOf(attrs, 't0'),
    }),
  ),
};
