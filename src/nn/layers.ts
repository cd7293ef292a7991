/** Layers by name, for `net`, which makes their parameters. */
import { multiHeadAttentionDef, transformerEncoderDef } from './attention-stages.ts';
import { batchNormDef } from './batch-norm.ts';
import { conv1dDef, conv2dDef, conv3dDef } from './conv.ts';
import { convTranspose1dDef, convTranspose2dDef, convTranspose3dDef } from './conv-transpose.ts';
import { denseDef } from './dense.ts';
import { dropoutDef } from './dropout.ts';
import { embeddingDef, positionEmbeddingDef } from './embedding.ts';
import { groupDef, residualDef, skipDef } from './group.ts';
import { groupNormDef, instanceNormDef } from './group-norm.ts';
import { layerNormDef } from './layer-norm.ts';
import { gruDef, lstmDef, rnnDef } from './recurrent-def.ts';
import { rmsNormDef } from './rms-norm.ts';

// exports, not members of an object: bundlers leave out those that a program does not name

/** y_o = sum_i x_i w_io + b_o: [..., I] -> [..., units]. layer.dense('fc1', 128). */
export const dense: typeof denseDef = denseDef;

/** `conv1d`: [B, L, C] -> [B, places, filters]. layer.conv1d('c1', { filters: 32, kernel: 3 }). */
export const conv1d: typeof conv1dDef = conv1dDef;

/** `conv2d`: [B, H, W, C] -> [B, rows, columns, filters]. layer.conv2d('c1', { filters: 32, kernel: 3 }). */
export const conv2d: typeof conv2dDef = conv2dDef;

/** `conv3d`: [B, D, H, W, C] -> [B, planes, rows, columns, filters]. layer.conv3d('c1', { filters: 8, kernel: 3 }). */
export const conv3d: typeof conv3dDef = conv3dDef;

/** `convTranspose1d`: [B, L, C] -> [B, L', filters]. layer.convTranspose1d('u1', { filters: 8, kernel: 4, stride: 2 }). */
export const convTranspose1d: typeof convTranspose1dDef = convTranspose1dDef;

/** `convTranspose2d`: [B, H, W, C] -> [B, H', W', filters]. layer.convTranspose2d('u1', { filters: 8, kernel: 2 }). */
export const convTranspose2d: typeof convTranspose2dDef = convTranspose2dDef;

/** `convTranspose3d`: [B, D, H, W, C] -> [B, D', H', W', filters]. layer.convTranspose3d('u1', { filters: 8, kernel: 2 }). */
export const convTranspose3d: typeof convTranspose3dDef = convTranspose3dDef;

/** Drops elements with probability rate in training, none in evaluation: S -> S. layer.dropout(0.5). */
export const dropout: typeof dropoutDef = dropoutDef;

/** gamma (x - mean) / sqrt(var + eps) + beta, a channel: [..., C] -> [..., C]. layer.batchNorm('bn1'). */
export const batchNorm: typeof batchNormDef = batchNormDef;

/** gamma (x - mean) / sqrt(var + eps) + beta, an example: [..., N] -> [..., N]. layer.layerNorm('ln1'). */
export const layerNorm: typeof layerNormDef = layerNormDef;

/** gamma x / sqrt(mean of x^2 + eps), an example: [..., C] -> [..., C]. layer.rmsNorm('rn1'). */
export const rmsNorm: typeof rmsNormDef = rmsNormDef;

/** As batchNorm, but an example and a group of channels: [B, ...space, C] stays. layer.groupNorm('gn1', 8). */
export const groupNorm: typeof groupNormDef = groupNormDef;

/** As batchNorm, but an example and a channel: [B, ...space, C] stays. layer.instanceNorm('in1'). */
export const instanceNorm: typeof instanceNormDef = instanceNormDef;

/** Rows of a table at indices: i32 [...] -> [..., features]. layer.embedding('tokens', 10000, 64). */
export const embedding: typeof embeddingDef = embeddingDef;

/** A learned row added for every place: [..., length, features] stays. layer.positionEmbedding('places'). */
export const positionEmbedding: typeof positionEmbeddingDef = positionEmbeddingDef;

/** Self-attention: [..., length, features] stays. layer.multiHeadAttention('a1', { heads: 4, causal: true }). */
export const multiHeadAttention: typeof multiHeadAttentionDef = multiHeadAttentionDef;

/** An encoder layer: [..., length, features] stays. layer.transformerEncoder('b1', { heads: 4, hidden: 256 }). */
export const transformerEncoder: typeof transformerEncoderDef = transformerEncoderDef;

/** An Elman network: [B, T, I] -> [B, T, units], or [B, units] with output 'last'. layer.rnn('r1', 64). */
export const rnn: typeof rnnDef = rnnDef;

/** `lstm`: [B, T, I] -> [B, T, units], or [B, units] with output 'last'. layer.lstm('l1', 64, { output: 'last' }). */
export const lstm: typeof lstmDef = lstmDef;

/** `gru`: [B, T, I] -> [B, T, units], or [B, units] with output 'last'. layer.gru('g1', 64, { bidirectional: true }). */
export const gru: typeof gruDef = gruDef;

/** Stages as one, whose parameters stand under its name. layer.group('block1', layer.dense('fc', 64), relu). */
export const group: typeof groupDef = groupDef;

/** x + f(x), f the stages: S -> S. layer.residual('r1', layer.dense('fc', 64), relu). */
export const residual: typeof residualDef = residualDef;

/** [x, f(x)], f the stages: [..., C] -> [..., C + D]. layer.skip('s1', layer.dense('fc', 64), relu). */
export const skip: typeof skipDef = skipDef;
