// Layers with parameters, the rest of them: specifications, stages of networks and normalisations, with their exact types.
import {
  batchNorm,
  type BatchNormP,
  type BatchNormS,
  batchNormTrain,
  conv1d,
  type Conv1dP,
  type Conv2dP,
  type Conv3dP,
  convTranspose3d,
  type DenseP,
  type EmbeddingP,
  f32,
  full,
  groupNorm,
  type GroupNormP,
  type GruP,
  i32,
  init,
  instanceNorm,
  key,
  layer,
  layerNorm,
  type LayerNormP,
  type LstmP,
  type MultiHeadAttentionP,
  multiHeadAttentionWithWeights,
  net,
  relu,
  rmsNorm,
  type RmsNormP,
  type RnnP,
  selfAttention,
  spec,
  type Tensor,
  type TransformerDecoderP,
  transformerEncoderLayer,
  type TransformerEncoderP,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const x: Tensor<['B', 28, 28, 6]>;
declare const line: Tensor<['B', 28, 4]>;
declare const cube: Tensor<['B', 8, 8, 8, 4]>;
declare const text: Tensor<['B', 'T', 8]>;
declare const wide: Tensor<['B', 'T', 9]>;
declare const flat: Tensor<['B', 6]>;
declare const four: Tensor<[4, 6]>;

const p = init(
  {
    bn: spec.batchNorm(6),
    state: spec.batchNormState(6),
    conv: spec.conv1d(4, 8, 3),
    gn: spec.groupNorm(6),
    ln: spec.layerNorm(6),
    rn: spec.rmsNorm(6),
    up: spec.convTranspose3d(4, 2, 2),
    attention: spec.multiHeadAttention(8),
    encoder: spec.transformerEncoder(8, 32),
  },
  key(0),
);

// expect: '"convTranspose3d: input must be [batch, depth, height, width, channels], got [B, 28, 28, 6]"'.
convTranspose3d(p.up)(x);
//                    ^
// expect: '"instanceNorm: input must be [batch, ...space, channels], got [B, 6]"'.
instanceNorm(p.gn)(flat);
//                 ^
// expect: '"multiHeadAttention key: expects last dimension 8, got [B, T, 9] (9 ≠ 8)"'.
multiHeadAttentionWithWeights(p.attention, 2)(text, wide, wide);
//                                                  ^
// expect: '"net: stage 0, conv1d: input must be [batch, length, channels], got [B, 28, 28, 4]"'.
net(f32('B', 28, 28, 4), layer.conv1d('c', { filters: 8, kernel: 3 }));
//                       ^
// expect: '"net: stage 0, convTranspose1d: input must be [batch, length, channels], got [B, 28]"'.
net(f32('B', 28), layer.convTranspose1d('u', { filters: 8, kernel: 3 }));
//                ^
// expect: '"net: stage 0, convTranspose3d: input must be [batch, depth, height, width, channels], got [B, 28, 4]"'.
net(f32('B', 28, 4), layer.convTranspose3d('u', { filters: 8, kernel: 3 }));
//                   ^
// expect: '"net: stage 0, rmsNorm: dtypes differ: i32 and f32; use cast"'.
net(i32('B', 28), layer.rmsNorm('n'));
//                ^
// expect: '"net: stage 0, groupNorm: 6 channels are not divisible by 4 groups"'.
net(f32('B', 28, 6), layer.groupNorm('n', 4));
//                   ^
// expect: '"net: stage 0, rnn: needs [batch, time, features], got [B, 28]"'.
net(f32('B', 28), layer.rnn('r', 8));
//                ^
// expect: '"net: stage 1, group 'g': stage 1, rnn: needs [batch, time, features], got [B, 8]"'.
net(f32('B', 28), relu, layer.group('g', layer.dense('a', 8), layer.rnn('r', 8)));
//                      ^

// sizes of parameters are numbers
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.conv1d('C', 8, 3);
//          ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.conv2d('C', 8, 3);
//          ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.conv3d('C', 8, 3);
//          ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.convTranspose1d('C', 8, 3);
//                   ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.convTranspose2d('C', 8, 3);
//                   ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.convTranspose3d('C', 8, 3);
//                   ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.batchNorm('C');
//             ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.batchNormState('C');
//                  ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.layerNorm('C');
//             ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.rmsNorm('C');
//           ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.groupNorm('C');
//             ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.embedding('V', 8);
//             ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.multiHeadAttention('E');
//                      ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.transformerEncoder('E', 32);
//                      ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.transformerDecoder('E', 32);
//                      ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.rnn('I', 48);
//       ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.lstm('I', 48);
//        ^
// throws: nothing
// refused: Argument of type 'string' is not assignable to parameter of type 'number'.
spec.gru('I', 48);
//       ^

exactly<DenseP<784, 128>>()(init(spec.dense(784, 128), key(0)));
exactly<Conv1dP<3, 4, 8>>()(init(spec.conv1d(4, 8, 3), key(0)));
exactly<Conv2dP<3, 4, 8>>()(init(spec.conv2d(4, 8, 3), key(0)));
exactly<Conv3dP<3, 4, 8>>()(init(spec.conv3d(4, 8, 3), key(0)));
exactly<Tensor<[3, 8, 4]>>()(init(spec.convTranspose1d(4, 8, 3), key(0)).w);
exactly<Tensor<[3, 3, 4, 4]>>()(init(spec.convTranspose2d(4, 8, 3, { groups: 2 }), key(0)).w);
exactly<Tensor<[2, 2, 2, 2, 4]>>()(p.up.w);
exactly<BatchNormP<6>>()(p.bn);
exactly<BatchNormS<6>>()(p.state);
exactly<LayerNormP<[28, 6]>>()(init(spec.layerNorm(28, 6), key(0)));
exactly<RmsNormP<6>>()(p.rn);
exactly<GroupNormP<6>>()(p.gn);
exactly<EmbeddingP<100, 8>>()(init(spec.embedding(100, 8), key(0)));
exactly<MultiHeadAttentionP<8, 8, 8>>()(p.attention);
exactly<TransformerEncoderP<8, 32>>()(p.encoder);
exactly<TransformerDecoderP<8, 32, 6>>()(init(spec.transformerDecoder(8, 32, 6), key(0)));
exactly<RnnP<24, 48>>()(init(spec.rnn(24, 48), key(0)));
exactly<LstmP<24, 48>>()(init(spec.lstm(24, 48), key(0)));
exactly<GruP<24, 48>>()(init(spec.gru(24, 48), key(0)));
exactly<Tensor<[3, 4]>>()(init(spec.array([3, 4]), key(0)));

exactly<Tensor<['B', 28, 28, 6]>>()(batchNorm(p.bn, p.state)(x));
exactly<readonly [Tensor<[4, 6]>, BatchNormS<6>]>()(batchNormTrain(p.bn, p.state)(four));
exactly<Tensor<['B', 28, 28, 6]>>()(layerNorm(p.ln)(x));
exactly<Tensor<['B', 28, 28, 6]>>()(rmsNorm(p.rn)(x));
exactly<Tensor<['B', 28, 28, 6]>>()(groupNorm(p.gn, 3)(x));
exactly<Tensor<['B', 28, 28, 6]>>()(instanceNorm(p.gn)(x));
exactly<Tensor<['B', 26, 8]>>()(conv1d(p.conv)(line));
exactly<Tensor<['B', 16, 16, 16, 2]>>()(convTranspose3d(p.up, { stride: 2 })(cube));
exactly<Tensor<['B', 'T', 8]>>()(selfAttention(p.attention, 2)(text));
exactly<readonly [Tensor<['B', 'T', 8]>, Tensor<['B', 'T', 'T']>]>()(multiHeadAttentionWithWeights(p.attention, 2)(text, text, text));
exactly<Tensor<['B', 'T', 8]>>()(transformerEncoderLayer(p.encoder, 2)(text));

const space = net(f32('B', 8, 8, 8, 3), layer.conv3d('c', { filters: 6, kernel: 3 }), layer.groupNorm('n', 2), layer.convTranspose3d('u', { filters: 2, kernel: 2, stride: 2 }));
exactly<Tensor<[5, 12, 12, 12, 2]>>()(space(init(space.params, key(0)), full([5, 8, 8, 8, 3], 0)));
const speech = net(f32('B', 'T', 4), layer.conv1d('c', { filters: 8, kernel: 3, padding: 'same' }), layer.rmsNorm('n'), layer.multiHeadAttention('a', { heads: 2 }), layer.convTranspose1d('u', { filters: 4, kernel: 2, stride: 2 }), layer.instanceNorm('i'), layer.rnn('r', 3, { output: 'last' }));
exactly<Tensor<[5, 3]>>()(speech(init(speech.params, key(0)), full([5, 9, 4], 0)));
const blocks = net(f32('B', 4), layer.group('g', layer.dense('a', 8), relu), layer.residual('r', layer.dense('b', 8), relu));
exactly<Tensor<[5, 8]>>()(blocks(init(blocks.params, key(0)), full([5, 4], 0)));
exactly<Tensor<[4, 8]>>()(init(blocks.params, key(0)).g.a.w);
