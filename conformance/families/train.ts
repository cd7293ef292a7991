/**
 * The training runs of PyTorch as programs of this library: first state, step, batches, and the trained network as the
 * cases store it. Layouts: ours are channels last, and (in, out) for matrices.
 */
import type { Value } from '../../src/core/node.ts';
import {
  accuracy,
  adam,
  array,
  crossEntropy,
  evaluate,
  f32,
  flatten,
  init,
  integers,
  key,
  layer,
  maxPool2d,
  mean,
  meanSquaredError,
  net,
  type ParamsOf,
  permute,
  relu,
  sgd,
  slice,
  type Tensor,
  tanh,
  tree,
  valueAndGrad,
} from '../../src/index.ts';
import type { DTypes } from '../../src/types/dtype.ts';
import { type AdapterOf, direct, type Family } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import { type Backend, dataOf } from '../backend.ts';
import type { Case, Reference } from '../cases.ts';
import { type DataSets, type Digits, dataSets } from '../data.ts';
import { type Training, train } from '../training.ts';
import { gan, vae, wganGp } from './train-generative.ts';
import { adamOptions, byRole, member, sgdOptions } from './train-run.ts';
import { charLstm, charTransformer } from './train-text.ts';
import { permute as permuted, reshape } from './untyped.ts';

const numbers = (r: Reference): readonly number[] => Array.from(r.data, Number);
const integersOf = (r: Reference) => integers([r.data.length], numbers(r));

// ---- layouts --------------------------------------------------------------------------------------

/** OIHW of HWIO, (out, in) of (in, out). */
const outFirst = (x: Value): Value => {
  const rank = x.shape.length;
  return rank < 2 ? x : permuted(x, [rank - 1, rank - 2, ...[...x.shape.keys()].slice(0, -2)]);
};
/** HWIO of OIHW. */
const outLast = (x: Value): Value => {
  const axes = [...x.shape.keys()];
  return axes.length < 2 ? x : permuted(x, [...axes.slice(2), 1, 0]);
};

