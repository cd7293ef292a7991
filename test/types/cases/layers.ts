// Attention, normalisation, resizing and embeddings: wrong programs with their sentences, right ones with their types.
import {
  type bool,
  cdist,
  cosineSimilarity,
  type f64,
  f32,
  groupNorm,
  gridSample,
  i32,
  init,
  instanceNorm,
  key,
  layer,
  layerNorm,
  localResponseNorm,
  multiHeadAttention,
  net,
  normalize,
  pairwiseDistance,
  pipe,
  positionalEncoding,
  relu,
  resize,
  rmsNorm,
  rotaryEmbedding,
  scaledDotProductAttention,
  selfAttention,
  sinusoidalPositions,
  spec,
  standardize,
  type Tensor,
  transformerDecoderLayer,
  transformerEncoderLayer,
  upsample,
} from 'typegrad';

declare const x: Tensor<['B', 28, 28, 6]>;
declare const ids: Tensor<['B', 'T'], i32>;
declare const text: Tensor<['B', 'T', 8]>;
declare const wide: Tensor<['B', 'T', 9]>;
declare const wider: Tensor<['B', 'T', 9], f64>;
declare const q: Tensor<['B', 4, 'T', 8]>;
declare const k: Tensor<['B', 4, 'S', 8]>;
declare const v: Tensor<['B', 4, 'S', 16]>;
declare const few: Tensor<['B', 4, 'R', 16]>;
declare const memory: Tensor<['B', 'S', 6]>;
declare const seen: Tensor<['T', 'S'], bool>;
declare const present: Tensor<['B', 'S'], bool>;
declare const square: Tensor<[3, 3], bool>;
declare const whole: Tensor<['T', 'S'], i32>;
declare const d3: Tensor<[2, 3], f64>;
declare const m: Tensor<[2, 3]>;
declare const grid: Tensor<['B', 5, 3]>;
declare const four: Tensor<[4, 5, 8]>;
declare const ids16: Tensor<[32, 16], i32>;
declare const others: Tensor<[3, 7, 6]>;

const p = init(
  {
    ln: spec.layerNorm(28, 6),
    ln8: spec.layerNorm(8),
    rn: spec.rmsNorm(6),
    gn: spec.groupNorm(6),
    attention: spec.multiHeadAttention(8, 6),
    own: spec.multiHeadAttention(8),
    encoder: spec.transformerEncoder(8, 32),
    decoder: spec.transformerDecoder(8, 32, 6),
  },
  key(0),
);

