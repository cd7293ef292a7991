/**
 * A generative adversarial network (Goodfellow et al. 2014) that draws digits, with the transposed convolutions of Radford
 * et al. 2015. In a clone, after `npm run build`: npx tsx examples/gan.ts
 */
import {
  adam,
  add,
  binaryCrossEntropy,
  f32,
  flatten,
  key,
  layer,
  leakyRelu,
  model,
  net,
  normal,
  onesLike,
  relu,
  reshape,
  sigmoid,
  zerosLike,
} from 'typegrad';
import type { DigitSamples } from 'typegrad/data';
import { shuffledBatches, trainer } from 'typegrad/train';
import { digits, show } from './common.ts';

/** From noise to images: 7 x 7, 14 x 14, 28 x 28. */
export const generator = net(
  f32('B', 16),
  layer.dense('project', 7 * 7 * 16),
  relu,
  reshape(['B', 7, 7, 16]),
  layer.convTranspose2d('up1', { filters: 8, kernel: 4, stride: 2, padding: 'same' }),
  relu,
  layer.convTranspose2d('up2', { filters: 1, kernel: 4, stride: 2, padding: 'same' }),
  sigmoid,
);

/** Whether an image is real, as a logit. */
export const discriminator = net(
  f32('B', 28, 28, 1),
  layer.conv2d('down1', { filters: 8, kernel: 4, stride: 2, padding: 'same' }),
  leakyRelu({ negativeSlope: 0.2 }),
  layer.conv2d('down2', { filters: 16, kernel: 4, stride: 2, padding: 'same' }),
  leakyRelu({ negativeSlope: 0.2 }),
  flatten,
  layer.dense('real', 1),
);

/** The discriminator's: images are real, what the generator makes of noise is not. The generator stays as it is. */
export const discriminatorLoss = model(
  discriminator.params,
  [generator.params, f32('B', 28, 28, 1), f32('B', 16)],
  (p, g, x, z) => {
    const [real, fake] = [discriminator(p, x), discriminator(p, generator(g, z))];
    return add(binaryCrossEntropy(real, onesLike(real)), binaryCrossEntropy(fake, zerosLike(fake)));
  },
);

/** The generator's: what it makes of noise is taken for real. The discriminator stays as it is. */
export const generatorLoss = model(
  generator.params,
  [discriminator.params, f32('B', 16)],
  (p, d, z) => {
    const logits = discriminator(d, generator(p, z));
    return binaryCrossEntropy(logits, onesLike(logits));
  },
);

/** The discriminator's losses of some steps, in which both take turns, then the parameters of both. */
export function* train(steps: number, seed: number, samples: DigitSamples) {
  const judge = trainer(discriminatorLoss, adam({ lr: 1e-3, b1: 0.5 }));
  const artist = trainer(generatorLoss, adam({ lr: 2e-3, b1: 0.5 }));
  const batches = shuffledBatches(samples, 32, [0, seed]);
  let [d, g] = [judge.start(key(seed)), artist.start(key(seed))];
  for (let i = 0; i < steps; i++) {
    const z = normal(key(i), [32, 16]);
    const judged = judge.step(d, g.params, batches.next().value.features, z);
    d = judged.state;
    g = artist.step(g, d.params, z).state;
    yield judged.loss.data[0]!;
  }
  return { generator: g.params, discriminator: d.params };
}

if (process.argv[1] === import.meta.filename) show(train(200, 0, await digits()));
