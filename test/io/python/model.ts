/** The network whose parameters Python has read, and these parameters. */
import { array, f32, layer, net } from '../../../src/index.ts';

export const model = net(
  f32('B', 3),
  layer.group('block', layer.dense('fc', 4), layer.layerNorm('norm')),
  layer.dense('out', 2),
);

const waves = (n: number, from: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => Math.sin(i + from) * 10 ** ((i % 5) - 2));
/** Numbers of several magnitudes. */
export const params = {
  block: {
    fc: { w: array([3, 4], waves(12, 0)), b: array([4], waves(4, 12)) },
    norm: { gamma: array([4], waves(4, 16)), beta: array([4], waves(4, 20)) },
  },
  out: { w: array([4, 2], waves(8, 24)), b: array([2], [-0, 1.5]) },
};
