/**
 * Small convolutional networks obey the laws as a whole: first and second derivatives, batches, and the kernels
 * against the reference; with dropout and batch normalisation in training too.
 */
import { describe, expect, test } from 'vitest';
import { trace } from '../../src/core/graph.ts';
import type { Graph } from '../../src/core/node.ts';
import { exact, strided } from '../../src/core/strided.ts';
import { typeOf } from '../../src/core/type.ts';
import {
  array,
  avgPool2d,
  crossEntropy,
  f32,
  flatten,
  grad,
  init,
  integers,
  jvp,
  key,
  layer,
  maxPool2d,
  net,
  relu,
  type Tensor,
  tanh,
  tree,
  vjp,
} from '../../src/index.ts';
import { evaluateGraph } from '../../src/transform/index.ts';
import { isFloat } from '../../src/types/dtype.ts';
import { type Args, batchedGraph, batchLaw, elements, textLaw } from '../laws/laws.ts';
import { directions, random } from '../laws/random.ts';
import { difference, runReference, runWasm } from '../runtime/wasm.ts';

const labels = integers([3], [2, 0, 1]);
const waves = (n: number, from: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => Math.sin(from + 7 * i * i + i));

/** The tree with numbers up to 1/2 without structure, biases among them. */
const filled = <P>(params: P): P =>
  tree.map((leaf, path) => {
    const shape = leaf.shape.map(Number);
    const size = shape.reduce((n, d) => n * d, 1);
    return array(
      shape,
      waves(size, path.length).map((v) => v / 2),
    );
  }, params);

/** Programs of the leaves of a tree; their results are a loss, or tensors in the form of that tree. */
interface Program {
  readonly loss: Graph;
  readonly gradient: Graph;
  /** leaves, then a direction: the Hessian times it, the tangent of the gradient */
  readonly forwardOverReverse: Graph;
  /** the same as the cotangent of the gradient */
  readonly reverseOverReverse: Graph;
  readonly args: Args;
  /** as the arguments; zeros for integers */
  readonly direction: (seed: number) => Args;
}

const directionLike = (args: Args, seed: number): Args => {
  const source = random(seed);
  return args.map(({ shape, dtype }) => {
    const data = exact.alloc(
      dtype,
      shape.reduce((n, d) => n * d, 1),
    );
    if (isFloat(dtype)) data.set(directions(source, data.length));
    return strided(dtype, shape, data);
  });
};

const programOf = <T>(at: T, loss: (at: T) => Tensor<[]>): Program => {
  const values = tree.leaves(at);
  const types = values.map(typeOf);
  const args = evaluateGraph({ params: [], results: values }, [], exact);
  const tangent = (x: T, v: T): T => jvp(grad(loss), [x], [v])[1];
  const cotangent = (x: T, v: T): T => vjp(grad(loss), x)[1](v)[0];
  const product = (f: (x: T, v: T) => T): Graph =>
    trace(
      (...vs) =>
        tree.leaves(
          f(tree.rebuild(at, vs.slice(0, types.length)), tree.rebuild(at, vs.slice(types.length))),
        ),
      [...types, ...types],
    );
  return {
    loss: trace((...vs) => [loss(tree.rebuild(at, vs))], types),
    gradient: trace((...vs) => tree.leaves(grad(loss)(tree.rebuild(at, vs))), types),
    forwardOverReverse: product(tangent),
    reverseOverReverse: product(cotangent),
    args,
    direction: (seed) => directionLike(args, seed),
  };
};

const maxima = (): Program => {
  const m = net(
    f32('B', 8, 9, 2),
    layer.conv2d('c1', { filters: 3, kernel: 3 }),
    relu,
    maxPool2d(2),
    layer.conv2d('c2', { filters: 4, kernel: 2 }),
    relu,
    maxPool2d([2, 1]),
    flatten,
    layer.dense('fc', 3),
  );
  const at = { params: filled(init(m.params, key(0))), x: array([3, 8, 9, 2], waves(432, 1)) };
  return programOf(at, ({ params, x }) => crossEntropy(m(params, x), labels));
};

const means = (): Program => {
  const m = net(
    f32('B', 7, 6, 4),
    layer.conv2d('c1', { filters: 4, kernel: 3, stride: 2, padding: 1, groups: 2 }),
    tanh,
    avgPool2d(2, { stride: 1, padding: 1 }),
    layer.conv2d('c2', { filters: 2, kernel: [1, 2], dilation: 2, padding: 'same' }),
    tanh,
    flatten,
    layer.dense('fc', 3),
  );
  const at = { params: filled(init(m.params, key(0))), x: array([3, 7, 6, 4], waves(504, 2)) };
  return programOf(at, ({ params, x }) => crossEntropy(m(params, x), labels));
};

const training = (): Program => {
  const m = net(
    f32('B', 6, 6, 1),
    layer.conv2d('c1', { filters: 3, kernel: 3 }),
    relu,
    layer.batchNorm('bn'),
    maxPool2d(2),
    layer.dropout('d1', 0.25),
    layer.residual('r', layer.conv2d('c2', { filters: 3, kernel: 3, padding: 'same' }), relu),
    layer.dropout('d2', 0.5),
    flatten,
    layer.dense('fc', 3),
  );
  const state = init(m.state, key(0));
  const at = {
    params: filled(init(m.params, key(0))),
    x: array([3, 6, 6, 1], waves(108, 3)),
    mask: key(5),
  };
  return programOf(at, ({ params, x, mask }) =>
    crossEntropy(m.train(params, state, mask, x)[0], labels),
  );
};

