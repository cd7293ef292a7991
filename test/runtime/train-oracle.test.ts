/** Whole training runs of PyTorch, step by step: on the reference, in exact and rounded arithmetic, and on the kernels. */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/core/node.ts';
import { exact, type Numbers, rounded, strided } from '../../src/core/strided.ts';
import {
  adam,
  array,
  crossEntropy,
  evaluate,
  f32,
  integers,
  jit,
  layer,
  meanSquaredError,
  net,
  type ParamsOf,
  relu,
  type Tensor,
  tanh,
  tree,
  valueAndGrad,
} from '../../src/index.ts';
import { evaluateGraph } from '../../src/transform/index.ts';
import { disagreement } from '../support/agree.ts';
import { type OracleCase, type Reference, torchOracle } from '../support/oracle.ts';

const byRole = (rs: readonly Reference[], role: string): Reference => {
  const found = rs.find((r) => r.role === role);
  if (found === undefined) throw new Error(`the case has no ${role}`);
  return found;
};

/** PyTorch stores (out, in), we (in, out). */
const transposed = (r: Reference): Float32Array => {
  const [out, inner] = r.shape;
  return Float32Array.from({ length: out! * inner! }, (_, k) =>
    Number(r.data[(k % out!) * inner! + Math.floor(k / out!)]),
  );
};

const widths = (c: OracleCase): readonly number[] =>
  ['w1', 'w2', 'w3'].map((w) => byRole(c.inputs, `init.${w}`).shape[0]!);

const numbers = (data: ArrayLike<number | bigint>): Float32Array => Float32Array.from(data, Number);

/** The network of the case, its first parameters, and what one step does. */
const setUp = (c: OracleCase) => {
  const x = byRole(c.inputs, 'x');
  const target = byRole(c.inputs, 'target');
  const [h1, h2, out] = widths(c);
  const mlp = net(
    f32('B', x.shape[1]!),
    layer.dense('l1', h1!),
    tanh,
    layer.dense('l2', h2!),
    relu,
    layer.dense('l3', out!),
  );
  const dense = (k: number) => {
    const w = byRole(c.inputs, `init.w${k}`);
    return {
      w: array([w.shape[1]!, w.shape[0]!], transposed(w)),
      b: array([w.shape[0]!], numbers(byRole(c.inputs, `init.b${k}`).data)),
    };
  };
  const params = { l1: dense(1), l2: dense(2), l3: dense(3) };
  const optimiser = adam({ lr: 0.01 });
  const labelled = target.dtype === 'I32';
  const batch = x.shape[0]!;
  const inputs = array([batch, x.shape[1]!], numbers(x.data));
  const targets = labelled
    ? integers([batch], Int32Array.from(target.data, Number))
    : array([batch, out!], numbers(target.data));
  type P = ParamsOf<typeof mlp.params>;
  type S = ReturnType<typeof optimiser.init<P>>;
  const loss = (p: P): Tensor<[]> =>
    labelled
      ? crossEntropy(mlp(p, inputs), integers([batch], Int32Array.from(target.data, Number)))
      : meanSquaredError(mlp(p, inputs), array([batch, out!], numbers(target.data)));
  const step = (p: P, s: S) => {
    const [value, grads] = valueAndGrad(loss)(p);
    const [next, state] = optimiser.update(grads, s, p);
    return { params: next, state, loss: value };
  };
  return { params, state: evaluate(optimiser.init(params)), step, targets };
};

type Run = {
  readonly losses: readonly number[];
  readonly finals: ReadonlyMap<string, ArrayLike<number>>;
};

const finalsOf = (named: readonly (readonly [string, ArrayLike<number>])[]): Run['finals'] =>
  new Map(named);

const onKernels = (c: OracleCase, steps: number): Run => {
  const { params, state, step } = setUp(c);
  const run = jit([params, state], step, { donate: [0, 1] });
  let at = run(params, state);
  const losses = [at.loss.data[0]!];
  for (let i = 1; i < steps; i++) {
    at = run(at.params, at.state);
    losses.push(at.loss.data[0]!);
  }
  return {
    losses,
    finals: finalsOf(
      tree.paths(at.params).map(([name, v]) => [name, evaluate(v).data as Float32Array]),
    ),
  };
};

const onReference = (c: OracleCase, steps: number, arithmetic: typeof exact): Run => {
  const { params, state, step } = setUp(c);
  const start = { params, state };
  const formal = tree.formals(start);
  const result = step(formal.params, formal.state);
  const graph = { params: tree.leaves(formal), results: tree.leaves(result) };
  const data = (v: Value): Numbers => (v as unknown as { data: Numbers }).data;
  let values = tree.leaves(start).map((v) => strided(v.dtype, v.shape.map(Number), data(v)));
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const out = evaluateGraph(graph, values, arithmetic);
    values = out.slice(0, values.length).map((v) => v);
    losses.push(out.at(-1)!.data[out.at(-1)!.offset]!);
  }
  const named = tree.paths(formal.params).map(([name], i) => [name, values[i]!.data] as const);
  return { losses, finals: finalsOf(named) };
};

const compare = (c: OracleCase, { losses, finals }: Run): void => {
  expect(disagreement(losses, byRole(c.outputs, 'loss'))).toBeUndefined();
  for (const k of [1, 2, 3]) {
    const w = byRole(c.outputs, `final.w${k}`);
    const got = finals.get(`l${k}.w`)!;
    const [out, inner] = w.shape;
    const back = Array.from(
      { length: w.data.length },
      (_, i) => got[(i % inner!) * out! + Math.floor(i / inner!)]!,
    );
    expect(disagreement(back, w), `w${k}`).toBeUndefined();
    expect(
      disagreement(finals.get(`l${k}.b`)!, byRole(c.outputs, `final.b${k}`)),
      `b${k}`,
    ).toBeUndefined();
  }
};

describe.each(
  torchOracle()
    .cases({ op: 'train_mlp' })
    .map((c) => [c.name, c] as const),
)('%s', (_, c) => {
  const steps = Number(c.attrs['steps']);
  test('on the kernels', () => compare(c, onKernels(c, steps)));
  test('on the reference, exact', () => compare(c, onReference(c, steps, exact)));
  test('on the reference, rounded', () => compare(c, onReference(c, steps, rounded)));
});
