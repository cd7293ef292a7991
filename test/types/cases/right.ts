// Right programs over the public surface, with the exact types of their results: no wider, no narrower, never `any`.
import {
  add,
  adam,
  arange,
  argMax,
  array,
  type Arrays,
  type bool,
  cast,
  concat,
  cond,
  dense,
  einsum,
  equal,
  evaluate,
  expandDims,
  f32,
  type f64,
  flatten,
  full,
  grad,
  i32,
  init,
  integers,
  jit,
  jvp,
  key,
  layer,
  logSumExp,
  matmul,
  max,
  mean,
  model,
  mul,
  type NdArray,
  net,
  oneHot,
  pad,
  type ParamsOf,
  permute,
  pipe,
  relu,
  reshape,
  scan,
  seq,
  sgd,
  slice,
  softmax,
  spec,
  squeeze,
  stack,
  sum,
  take,
  tanh,
  type Tensor,
  transpose,
  type u32,
  valueAndGrad,
  vjp,
  vmap,
  where,
} from 'typegrad';

// distributes over nothing and takes no `any` for an answer
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A;
declare const exactly: <T>() => <A>(value: A, ...differs: Same<A, T> extends true ? [] : [A]) => void;

declare const x: Tensor<['B', 28, 28, 1]>;
declare const v: Tensor<['B', 784]>;
declare const a: Tensor<[32, 784]>;
declare const h: Tensor<['B', '16*h', 'T']>;
declare const n: Tensor<[number, 784]>;
declare const d3: Tensor<[3], f64>;
declare const b3: Tensor<[3]>;
declare const ids: Tensor<['B'], i32>;
declare const yes: Tensor<[], bool>;
declare const open: Tensor<readonly (number | string)[]>;

// dims: known, named, computed, dynamic
exactly<Tensor<['B', 784]>>()(reshape(['B', -1])(x));
exactly<Tensor<['28*B', 28]>>()(reshape(['28*B', 28])(x));
exactly<Tensor<['B', '8*h', 2, 'T']>>()(reshape(['B', '8*h', 2, 'T'])(h));
exactly<Tensor<['B+32', 784]>>()(concat(0, v, a));
exactly<Tensor<['B', 784]>>()(add(v, n));
exactly<Tensor<['B', 28, 28]>>()(squeeze(-1)(x));
exactly<Tensor<['B', 1, 784]>>()(expandDims(1)(v));
exactly<Tensor<['B', 784]>>()(flatten(x));
exactly<Tensor<['B', 28, 28, 784]>>()(add(x, expandDims(1)(expandDims(1)(v))));

// contractions
exactly<Tensor<['B', 'B']>>()(matmul(v, transpose(v)));
exactly<Tensor<['B', 28, 28, 32]>>()(matmul(x, full([1, 32], 0)));
exactly<Tensor<[]>>()(einsum('ij,ij->', a, a));
exactly<Tensor<[784, 'B']>>()(einsum('bi->ib', v));
exactly<Tensor<[32]>>()(einsum('ii->i', full([32, 32], 1)));

// reductions, order of axes, parts
exactly<Tensor<['B', 1]>>()(sum(-1, { keepdims: true })(v));
exactly<Tensor<['B', 1]>>()(mean([1, 2])(x));
exactly<Tensor<[]>>()(max()(x));
exactly<Tensor<['B', 28, 1]>>()(logSumExp(1)(x));
exactly<Tensor<['B'], i32>>()(argMax(-1)(v));
exactly<Tensor<['T', 'B', '16*h']>>()(permute([2, 0, 1])(h));
exactly<Tensor<['B', 10]>>()(slice(1, 0, 10)(v));
exactly<Tensor<['B', 30, 30, 1]>>()(pad([[0, 0], [1, 1], [1, 1], [0, 0]])(x));
exactly<Tensor<['B', 784]>>()(take(a, ids));
exactly<Tensor<['B', 10]>>()(oneHot(10)(ids));
exactly<Tensor<[2, 3], f64>>()(stack(0, d3, d3));

// dtypes
exactly<Tensor<[3], i32>>()(cast(i32)(d3));
exactly<Tensor<[3], f64>>()(tanh(mul(d3, d3)));
exactly<Tensor<['B'], bool>>()(equal(ids, ids));
exactly<Tensor<['B'], f64>>()(where(equal(ids, ids), full(['B'], 1, { dtype: 'f64' }), full([], 0, { dtype: 'f64' })));
exactly<Tensor<['N'], i32>>()(arange('N'));
exactly<Tensor<[2], u32>>()(key(3));

// data
exactly<NdArray<[2, 3]>>()(array([2, 3], [1, 2, 3, 4, 5, 6]));
exactly<NdArray<[2], i32>>()(integers([2], [1, 2]));
exactly<NdArray<[], f64>>()(evaluate(sum()(d3)));
exactly<{ readonly s: NdArray<[3]> }>()(evaluate({ s: b3 } as { readonly s: typeof b3 }));

