/** Optimisers and transformations of gradients over the steps of a case, by one program: a scan over its gradients. */
import type { Value } from '../../src/core/node.ts';
import { arange, scan } from '../../src/ops/index.ts';
import { leaves, rebuild } from '../../src/tree/index.ts';
import { type AdapterOf, call, direct } from '../adapter.ts';
import type { Backend } from '../backend.ts';
import type { Case, Reference } from '../cases.ts';

/** An optimiser. */
export interface Stepper {
  readonly init: unknown;
  readonly update: unknown;
}
/** A transformation of gradients. */
export interface Stage {
  readonly init: unknown;
  readonly transform: unknown;
}

const roles = (c: Case, prefix: string): readonly Reference[] =>
  c.inputs.filter(({ role }) => role.startsWith(prefix));

/** The form of a tree, whose leaves a scan carries. */
const scanned = (
  step: (carry: unknown, grads: readonly Value[]) => readonly [unknown, unknown],
  init: unknown,
  grads: readonly Value[],
): readonly Value[] => {
  const untypedStep = (carry: readonly Value[], gs: readonly Value[]) => {
    const [next, y] = step(rebuild(init, carry), gs);
    return [leaves(next), leaves(y)] as const;
  };
  return leaves(call(scan, untypedStep, leaves(init), grads)).slice(leaves(init).length);
};

const pair = (v: unknown): readonly [unknown, unknown] => {
  if (Array.isArray(v) && v.length === 2) return [v[0], v[1]];
  throw new TypeError('an update must give two trees');
};

const named = (prefix: string, ys: readonly Value[]): Readonly<Record<string, Value>> =>
  Object.fromEntries(ys.map((y, k) => [`${prefix}${k}`, y]));

/** trajectory<k>: parameter k after each step, along axis 0. */
export const trajectory =
  (stepperOf: (c: Case) => Stepper): AdapterOf =>
  (c) => {
    const { init, update } = stepperOf(c);
    return direct(({ load }: Backend) => {
      const params = roles(c, 'param').map(load);
      const step = (carry: unknown, grads: readonly Value[]) => {
        const [p, state] = pair(carry);
        const next = call(update, grads, state, p);
        return [next, pair(next)[0]] as const;
      };
      const grads = roles(c, 'grads').map(load);
      return named('trajectory', scanned(step, [params, call(init, params)], grads));
    });
  };

/** updates<k>: what becomes of gradient k at each step, along axis 0; the parameters stay. */
export const updates =
  (stageOf: (c: Case) => Stage): AdapterOf =>
  (c) => {
    const { init, transform } = stageOf(c);
    return direct(({ load }: Backend) => {
      const params = roles(c, 'param').map(load);
      const step = (state: unknown, grads: readonly Value[]) => {
        const [out, next] = pair(call(transform, grads, state, params));
        return [next, out] as const;
      };
      const grads = roles(c, 'grads').map(load);
      return named('updates', scanned(step, call(init, params), grads));
    });
  };

/** The rates of a schedule at the steps from 0 on, as many as the output has. */
export const rates =
  (role: string, scheduleOf: (c: Case) => unknown): AdapterOf =>
  (c) => {
    const schedule = scheduleOf(c);
    const count = c.outputs.find((o) => o.role === role)!.shape[0]!;
    return direct(() => ({ [role]: rateAt(schedule, count) }));
  };

const rateAt = (schedule: unknown, count: number): Value =>
  leaves(call(schedule, arange(count)))[0]!;
