// Models as users write them: skips, several inputs, losses that are trained, layers of one's own.
import {
  adam,
  add,
  array,
  defineLayer,
  type Def,
  type Dim,
  f32,
  init,
  key,
  layer,
  matmul,
  maxPool2d,
  meanSquaredError,
  minimize,
  model,
  type NdArray,
  net,
  onesOf,
  relu,
  sgd,
  spec,
  square,
  sum,
  type Tensor,
  transpose,
} from 'typegrad';
import type { InDType, InShape, Last, Out, Par } from 'typegrad/extend.ts';
import { trainer } from 'typegrad/train/index.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const x: Tensor<['B', 4]>;
const m34 = array([3, 4], new Float32Array(12));
const m31 = array([3, 1], [1, 2, 3]);
const m41 = array([4, 1], [1, 2, 3, 4]);

// skips: the last axis grows, the others stay
const skipping = net(f32('B', 4), layer.skip('a', layer.dense('fc', 3), relu), layer.skip('b', relu));
exactly<Tensor<['B', 14]>>()(skipping(init(skipping.params, key(0)), x));
exactly<Tensor<[4, 3]>>()(init(skipping.params, key(0)).a.fc.w);
// expect: '"net: stage 0, skip 's': the stages turn Tensor<[B, 8, 8, 1], f32> into Tensor<[B, 4, 4, 1], f32>; only the last axis may differ"'.
net(f32('B', 8, 8, 1), layer.skip('s', maxPool2d(2)));
//                     ^

// several inputs: names are bound by all of them
const line = net(f32('B', 4), layer.dense('out', 1));
const loss = model(line.params, [f32('B', 4), f32('B', 1)], (p, a, b) => meanSquaredError(line(p, a), b));
const first = init(loss.params, key(0));
exactly<Tensor<[]>>()(loss(first, m34, m31));
const products = model({}, [f32('B', 4), f32('C', 4)], (_, a, b) => ({ ab: matmul(a, transpose(b)) }));
exactly<{ ab: Tensor<[3, 3]> }>()(products({}, m34, m34));
// expect: '"expected [B, 1], got [4, 1]: 'B' is 3 and 4"'.
loss(first, m34, m41);
//               ^
// expect: '"params: out is missing"'.
loss({}, m34, m31);
//   ^

// training
const optimiser = adam();
const state = { params: first, optimiser: optimiser.init(first) };
const minimized = minimize(optimiser, state, (p) => loss(p, m34, m31));
exactly<typeof state.params>()(minimized.state.params);
exactly<Tensor<[]>>()(minimized.loss);
exactly<Tensor<[1]>>()(minimize(optimiser, state, (p) => [loss(p, m34, m31), p.out.b], { aux: true }).aux);
// expect: '"minimize: the loss must be a scalar, got Tensor<[1], f32>; reduce it with mean()"'.
minimize(optimiser, state, (p) => square(p.out.b));
//                                ^
const { start, step } = trainer(loss, sgd(0.1));
exactly<NdArray<[4, 1]>>()(start(key(0)).params.out.w);
exactly<NdArray<[]>>()(step(start(key(0)), m34, m31).loss);
const rows = model({}, [f32('B', 4)], (_, a) => sum(-1)(a));
// expect: '"trainer: the loss must be a scalar, got Tensor<[B], f32>; reduce it with mean()"'.
trainer(rows, sgd(0.1));
//      ^

// a layer of one's own
interface ShiftP<C extends Dim> {
  readonly b: Tensor<[C]>;
}
interface Shift<K extends string> extends Def {
  readonly [Out]: Tensor<InShape<this>, InDType<this>>;
  readonly [Par]: { readonly [k in K]: ShiftP<Last<InShape<this>>> };
}
const shift: Shift<'s'> = defineLayer(
  'shift',
  's',
  (features) => ({ b: spec.array([features], onesOf) }),
  (p, a) => add(a, p.b),
);
const shifted = net(f32('B', 4), layer.dense('fc', 3), shift);
exactly<Tensor<[3]>>()(init(shifted.params, key(0)).s.b);
exactly<Tensor<['B', 3]>>()(shifted(init(shifted.params, key(0)), x));
// expect: '"net: stage 1, the name 's' is used twice"'.
net(f32('B', 4), layer.dense('s', 3), shift);
//                                    ^
