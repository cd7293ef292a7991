/** The max-norm constraint in a training loop: it holds after every step, and binds. */
import { expect, test } from 'vitest';
import { f32, init, jit, key, layer, net, normal, relu } from '../../src/index.ts';
import { meanSquaredError } from '../../src/loss/index.ts';
import * as o from '../../src/ops/index.ts';
import { maxNorm, sgd } from '../../src/optim/index.ts';
import { numbersOf } from '../ops/reference.ts';

test('the norm of every unit is at most c after each step', () => {
  const c = 0.75;
  const m = net(f32('B', 3), layer.dense('fc1', 5), relu, layer.dense('fc2', 2));
  const optimiser = sgd(0.5);
  const [x, y] = [normal(key(1), [8, 3]), o.scale(3, normal(key(2), [8, 2]))];
  const start = init(m.params, key(0));
  const train = (constrain: boolean) =>
    jit([start, optimiser.init(start)], (p, state) => {
      const grads = o.grad((q: typeof p) => meanSquaredError(m(q, x), y))(p);
      const [next, after] = optimiser.update(grads, state, p);
      return [constrain ? maxNorm(c, next) : next, after] as const;
    });
  const largest = (w: Parameters<typeof norms>[0]): number => Math.max(...norms(w));
  const norms = (w: typeof start.fc1.w | typeof start.fc2.w): readonly number[] => {
    const [rows, units] = w.shape;
    const numbers = numbersOf(w);
    return Array.from({ length: units }, (_, u) =>
      Math.hypot(...Array.from({ length: rows }, (__, i) => numbers[i * units + u]!)),
    );
  };
  const [held, free] = [train(true), train(false)];
  let [p, state] = held(start, optimiser.init(start));
  let [other, otherState] = free(start, optimiser.init(start));
  for (let k = 0; k < 30; k += 1) {
    // the scaled weights are rounded to f32
    expect(largest(p.fc1.w)).toBeLessThanOrEqual(c * (1 + 2 ** -22));
    expect(largest(p.fc2.w)).toBeLessThanOrEqual(c * (1 + 2 ** -22));
    [p, state] = held(p, state);
    [other, otherState] = free(other, otherState);
  }
  expect(largest(other.fc2.w)).toBeGreaterThan(c);
});
