/** Initialisers by the variance that a sum over the fan should have, as JAX and Keras draw them. */
import type { Tensor } from '../core/tensor.ts';
import { scale as scaled } from '../ops/index.ts';
import { type AnyKey, normal, truncatedNormal, uniform } from '../random/index.ts';
import { fans } from './initializers.ts';

type Sizes = readonly number[];

/** How `varianceScaling` draws. */
export interface VarianceScalingOptions {
  /** variance times fan; 1 if absent */
  readonly scale?: number;
  /** the inputs of a unit (the default), its outputs, or their mean */
  readonly mode?: 'fanIn' | 'fanOut' | 'fanAvg';
  /** the normal distribution cut off at two deviations (the default), the whole of it, or the uniform one */
  readonly distribution?: 'truncatedNormal' | 'normal' | 'uniform';
}

/** The deviation of the normal distribution that is cut off at -2 and 2. */
const CUT_DEVIATION = 0.8796256610342398;

const fanOf = (shape: Sizes, mode: 'fanIn' | 'fanOut' | 'fanAvg'): number => {
  const { fanIn, fanOut } = fans(shape);
  return mode === 'fanAvg' ? (fanIn + fanOut) / 2 : { fanIn, fanOut }[mode];
};

/**
 * Numbers of mean 0 and variance scale / fan; the fans are read off the shape [..., in, out]. With scale 2 the normal
 * draws suit relu, with mode 'fanAvg' tanh. Throws RangeError for a scale that is not positive. JAX, Keras:
 * variance_scaling; its draws equal JAX's.
 */
export const varianceScaling = ({
  scale = 1,
  mode = 'fanIn',
  distribution = 'truncatedNormal',
}: VarianceScalingOptions = {}): ((key: AnyKey, shape: Sizes) => Tensor<Sizes>) => {
  if (!(scale > 0)) throw new RangeError(`varianceScaling: scale must be positive, got ${scale}`);
  return (key, shape) => {
    const variance = scale / fanOf(shape, mode);
    if (distribution === 'uniform') {
      return scaled(Math.sqrt(3 * variance), uniform(key, shape, { min: -1, max: 1 }));
    }
    return distribution === 'normal'
      ? scaled(Math.sqrt(variance), normal(key, shape))
      : scaled(Math.sqrt(variance) / CUT_DEVIATION, truncatedNormal(key, -2, 2, shape));
  };
};
