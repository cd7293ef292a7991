// Networks with random and stateful stages: wrong programs with their sentences, right ones with their types.
import {
  adam,
  f32,
  flatten,
  i32,
  init,
  key,
  layer,
  maxPool2d,
  net,
  relu,
  spec,
  type Tensor,
} from 'typegrad';
import {
  type BatchNormS,
  batchNorm,
  batchNormTrain,
  type DenseDef,
  type DenseP,
  type DropoutDef,
  dropout,
  type Net,
  type ParameterCount,
  parameterCount,
} from 'typegrad/nn/index.ts';
import { classifier } from 'typegrad/train/index.ts';

declare const x: Tensor<[8, 4]>;
declare const x5: Tensor<[8, 5]>;
declare const labels: Tensor<[8], i32>;
declare const k3: Tensor<[3]>;

const p4 = init(spec.batchNorm(4), key(0));
const s4 = init(spec.batchNormState(4), key(0));
const random = net(f32('B', 4), layer.dropout(0.5), layer.dense('fc', 4));
const stateful = net(
  f32('B', 4),
  layer.dense('fc', 3),
  layer.residual('r', layer.batchNorm('bn'), relu, layer.dropout(0.5)),
);
const [p, s] = [init(stateful.params, key(0)), init(stateful.state, key(0))];

// expect: Argument of type '{ readonly fc: DenseP<4, 3>; readonly r: { readonly bn: BatchNormP<3>; }; }' is not assignable to parameter of type '"net: this network keeps state; to evaluate it, write net.with(state)(params, x)"'.
stateful(p, x);
//       ^
// throws: nothing
// expect: Type 'StatefulNet<Tensor<["B", 3], f32>, Tensor<["B", 3], f32>, { readonly bn: BatchNormP<3>; }, { readonly bn: BatchNormS<3>; }, [BatchNormDef<"bn">]>' is not assignable to type 'number'.
const hover: number = net(f32('B', 3), layer.batchNorm('bn'));
//    ^
// expect: Argument of type '{}' is not assignable to parameter of type '"state: r is missing"'.
stateful.with({});
//            ^
// expect: Argument of type '{ r: { bn: { mean: Tensor<[3], f32>; var: Tensor<[8, 4], f32>; }; }; }' is not assignable to parameter of type '"state: r.bn.var is Tensor<[8, 4], f32>, expected Tensor<[3], f32>"'.
stateful.train(p, { r: { bn: { mean: k3, var: x } } }, key(0), x);
//                ^
// expect: Argument of type '{ fc: DenseP<4, 3>; }' is not assignable to parameter of type '"params: r is missing"'.
stateful.train({ fc: p.fc }, s, key(0), x);
//             ^
// expect: Argument of type 'Tensor<[8, 5], f32>' is not assignable to parameter of type '"expected [B, 4], got [8, 5]"'.
stateful.with(s)(p, x5);
//                  ^
// expect: Argument of type 'Tensor<[8, 5], f32>' is not assignable to parameter of type '"expected [B, 4], got [8, 5]"'.
stateful.train(p, s, key(0), x5);
//                           ^
// expect: Argument of type 'Tensor<[8, 5], f32>' is not assignable to parameter of type '"batchNorm: expects last dimension 4, got [8, 5] (5 ≠ 4)"'.
batchNorm(p4, s4)(x5);
//                ^
// expect: Argument of type 'Tensor<[8, 5], f32>' is not assignable to parameter of type '"batchNorm: expects last dimension 4, got [8, 5] (5 ≠ 4)"'.
batchNormTrain(p4, s4)(x5);
//                     ^
// expect: Argument of type 'Tensor<[8], i32>' is not assignable to parameter of type '"dropout: needs a float tensor, got i32"'.
dropout(0.5, key(0))(labels);
//                   ^
// expect: Argument of type 'BatchNormDef<"bn">' is not assignable to parameter of type '"net: stage 0, batchNorm: dtypes differ: i32 and f32; use cast"'.
net(i32('B', 4), layer.batchNorm('bn'));
//               ^
// expect: Argument of type 'DropoutDef<"dropout">' is not assignable to parameter of type '"net: stage 2, the name 'dropout' is used twice"'.
net(f32('B', 4), layer.dropout(0.5), relu, layer.dropout(0.1));
//                                         ^
// expect: Argument of type 'ResidualDef<"r", [DenseDef<"fc", 3>]>' is not assignable to parameter of type '"net: stage 0, residual 'r': the stages turn Tensor<[B, 4], f32> into Tensor<[B, 3], f32>; the sum needs the same type"'.
net(f32('B', 4), layer.residual('r', layer.dense('fc', 3)));
//               ^
// expect: Argument of type 'GroupDef<"g", [DenseDef<"a", 3>, DenseDef<"a", 4>]>' is not assignable to parameter of type '"net: stage 0, group 'g': stage 1, the name 'a' is used twice"'.
net(f32('B', 4), layer.group('g', layer.dense('a', 3), layer.dense('a', 4)));
//               ^

// expect: Type 'Net<Tensor<["B", 5, 4], f32>, Tensor<["B", 5, 2], f32>, { readonly fc: DenseP<4, 2>; }, [DenseDef<"fc", 2>]>' is not assignable to type '"classifier: the network must give logits [batch, classes], got [B, 5, 2]"'.
classifier({ net: net(f32('B', 5, 4), layer.dense('fc', 2)), optimiser: adam() });
//           ^

// what compiles, with the types that it has
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
type Random = Net<
  Tensor<['B', 4]>,
  Tensor<['B', 4]>,
  { fc: DenseP<4, 4> },
  [DropoutDef<'dropout'>, DenseDef<'fc', 4>]
>;
holds<Same<typeof random, Random>>();
const evaluated = stateful.with(s)(p, x);
holds<Same<typeof evaluated, Tensor<[8, 3]>>>();
const [y, next] = stateful.train(p, s, key(0), x);
holds<Same<typeof y, Tensor<[8, 3]>>>();
holds<Same<typeof next, { readonly r: { readonly bn: BatchNormS<3> } }>>();
const [z, none] = random.train(init(random.params, key(0)), {}, key(0), x);
holds<Same<typeof z, Tensor<[8, 4]>>>();
holds<Same<typeof none, {}>>();

const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('conv1', { filters: 32, kernel: 3 }),
  relu,
  maxPool2d(2),
  layer.conv2d('conv2', { filters: 64, kernel: 3 }),
  relu,
  maxPool2d(2),
  flatten,
  layer.dense('fc', 10),
);
holds<Same<ParameterCount<typeof cnn>, 34826>>();
const count = parameterCount(cnn);
holds<Same<typeof count, 34826>>();
holds<Same<ParameterCount<typeof stateful>, 21>>();
holds<Same<ParameterCount<Tensor<['H', 3]>>, number>>();
holds<Same<(typeof cnn)['output']['shape'], ['B', 10]>>();
