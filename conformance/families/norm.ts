/** Normalisation layers; PyTorch's channels are axis 1, ours the last. */
import type { Value } from '../../src/core/node.ts';
import {
  type BatchNormOptions,
  batchNorm,
  batchNormTrain,
  groupNorm,
  instanceNorm,
  layerNorm,
  rmsNorm,
} from '../../src/nn/index.ts';
import * as o from '../../src/ops/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, type Family, op, program } from '../adapter.ts';
import { listOf, numberOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';
import { channelsFirst, channelsLast, onImages } from './layouts.ts';
import { reshape } from './untyped.ts';

const optionsOf = (attrs: Attrs): BatchNormOptions => ({
  eps: numberOf(attrs, 'eps'),
  ...(attrs['momentum'] === undefined ? {} : { momentum: numberOf(attrs, 'momentum') }),
});

interface Arguments {
  readonly x: Value;
  readonly p: { readonly gamma: Value; readonly beta: Value };
  readonly state: { readonly mean: Value; readonly var: Value };
}

/** Without parameters and statistics a case means ones and zeros. */
const argumentsOf = ([x, ...given]: readonly Value[]): Arguments => {
  const c = Number(x!.shape[1]);
  const absent = [o.ones([c]), o.zeros([c]), o.zeros([c]), o.ones([c])];
  const [gamma, beta, mean, variance] = [...given, ...absent.slice(given.length)];
  return {
    x: channelsLast(x!),
    p: { gamma: gamma!, beta: beta! },
    state: { mean: mean!, var: variance! },
  };
};

const evaluation: AdapterOf = ({ attrs }) =>
  program((...given: readonly Value[]) => {
    const { x, p, state } = argumentsOf(given);
    return channelsFirst(op(call(batchNorm, p, state, optionsOf(attrs)))(x));
  });

/** The statistics that follow the batch are outputs of the cases that have them as inputs. */
const training: AdapterOf = ({ attrs, outputs }) =>
  program((...given: readonly Value[]) => {
    const { x, p, state } = argumentsOf(given);
    const [y, ...after] = leaves(call(call(batchNormTrain, p, state, optionsOf(attrs)), x));
    return [channelsFirst(y!), ...after].slice(0, outputs.length);
  });

interface Affine {
  readonly gamma: Value;
  readonly beta: Value;
}
/** Scale and shift as they are given; without them a case means ones and zeros. */
const affineOf = (shape: readonly number[], [gamma, beta]: readonly Value[]): Affine => ({
  gamma: gamma ?? o.ones(shape),
  beta: beta ?? o.zeros(shape),
});

const overLastAxes: AdapterOf = ({ attrs }) =>
  program((x: Value, ...given: readonly Value[]) => {
    const p = affineOf(listOf(attrs, 'normalized_shape'), given);
    return op(call(layerNorm, p, optionsOf(attrs)))(x);
  });

const rootMeanSquare: AdapterOf = ({ attrs }) =>
  program((x: Value, gamma: Value) => op(call(rmsNorm, { gamma }, optionsOf(attrs)))(x));

type OnChannels = (p: Affine) => unknown;
const onChannels = (layer: OnChannels) =>
  program((x: Value, ...given: readonly Value[]) => {
    const p = affineOf([Number(x.shape[1])], given);
    return channelsFirst(op(layer(p))(channelsLast(x)));
  });

/** Leading axes are flattened in the cases. */
const distance: AdapterOf = ({ attrs }) =>
  program((a: Value, b: Value) => {
    const options = { order: numberOf(attrs, 'p'), eps: numberOf(attrs, 'eps') };
    const y = op(o.pairwiseDistance)(a, b, options);
    return reshape(y, [-1]);
  });

export const norm: Family = {
  batch_norm_eval: evaluation,
  batch_norm_train: training,
  layer_norm: overLastAxes,
  rms_norm: rootMeanSquare,
  group_norm: ({ attrs }) =>
    onChannels((p) => call(groupNorm, p, numberOf(attrs, 'num_groups'), optionsOf(attrs))),
  instance_norm: ({ attrs }) => onChannels((p) => call(instanceNorm, p, optionsOf(attrs))),
  local_response_norm: ({ attrs }) =>
    onImages(
      o.localResponseNorm(numberOf(attrs, 'size'), {
        alpha: numberOf(attrs, 'alpha'),
        beta: numberOf(attrs, 'beta'),
        k: numberOf(attrs, 'k'),
      }),
    ),
  normalize: ({ attrs }) =>
    program(
      o.normalize(numberOf(attrs, 'axis'), {
        order: numberOf(attrs, 'p'),
        eps: numberOf(attrs, 'eps'),
      }),
    ),
  cosine_similarity: ({ attrs }) =>
    program((a: Value, b: Value) =>
      op(o.cosineSimilarity)(a, b, { axis: numberOf(attrs, 'axis'), eps: numberOf(attrs, 'eps') }),
    ),
  pairwise_distance: distance,
  cdist: ({ attrs }) =>
    program((a: Value, b: Value) => op(o.cdist)(a, b, { order: numberOf(attrs, 'p') })),
};
