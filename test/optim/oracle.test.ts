/** The optimisers against PyTorch's trajectories. */
import { describe, expect, test } from 'vitest';
import { toposort } from '../../src/core/graph.ts';
import type { Value } from '../../src/core/node.ts';
import { array, scalar } from '../../src/ops/index.ts';
import { adam, sgd } from '../../src/optim/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { dataOf } from '../ops/oracle.ts';
import { numbersOf, untypedCall, valuesOf } from '../ops/reference.ts';
import { disagreement } from '../support/agree.ts';
import { type OracleCase, type Reference, torchOracle } from '../support/oracle.ts';

interface Stepper {
  readonly init: unknown;
  readonly update: unknown;
}

const number = (c: OracleCase, name: string): number => Number(c.attrs[name] ?? 0);
const flag = (c: OracleCase, name: string): boolean => c.attrs[name] === true;

const sgdOf = (c: OracleCase): Stepper | undefined =>
  number(c, 'dampening') !== 0 || flag(c, 'maximize')
    ? undefined
    : sgd(number(c, 'lr'), {
        momentum: number(c, 'momentum'),
        nesterov: flag(c, 'nesterov'),
        weightDecay: number(c, 'weight_decay'),
      });
const adamOf = (c: OracleCase): Stepper | undefined => {
  const betas = c.attrs['betas'];
  if (!Array.isArray(betas) || flag(c, 'amsgrad') || flag(c, 'maximize')) return undefined;
  const [b1, b2] = betas.map(Number);
  const options = { lr: number(c, 'lr'), b1: b1!, b2: b2!, eps: number(c, 'eps') };
  return adam({ ...options, weightDecay: number(c, 'weight_decay') });
};

const row = ({ shape, data }: Reference, t: number): Value => {
  const size = data.length / shape[0]!;
  return array(shape.slice(1), Array.from(data.subarray(t * size, (t + 1) * size)));
};

/** The parameters after every step, one after the other. */
const trajectory = (c: OracleCase, { init, update }: Stepper): readonly (readonly number[])[] => {
  const start = c.inputs.filter(({ role }) => role.startsWith('param')).map(dataOf);
  const grads = c.inputs.filter(({ role }) => role.startsWith('grads'));
  const steps: Value[] = [];
  let params: unknown = start;
  let state = untypedCall(init, params);
  for (let t = 0; t < grads[0]!.shape[0]!; t++) {
    const next = untypedCall(
      update,
      grads.map((g) => row(g, t)),
      state,
      params,
    );
    [params, state] = Array.isArray(next) ? next : [];
    steps.push(...leaves(params));
  }
  const values = valuesOf(steps);
  return start.map((_, k) =>
    values.filter((_, i) => i % start.length === k).flatMap((v) => [...v]),
  );
};

const optimizers = { optim_sgd: sgdOf, optim_adam: adamOf };
describe.each(Object.entries(optimizers))('%s', (name, optimizerOf) => {
  const cases = torchOracle()
    .cases({ op: name })
    .flatMap((c) => {
      const optimizer = optimizerOf(c);
      return optimizer === undefined ? [] : [[c.name, c, optimizer] as const];
    });
  test('has cases', () => {
    expect(cases.length).toBeGreaterThan(0);
  });
  test.each(cases)('%s', (_, c, optimizer) => {
    trajectory(c, optimizer).forEach((values, k) => {
      expect(disagreement(values, c.outputs[k]!)).toBeUndefined();
    });
  });
});

test('the rate may be computed by the program', () => {
  const [p, g] = [{ w: array([2], [1, 2]) }, { w: array([2], [0.5, -1]) }];
  const [byNumber] = sgd(0.25).update(g, sgd(0.25).init(p), p);
  const [byTensor] = sgd(scalar(0.25)).update(g, sgd(0.25).init(p), p);
  expect(numbersOf(byTensor.w)).toEqual([0.875, 2.25]);
  expect(numbersOf(byNumber.w)).toEqual([0.875, 2.25]);
});

test('the update of a parameter is elementwise, its scalars are computed once', () => {
  const p = { w: array([2, 3], [1, 2, 3, 4, 5, 6]) };
  const optimizer = adam({ lr: scalar(0.1), weightDecay: 0.1 });
  const [next, state] = optimizer.update(p, optimizer.init(p), p);
  const nodes = toposort([...leaves(next), ...leaves(state)]);
  const wide = nodes.filter((n) => n.outputs[0]!.shape.length > 0);
  const kinds = new Set(wide.map((n) => n.primitive.lower.kind));
  expect([...kinds].sort()).toEqual(['map', 'slot', 'view']);
  const roots = nodes.filter((n) => n.primitive.name === 'sqrt').map((n) => n.outputs[0]!.shape);
  expect(roots).toContainEqual([]);
});
