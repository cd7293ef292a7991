// Boltzmann machines, ensembles, long memories with peepholes and projections, and what trains or compares them.
import {
  adafactor,
  type AdafactorState,
  contrastiveDivergence,
  type DenseP,
  ensemble,
  f32,
  init,
  type Key,
  key,
  layer,
  lbfgs,
  type LbfgsState,
  lstm,
  lstmCell,
  type LstmP,
  type LstmState,
  maximumMeanDiscrepancy,
  net,
  type PeepholesP,
  type ProjectedLstmP,
  rbmEnergy,
  rbmFreeEnergy,
  rbmGibbs,
  rbmHidden,
  type RbmP,
  rbmVisible,
  softmax,
  spec,
  type Tensor,
  zeros,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
const exactly = <T>() => <A>(value: A, ..._: Same<A, T> extends true ? [] : [A]): A => value;

declare const v: Tensor<['B', 6]>;
declare const h: Tensor<['B', 4]>;
declare const four: Tensor<[4, 4]>;
const k: Key = key(1);
const machine: RbmP<6, 4> = init(spec.rbm(6, 4), key(0));

// ---- Boltzmann machines
exactly<RbmP<6, 4>>()(init(spec.rbm(6, 4), key(0)));
exactly<Tensor<['B', 4]>>()(rbmHidden(machine, v));
exactly<Tensor<['B', 6]>>()(rbmVisible(machine, h));
exactly<Tensor<['B']>>()(rbmEnergy(machine, v, h));
exactly<Tensor<['B']>>()(rbmFreeEnergy(machine, v));
exactly<Tensor<['B', 6]>>()(rbmGibbs(machine, v, k));
exactly<Tensor<[]>>()(contrastiveDivergence(machine, v, v));
// throws: nothing
// refused: Argument of type
spec.rbm('6', 4);
//       ^
// expect: '"rbmHidden: expects last dimension 6, got [B, 4] (4 ≠ 6)"'.
rbmHidden(machine, h);
//                 ^
// expect: '"rbmVisible: expects last dimension 4, got [B, 6] (6 ≠ 4)"'.
rbmVisible(machine, v);
//                  ^
// expect: '"rbmEnergy: the hidden units must be [B, 4], got [4, 4]"'.
rbmEnergy(machine, v, four);
//                    ^
// expect: '"rbmFreeEnergy: expects last dimension 6, got [B, 4] (4 ≠ 6)"'.
rbmFreeEnergy(machine, h);
//                     ^
// expect: '"rbmGibbs: expects last dimension 6, got [B, 4] (4 ≠ 6)"'.
rbmGibbs(machine, h, k);
//                ^
// expect: '"contrastiveDivergence: expects last dimension 6, got [B, 4] (4 ≠ 6)"'.
contrastiveDivergence(machine, v, h);
//                                ^

// ---- two sets of samples
exactly<Tensor<[]>>()(maximumMeanDiscrepancy(h, four, { bandwidth: [1, 2] }));
// expect: '"maximumMeanDiscrepancy: samples differ in size: [B, 6] and [B, 4] (6 ≠ 4)"'.
maximumMeanDiscrepancy(v, h);
//                        ^

// ---- ensembles
const member = net(f32('B', 6), layer.dense('fc', 3));
const three = ensemble(member, 3, softmax(-1));
const all = init(three.params, key(0));
exactly<Tensor<['B', 3]>>()(three(all, v));
exactly<DenseP<6, 3>>()(all[2].fc);
// expect: '"pipe: stage 0, softmax: axis 2 is out of range for [B, 3]"'.
ensemble(member, 3, softmax(2));
//                  ^
// expect: '"params: 2 is missing"'.
three([all[0], all[1]], v);
//    ^

// ---- long memories
declare const text: Tensor<['B', 'T', 5]>;
const long = init(spec.lstm(5, 8, { projection: 3, peepholes: true }), key(1));
exactly<ProjectedLstmP<5, 8, 3> & PeepholesP<8>>()(long);
exactly<LstmP<5, 8>>()(init(spec.lstm(5, 8), key(1)));
exactly<Tensor<['B', 'T', 3]>>()(lstm(long, text)[0]);
exactly<LstmState<['B', 3], ['B', 8]>>()(lstm(long, text)[1]);
declare const letter: Tensor<['B', 5]>;
declare const given: Tensor<['B', 3]>;
declare const kept: Tensor<['B', 8]>;
exactly<LstmState<['B', 3], ['B', 8]>>()(lstmCell(long, letter, { h: given, c: kept }));
const stage = net(f32('B', 'T', 5), layer.lstm('l', 8, { projection: 3, output: 'last' }));
exactly<Tensor<['B', 3]>>()(stage(init(stage.params, key(2)), text));
// throws: lstmCell: the state must be [B, 8], got [B, 3]
// refused: is not assignable to type 'Tensor<["B", 8], f32>'
lstmCell(long, letter, { h: given, c: given });
//                                 ^

// ---- optimisers
interface P {
  readonly w: Tensor<[2, 3]>;
  readonly b: Tensor<[3]>;
}
const p: P = { w: zeros([2, 3]), b: zeros([3]) };
exactly<AdafactorState<P>>()(adafactor().init(p));
exactly<Tensor<[2, 1]>>()(adafactor().init(p).rows.w);
exactly<Tensor<[1, 3]>>()(adafactor().init(p).columns.w);
exactly<P>()(adafactor().update(p, adafactor().init(p), p)[0]);
exactly<LbfgsState<P, 2>>()(lbfgs({ memory: 2 }).init(p));
exactly<P>()(lbfgs().update(p, lbfgs().init(p), p)[0]);
// expect: '"grads: b is missing"'.
adafactor().update({ w: p.w }, adafactor().init(p), p);
//                 ^
// throws: tree: b is missing
// expect: '"grads: b is missing"'.
lbfgs().update({ w: p.w }, lbfgs().init(p), p);
//             ^