// layers as values
const block = seq(relu, softmax(-1), reshape([-1]));
exactly<Tensor<['784*B']>>()(block(v));
exactly<Tensor<[3], f64>>()(seq(relu, softmax(0))(d3));
exactly<Tensor<['B', 28, 28, 1]>>()(pipe(x, relu, (y: Tensor<['B', 28, 28, 1]>) => mul(y, y)));

// models: names are bound at the call
const mlp = net(f32('B', 28, 28), flatten, layer.dense('fc1', 128), relu, layer.dense('fc2', 10));
const params = init(mlp.params, key(0));
exactly<Tensor<['B', 10]>>()(mlp(params, full(['B', 28, 28], 0)));
exactly<Tensor<[7, 10]>>()(mlp(params, full([7, 28, 28], 0)));
exactly<Tensor<['N', 10]>>()(mlp(params, full(['N', 28, 28], 0)));
exactly<Tensor<[784, 128]>>()(params.fc1.w);
const halves = model({ l: spec.dense(4, 2) }, f32('B', '16*h', 4), (q, y) =>
  reshape(['B', '8*h', 4])(pipe(y, dense(q.l))),
);
const halved = halves(init({ l: spec.dense(4, 2) }, key(0)), full([5, 32, 4], 0));
exactly<Tensor<[5, 16, 4]>>()(halved);

// derivatives have the form of what they are taken of
type P = ParamsOf<typeof mlp.params>;
const lossOf = (q: P): Tensor<[]> => sum()(mlp(q, full([7, 28, 28], 0)));
exactly<P>()(grad(lossOf)(params));
exactly<readonly [Tensor<[]>, P]>()(valueAndGrad(lossOf)(params));
const lossAndMore = (p: P) => [lossOf(p), { twice: 2 }] as const;
exactly<readonly [readonly [Tensor<[]>, { readonly twice: 2 }], P]>()(
  valueAndGrad(lossAndMore, { aux: true })(params),
);
exactly<readonly [Tensor<[3]>, Tensor<[3]>]>()(jvp((y: Tensor<[3]>) => relu(y), [b3], [b3]));
exactly<[Tensor<[3]>]>()(vjp((y: Tensor<[3]>) => relu(y), b3)[1](b3));
exactly<P>()(adam().update(grad(lossOf)(params), adam().init(params), params)[0]);
exactly<P>()(sgd(0.1).update(grad(lossOf)(params), sgd(0.1).init(params), params)[0]);

// batches, loops, branches
exactly<Tensor<['N', 3]>>()(vmap((y: Tensor<[3]>) => relu(y))(full(['N', 3], 0)));
exactly<Tensor<[5, 3]>>()(vmap((y: Tensor<[3]>, z: Tensor<[3]>) => add(y, z), { inAxes: [null, 0] })(b3, full([5, 3], 0)));
exactly<readonly [Tensor<[3]>, Tensor<[9]>]>()(
  scan((c: Tensor<[3]>, y: Tensor<[3]>) => [add(c, y), sum()(y)] as const, b3, full([9, 3], 0)),
);
exactly<Tensor<[3]>>()(cond(yes, (y: Tensor<[3]>) => y, (y: Tensor<[3]>) => relu(y), b3));

// compiled functions: data in the form of what the body returns, at the sizes of the call
const layered = jit([{ u: f32('I', 'H'), v: f32('H', 'C') }, f32('B', 'I')], (q, z) =>
  matmul(matmul(z, q.u), q.v),
);
declare const layers: { u: NdArray<[4, 5]>; v: NdArray<[5, 3]> };
exactly<NdArray<[2, 3]>>()(layered(layers, array([2, 4], new Float32Array(8))));
const compiled = jit([mlp.params, f32('B', 28, 28)], (q, y) => ({ scores: mlp(q, y), total: sum()(y) }));
exactly<{ scores: NdArray<[2, 10]>; total: NdArray<[]> }>()(
  compiled(params, array([2, 28, 28], new Float32Array(1568))),
);
declare const arrays: Arrays<P>;
exactly<NdArray<[784, 128]>>()(arrays.fc1.w);

// unknown rank goes along, and promises nothing
exactly<Tensor<(number | string)[]>>()(add(open, b3));
// @ts-expect-error an open shape is not three numbers
export const unsound: Tensor<[3]> = open;
// @ts-expect-error a result is never `any`
export const sound: number = matmul(v, transpose(v));
// @ts-expect-error nor is that of a pipe
export const piped: number = pipe(v, relu, softmax(-1));
// @ts-expect-error nor that of a model
export const scored: number = mlp(params, full([7, 28, 28], 0));
// @ts-expect-error nor that of a compiled function
export const run: number = compiled(params, array([2, 28, 28], new Float32Array(1568)));
