/** The variational autoencoder learns digits. */
import { describe, expect, test } from 'vitest';
import { loss, train } from '../../examples/vae.ts';
import { key, uniform } from '../../src/index.ts';
import { digits, isOneProgram, SEEDS, trained } from './training.ts';

describe('examples/vae.ts', () => {
  isOneProgram(loss, uniform(key(1), [4, 28, 28, 1]), key(2));
  test.each(SEEDS)('learns, seed %i', (seed) => {
    // 200.1 to 205.2 nats an image over five seeds; 784 ln 2 = 543 for grey
    expect(trained(train(200, seed, digits)).loss).toBeLessThan(220);
  });
});