const evaluate = (g: Graph, args: Args): readonly number[] =>
  evaluateGraph(g, args, exact).flatMap(elements);

/** x + h v */
const moved = (args: Args, v: Args, h: number): Args =>
  args.map((x, k) => {
    const to = elements(v[k]!);
    if (!isFloat(x.dtype)) return x;
    const data = Float64Array.from(elements(x), (w, i) => w + h * to[i]!);
    return strided(x.dtype, x.shape, data);
  });

/** So small that no maximum and no sign of a relu changes on the way. */
const STEP = 1e-5;

/** The derivative of all results along v. */
const slope = (g: Graph, args: Args, v: Args): readonly number[] => {
  const up = evaluate(g, moved(args, v, STEP));
  const down = evaluate(g, moved(args, v, -STEP));
  return up.map((u, i) => (u - down[i]!) / (2 * STEP));
};

/** The k-th argument's i-th unit vector. */
const unit = (args: Args, k: number, i: number): Args =>
  directionLike(args, 0).map((v, j) => {
    const data = v.data.slice().fill(0);
    if (j === k) data[i] = 1;
    return { ...v, data };
  });

const inner = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((s, v, i) => s + v * y[i]!, 0);

/** The greatest distance. */
const apart = (got: readonly number[], want: readonly number[]): number =>
  Math.max(
    ...want.map((w, i) => Math.abs(got[i]! - w)),
    ...(got.length === want.length ? [] : [1]),
  );

const otherKeys = (args: Args): Args =>
  args.map((x) => (isFloat(x.dtype) ? x : { ...x, data: x.data.map((k) => k + 1) }));

const stacked = (examples: readonly Args[]): Args =>
  examples[0]!.map(({ dtype, shape }, k) => {
    const rows = examples.flatMap((e) => elements(e[k]!));
    const data = exact.alloc(dtype, rows.length);
    data.set(rows);
    return strided(dtype, [examples.length, ...shape], data);
  });

describe.each([
  ['maxima', maxima],
  ['means, strides, groups and dilation', means],
  ['batch normalisation and dropout in training', training],
] as const)('a network with %s', (_, program) => {
  const { loss, gradient, forwardOverReverse, reverseOverReverse, args, direction } = program();
  const examples = [args, otherKeys(moved(args, direction(3), 0.1))];
  test('its gradient is the central difference in every coordinate', () => {
    const grads = evaluateGraph(gradient, args, exact).map(elements);
    args.forEach((x, k) => {
      if (!isFloat(x.dtype)) return;
      const numeric = elements(x).map((__, i) => slope(loss, args, unit(args, k, i))[0]!);
      // of a loss of about 2 the difference quotient keeps 2^-53 / STEP, some 1e-11
      expect(apart(grads[k]!, numeric)).toBeLessThan(1e-9);
      expect(Math.max(...numeric.map(Math.abs))).toBeGreaterThan(1e-3);
    });
  });
  test('its Hessian times a direction is the difference of gradients, and is symmetric', () => {
    const [u, v] = [direction(1), direction(2)];
    const [hu, hv] = [u, v].map((d) => evaluate(forwardOverReverse, [...args, ...d]));
    // the fourth derivative of the loss along a direction of length 10 and more, times STEP squared
    expect(apart(hv!, slope(gradient, args, v))).toBeLessThan(1e-7);
    const [uhv, vhu] = [inner(u.flatMap(elements), hv!), inner(v.flatMap(elements), hu!)];
    expect(Math.abs(uhv - vhu)).toBeLessThan(1e-12 * (1 + Math.abs(uhv)));
    expect(apart(evaluate(reverseOverReverse, [...args, ...v]), hv!)).toBeLessThan(1e-12);
  });
  test('in a batch of images, of parameters, of keys or of all, it is that of every example', () => {
    expect(batchLaw(loss, examples)).toBeUndefined();
    expect(batchLaw(gradient, examples)).toBeUndefined();
  });
  test('its gradient is what its text says', () => {
    expect(textLaw(gradient, args)).toBeUndefined();
  });
  // sums of up to 100 products of numbers of about 1
  const tolerance = () => 100 * 2 ** -24;
  test.each([
    ['loss', loss, args],
    ['gradient', gradient, args],
    ['Hessian times a direction', forwardOverReverse, [...args, ...direction(4)]],
  ] as const)('its %s on the kernels is that of the reference', (__, g, xs) => {
    expect(difference(runWasm(g, xs), runReference(g, xs), tolerance)).toBeUndefined();
  });
  test('the gradients of a batch of networks on the kernels are those of each', () => {
    const every = args.map(() => true);
    const all = runWasm(batchedGraph(gradient, every, examples.length), stacked(examples));
    const each = examples.map((e) => runWasm(gradient, e));
    const want = all.map((__, k) => each.flatMap((grads) => grads[k]!));
    expect(difference(all, want, tolerance)).toBeUndefined();
  });
});
