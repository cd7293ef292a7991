/** Normalisation layers; PyTorch's channels are axis 1, ours the last. */
import type { Value } from '../../src/core/node.ts';
import { type BatchNormOptions, batchNorm, batchNormTrain } from '../../src/nn/index.ts';
import { ones, zeros } from '../../src/ops/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, type Family, op, program } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import type { Attrs } from '../cases.ts';
import { channelsFirst, channelsLast } from './layouts.ts';

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
  const absent = [ones([c]), zeros([c]), zeros([c]), ones([c])];
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

export const norm: Family = { batch_norm_eval: evaluation, batch_norm_train: training };
