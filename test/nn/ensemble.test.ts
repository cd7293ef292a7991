/** Ensembles: the mean of what their members give, typed, and members that begin differently. */
import { expect, test } from 'vitest';
import {
  ensemble,
  f32,
  init,
  key,
  layer,
  net,
  relu,
  softmax,
  type Tensor,
} from '../../src/index.ts';
import * as o from '../../src/ops/index.ts';
import { hasType, numbersOf, untypedCall } from '../ops/reference.ts';

const mlp = net(f32('B', 4), layer.dense('fc1', 8), relu, layer.dense('fc2', 3));
const x = o.array([2, 4], [1, -2, 0.5, 3, -1, 0.25, 2, 0]);

test('is the mean of the members after the stages', () => {
  const five = ensemble(mlp, 5, softmax(-1));
  const params = init(five.params, key(1));
  hasType<Tensor<[2, 3]>>()(five(params, x));
  expect(params).toHaveLength(5);
  const each = params.map((p) => numbersOf(softmax(-1)(mlp(p, x))));
  const got = numbersOf(five(params, x));
  got.forEach((g, i) => {
    expect(g).toBeCloseTo(each.reduce((sum, p) => sum + p[i]!, 0) / 5, 12);
  });
  expect(got.slice(0, 3).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(new Set(params.map((p) => numbersOf(p.fc1.w)[0])).size).toBe(5);
});

test('of one member is that member; members trained apart are put together', () => {
  const [a, b] = [init(mlp.params, key(1)), init(mlp.params, key(2))];
  expect(numbersOf(ensemble(mlp, 1)([a], x))).toEqual(numbersOf(mlp(a, x)));
  const both = numbersOf(ensemble(mlp, 2)([a, b], x));
  const swapped = numbersOf(ensemble(mlp, 2)([b, a], x));
  expect(both).toEqual(swapped);
  const slope = o.grad((p: readonly [typeof a, typeof b]) => o.sum()(ensemble(mlp, 2)(p, x)))([
    a,
    b,
  ]);
  const own = o.grad((p: typeof a) => o.sum()(mlp(p, x)))(a);
  numbersOf(slope[0].fc2.w).forEach((g, i) => {
    expect(g).toBeCloseTo(numbersOf(own.fc2.w)[i]! / 2, 12);
  });
});

test('the mean loses no more than the members do on average: Jensen', () => {
  const three = ensemble(mlp, 3, softmax(-1));
  const params = init(three.params, key(5));
  const labels = o.integers([2], [0, 2]);
  const loss = (probabilities: Tensor<[2, 3]>): number =>
    numbersOf(o.neg(o.mean()(o.log(o.einsum('ii->i', o.take(probabilities, labels, 1))))))[0]!;
  const each = params.map((p) => loss(softmax(-1)(mlp(p, x))));
  expect(loss(three(params, x))).toBeLessThanOrEqual(each.reduce((a, b) => a + b) / 3);
});

test('wrong counts and parameters are refused', () => {
  expect(() => ensemble(mlp, 0)).toThrow(
    'ensemble: the number of networks must be positive, got 0',
  );
  const a = init(mlp.params, key(1));
  expect(() => untypedCall(ensemble(mlp, 2), [a], x)).toThrow('params');
});
