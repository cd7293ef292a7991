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
  readonly dense: typeof denseSpec;
  readonly conv1d: typeof conv1dSpec;
  readonly conv2d: typeof conv2dSpec;
  readonly batchNorm: typeof batchNormSpec;
  readonly batchNormState: typeof batchNormStateSpec;
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
  readonly dense: typeof denseDef;
  readonly conv1d: typeof conv1dDef;
  readonly conv2d: typeof conv2dDef;
  readonly dropout: typeof dropoutDef;
  readonly batchNorm: typeof batchNormDef;
  readonly group: typeof groupDef;
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
