/** Layers with parameters, networks of them, and their first values. */

import { arraySpec } from './array.ts';
import { batchNormSpec, batchNormStateSpec } from './batch-norm.ts';
import { conv1dSpec, conv2dSpec, conv3dSpec } from './conv.ts';
import { convTranspose1dSpec, convTranspose2dSpec, convTranspose3dSpec } from './conv-transpose.ts';
import { denseSpec } from './dense.ts';
import { embeddingSpec } from './embedding.ts';
import { groupNormSpec } from './group-norm.ts';
import { multiHeadAttentionSpec } from './heads.ts';
import { layerNormSpec } from './layer-norm.ts';
import { rbmSpec } from './rbm.ts';
import { gruSpec, lstmSpec, rnnSpec } from './recurrent-def.ts';
import { rmsNormSpec } from './rms-norm.ts';
import { transformerEncoderSpec } from './transformer.ts';
import { transformerDecoderSpec } from './transformer-decoder.ts';

export {
  type AttentionOptions,
  type Dropping,
  type KeyMaskOf,
  type MaskOf,
  type NoMask,
  scaledDotProductAttention,
} from './attention.ts';
export type {
  MultiHeadAttentionDef,
  MultiHeadAttentionDefOptions,
  TransformerEncoderDef,
  TransformerEncoderDefOptions,
} from './attention-stages.ts';
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
export {
  type ActivationBytes,
  activationBytes,
  type FitsIn,
  fitsIn,
  type NamedSizes,
  type ParameterBytes,
  parameterBytes,
  type Staged,
} from './bytes.ts';
export type { Pars, States } from './compose.ts';
export {
  type Conv1d,
  type Conv1dP,
  type Conv2d,
  type Conv2dP,
  type Conv3d,
  type Conv3dP,
  type ConvDef,
  type ConvDefOf,
  type ConvDefOptions,
  type ConvOf,
  type ConvSpecOf,
  conv1d,
  conv2d,
  conv3d,
} from './conv.ts';
export type { ConvInitializers, ConvOptions } from './conv-parts.ts';
export {
  type ConvTranspose1dP,
  type ConvTranspose2dP,
  type ConvTranspose3dP,
  type ConvTransposeDef,
  type ConvTransposeDefOf,
  type ConvTransposeDefOptions,
  type ConvTransposed,
  type ConvTransposeOf,
  type ConvTransposeOptions,
  type ConvTransposeSpecOf,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from './conv-transpose.ts';
export { type HasParams, type ParameterCount, parameterCount } from './count.ts';
export { defineLayer } from './define.ts';
export { type Dense, type DenseDef, type DenseOptions, type DenseP, dense } from './dense.ts';
export { type DropoutDef, dropout } from './dropout.ts';
export type {
  EmbeddingDef,
  EmbeddingDefOptions,
  EmbeddingP,
  PositionEmbeddingDef,
  PositionEmbeddingP,
} from './embedding.ts';
export { ensemble } from './ensemble.ts';
export type { GroupDef, ResidualDef, SkipDef } from './group.ts';
export {
  type GroupNorm,
  type GroupNormDef,
  type GroupNormP,
  groupNorm,
  type InstanceNorm,
  type InstanceNormDef,
  instanceNorm,
} from './group-norm.ts';
export type { MultiHeadAttentionP, Projection, Projections } from './heads.ts';
export { init } from './init.ts';
export {
  constantOf,
  fanInUniform,
  fans,
  type Gain,
  gainOf,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  type KaimingOptions,
  kaimingNormal,
  kaimingUniform,
  lecunNormal,
  lecunUniform,
  type Nonlinearity,
  type NormalOptions,
  normalOf,
  onesOf,
  orthogonalOf,
  type TruncatedOptions,
  truncatedNormalOf,
  uniformOf,
  xavierNormal,
  xavierUniform,
  zerosOf,
} from './initializers.ts';
export {
  type LayerNorm,
  type LayerNormDef,
  type LayerNormOptions,
  type LayerNormP,
  layerNorm,
} from './layer-norm.ts';
export {
  type Described,
  type Model,
  type MultiModel,
  model,
  type Net,
  type Train,
  type With,
} from './model.ts';
export {
  type AttentionMasks,
  type MultiHeadAttention,
  type MultiHeadAttentionOptions,
  multiHeadAttention,
  multiHeadAttentionWithWeights,
} from './multi-head-attention.ts';
export { type Learns, type NetStages, net, type StatefulNet } from './net.ts';
export {
  contrastiveDivergence,
  type RbmOptions,
  type RbmP,
  rbmEnergy,
  rbmFreeEnergy,
  rbmGibbs,
  rbmHidden,
  rbmVisible,
} from './rbm.ts';
export {
  gru,
  lstm,
  type RecurrentStates,
  rnn,
  type SequenceOptions,
} from './recurrent.ts';
export {
  type CellRule,
  type GruP,
  type GruWeights,
  gruCell,
  type LstmP,
  type LstmState,
  type LstmWeights,
  lstmCell,
  type PeepholesP,
  type ProjectedLstmP,
  type RnnOptions,
  type RnnP,
  type RnnWeights,
  rnnCell,
} from './recurrent-cells.ts';
export type {
  LstmForm,
  LstmInitializers,
  LstmPOf,
  RecurrentDef,
  RecurrentDefOptions,
  RecurrentInitializers,
} from './recurrent-def.ts';
export {
  type RmsNorm,
  type RmsNormDef,
  type RmsNormOptions,
  type RmsNormP,
  rmsNorm,
} from './rms-norm.ts';
export { type SelfAttention, selfAttention } from './self-attention.ts';
export type { StageSummary } from './stage.ts';
export {
  type EncoderParts,
  type TransformerEncoderLayer,
  type TransformerEncoderP,
  type TransformerOptions,
  transformerEncoderLayer,
} from './transformer.ts';
export {
  type DecoderMasks,
  type DecoderParts,
  type TransformerDecoderLayer,
  type TransformerDecoderP,
  transformerDecoderLayer,
} from './transformer-decoder.ts';

/** Specifications of parameters, for `init` and `model`. */
export const spec: {
  /** w [i, o] and b [o] of a dense layer: spec.dense(784, 128). */
  readonly dense: typeof denseSpec;
  /** w [k, i, o] and b [o] of a convolution over [B, L, i]: spec.conv1d(4, 8, 3). */
  readonly conv1d: typeof conv1dSpec;
  /** w [height, width, i, o] and b [o] of a convolution over [B, H, W, i]: spec.conv2d(1, 32, 3). */
  readonly conv2d: typeof conv2dSpec;
  /** w [depth, height, width, i, o] and b [o] of a convolution over [B, D, H, W, i]: spec.conv3d(1, 8, 3). */
  readonly conv3d: typeof conv3dSpec;
  /** w [k, o / groups, i] and b [o] of a transposed convolution over [B, L, i]: spec.convTranspose1d(8, 4, 3). */
  readonly convTranspose1d: typeof convTranspose1dSpec;
  /** w [height, width, o / groups, i] and b [o], over [B, H, W, i]: spec.convTranspose2d(32, 1, 3). */
  readonly convTranspose2d: typeof convTranspose2dSpec;
  /** w [depth, height, width, o / groups, i] and b [o], over [B, D, H, W, i]: spec.convTranspose3d(8, 1, 3). */
  readonly convTranspose3d: typeof convTranspose3dSpec;
  /** gamma [c], ones, and beta [c], zeros, of a batch normalisation. */
  readonly batchNorm: typeof batchNormSpec;
  /** The running mean [c], zeros, and variance [c], ones, of a batch normalisation. */
  readonly batchNormState: typeof batchNormStateSpec;
  /** gamma, ones, and beta, zeros, of a layer normalisation over last axes of these sizes: spec.layerNorm(128). */
  readonly layerNorm: typeof layerNormSpec;
  /** gamma [c], ones, of a root mean square normalisation. */
  readonly rmsNorm: typeof rmsNormSpec;
  /** gamma [c], ones, and beta [c], zeros, of a group or instance normalisation. */
  readonly groupNorm: typeof groupNormSpec;
  /** table [count, features] of an embedding: spec.embedding(10000, 64). */
  readonly embedding: typeof embeddingSpec;
  /** query, key, value and out, dense layers, of attention over so many features: spec.multiHeadAttention(64). */
  readonly multiHeadAttention: typeof multiHeadAttentionSpec;
  /** attention, norm1, hidden, out and norm2 of an encoder layer: spec.transformerEncoder(64, 256). */
  readonly transformerEncoder: typeof transformerEncoderSpec;
  /** Those of an encoder layer, cross and norm3 of a decoder layer: spec.transformerDecoder(64, 256). */
  readonly transformerDecoder: typeof transformerDecoderSpec;
  /** wx [i, h], wh [h, h] and b [h] of an Elman network: spec.rnn(24, 48). */
  readonly rnn: typeof rnnSpec;
  /** wx [i, 4 h], wh [h, 4 h] and b [4 h] of a long short-term memory, gates i, f, g, o: spec.lstm(24, 48, { projection: 16, peepholes: true }). */
  readonly lstm: typeof lstmSpec;
  /** wx [i, 3 h], wh [h, 3 h], b [3 h] and bn [h] of a gated recurrent unit, gates r, z, n: spec.gru(24, 48). */
  readonly gru: typeof gruSpec;
  /** w [v, h] and the biases visible [v] and hidden [h] of a restricted Boltzmann machine: spec.rbm(784, 128). */
  readonly rbm: typeof rbmSpec;
  /** One tensor: spec.array([8, 8]). */
  readonly array: typeof arraySpec;
} = {
  dense: denseSpec,
  conv1d: conv1dSpec,
  conv2d: conv2dSpec,
  conv3d: conv3dSpec,
  convTranspose1d: convTranspose1dSpec,
  convTranspose2d: convTranspose2dSpec,
  convTranspose3d: convTranspose3dSpec,
  batchNorm: batchNormSpec,
  batchNormState: batchNormStateSpec,
  layerNorm: layerNormSpec,
  rmsNorm: rmsNormSpec,
  groupNorm: groupNormSpec,
  embedding: embeddingSpec,
  multiHeadAttention: multiHeadAttentionSpec,
  transformerEncoder: transformerEncoderSpec,
  transformerDecoder: transformerDecoderSpec,
  rnn: rnnSpec,
  lstm: lstmSpec,
  gru: gruSpec,
  rbm: rbmSpec,
  array: arraySpec,
};

export * as layer from './layers.ts';
export { type VarianceScalingOptions, varianceScaling } from './variance-scaling.ts';
