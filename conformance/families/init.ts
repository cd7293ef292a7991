/** Initialisers: the moments of what they draw. PyTorch's weights are [out, in, ...field], ours [...field, in, out]. */
import {
  fanInUniform,
  gainOf,
  type Initializer,
  kaimingNormal,
  kaimingUniform,
  lecunNormal,
  lecunUniform,
  type Nonlinearity,
  orthogonalOf,
  truncatedNormalOf,
  xavierNormal,
  xavierUniform,
} from '../../src/nn/index.ts';
import { key } from '../../src/random/index.ts';
import { type AdapterOf, direct, type Family, sample } from '../adapter.ts';
import { listOf, numberOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';
import { matmul, permute, reshape, transpose } from './untyped.ts';

/** Our shape of the weights. */
const shapeOf = (attrs: Attrs): readonly number[] => {
  const [out, inputs, ...field] = listOf(attrs, 'shape');
  return [...field, inputs!, out!];
};

const drawn =
  (initializerOf: (attrs: Attrs) => Initializer): AdapterOf =>
  ({ attrs }) =>
    sample(() => initializerOf(attrs)(key(0), shapeOf(attrs)));

const NONLINEARITIES: Readonly<Record<string, Nonlinearity>> = {
  ...{ sigmoid: 'sigmoid', tanh: 'tanh', relu: 'relu', leaky_relu: 'leakyRelu', selu: 'selu' },
};
/** Convolutions are as linear as `linear`. */
const nonlinearityOf = (attrs: Attrs): Nonlinearity =>
  NONLINEARITIES[String(attrs['nonlinearity'])] ?? 'linear';
const slopeOf = (attrs: Attrs): number => (attrs['a'] === undefined ? 0.01 : numberOf(attrs, 'a'));

const kaiming = (attrs: Attrs) => ({
  mode: attrs['mode'] === 'fan_out' ? ('fanOut' as const) : ('fanIn' as const),
  nonlinearity: nonlinearityOf(attrs),
  slope: slopeOf(attrs),
});
const gain = (attrs: Attrs) => ({ gain: numberOf(attrs, 'gain') });

/** W W^T, or W^T W where that is smaller, of the weights as rows [out, in field]. */
const gram: AdapterOf = ({ attrs }) =>
  direct(() => {
    const [rows, columns] = listOf(attrs, 'flatten_to');
    const w = orthogonalOf(gain(attrs))(key(0), shapeOf(attrs));
    const rank = w.shape.length;
    const axes = [rank - 1, rank - 2, ...[...w.shape.keys()].slice(0, -2)];
    const matrix = reshape(permute(w, axes), [rows, columns]);
    const turned = transpose(matrix);
    return { gram: rows! <= columns! ? matmul(matrix, turned) : matmul(turned, matrix) };
  });

export const initializers: Family = {
  init_xavier_uniform: drawn((attrs) => xavierUniform(gain(attrs))),
  init_xavier_normal: drawn((attrs) => xavierNormal(gain(attrs))),
  init_kaiming_uniform: drawn((attrs) => kaimingUniform(kaiming(attrs))),
  init_kaiming_normal: drawn((attrs) => kaimingNormal(kaiming(attrs))),
  init_lecun_uniform: drawn(() => lecunUniform),
  init_lecun_normal: drawn(() => lecunNormal),
  init_torch_default_linear: drawn(() => fanInUniform),
  init_trunc_normal: drawn((attrs) =>
    truncatedNormalOf({
      ...{ mean: numberOf(attrs, 'mean'), std: numberOf(attrs, 'std') },
      ...{ lower: numberOf(attrs, 'a'), upper: numberOf(attrs, 'b') },
    }),
  ),
  init_orthogonal: gram,
  init_gain: ({ attrs }) =>
    direct(() => ({ gain: [gainOf(nonlinearityOf(attrs), slopeOf(attrs))] })),
};
