// Bytes of networks as types: exact for three networks, and the sentences of what exceeds a budget.
import {
  type ActivationBytes,
  activationBytes,
  dense,
  type FitsIn,
  f32,
  fitsIn,
  flatten,
  i32,
  layer,
  maxPool2d,
  model,
  type Net,
  net,
  type ParameterBytes,
  type ParameterCount,
  parameterBytes,
  relu,
  type Staged,
  spec,
  type Tensor,
  u8,
} from 'typegrad';

const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('conv1', { filters: 32, kernel: 3 }),
  relu,
  maxPool2d(2),
  layer.conv2d('conv2', { filters: 64, kernel: 3 }),
  relu,
  maxPool2d(2),
  flatten,
  layer.dropout(0.5),
  layer.dense('fc', 10),
);
const mlp = net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 10));
const transformer = net(
  i32('B', 'T'),
  layer.embedding('tokens', 65, 64),
  layer.transformerEncoder('block1', { heads: 4, hidden: 256, causal: true }),
  layer.transformerEncoder('block2', { heads: 4, hidden: 256, causal: true }),
  layer.layerNorm('norm'),
  layer.dense('logits', 65),
);
const skips = net(
  f32('B', 'T', 8),
  layer.residual('r', layer.dense('a', 16), relu, layer.dense('b', 8)),
  layer.group('g', layer.batchNorm('bn'), layer.group('h', layer.dense('c', 3))),
);
const body = model({ l: spec.dense(4, 2) }, f32('B', 4), (p, x) => dense(p.l)(x));

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
holds<Same<ActivationBytes<typeof cnn>, '279016*B'>>();
holds<Same<ActivationBytes<typeof cnn, { B: 128 }>, 35714048>>();
holds<Same<ParameterBytes<typeof cnn>, 139304>>();
holds<Same<ActivationBytes<typeof mlp, { B: 128 }>, 537600>>();
holds<Same<ParameterBytes<typeof mlp>, 407080>>();
holds<Same<ActivationBytes<typeof transformer>, '1288*B*T'>>();
holds<Same<ActivationBytes<typeof transformer, { B: 8; T: 32 }>, 329728>>();
holds<Same<ActivationBytes<typeof transformer, { T: 32 }>, '41216*B'>>();
holds<Same<ParameterBytes<typeof transformer>, 433924>>();
holds<Same<ActivationBytes<typeof skips>, '268*B*T'>>();
holds<Same<ActivationBytes<typeof body>, '24*B'>>();
holds<Same<ParameterBytes<{ w: Tensor<[3], i32>; b: readonly [Tensor<['F'], u8>] }>, 'F+12'>>();
holds<Same<ParameterCount<{ w: readonly [Tensor<[3]>, Tensor<[4, 5]>] }>, 23>>();
holds<Same<ActivationBytes<Net<Tensor<['B', 4]>, Tensor<['B', 2]>, {}>>, number | string>>();

// what runs says the same
const bytes = activationBytes(transformer, { B: 8, T: 32 });
holds<Same<typeof bytes, 329728>>();
const named = activationBytes(cnn);
holds<Same<typeof named, '279016*B'>>();
const weights = parameterBytes(cnn);
holds<Same<typeof weights, 139304>>();
const fitting = fitsIn(cnn, { B: 2 }, 697_336);
holds<Same<typeof fitting, typeof cnn>>();
const sizes: { readonly B: number } = { B: 2 };
const checked = fitsIn(cnn, sizes, 1_000_000);
holds<Same<typeof checked, typeof cnn>>();

const deploy = <N extends Staged>(given: FitsIn<N, { B: 1 }, 418_320>): N | string => given;
deploy(cnn);
// throws: nothing
// expect: is not assignable to parameter of type '"fits: 1288*T+433924 bytes of activations and parameters depend on names without a size"'
deploy(transformer);
//     ^
// expect: is not assignable to parameter of type '"fits: 35 853 352 bytes of activations and parameters exceed 35 853 351"'
fitsIn(cnn, { B: 128 }, 35_853_351);
//     ^
// expect: is not assignable to parameter of type '"fits: 411 280 bytes of activations and parameters exceed 1 000"'
fitsIn(mlp, { B: 1 }, 1000);
//     ^
// expect: is not assignable to parameter of type '"fits: 1288*B*T+433924 bytes of activations and parameters depend on names without a size"'
fitsIn(transformer, {}, 1_000_000);
//     ^
