/**
 * The training runs of PyTorch as programs of this library, by the op of the case: first state, step, batches, and the
 * stored tensors in this library's layouts, by path in the state.
 */
import type { Value } from '../../src/core/node.ts';
import { compact, exact, strided } from '../../src/core/strided.ts';
import {
  accuracy,
  adam,
  array,
  crossEntropy,
  evaluate,
  f32,
  init,
  integers,
  key,
  layer,
  mean,
  meanSquaredError,
  net,
  type ParamsOf,
  relu,
  scalar,
  sgd,
  slice,
  type Tensor,
  tanh,
  tree,
  valueAndGrad,
  vjp,
  zerosLike,
} from '../../src/index.ts';
import { DTypes } from '../../src/types/dtype.ts';
import { cnn } from '../compile/cnn.ts';
import type { DataSets, Digits } from '../support/data.ts';
import type { OracleCase, Reference } from '../support/oracle.ts';

export interface Training {
  /** The first state, new at each call: params, optimiser and, where the network keeps any, kept. */
  readonly start: () => { readonly params: unknown; readonly kept?: unknown };
  /** (state, ...batch) => { state, loss } */
  readonly step: unknown;
  readonly batch: (i: number) => readonly Value[];
  /** What the case stores of the trained network beside its weights, by role: (state) => tensors. */
  readonly after: unknown;
  /** The stored weights after the last step. */
  readonly finals: ReadonlyMap<string, Reference>;
}

export const byRole = (rs: readonly Reference[], role: string): Reference => {
  const found = rs.find((r) => r.role === role);
  if (found === undefined) throw new Error(`the case has no ${role}`);
  return found;
};

// ---- layouts --------------------------------------------------------------------------------------

/** The tensor with its axes, or those of `shape`, in the order `perm`. */
const turned = (
  r: Reference,
  perm: readonly number[],
  shape: readonly number[] = r.shape,
): Reference => {
  const x = strided(DTypes.f32, shape, Float64Array.from(r.data, Number));
  const at = (xs: readonly number[]) => perm.map((k) => xs[k]!);
  const { data } = compact({ ...x, shape: at(shape), strides: at(x.strides) }, exact);
  return { ...r, shape: at(shape), data };
};

/** OIHW as HWIO, (out, in) as (in, out). */
const channelsLast = (r: Reference, shape: readonly number[] = r.shape): Reference => {
  const axes = [...shape.keys()];
  return turned(r, axes.length === 1 ? axes : [...axes.slice(2), 1, 0], shape);
};

const numbers = (r: Reference): readonly number[] => Array.from(r.data, Number);

