/** The convolutional network learns digits. */
import { describe, expect, test } from 'vitest';
import { loss, train } from '../../examples/cnn.ts';
import { integers, key, uniform } from '../../src/index.ts';
import { digits, isOneProgram, SEEDS, trained } from './training.ts';

describe('examples/cnn.ts', () => {
  isOneProgram(loss, uniform(key(1), [4, 28, 28, 1]), integers([4], [1, 2, 3, 4]));
  test.each(SEEDS)('learns, seed %i', (seed) => {
    // 0.030 to 0.043 over five seeds; ln 10 = 2.3 by chance
    expect(trained(train(200, seed, digits)).loss).toBeLessThan(0.08);
  });
});
