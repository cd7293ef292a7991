// What an editor shows: every type is printed resolved, by the names of interfaces.
import {
  add,
  adam,
  argMax,
  array,
  concat,
  conv2d,
  crossEntropy,
  dense,
  einsum,
  evaluate,
  f32,
  flatten,
  grad,
  i32,
  init,
  jit,
  key,
  layer,
  matmul,
  maxPool2d,
  mean,
  mul,
  net,
  normal,
  pipe,
  relu,
  reshape,
  scan,
  seq,
  softmax,
  spec,
  split,
  sum,
  take,
  type Tensor,
  transpose,
  valueAndGrad,
  vmap,
} from 'typegrad';

declare const x: Tensor<['B', 28, 28, 1]>;
declare const q: Tensor<['B', 12, 'T', 64]>;
declare const ids: Tensor<['B'], i32>;

// hover: { l1: DenseP<784, 512>; l2: DenseP<512, 10>; }
export const p = init({ l1: spec.dense(784, 512), l2: spec.dense(512, 10) }, key(0));
// hover: Tensor<["B", 784], f32>
export const flat = pipe(x, reshape(['B', -1]));
// hover: Tensor<["B", 10], f32>
export const probabilities = pipe(flat, dense(p.l1), relu, dense(p.l2), softmax(-1));
// signature: (x: Tensor<["B", 784], f32>, fs_0: Dense<784, 512> & To<Tensor<["B", 512], f32>>, fs_1: FloatMap<"relu"> & To<Tensor<["B", 512], f32>>): Tensor<["B", 512], f32>
export const hidden = pipe(flat, dense(p.l1), relu);
// hover: Seq<[Dense<784, 512>, FloatMap<"relu">]>
export const block = seq(dense(p.l1), relu);
// hover: Tensor<["B", 512], f32>
export const blocked = block(flat);
// hover: Tensor<["B", 12, "T", "T"], f32>
export const scores = einsum('bhqd,bhkd->bhqk', q, q);
// hover: Tensor<["B", 1], f32>
export const total = sum(-1, { keepdims: true })(flat);
// hover: Tensor<["B"], i32>
export const classes = argMax(-1)(probabilities);
// hover: Tensor<["B", 794], f32>
export const wide = concat(-1, flat, probabilities);
// hover: Tensor<["B", "B"], f32>
export const gram = matmul(flat, transpose(flat));
// hover: Tensor<["B", 10], f32>
export const embedded = take(p.l2.w, ids);
// hover: Tensor<[], f32>
export const loss = crossEntropy(probabilities, ids);
// hover: Net<Tensor<["B", 784], f32>, Tensor<["B", 10], f32>, { readonly fc1: DenseP<784, 128>; readonly fc2: DenseP<128, 10>; }, [DenseDef<"fc1", 128>, FloatMap<"relu">, DenseDef<"fc2", 10>]>
export const mlp = net(f32('B', 784), layer.dense('fc1', 128), relu, layer.dense('fc2', 10));
// hover: Net<Tensor<["B", 28, 28, 1], f32>, Tensor<["B", 10], f32>, { readonly c1: Conv2dP<3, 1, 32>; readonly out: DenseP<5408, 10>; }, [ConvDef<2, "c1", 32, 3, 1, "valid", 1, 1>, MaxPool2d<2>, Flatten, DenseDef<"out", 10>]>
export const cnn = net(
  f32('B', 28, 28, 1),
  layer.conv2d('c1', { filters: 32, kernel: 3 }),
  maxPool2d(2),
  flatten,
  layer.dense('out', 10),
);
// signature: (input: Spec<["B", 784], f32>, stages_0: DenseDef<"fc", 10> & To<Tensor<["B", 10], f32>> & Learns<{ readonly fc: DenseP<784, 10>; }>, stages_1: FloatMap<"relu"> & To<Tensor<["B", 10], f32>>): Net<Tensor<["B", 784], f32>, Tensor<["B", 10], f32>, { readonly fc: DenseP<784, 10>; }, [DenseDef<"fc", 10>, FloatMap<"relu">]>
export const tiny = net(f32('B', 784), layer.dense('fc', 10), relu);
// hover: Tensor<["B", 14, 14, 32], f32>
export const strided = pipe(
  x,
  conv2d(init(spec.conv2d(1, 32, 3), key(0)), { stride: 2, padding: 'same' }),
  relu,
);
// hover: { readonly fc1: DenseP<784, 128>; readonly fc2: DenseP<128, 10>; }
export const params = init(mlp.params, key(0));
// hover: Tensor<[2, 10], f32>
export const bound = mlp(params, array([2, 784], new Float32Array(1568)));
// hover: NdArray<[2, 10], f32>
export const numbers = evaluate(bound);
// hover: Tensor<[2, 3], f32>
export const noise = normal(key(1), [2, 3]);
// hover: Tensor<[3, 2], u32>
export const keys = split(key(1), 3);

const cube = (v: Tensor<[3]>): Tensor<[]> => sum()(mul(v, mul(v, v)));
// hover: (params: Tensor<[3], f32>) => Tensor<[3], f32>
export const slope = grad(cube);
// hover: readonly [Tensor<[], f32>, Tensor<[3], f32>]
export const both = valueAndGrad(cube)(array([3], [1, 2, 3]));
// hover: Tensor<[5, 3], f32>
export const slopes = vmap(slope)(normal(key(2), [5, 3]));
// hover: readonly [Tensor<[3], f32>, Tensor<[4], f32>]
export const loop = scan(
  (c: Tensor<[3]>, v: Tensor<[3]>) => [add(c, v), mean()(v)] as const,
  normal(key(0), [3]),
  normal(key(1), [4, 3]),
);

export const step = jit([params, f32('B', 784), i32('B')], (own, v, y) => {
  const [value, grads] = valueAndGrad((o: typeof own) => crossEntropy(mlp(o, v), y))(own);
  const [next] = adam().update(grads, adam().init(own), own);
  return { params: next, loss: value, scores: mlp(next, v) };
});
// hover: { params: { fc1: { w: NdArray<[784, 128], f32>; b: NdArray<[128], f32>; }; fc2: { w: NdArray<[128, 10], f32>; b: NdArray<[10], f32>; }; }; loss: NdArray<[], f32>; scores: NdArray<[2, 10], f32>; }
export const after = step(
  params,
  array([2, 784], new Float32Array(1568)),
  {} as Tensor<[2], i32>,
);
// hover: NdArray<[2, 10], f32>
export const result = after.scores;