/** Names of PyTorch's tensors, by the last step of the path. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ w: 'weight', b: 'bias', gamma: 'weight', beta: 'bias' },
  ...{ mean: 'running_mean', var: 'running_var' },
};
const usual = (path: string): string => {
  const [layer, own] = path.split('.');
  return `${layer}.${NAMES[own!]}`;
};

/** How a case names the tensor at a path, and the shape to turn where it is not the stored one. */
interface Layout {
  readonly role: (path: string) => string;
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

const storedAt = (
  rs: readonly Reference[],
  when: 'init' | 'final',
  path: string,
  { role, shapes = {} }: Layout,
): Reference | undefined => {
  const found = rs.find((r) => r.role === `${when}.${role(path)}`);
  return found && channelsLast(found, shapes[path]);
};

/** The tree with the stored first weights; what is not stored stays as it is. */
const firstOf = <P>(c: OracleCase, params: P, layout: Layout): P =>
  tree.map((leaf, path) => {
    const stored = storedAt(c.inputs, 'init', path, layout);
    return stored === undefined ? leaf : array(leaf.shape.map(Number), numbers(stored));
  }, params);

/** A bias before a batch norm, which PyTorch's network does not have: its gradient is rounding, and it stays 0. */
const zeroLike = (path: string, x: Value): Reference => {
  const shape = x.shape.map(Number);
  const data = new Float32Array(shape.reduce((n, d) => n * d, 1));
  const tolerance = { rtol: 0, atol: 1e-6, ulps: 0, outliers: undefined };
  return { name: path, role: path, dtype: 'F32', shape, data, ...tolerance };
};

/** What every tensor of the trees must end as. */
const finalsOf = (c: OracleCase, start: Training['start'], layout: Layout): Training['finals'] => {
  const state = start();
  return new Map(
    [...tree.paths(state.params), ...tree.paths(state.kept)].map(([path, x]) => [
      path,
      storedAt(c.outputs, 'final', path, layout) ?? zeroLike(path, x),
    ]),
  );
};

// ---- networks -------------------------------------------------------------------------------------

const mlp = (c: OracleCase): Training => {
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
  const optimiser = adam({ lr: 0.01 });
  const [batch, width] = [x.shape[0]!, x.shape[1]!];
  const inputs = array([batch, width], numbers(x));
  type P = ParamsOf<typeof m.params>;
  const loss = (p: P): Tensor<[]> =>
    target.dtype === 'I32'
      ? crossEntropy(m(p, inputs), integers([batch], numbers(target)))
      : meanSquaredError(m(p, inputs), array([batch, out!], numbers(target)));
  const start = () => evaluate({ params, optimiser: optimiser.init(params) });
  const step = (s: { params: P; optimiser: ReturnType<typeof optimiser.init<P>> }) => {
    const [value, grads] = valueAndGrad(loss)(s.params);
    const [next, moments] = optimiser.update(grads, s.optimiser, s.params);
    return { state: { params: next, optimiser: moments }, loss: value };
  };
  return { start, step, after: () => ({}), batch: () => [], finals: finalsOf(c, start, layout) };
};

const iris = (c: OracleCase): Training => {
  const m = net(f32('B', 4), layer.dense('fc', 3));
  const layout: Layout = { role: (path) => path.at(-1)! };
  const start = () => ({ params: evaluate(firstOf(c, init(m.params, key(0)), layout)) });
  const optimiser = sgd(0.5);
  const x = array([150, 4], numbers(byRole(c.inputs, 'x')));
  const labels = integers([150], numbers(byRole(c.inputs, 'target')));
  type P = ParamsOf<typeof m.params>;
  const step = ({ params }: { params: P }) => {
    const [loss, grads] = valueAndGrad((p: P) => crossEntropy(m(p, x), labels))(params);
    const [next] = optimiser.update(grads, optimiser.init(params), params);
    return { state: { params: next }, loss };
  };
  const after = ({ params }: { params: P }) => ({
    correct: accuracy(m(params, x), labels).correct,
  });
  return { start, step, after, batch: () => [], finals: finalsOf(c, start, layout) };
};

/** Digits from first to first + count, of 0 to 1. */
const imagesOf = ({ images }: Digits, first: number, count: number) =>
  array(
    [count, 28, 28, 1],
    Float32Array.from(images.subarray(784 * first, 784 * (first + count)), (v) => v / 255),
  );

const mnistCnn = (c: OracleCase, data: DataSets): Training => {
  const { train, test } = data.mnist();
  const size = Number(c.attrs['batch_size']);
  // the dense layer reads the 64 channels of 5 x 5 places: channel by channel there, place by place here
  const layout: Layout = { role: usual, shapes: { 'dense.w': [10, 64, 5, 5] } };
  const params = firstOf(c, init(cnn.params, key(0)), layout);
  const optimiser = adam({ lr: 1e-3 });
  type P = ParamsOf<typeof cnn.params>;
  type S = { params: P; optimiser: ReturnType<typeof optimiser.init<P>> };
  const start = () => evaluate({ params, optimiser: optimiser.init(params) });
  const step = (s: S, x: Tensor<[64, 28, 28, 1]>, y: Tensor<[64], typeof DTypes.i32>) => {
    const [loss, grads] = valueAndGrad((p: P) => crossEntropy(cnn(p, x), y))(s.params);
    const [next, moments] = optimiser.update(grads, s.optimiser, s.params);
    return { state: { params: next, optimiser: moments }, loss };
  };
  const batch = (i: number) => {
    const first = (i * size) % Number(c.data?.['count']);
    const labels = integers([size], Array.from(train.labels.subarray(first, first + size)));
    return [imagesOf(train, first, size), labels];
  };
  const labels = integers([1000], Array.from(test.labels.subarray(0, 1000)));
  const after = (s: S) => {
    const logits = cnn(s.params, imagesOf(test, 0, 1000));
    return {
      test_correct: accuracy(logits, labels).correct,
      test_loss: crossEntropy(logits, labels),
      test_logits_first16: slice(0, 0, 16)(logits),
    };
  };
  return { start, step, batch, after, finals: finalsOf(c, start, layout) };
};

const convBn = (c: OracleCase): Training => {
  const m = net(
    f32('B', 8, 8, 3),
    layer.conv2d('conv1', { filters: 7, kernel: 3, padding: 1 }),
    layer.batchNorm('bn1'),
    relu,
    layer.conv2d('conv2', { filters: 9, kernel: 3, padding: 1, stride: 2 }),
    layer.batchNorm('bn2'),
    relu,
    mean([1, 2]),
    layer.dense('fc', 4),
  );
  const layout: Layout = { role: usual };
  const params = firstOf(c, init(m.params, key(0)), layout);
  const optimiser = sgd(0.05, { momentum: 0.9, nesterov: true, weightDecay: 0.001 });
  const kept = init(m.state, key(0));
  const start = () => evaluate({ params, kept, optimiser: optimiser.init(params) });
  const x = array([16, 8, 8, 3], numbers(turned(byRole(c.inputs, 'x'), [0, 2, 3, 1])));
  const labels = integers([16], numbers(byRole(c.inputs, 'target')));
  type P = ParamsOf<typeof m.params>;
  type K = ParamsOf<typeof m.state>;
  type S = { params: P; kept: K; optimiser: ReturnType<typeof optimiser.init<P>> };
  const step = (s: S) => {
    const lossAndKept = (p: P) => {
      const [logits, next] = m.train(p, s.kept, key(0), x);
      return [crossEntropy(logits, labels), next] as const;
    };
    const [[loss, next], back] = vjp(lossAndKept, s.params);
    const [grads] = back([scalar(1), tree.map(zerosLike, next)]);
    const [trained, velocity] = optimiser.update(grads, s.optimiser, s.params);
    return { state: { params: trained, kept: next, optimiser: velocity }, loss };
  };
  const after = (s: S) => ({ eval_logits: m.with(s.kept)(s.params, x) });
  return { start, step, after, batch: () => [], finals: finalsOf(c, start, layout) };
};

/** The cases that need nothing but what is stored with them. */
export const SELF_CONTAINED: Readonly<Record<string, (c: OracleCase) => Training>> = {
  train_mlp: mlp,
  train_softmax_regression_iris: iris,
  train_conv_bn: convBn,
};
/** The cases that read data sets. */
export const ON_DATA: Readonly<Record<string, (c: OracleCase, data: DataSets) => Training>> = {
  train_mnist_cnn: mnistCnn,
};
