/** The optimisers as programs; the conformance runner compares their trajectories with PyTorch's. */
import { expect, test } from 'vitest';
import { toposort } from '../../src/core/graph.ts';
import { array, scalar } from '../../src/ops/index.ts';
import { adam, sgd } from '../../src/optim/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { numbersOf } from '../ops/reference.ts';

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
