/**
 * A U-Net (Ronneberger et al. 2015): each level halves the image, and its result stands beside what was there before.
 * It finds the ink of digits under noise. In a clone, after `npm run build`: npx tsx examples/unet.ts
 */
import {
  adam,
  add,
  binaryCrossEntropy,
  cast,
  f32,
  greater,
  key,
  layer,
  maxPool2d,
  model,
  net,
  normal,
  relu,
  scalar,
  u32,
} from 'typegrad';
import type { DigitSamples } from 'typegrad/data';
import { shuffledBatches, trainer } from 'typegrad/train';
import { digits, show } from './common.ts';

// both sizes must be multiples of 4, since they are halved twice: '4*h' says so
export const unet = net(
  f32('B', '4*h', '4*w', 1),
  layer.conv2d('in', { filters: 8, kernel: 3, padding: 'same' }),
  relu,
  layer.skip(
    'half', // [B, 4*h, 4*w, 8] and, of the levels below, as much again
    maxPool2d(2),
    layer.conv2d('down', { filters: 16, kernel: 3, padding: 'same' }),
    relu,
    layer.skip(
      'quarter', // [B, 2*h, 2*w, 16] and as much again
      maxPool2d(2),
      layer.conv2d('bottom', { filters: 32, kernel: 3, padding: 'same' }),
      relu,
      layer.convTranspose2d('up', { filters: 16, kernel: 2, stride: 2 }),
    ),
    layer.conv2d('join', { filters: 16, kernel: 3, padding: 'same' }),
    relu,
    layer.convTranspose2d('up', { filters: 8, kernel: 2, stride: 2 }),
  ),
  layer.conv2d('join', { filters: 8, kernel: 3, padding: 'same' }),
  relu,
  layer.conv2d('out', { filters: 1, kernel: 1 }),
);

/** Which pixels are ink, of images with noise on them. */
export const loss = model(unet.params, [f32('B', 28, 28, 1), u32(2)], (p, x, k) => {
  const ink = cast(f32)(greater(x, scalar(0.5)));
  return binaryCrossEntropy(unet(p, add(x, normal(k, ['B', 28, 28, 1]))), ink);
});

/** The losses of some steps, then the parameters. */
export function* train(steps: number, seed: number, samples: DigitSamples) {
  const { start, step } = trainer(loss, adam({ lr: 3e-3 }));
  const batches = shuffledBatches(samples, 8, [0, seed]);
  let state = start(key(seed));
  for (let i = 0; i < steps; i++) {
    const done = step(state, batches.next().value.features, key(i));
    state = done.state;
    yield done.loss.data[0]!;
  }
  return state.params;
}

if (process.argv[1] === import.meta.filename) show(train(200, 0, await digits()));