// expect: '"layerNorm: expects last dimensions [28, 6], got [B, T, 8]"'.
layerNorm(p.ln)(text);
//              ^
// expect: '"layerNorm: dtypes differ: f64 and f32; use cast"'.
layerNorm(p.ln8)(wider);
//               ^
// expect: '"rmsNorm: expects last dimension 6, got [B, T, 8] (8 ≠ 6)"'.
rmsNorm(p.rn)(text);
//            ^
// expect: '"groupNorm: 6 channels are not divisible by 4 groups"'.
groupNorm(p.gn, 4)(x);
//                 ^
// expect: '"groupNorm: expects last dimension 6, got [B, T, 8] (8 ≠ 6)"'.
groupNorm(p.gn, 3)(text);
//                 ^
// expect: '"net: stage 0, instanceNorm: input must be [batch, ...space, channels], got [B, 6]"'.
net(f32('B', 6), layer.instanceNorm('in'));
//               ^
// expect: '"net: stage 0, layerNorm: needs rank >= 3, got [B, 8]"'.
net(f32('B', 8), layer.layerNorm('ln', { axes: 3 }));
//               ^
// expect: '"standardize: axis 3 is out of range for [B, T, 8]"'.
standardize([1, 3])(text);
//                  ^
// expect: '"standardize: needs a float tensor, got i32"'.
standardize(-1)(ids);
//              ^
// expect: '"normalize: axis 3 is out of range for [B, T, 8]"'.
normalize(3)(text);
//           ^
// expect: '"localResponseNorm: needs a float tensor, got i32"'.
localResponseNorm(5)(ids);
//                   ^
// expect: '"cosineSimilarity: shapes do not broadcast: [2, 3] with [B, 4, S, 16] (3 ≠ 16)"'.
cosineSimilarity(m, v);
//                  ^
// expect: '"cosineSimilarity: axis 2 is out of range for [2, 3]"'.
cosineSimilarity(m, m, { axis: 2 });
//                  ^
// expect: '"pairwiseDistance: dtypes differ: f32 and f64; use cast"'.
pairwiseDistance(m, d3);
//                  ^
// expect: '"cdist: vectors differ in size: [2, 3] with [B, T, 8] (3 ≠ 8)"'.
cdist(m, text);
//       ^
// expect: '"resize: input must be [batch, height, width, channels], got [B, T, 8]"'.
resize([7, 7])(text);
//             ^
// expect: '"resize: needs a float tensor, got i32"'.
resize(7)(ids);
//        ^
// expect: '"upsample: input must be [batch, ...space, channels], got [2, 3]"'.
upsample(2)(m);
//          ^
// expect: '"gridSample: the grid must be [batch, ...places, 2], got [B, 5, 3]"'.
gridSample(x, grid);
//            ^
// expect: '"scaledDotProductAttention: every key needs a value: [B, 4, S, 8] with [B, 4, R, 16] (S ≠ R)"'.
scaledDotProductAttention(q, k, few);
//                              ^
// expect: '"scaledDotProductAttention: queries and keys have different features: [B, 4, T, 8] with [B, 4, S, 16] (8 ≠ 16)"'.
scaledDotProductAttention(q, v, v);
//                              ^
// expect: '"scaledDotProductAttention: mask [3, 3] does not broadcast to scores [B, 4, T, S]"'.
scaledDotProductAttention(q, k, v, { mask: square });
//                                   ^
// expect: '"scaledDotProductAttention: the mask must be bool or f32, got i32"'.
scaledDotProductAttention(q, k, v, { mask: whole });
//                                   ^
// expect: '"multiHeadAttention: 8 features are not divisible by 3 heads"'.
multiHeadAttention(p.own, 3);
//                        ^
// expect: '"multiHeadAttention query: expects last dimension 8, got [B, T, 9] (9 ≠ 8)"'.
multiHeadAttention(p.attention, 4)(wide, memory, memory);
//                                 ^
// expect: '"multiHeadAttention key: expects last dimension 6, got [B, T, 8] (8 ≠ 6)"'.
multiHeadAttention(p.attention, 4)(text, text, memory);
//                                       ^
// expect: '"multiHeadAttention value: expects last dimension 6, got [B, T, 8] (8 ≠ 6)"'.
multiHeadAttention(p.attention, 4)(text, memory, text);
//                                               ^
// expect: '"multiHeadAttention batch: shapes do not broadcast: [4] with [3] (4 ≠ 3)"'.
multiHeadAttention(p.attention, 4)(four, others, others);
//                                               ^
// expect: '"multiHeadAttention: mask [3, 3] does not broadcast to scores [B, 4, T, S]"'.
multiHeadAttention(p.attention, 4)(text, memory, memory, { mask: square });
//                                                         ^
// expect: '"multiHeadAttention: keyMask [T, S] does not fit keys [B, S, 6]"'.
multiHeadAttention(p.attention, 4)(text, memory, memory, { keyMask: seen });
//                                                         ^
// expect: '"multiHeadAttention: keyMask must be bool, got f32"'.
multiHeadAttention(p.attention, 4)(text, memory, memory, { keyMask: text });
//                                                         ^
// expect: '"selfAttention: expects last dimension 8, got [B, T, 9] (9 ≠ 8)"'.
selfAttention(p.own, 4)(wide);
//                      ^
// expect: '"selfAttention: mask [T, S] does not broadcast to scores [B, 4, T, T]"'.
selfAttention(p.own, 4, { mask: seen })(text);
//                                      ^
// expect: '"selfAttention: keyMask [B, S] does not fit keys [B, T, 8]"'.
selfAttention(p.own, 4, { keyMask: present })(text);
//                                            ^
// expect: '"transformerEncoderLayer: 8 features are not divisible by 5 heads"'.
transformerEncoderLayer(p.encoder, 5);
//                                 ^
// expect: '"transformerEncoderLayer: dtypes differ: f64 and f32; use cast"'.
transformerEncoderLayer(p.encoder, 4)(wider);
//                                    ^
// expect: '"transformerDecoderLayer memory: expects last dimension 6, got [B, T, 8] (8 ≠ 6)"'.
transformerDecoderLayer(p.decoder, 4)(text, text);
//                                          ^
// expect: '"transformerDecoderLayer batch: shapes do not broadcast: [4] with [3] (4 ≠ 3)"'.
transformerDecoderLayer(p.decoder, 4)(four, others);
//                                          ^
// expect: '"net: stage 0, multiHeadAttention: 6 features are not divisible by 4 heads"'.
net(f32('B', 'T', 6), layer.multiHeadAttention('a', { heads: 4 }));
//                    ^
// expect: '"net: stage 0, transformerEncoder: input must be [..., length, features], got [8]"'.
net(f32(8), layer.transformerEncoder('e', { heads: 4, hidden: 32 }));
//          ^
// expect: '"net: stage 0, embedding: indices must be i32, got f32"'.
net(f32('B', 'T'), layer.embedding('tokens', 100, 8));
//                 ^
// expect: '"net: stage 0, positionEmbedding: input must be [..., length, features], got [8]"'.
net(f32(8), layer.positionEmbedding('places'));
//          ^
// expect: '"net: stage 0, positionalEncoding: input must be [..., length, features], got [8]"'.
net(f32(8), positionalEncoding());
//          ^
// expect: '"pipe: stage 0, rotaryEmbedding: the last dimension must be even, got [B, T, 9]"'.
pipe(wide, rotaryEmbedding(), relu);
//         ^

// what compiles, with the types that it has
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
const larger = pipe(x, upsample(2, { mode: 'linear' }), resize([30, 20], { mode: 'cubic' }));
holds<Same<typeof larger, Tensor<['B', 30, 20, 6]>>>();
const attended = scaledDotProductAttention(q, k, v, { mask: seen });
holds<Same<typeof attended, Tensor<['B', 4, 'T', 16]>>>();
const crossed = multiHeadAttention(p.attention, 4)(text, memory, memory, {
  mask: seen,
  keyMask: present,
});
holds<Same<typeof crossed, Tensor<['B', 'T', 8]>>>();
const decoded = transformerDecoderLayer(p.decoder, 2)(text, memory, { memoryKeyMask: present });
holds<Same<typeof decoded, Tensor<['B', 'T', 8]>>>();
const table = sinusoidalPositions('T', 8);
holds<Same<typeof table, Tensor<['T', 8]>>>();
const language = net(
  i32('B', 16),
  layer.embedding('tokens', 58, 24),
  layer.positionEmbedding('places'),
  layer.transformerEncoder('block0', {
    heads: 4,
    hidden: 48,
    norm: 'pre',
    activation: 'gelu',
    causal: true,
    dropout: 0.1,
  }),
  layer.layerNorm('ln'),
  layer.dense('head', 58),
);
const logits = language(init(language.params, key(0)), ids16);
holds<Same<typeof logits, Tensor<[32, 16, 58]>>>();
