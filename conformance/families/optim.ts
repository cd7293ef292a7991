/** Optimisers: the parameters after every step along given gradients. */
import type { Value } from '../../src/core/node.ts';
import { adam, sgd } from '../../src/optim/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, direct, type Family, missing } from '../adapter.ts';
import { flagOf, numberOf, numbersOf } from '../attrs.ts';
import type { Backend } from '../backend.ts';
import type { Case } from '../cases.ts';
import { slice, squeeze, stack } from './untyped.ts';

interface Stepper {
  readonly init: unknown;
  readonly update: unknown;
}

const roles = (c: Case, prefix: string): Case['inputs'] =>
  c.inputs.filter(({ role }) => role.startsWith(prefix));

/** trajectory<k>: parameter k after each step, along axis 0. */
const trajectories = (
  c: Case,
  { load }: Backend,
  { init, update }: Stepper,
): Readonly<Record<string, Value>> => {
  const grads = roles(c, 'grads').map(load);
  let params: unknown = roles(c, 'param').map(load);
  let state = call(init, params);
  const after: (readonly Value[])[] = [];
  for (let t = 0; t < Number(grads[0]!.shape[0]); t++) {
    const own = grads.map((g) => squeeze(slice(g, 0, t, 1), 0));
    const next = call(update, own, state, params);
    [params, state] = Array.isArray(next) ? next : [];
    after.push(leaves(params));
  }
  return Object.fromEntries(
    grads.map((_, k) => [`trajectory${k}`, stack(0, ...after.map((step) => step[k]!))]),
  );
};

/** The trajectories of an optimiser, unless the case asks for an option that it does not have. */
export const trajectory =
  (stepperOf: (c: Case) => Stepper, unsupported: readonly string[]): AdapterOf =>
  (c) => {
    const option = unsupported.find((name) => Boolean(c.attrs[name]));
    return option === undefined
      ? direct((backend) => trajectories(c, backend, stepperOf(c)))
      : missing(`${c.op} with ${option}`);
  };

export const optim: Family = {
  optim_sgd: trajectory(
    ({ attrs }) =>
      sgd(numberOf(attrs, 'lr'), {
        momentum: numberOf(attrs, 'momentum'),
        nesterov: flagOf(attrs, 'nesterov'),
        weightDecay: numberOf(attrs, 'weight_decay'),
      }),
    ['dampening', 'maximize'],
  ),
  optim_adam: trajectory(
    ({ attrs }) => {
      const [b1, b2] = numbersOf(attrs, 'betas') ?? [];
      return adam({
        ...{ lr: numberOf(attrs, 'lr'), b1: b1!, b2: b2!, eps: numberOf(attrs, 'eps') },
        weightDecay: numberOf(attrs, 'weight_decay'),
      });
    },
    ['amsgrad', 'maximize'],
  ),
};