/** How a case names the tensor at a path, and the shape [out, ...] to turn where the stored one hides axes. */
interface Layout {
  readonly role: (path: string) => string;
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

/** Names of PyTorch's tensors, by the last step of the path. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ w: 'weight', b: 'bias', gamma: 'weight', beta: 'bias' },
  ...{ mean: 'running_mean', var: 'running_var' },
};
const usual = (path: string): string => {
  const [layer, own] = path.split('.');
  return `${layer}.${NAMES[own!]}`;
};

/** The tree with the stored first weights; what is not stored stays as it is. */
const firstOf = <P>(c: Case, params: P, { role, shapes = {} }: Layout): P =>
  tree.map((leaf, path) => {
    const stored = c.inputs.find((r) => r.role === `init.${role(path)}`);
    if (stored === undefined) return leaf;
    const turned = outLast(reshape(dataOf(stored), shapes[path] ?? stored.shape));
    return reshape(turned, leaf.shape);
  }, params);

/** final.<name> of every tensor, as the case stores it. */
const finalsOf = (
  c: Case,
  trees: readonly unknown[],
  { role, shapes = {} }: Layout,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    trees
      .flatMap((t) => tree.paths(t))
      .flatMap(([path, x]) => {
        const name = `final.${role(path)}`;
        const stored = c.outputs.find((r) => r.role === name);
        if (stored === undefined) return [];
        const [out, ins, ...field] = shapes[path] ?? [];
        const spread = out === undefined ? x : reshape(x, [...field, ins, out]);
        return [[name, reshape(outFirst(spread), stored.shape)]];
      }),
  );

// ---- networks -------------------------------------------------------------------------------------

const mlp = (c: Case): Training => {
  const [x, target] = [byRole(c.inputs, 'x'), byRole(c.inputs, 'target')];
  const [h1, h2, out] = ['w1', 'w2', 'w3'].map((w) => byRole(c.inputs, `init.${w}`).shape[0]!);
  const m = net(
    f32('B', x.shape[1]!),
    layer.dense('l1', h1!),
    tanh,
    layer.dense('l2', h2!),
    relu,
    layer.dense('l3', out!),
  );
  const layout: Layout = { role: (path) => `${path.at(-1)}${path[1]}` };
  const params = firstOf(c, init(m.params, key(0)), layout);
  const optimiser = adam(adamOptions(c));
  const [batch, width] = [x.shape[0]!, x.shape[1]!];
  const inputs = array([batch, width], numbers(x));
  type P = ParamsOf<typeof m.params>;
  type S = { params: P; optimiser: ReturnType<typeof optimiser.init<P>> };
  const loss = (p: P): Tensor<[]> =>
    target.dtype === 'I32'
      ? crossEntropy(m(p, inputs), integersOf(target))
      : meanSquaredError(m(p, inputs), array([batch, out!], numbers(target)));
  const step = (s: S) => {
    const [value, grads] = valueAndGrad(loss)(s.params);
    const [next, moments] = optimiser.update(grads, s.optimiser, s.params);
    return { state: { params: next, optimiser: moments }, loss: value };
  };
  return {
    steps: numberOf(c.attrs, 'steps'),
    start: () => evaluate({ params, optimiser: optimiser.init(params) }),
    step,
    batch: () => [],
    results: (s: S) => finalsOf(c, [s.params], layout),
  };
};

const iris = (c: Case): Training => {
  const stored = byRole(c.inputs, 'x');
  const [rows, width] = [stored.shape[0]!, stored.shape[1]!];
  const m = net(f32('B', width), layer.dense('fc', byRole(c.inputs, 'init.b').shape[0]!));
  const layout: Layout = { role: (path) => path.at(-1)! };
  const { lr, ...options } = sgdOptions(c);
  const optimiser = sgd(lr, options);
  const x = array([rows, width], numbers(stored));
  const labels = integersOf(byRole(c.inputs, 'target'));
  const first = firstOf(c, init(m.params, key(0)), layout);
  type P = ParamsOf<typeof m.params>;
  type S = { params: P; optimiser: ReturnType<typeof optimiser.init<P>> };
  const step = (s: S) => {
    const [loss, grads] = valueAndGrad((p: P) => crossEntropy(m(p, x), labels))(s.params);
    const [params, velocity] = optimiser.update(grads, s.optimiser, s.params);
    return { state: { params, optimiser: velocity }, loss };
  };
  return {
    steps: numberOf(c.attrs, 'steps'),
    start: () => evaluate({ params: first, optimiser: optimiser.init(first) }),
    step,
    batch: () => [],
    results: ({ params }: S) => ({
      ...finalsOf(c, [params], layout),
      correct: accuracy(m(params, x), labels).correct,
    }),
  };
};

/** Digits from first to first + count, of 0 to 1. */
const imagesOf = ({ images }: Digits, first: number, count: number) =>
  array(
    [count, 28, 28, 1],
    Float32Array.from(images.subarray(784 * first, 784 * (first + count)), (v) => v / 255),
  );
const labelsOf = ({ labels }: Digits, first: number, count: number) =>
  integers([count], Array.from(labels.subarray(first, first + count)));

const cnnOf = (first: number, second: number) =>
  net(
    f32('B', 28, 28, 1),
    layer.conv2d('conv1', { filters: first, kernel: 3 }),
    relu,
    maxPool2d(2),
    layer.conv2d('conv2', { filters: second, kernel: 3 }),
    relu,
    maxPool2d(2),
    flatten,
    layer.dense('dense', 10),
  );

/** The number of outputs of a layer whose first weights the case has. */
const outputsOf = ({ inputs }: Case, name: string): number =>
  byRole(inputs, `init.${name}.weight`).shape[0]!;

const mnistCnn = (c: Case, data: DataSets): Training => {
  const { train, test } = data.mnist();
  const size = numberOf(c.attrs, 'batch_size');
  const numberIn = (name: string): number => Number(c.data?.[name]);
  const second = outputsOf(c, 'conv2');
  const cnn = cnnOf(outputsOf(c, 'conv1'), second);
  // the dense layer reads the channels of 5 x 5 places: channel by channel there, place by place here
  const layout: Layout = { role: usual, shapes: { 'dense.w': [10, second, 5, 5] } };
  const params = firstOf(c, init(cnn.params, key(0)), layout);
  const optimiser = adam(adamOptions(c));
  type P = ParamsOf<typeof cnn.params>;
  type S = { params: P; optimiser: ReturnType<typeof optimiser.init<P>> };
  const step = (s: S, x: Tensor<[number, 28, 28, 1]>, y: Tensor<[number], typeof DTypes.i32>) => {
    const [loss, grads] = valueAndGrad((p: P) => crossEntropy(cnn(p, x), y))(s.params);
    const [next, moments] = optimiser.update(grads, s.optimiser, s.params);
    return { state: { params: next, optimiser: moments }, loss };
  };
  const results = (s: S) => {
    const [from, count] = [numberIn('test_first'), numberIn('test_count')];
    const logits = cnn(s.params, imagesOf(test, from, count));
    const labels = labelsOf(test, from, count);
    return {
      ...finalsOf(c, [s.params], layout),
      test_correct: accuracy(logits, labels).correct,
      test_loss: crossEntropy(logits, labels),
      test_logits_first16: slice(0, 0, 16)(logits),
    };
  };
  const batch = (i: number) => {
    const first = numberIn('first') + ((i * size) % numberIn('count'));
    return [imagesOf(train, first, size), labelsOf(train, first, size)];
  };
  const start = () => evaluate({ params, optimiser: optimiser.init(params) });
  return { steps: numberOf(c.attrs, 'steps'), start, step, batch, results };
};

const convBnOf = (c: Case, [, channels, height, width]: readonly number[]) => {
  const given = c.attrs['batch_norm'];
  const normal = { momentum: Number(member(given, 'momentum')), eps: Number(member(given, 'eps')) };
  return net(
    f32('B', height!, width!, channels!),
    layer.conv2d('conv1', { filters: outputsOf(c, 'conv1'), kernel: 3, padding: 1 }),
    layer.batchNorm('bn1', normal),
    relu,
    layer.conv2d('conv2', { filters: outputsOf(c, 'conv2'), kernel: 3, padding: 1, stride: 2 }),
    layer.batchNorm('bn2', normal),
    relu,
    mean([1, 2]),
    layer.dense('fc', outputsOf(c, 'fc')),
  );
};

const convBn = (c: Case): Training => {
  const stored = byRole(c.inputs, 'x');
  const m = convBnOf(c, stored.shape);
  const layout: Layout = { role: usual };
  const params = firstOf(c, init(m.params, key(0)), layout);
  const { lr, ...options } = sgdOptions(c);
  const optimiser = sgd(lr, options);
  const kept = init(m.state, key(0));
  const [n, channels, height, width] = stored.shape;
  const images = array([n!, channels!, height!, width!], numbers(stored));
  const x = permute([0, 2, 3, 1])(images);
  const labels = integersOf(byRole(c.inputs, 'target'));
  type P = ParamsOf<typeof m.params>;
  type K = ParamsOf<typeof m.state>;
  type S = { params: P; kept: K; optimiser: ReturnType<typeof optimiser.init<P>> };
  const step = (s: S) => {
    const lossAndKept = (p: P) => {
      const [logits, next] = m.train(p, s.kept, key(0), x);
      return [crossEntropy(logits, labels), next] as const;
    };
    const [[loss, next], grads] = valueAndGrad(lossAndKept, { aux: true })(s.params);
    const [trained, velocity] = optimiser.update(grads, s.optimiser, s.params);
    return { state: { params: trained, kept: next, optimiser: velocity }, loss };
  };
  return {
    steps: numberOf(c.attrs, 'steps'),
    start: () => evaluate({ params, kept, optimiser: optimiser.init(params) }),
    step,
    batch: () => [],
    results: (s: S) => ({
      ...finalsOf(c, [s.params, s.kept], layout),
      eval_logits: m.with(s.kept)(s.params, x),
    }),
  };
};

// ---- adapters -------------------------------------------------------------------------------------

/** The cases that need nothing but what is stored with them. */
export const SELF_CONTAINED: Readonly<Record<string, (c: Case) => Training>> = {
  train_mlp: mlp,
  train_softmax_regression_iris: iris,
  train_conv_bn: convBn,
  train_gan: gan,
  train_wgan_gp: wganGp,
};
/** The cases that read data sets. */
export const ON_DATA: Readonly<Record<string, (c: Case, data: DataSets) => Training>> = {
  train_mnist_cnn: mnistCnn,
  train_char_lstm: charLstm,
  train_char_transformer: charTransformer,
  train_vae: vae,
};

const trained = (backend: Backend, t: Training) => {
  const { losses, results } = train(backend, t);
  return { ...results, loss: losses };
};

const selfContained =
  (training: (c: Case) => Training): AdapterOf =>
  (c) =>
    direct((backend) => trained(backend, training(c)));

const onData =
  (training: (c: Case, data: DataSets) => Training): AdapterOf =>
  (c) =>
    direct((backend) => {
      if (backend.data === undefined)
        throw new Error('the case reads data sets: name their folder');
      return trained(backend, training(c, dataSets(backend.data)));
    });

const mapped = <F>(
  trainings: Readonly<Record<string, F>>,
  adapterOf: (f: F) => AdapterOf,
): Family => Object.fromEntries(Object.entries(trainings).map(([op, f]) => [op, adapterOf(f)]));

export const trainFamily: Family = {
  ...mapped(SELF_CONTAINED, selfContained),
  ...mapped(ON_DATA, onData),
};
