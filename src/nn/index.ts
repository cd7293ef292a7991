/** Layers with parameters, networks of them, and their first values. */

import { arraySpec } from './array.ts';
import { batchNormDef, batchNormSpec, batchNormStateSpec } from './batch-norm.ts';
import { conv1dDef, conv1dSpec, conv2dDef, conv2dSpec } from './conv.ts';
import { denseDef, denseSpec } from './dense.ts';
import { dropoutDef } from './dropout.ts';
import { groupDef, residualDef } from './group.ts';

export {
  type BatchNorm,
  type BatchNormDef,
  type BatchNormOptions,
  type BatchNormP,
  type BatchNormS,
  type BatchNormTrain,
  batchNorm,
  batchNormTrain,
} from './batch-norm.ts';
export type { Pars, States } from './compose.ts';
export {
  type Conv1d,
  type Conv1dDef,
  type Conv1dP,
  type Conv2d,
  type Conv2dDef,
  type Conv2dP,
  type ConvDefOptions,
  type ConvInitializers,
  type ConvOptions,
  conv1d,
  conv2d,
} from './conv.ts';
export { type Dense, type DenseDef, type DenseOptions, type DenseP, dense } from './dense.ts';
export { type DropoutDef, dropout } from './dropout.ts';
export type { GroupDef, ResidualDef } from './group.ts';
export { init } from './init.ts';
export {
  constantOf,
  fans,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  zerosOf,
} from './initializers.ts';
export { type Model, model } from './model.ts';
export {
  type Net,
  type NetStages,
  net,
  type RandomNet,
  type StatefulNet,
  type Train,
} from './net.ts';

/** Specifications of parameters, for `init` and `model`. */
export const spec: {
  /** w [i, o] and b [o] of a dense layer: spec.dense(784, 128). */
  readonly dense: typeof denseSpec;
  /** w [k, i, o] and b [o] of a convolution over [B, L, i]: spec.conv1d(4, 8, 3). */
  readonly conv1d: typeof conv1dSpec;
  /** w [height, width, i, o] and b [o] of a convolution over [B, H, W, i]: spec.conv2d(1, 32, 3). */
  readonly conv2d: typeof conv2dSpec;
  /** gamma [c], ones, and beta [c], zeros, of a batch normalisation. */
  readonly batchNorm: typeof batchNormSpec;
  /** The running mean [c], zeros, and variance [c], ones, of a batch normalisation. */
  readonly batchNormState: typeof batchNormStateSpec;
  /** One tensor: spec.array([8, 8]). */
  readonly array: typeof arraySpec;
} = {
  dense: denseSpec,
  conv1d: conv1dSpec,
  conv2d: conv2dSpec,
  batchNorm: batchNormSpec,
  batchNormState: batchNormStateSpec,
  array: arraySpec,
};

/** Layers by name, for `net`, which makes their parameters. */
export const layer: {
  /** y_o = sum_i x_i w_io + b_o: [..., I] -> [..., units]. layer.dense('fc1', 128). */
  readonly dense: typeof denseDef;
  /** `conv1d`: [B, L, C] -> [B, places, filters]. layer.conv1d('c1', { filters: 32, kernel: 3 }). */
  readonly conv1d: typeof conv1dDef;
  /** `conv2d`: [B, H, W, C] -> [B, rows, columns, filters]. layer.conv2d('c1', { filters: 32, kernel: 3 }). */
  readonly conv2d: typeof conv2dDef;
  /** Drops elements with probability rate in training, none in evaluation: S -> S. layer.dropout(0.5). */
  readonly dropout: typeof dropoutDef;
  /** gamma (x - mean) / sqrt(var + eps) + beta, a channel: [..., C] -> [..., C]. layer.batchNorm('bn1'). */
  readonly batchNorm: typeof batchNormDef;
  /** Stages as one, whose parameters stand under its name. layer.group('block1', layer.dense('fc', 64), relu). */
  readonly group: typeof groupDef;
  /** x + f(x), f the stages: S -> S. layer.residual('r1', layer.dense('fc', 64), relu). */
  readonly residual: typeof residualDef;
} = {
  dense: denseDef,
  conv1d: conv1dDef,
  conv2d: conv2dDef,
  dropout: dropoutDef,
  batchNorm: batchNormDef,
  group: groupDef,
  residual: residualDef,
};
