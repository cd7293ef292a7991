// Derivatives, loops, branches, optimisers: what cannot be differentiated, carried, or belongs to another model.
import {
  adam,
  argMax,
  cast,
  chain,
  clipByGlobalNorm,
  cond,
  cosineSchedule,
  crossEntropy,
  f32,
  foriLoop,
  grad,
  greater,
  hessian,
  hvp,
  i32,
  init,
  integers,
  key,
  layer,
  less,
  lessEqual,
  mean,
  mul,
  net,
  relu,
  scalar,
  scan,
  sgd,
  stopGradient,
  sub,
  sum,
  switchCase,
  tanh,
  type bool,
  type NdArray,
  type OptimiserOf,
  type Tensor,
  valueAndGrad,
  vmap,
  whileLoop,
} from 'typegrad';

declare const s: Tensor<[]>;
declare const b3: Tensor<[3]>;
declare const m43: Tensor<[4, 3]>;
declare const m34: Tensor<[3, 4]>;
declare const i: Tensor<[], i32>;
declare const yes: Tensor<[], bool>;
declare const n784: NdArray<[32, 784]>;
declare const n32: NdArray<[32], i32>;

const mlp = net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 10));
const wide = net(f32('B', 784), layer.dense('fc1', 256), relu, layer.dense('fc2', 10));
const [p, q] = [init(mlp.params, key(0)), init(wide.params, key(0))];
const rows = (z: Tensor<[3]>): Tensor<[3]> => mul(z, z);
const best = (z: Tensor<[3]>) => argMax(0)(z);
const count = (z: Tensor<[3]>) => sum()(cast(i32)(greater(z, scalar(0))));
const energy = (z: Tensor<[3]>): Tensor<[]> => sum()(mul(z, z));
const pair = (z: Tensor<[3]>) => [energy(z), z] as const;
const g = grad(energy)(b3);
const state = { w: b3, v: m43 };
const whole = (c: Tensor<[3]>) => cast(i32)(c);

