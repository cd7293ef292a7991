/** Generator and discriminator keep each other in balance, and what is drawn has the moments of digits. */
import { describe, expect, test } from 'vitest';
import {
  discriminator,
  discriminatorLoss,
  generator,
  generatorLoss,
  train,
} from '../../examples/gan.ts';
import { evaluate, grad, init, key, normal, tree, uniform } from '../../src/index.ts';
import { digits, isOneProgram, mean, SEEDS, trained } from './training.ts';

const deviation = (xs: ArrayLike<number>): number => {
  const [first, second] = [mean(xs), mean(Array.from(xs, (x) => x * x))];
  return Math.sqrt(second - first * first);
};

describe('examples/gan.ts', () => {
  const g = evaluate(init(generator.params, key(1)));
  const d = evaluate(init(discriminator.params, key(2)));
  const [x, z] = [uniform(key(3), [4, 28, 28, 1]), normal(key(4), [4, 16])];
  describe('the discriminator', () => isOneProgram(discriminatorLoss, g, x, z));
  describe('the generator', () => isOneProgram(generatorLoss, d, z));

  test('each has gradients for its own parameters alone', () => {
    const names = (t: unknown) => tree.paths(t).map(([path]) => path);
    expect(names(grad((p: typeof g) => generatorLoss(p, d, z))(g))).toEqual(names(g));
    expect(names(grad((p: typeof d) => discriminatorLoss(p, g, x, z))(d))).toEqual(names(d));
  });

  test.each(SEEDS)('learns, seed %i', (seed) => {
    const { loss, result } = trained(train(200, seed, digits));
    // 0.62 to 1.21 over five seeds: not blind, which is 2 ln 2 = 1.386, and not beyond being deceived
    expect(loss).toBeGreaterThan(0.2);
    expect(loss).toBeLessThan(1.37);
    const drawn = evaluate(generator(result.generator, normal(key(99), [64, 16]))).data;
    // digits: 0.124 and 0.262; drawn: 0.092 to 0.130 and 0.18 to 0.25; before training: 0.5 and less than 0.05
    expect(Math.abs(mean(drawn) - mean(digits.features))).toBeLessThan(0.07);
    expect(Math.abs(deviation(drawn) - deviation(digits.features))).toBeLessThan(0.13);
  });
});
