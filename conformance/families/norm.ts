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
import { type AdapterOf, call, type Family, missing, op, program } from '../adapter.ts';
import { listOf, numberOf } from '../attrs.ts';
import type { Attrs, Case } from '../cases.ts';
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

/** The inputs by their roles. */
const named = ({ inputs }: Case, values: readonly Value[]): Readonly<Record<string, Value>> =>
  Object.fromEntries(inputs.map(({ role }, i) => [role, values[i]!]));

/** Without parameters and statistics a case means ones and zeros. */
const argumentsOf = (c: Case, values: readonly Value[]): Arguments => {
  const given = named(c, values);
  const x = given['x']!;
  const [ones, zeros] = [o.ones([Number(x.shape[1])]), o.zeros([Number(x.shape[1])])];
  return {
    x: channelsLast(x),
    p: { gamma: given['weight'] ?? ones, beta: given['bias'] ?? zeros },
    state: { mean: given['running_mean'] ?? zeros, var: given['running_var'] ?? ones },
  };
};

const evaluation: AdapterOf = (c) =>
  program((...given: readonly Value[]) => {
    const { x, p, state } = argumentsOf(c, given);
    return channelsFirst(op(call(batchNorm, p, state, optionsOf(c.attrs)))(x));
  });

/** The statistics that follow the batch are outputs of the cases that have them as inputs. */
const training: AdapterOf = (c) =>
  program((...given: readonly Value[]) => {
    const { x, p, state } = argumentsOf(c, given);
    const [y, ...after] = leaves(call(call(batchNormTrain, p, state, optionsOf(c.attrs)), x));
    return [channelsFirst(y!), ...after].slice(0, c.outputs.length);
  });

interface Affine {
  readonly gamma: Value;
  readonly beta: Value;
}
/** Scale and shift as they are given; without them a case means ones and zeros. */
const affineOf = (c: Case, shape: readonly number[], values: readonly Value[]): Affine => {
  const { weight, bias } = named(c, values);
  return { gamma: weight ?? o.ones(shape), beta: bias ?? o.zeros(shape) };
};

const overLastAxes: AdapterOf = (c) =>
  program((...given: readonly Value[]) => {
    const p = affineOf(c, listOf(c.attrs, 'normalized_shape'), given);
    return op(call(layerNorm, p, optionsOf(c.attrs)))(given[0]);
  });

const rootMeanSquare: AdapterOf = ({ attrs, inputs: [x] }) => {
  const axis = numberOf(attrs, 'axis');
  if (axis !== -1 && axis !== x!.shape.length - 1) return missing(`rms_norm over axis ${axis}`);
  return program((x: Value, gamma: Value) => op(call(rmsNorm, { gamma }, optionsOf(attrs)))(x));
};

type OnChannels = (p: Affine) => unknown;
const onChannels = (c: Case, layer: OnChannels) =>
  program((x: Value, ...more: readonly Value[]) => {
    const p = affineOf(c, [Number(x.shape[1])], [x, ...more]);
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
  group_norm: (c) =>
    onChannels(c, (p) => call(groupNorm, p, numberOf(c.attrs, 'num_groups'), optionsOf(c.attrs))),
  instance_norm: (c) => onChannels(c, (p) => call(instanceNorm, p, optionsOf(c.attrs))),
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
