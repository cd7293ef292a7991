/** What a page needs that recognises digits: the CNN, its weights from a file, and a compiled prediction. */
import {
  argMax,
  f32,
  flatten,
  jit,
  layer,
  loadKernels,
  maxPool2d,
  net,
  relu,
  type Tensor,
} from 'typegrad';
import { explain } from 'typegrad/io';
import { loadParams } from 'typegrad/train';

const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('conv1', { filters: 32, kernel: 3 }),
  relu,
  maxPool2d(2),
  layer.conv2d('conv2', { filters: 64, kernel: 3 }),
  relu,
  maxPool2d(2),
  flatten,
  layer.dense('fc', 10),
);

export const start = async (url: string): Promise<(x: Tensor<[1, 28, 28, 1]>) => number> => {
  await loadKernels();
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const weights = loadParams(cnn.params, bytes, url);
  if (weights._tag === 'Left') throw new Error(explain(weights.left));
  const predict = jit([cnn.params, f32(1, 28, 28, 1)], (p, x) => argMax(1)(cnn(p, x)));
  return (x) => predict(weights.right, x).data[0]!;
};