// losses
// expect: '"grad: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
grad(rows)(b3);
//   ^
// expect: '"hessian: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
hessian(rows)(b3);
//      ^
// expect: '"hvp: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
hvp((z: Tensor<[3]>) => tanh(z))(b3, b3);
//  ^
// expect: '"grad: the loss must be a float, got i32, which has no derivative"'.
grad(best)(b3);
//   ^
// expect: '"valueAndGrad: the loss must be a float, got i32, which has no derivative"'.
valueAndGrad(count)(b3);
//           ^
// expect: '"grad: the loss must be a float, got bool, which has no derivative"'.
grad((z: Tensor<[3]>) => greater(sum()(z), scalar(0)))(b3);
//   ^
// expect: '"grad: the loss must be a scalar, got a non-tensor"'.
grad((z: Tensor<[3]>) => ({ loss: energy(z) }))(b3);
//   ^
// expect: '"valueAndGrad: the loss must be a scalar, got a non-tensor"'.
valueAndGrad(pair)(b3);
//           ^
// expect: '"valueAndGrad: with { aux: true } the function must give [loss, more]"'.
valueAndGrad(energy, { aux: true })(b3);
//           ^
// expect: '"valueAndGrad: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
valueAndGrad((z: Tensor<[3]>) => [rows(z), z] as const, { aux: true })(b3);
//           ^
// expect: '"grad: the loss must be a scalar, got Tensor<[3], f32>; reduce it with mean()"'.
grad((z: Tensor<[4, 3]>) => mean(0)(z))(m43);
//   ^
// carries
// expect: '"scan: the carry is Tensor<[], f32>, expected Tensor<[3], f32>"'.
scan((c, z) => [sum()(z), c], b3, m43);
//   ^
// expect: '"scan: the carry is Tensor<[3], i32>, expected Tensor<[3], f32>"'.
scan((c, z) => [sub(whole(c), whole(z)), z], b3, m43);
//   ^
// expect: '"scan: the carry v is Tensor<[3], f32>, expected Tensor<[4, 3], f32>"'.
scan((c, z) => [{ w: c.w, v: z }, z], state, m43);
//   ^
// expect: '"scan: the carry v is missing"'.
scan((c, z) => [{ w: c.w }, z], state, m43);
//   ^
// expect: '"foriLoop: the carry is Tensor<[3], f32>, expected Tensor<[4, 3], f32>"'.
foriLoop(5, (_, c) => sum(0)(c), m43);
//          ^
// expect: '"foriLoop: the carry v is Tensor<[3], f32>, expected Tensor<[4, 3], f32>"'.
foriLoop(5, (_, c) => ({ w: c.v, v: c.w }), state);
//          ^
// expect: '"whileLoop: the carry is Tensor<[], f32>, expected Tensor<[3], f32>"'.
whileLoop((c) => less(sum()(c), scalar(9)), (c) => sum()(c), b3);
//                                          ^
// expect: '"whileLoop: the carry v is Tensor<[3], f32>, expected Tensor<[4, 3], f32>"'.
whileLoop((c) => lessEqual(sum()(c.w), scalar(9)), (c) => ({ w: c.w, v: sum(0)(c.v) }), state);
//                                                 ^
// branches
// expect: '"cond: the other branch is Tensor<[3], f32>, expected Tensor<[4, 3], f32>"'.
cond(yes, (z: Tensor<[4, 3]>) => z, (z) => sum(0)(z), m43);
//                                  ^
// expect: '"cond: the other branch b is missing"'.
cond(yes, (z: Tensor<[4, 3]>) => ({ a: z, b: z }), (z) => ({ a: z }), m43);
//                                                 ^
// expect: '"cond: the other branch is Tensor<[4, 3], bool>, expected Tensor<[4, 3], f32>"'.
cond(yes, (z: Tensor<[4, 3]>) => z, (z) => greater(z, z), m43);
//                                  ^
// optimisers
// expect: '"state: m.fc1.b is Tensor<[256], f32>, expected Tensor<[128], f32>"'.
adam().update(p, adam().init(q), p);
//               ^
// expect: '"grads: fc1.b is Tensor<[256], f32>, expected Tensor<[128], f32>"'.
adam().update(q, adam().init(p), p);
//            ^
// expect: '"state: m is missing"'.
adam().update(p, sgd(0.1).init(p), p);
//               ^
// expect: '"state: count is missing"'.
adam().update(p, {}, p);
//               ^
// expect: '"grads: fc2 is missing"'.
adam().update({ fc1: p.fc1 }, adam().init(p), p);
//            ^
// expect: '"state: optimiser is missing"'.
chain(clipByGlobalNorm(1), adam()).update(p, adam().init(p), p);
//                                           ^
// expect: '"grads: fc1.b is Tensor<[256], f32>, expected Tensor<[128], f32>"'.
chain(clipByGlobalNorm(1), adam()).update(q, chain(clipByGlobalNorm(1), adam()).init(p), p);
//                                        ^
// expect: '"schedule: the step must be i32, got f32"'.
cosineSchedule(0.1, 0, 100)(s);
//                          ^

// what compiles
export const loss = valueAndGrad((z: typeof p) => [crossEntropy(mlp(z, n784), n32), n32] as const, { aux: true })(p);
export const first: Tensor<[]> = loss[0][0];
export const carried: Tensor<[3]> = scan((c, z) => [relu(c), z], b3, m43)[0];
export const stopped: Tensor<[3]> = grad((z: Tensor<[3]>) => sum()(mul(stopGradient(z), z)))(g);
export const mapped: Tensor<[4]> = vmap(energy)(m43);
export const picked: Tensor<[4]> = switchCase(i, [() => sum(1)(m43), () => sum(0)(m34)]);
export const [next, memory] = adam().update(p, adam().init(p), p);
export const label: NdArray<[2], i32> = integers([2], [0, 1]);
const once = <S>(o: OptimiserOf<typeof p, S>) => o.update(p, o.init(p), p)[0];
export const either: readonly (typeof p)[] = [once(adam()), once(sgd(0.1))];
