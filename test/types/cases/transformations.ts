// Wrong programs of transformations, loops and recurrent layers.
import {
  dynamicSlice,
  f32,
  gru,
  gruCell,
  i32,
  init,
  key,
  layer,
  lstm,
  lstmCell,
  net,
  relu,
  rnn,
  rnnCell,
  spec,
  type Tensor,
  update,
  vmap,
} from 'typegrad';

declare const b3: Tensor<[3]>;
declare const x: Tensor<['B', 'T', 24]>;
declare const short: Tensor<['B', 'T', 23]>;
declare const flat: Tensor<['B', 24]>;
declare const whole: Tensor<['B', 'T', 24], i32>;
declare const now: Tensor<[4, 24]>;
declare const h: Tensor<[4, 48]>;
declare const h5: Tensor<[5, 48]>;
declare const m34: Tensor<[3, 4]>;
declare const m35: Tensor<[3, 5]>;
declare const i34: Tensor<[3, 4], i32>;
declare const i: Tensor<[], i32>;

const cell = init(spec.lstm(24, 48), key(0));
const unit = init(spec.gru(24, 48), key(0));
const elman = init(spec.rnn(24, 48), key(0));
const mismatched = [cell, init(spec.lstm(47, 5), key(1))] as const;

// expect: Argument of type 'Tensor<["B", "T", 23], f32>' is not assignable to parameter of type '"lstm: expects last dimension 24, got [B, T, 23] (23 ≠ 24)"'.
lstm(cell, short);
//         ^
// expect: Argument of type 'Tensor<["B", 24], f32>' is not assignable to parameter of type '"gru: needs [batch, time, features], got [B, 24]"'.
gru(unit, flat);
//        ^
// expect: Argument of type 'Tensor<["B", 24], f32>' is not assignable to parameter of type '"rnn: needs [time, batch, features], got [B, 24]"'.
rnn(elman, flat, { timeFirst: true });
//         ^
// expect: Argument of type 'Tensor<["B", "T", 24], f32>' is not assignable to parameter of type '"lstm: layer 1 takes 47 features, the one before gives 48"'.
lstm(mismatched, x);
//               ^
// expect: Argument of type 'Tensor<["B", "T", 24], i32>' is not assignable to parameter of type '"rnn: dtypes differ: i32 and f32; use cast"'.
rnn(elman, whole);
//         ^
// expect: Argument of type 'Tensor<[5, 48], f32>' is not assignable to parameter of type '"rnnCell: the state must be [4, 48], got [5, 48]"'.
rnnCell(elman, now, h5);
//                  ^
// expect: Argument of type 'Tensor<[5, 48], f32>' is not assignable to parameter of type '"gruCell: the state must be [4, 48], got [5, 48]"'.
gruCell(unit, now, h5);
//                 ^
// expect: Type 'Tensor<[5, 48], f32>' is not assignable to type '"lstmCell: the state must be [4, 48], got [5, 48]"'.
lstmCell(cell, now, { h: h5, c: h5 });
//                    ^
// expect: Argument of type 'Tensor<[4, 48], f32>' is not assignable to parameter of type '"gruCell: expects last dimension 24, got [4, 48] (48 ≠ 24)"'.
gruCell(unit, h, h);
//               ^
// expect: '"net: stage 0, gru: needs [batch, time, features], got [B, 24]"'.
net(f32('B', 24), layer.gru('g1', 8));
//                ^
// expect: '"net: stage 1, lstm: needs [batch, time, features], got [B, 8]"'.
net(f32('B', 'T', 24), layer.gru('g1', 8, { output: 'last' }), layer.lstm('l1', 4));
//                                                             ^
// expect: Argument of type 'Tensor<[3, 4], f32>' is not assignable to parameter of type '"dynamicSlice: a block [3, 5] does not fit [3, 4]"'.
dynamicSlice(m34, [0, i], [3, 5]);
//           ^
// expect: Argument of type 'Tensor<[3, 4], f32>' is not assignable to parameter of type '"dynamicSlice: [3, 4] needs 2 starts, got 1"'.
dynamicSlice(m34, [i], [3, 2]);
//           ^
// expect: Argument of type 'Tensor<[3, 5], f32>' is not assignable to parameter of type '"update: a block [3, 5] does not fit [3, 4]"'.
update(m34, m35, [0, i]);
//          ^
// expect: Argument of type 'Tensor<[3, 4], i32>' is not assignable to parameter of type '"update: dtypes differ: f32 and i32; use cast"'.
update(m34, i34, [0, 0]);
//          ^
// expect: Argument of type 'Tensor<[3], f32>' is not assignable to parameter of type '"vmap: axis 1 is out of range for [3]"'.
vmap((y: Tensor<[3]>) => relu(y), { inAxes: [1] })(b3);
//                                                 ^
