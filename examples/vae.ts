/**
 * A variational autoencoder (Kingma and Welling 2014) of digits. In a clone, after `npm run build`: npx tsx examples/vae.ts
 */
import {
  adam,
  add,
  binaryCrossEntropy,
  chunk,
  exp,
  f32,
  flatten,
  gaussianKlDivergence,
  key,
  layer,
  mean,
  model,
  mul,
  net,
  normal,
  relu,
  scale,
  sum,
  u32,
} from 'typegrad';
import type { DigitSamples } from 'typegrad/data';
import { shuffledBatches, trainer } from 'typegrad/train';
import { digits, show } from './common.ts';

/** To the mean and the logarithm of the variance of 8 latent numbers. */
export const encoder = net(
  f32('B', 28, 28, 1),
  flatten,
  layer.dense('hidden', 128),
  relu,
  layer.dense('moments', 16),
);

/** To the logits of 784 pixels. */
export const decoder = net(
  f32('B', 8),
  layer.dense('hidden', 128),
  relu,
  layer.dense('pixels', 784),
);

export const params = { encoder: encoder.params, decoder: decoder.params };

/**
 * The evidence lower bound, negative, in nats an image: what the reconstruction misses, and how far the latent numbers are
 * from normal ones. They are drawn as mean + deviation * noise, so that gradients reach mean and deviation.
 */
export const loss = model(params, [f32('B', 28, 28, 1), u32(2)], (p, x, k) => {
  const [mu, logVariance] = chunk(encoder(p.encoder, x), 2, -1);
  const z = add(mu, mul(exp(scale(0.5, logVariance)), normal(k, mu.shape)));
  const pixels = binaryCrossEntropy(decoder(p.decoder, z), flatten(x), { reduction: 'none' });
  const divergence = gaussianKlDivergence(mu, logVariance, { reduction: 'none' });
  return mean()(add(sum(-1)(pixels), sum(-1)(divergence)));
});

/** The losses of some steps, then the parameters. */
export function* train(steps: number, seed: number, samples: DigitSamples) {
  const { start, step } = trainer(loss, adam({ lr: 2e-3 }));
  const batches = shuffledBatches(samples, 64, [0, seed]);
  let state = start(key(seed));
  for (let i = 0; i < steps; i++) {
    const done = step(state, batches.next().value.features, key(i));
    state = done.state;
    yield done.loss.data[0]!;
  }
  return state.params;
}

if (process.argv[1] === import.meta.filename) show(train(200, 0, await digits()));
