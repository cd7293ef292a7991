// Right programs of transformations, loops and recurrent layers, with the exact types of their results.
import {
  type bool,
  customGradient,
  dynamicSlice,
  f32,
  foriLoop,
  full,
  gru,
  gruCell,
  hessian,
  hvp,
  i32,
  init,
  jacfwd,
  jacrev,
  key,
  layer,
  less,
  linearize,
  linearTranspose,
  type LstmState,
  lstm,
  lstmCell,
  mul,
  net,
  relu,
  rnn,
  rnnCell,
  scalar,
  scan,
  spec,
  sum,
  switchCase,
  type Tensor,
  tanh,
  update,
  vmap,
  whileLoop,
} from 'typegrad';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
declare const exactly: <T>() => <A>(value: A, ...differs: Same<A, T> extends true ? [] : [A]) => void;

declare const b3: Tensor<[3]>;
declare const m23: Tensor<[2, 3]>;
declare const i: Tensor<[], i32>;
declare const cache: Tensor<['B', 128, 64]>;
declare const block: Tensor<['B', 1, 64]>;
declare const x: Tensor<['B', 'T', 24]>;
declare const xt: Tensor<['T', 'B', 24]>;
declare const now: Tensor<['B', 24]>;
declare const lengths: Tensor<['B'], i32>;
type P = { readonly a: Tensor<[3]>; readonly b: Tensor<[2, 3]> };
declare const p: P;
const energy = (q: P): Tensor<[]> => sum()(mul(q.b, q.a));

// matrices of derivatives
exactly<Tensor<[3, 3]>>()(jacfwd((y: Tensor<[3]>) => tanh(y))(b3));
exactly<{ readonly a: Tensor<[2, 3, 3]>; readonly b: Tensor<[2, 3, 2, 3]> }>()(jacrev((q: P) => mul(q.b, q.a))(p));
exactly<{
  readonly a: { readonly a: Tensor<[3, 3]>; readonly b: Tensor<[3, 2, 3]> };
  readonly b: { readonly a: Tensor<[2, 3, 3]>; readonly b: Tensor<[2, 3, 2, 3]> };
}>()(hessian(energy)(p));
exactly<P>()(hvp(energy)(p, p));
exactly<Tensor<[3]>>()(linearize((y: Tensor<[3]>) => tanh(y), b3)[1](b3));
exactly<[Tensor<[3]>]>()(linearTranspose((y: Tensor<[3]>) => mul(y, b3), b3)(b3));

// batches along any axis
exactly<Tensor<[3, 5]>>()(vmap((y: Tensor<[3]>) => relu(y), { inAxes: [1], outAxes: 1 })(full([3, 5], 0)));
exactly<Tensor<[3, 5]>>()(vmap((y: Tensor<[3]>) => relu(y), { inAxes: [-1], outAxes: -1 })(full([3, 5], 0)));
const both = vmap((y: Tensor<[3]>, z: Tensor<[2]>) => [y, z] as const, { inAxes: [0, 1], outAxes: [1, 0] });
exactly<readonly [Tensor<[3, 7]>, Tensor<[7, 2]>]>()(both(full([7, 3], 0), full([2, 7], 0)));

// loops
exactly<readonly [Tensor<[3]>, Tensor<[7]>]>()(
  scan((c: Tensor<[3]>) => [tanh(c), sum()(c)] as const, b3, null, { length: 7 }),
);
exactly<readonly [Tensor<[3]>, Tensor<[9, 3]>]>()(
  scan((c: Tensor<[3]>, y: Tensor<[3]>) => [mul(c, y), c] as const, b3, full([9, 3], 0), { checkpointEvery: 3 }),
);
exactly<Tensor<[3]>>()(foriLoop(5, (_, c) => tanh(c), b3));
exactly<{ readonly c: Tensor<[3]> }>()(
  whileLoop(
    ({ c }): Tensor<[], bool> => less(sum()(c), scalar(9)),
    ({ c }) => ({ c: mul(c, c) }),
    { c: b3 },
  ),
);
exactly<Tensor<[3]>>()(switchCase(i, [(y: Tensor<[3]>) => relu(y), (y: Tensor<[3]>) => tanh(y)], b3));
exactly<Tensor<[3]>>()(customGradient('same', (y: Tensor<[3]>) => y, (c) => [c])(b3));

// blocks at places that are computed
exactly<Tensor<['B', 1, 64]>>()(dynamicSlice(cache, [0, i, 0], ['B', 1, 64]));
exactly<Tensor<['B', 128, 64]>>()(update(cache, block, [0, i, 0]));

// recurrent layers
const cell = init(spec.lstm(24, 48), key(0));
const unit = init(spec.gru(24, 48), key(0));
const elman = init(spec.rnn(24, 48), key(0));
const deep = [cell, { forward: init(spec.lstm(48, 5), key(1)), backward: init(spec.lstm(48, 5), key(2)) }] as const;
exactly<Tensor<[24, 192]>>()(cell.wx);
exactly<Tensor<[48]>>()(unit.bn);
const [outputs, state] = lstm(cell, x);
exactly<Tensor<['B', 'T', 48]>>()(outputs);
exactly<LstmState<['B', 48]>>()(state);
const [deepOutputs, deepStates] = lstm(deep, x, { lengths });
exactly<Tensor<['B', 'T', 10]>>()(deepOutputs);
exactly<Tensor<['B', 5]>>()(deepStates[1].backward.c);
exactly<Tensor<['T', 'B', 48]>>()(gru(unit, xt, { timeFirst: true })[0]);
exactly<Tensor<['B', 48]>>()(rnn(elman, x, { activation: 'relu' })[1]);
exactly<Tensor<['B', 48]>>()(rnnCell(elman, now, rnn(elman, x)[1]));
exactly<Tensor<['B', 48]>>()(gruCell(unit, now, gru(unit, x)[1]));
exactly<Tensor<['B', 48]>>()(lstmCell(cell, now, state).c);
const reader = net(
  f32('B', 'T', 24),
  layer.lstm('l1', 32, { bidirectional: true }),
  layer.gru('g1', 16, { output: 'last' }),
  layer.dense('out', 2),
);
const params = init(reader.params, key(0));
exactly<Tensor<[4, 2]>>()(reader(params, full([4, 9, 24], 0)));
exactly<Tensor<[24, 128]>>()(params.l1.backward.wx);
exactly<Tensor<[64, 48]>>()(params.g1.wx);
exactly<Tensor<[2, 3]>>()(m23);
