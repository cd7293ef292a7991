/** Hessian-vector products, Hessians, Jacobians, gradients of gradients: forward mode over reverse mode. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { grad, jvp } from '../../src/ops/index.ts';
import { leaves } from '../../src/tree/index.ts';
import { type AdapterOf, call, type Family, missing, op, program } from '../adapter.ts';
import { numberOf } from '../attrs.ts';
import type { Case } from '../cases.ts';
import { conv2d } from './conv.ts';
import { elementwise } from './unary.ts';
import {
  add,
  crossEntropy,
  exp,
  logSumExp,
  matmul,
  mean,
  mul,
  number,
  scale,
  sin,
  slice,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
} from './untyped.ts';

type Named = Readonly<Record<string, Value>>;
type Loss = (inputs: Named) => Value;

const named = ({ inputs }: Case, values: readonly Value[]): Named =>
  Object.fromEntries(inputs.map(({ role }, i) => [role, values[i]!]));

/** The value, the gradients by `wrt`, and the products of the Hessian with the directions v_<x>. */
const hvp =
  (loss: Loss): AdapterOf =>
  (c) => {
    const wrt = [c.attrs['wrt']].flat().map(String);
    return program((...values: readonly Value[]) => {
      const all = named(c, values);
      const value = (xs: readonly Value[]): Value =>
        loss({ ...all, ...Object.fromEntries(wrt.map((name, i) => [name, xs[i]!])) });
      const xs = wrt.map((name) => all[name]!);
      const vs = wrt.map((name) => all[`v_${name}`]!);
      return [value(xs), ...leaves(call(jvp, call(grad, value), [xs], [vs]))];
    });
  };

/** w x of a matrix and a vector */
const product = (w: Value, x: Value): Value => sum(mul(w, x), 1);
const cube = (x: unknown): Value => mul(x, square(x));
/** x[1:] and x[:-1]. */
const neighbours = (x: Value): readonly [Value, Value] => {
  const n = Number(x.shape[0]) - 1;
  return [slice(x, 0, 1, n), slice(x, 0, 0, n)];
};

const activations: Readonly<Record<string, unknown>> = {
  ...elementwise,
  ...{ softplus: o.softplus, gelu: o.gelu, elu: o.elu(), leaky_relu: o.leakyRelu() },
};

const activation: AdapterOf = (c) => {
  const name = String(c.attrs['activation']);
  if (!Object.hasOwn(activations, name)) return missing(name);
  const f = op(activations[name]);
  return hvp(({ x }) => sum(square(f(x))))(c);
};

const layerNormalised: AdapterOf = (c) => {
  const normal = op(o.standardize(-1, { eps: numberOf(c.attrs, 'eps') }));
  return hvp(({ x, w }) => sum(mul(sin(normal(x)), w)))(c);
};

const rosenbrock: Loss = ({ x }) => {
  const [next, own] = neighbours(x!);
  const valley = scale(100, square(sub(next, square(own))));
  return sum(add(valley, square(sub(number(1), own))));
};

const polynomial = (x: Value): Value => {
  const [next, own] = neighbours(x);
  return add(logSumExp(x, 0), add(scale(1 / 12, sum(square(square(x)))), sum(mul(next, own))));
};

const penalty: AdapterOf = () =>
  program((x: Value, w1: Value, b1: Value, w2: Value) => {
    const critic = (v: Value): Value => sum(matmul(tanh(add(matmul(v, w1), b1)), w2));
    const slope = op(call(grad, critic))(x);
    return mean(square(sub(sqrt(sum(square(slope), 1)), number(1))));
  });

const functions: Readonly<Record<string, (y: unknown) => Value>> = {
  'tanh(w @ x)': tanh,
  'softmax(w @ x, 0)': (y) => softmax(y, 0),
};

const forward: AdapterOf = ({ attrs }) => {
  const name = String(attrs['function']);
  const f = functions[name];
  if (f === undefined) return missing(`jvp of ${name}`);
  return program((x: Value, w: Value, v: Value) =>
    leaves(call(jvp, (u: Value) => f(product(w, u)), [x], [v])),
  );
};

const damped = (x: Value): Value => mul(tanh(x), exp(scale(0.3, x)));
/** An elementwise function's derivative: the gradient of its sum. */
const slopeOf =
  (f: (x: Value) => Value) =>
  (x: Value): Value =>
    op(call(grad, (v: Value) => sum(f(v))))(x);

export const secondOrder: Family = {
  hvp_mlp_mse: hvp(({ x, t, w1, b1, w2, b2 }) =>
    mean(square(sub(add(matmul(tanh(add(matmul(x, w1), b1)), w2), b2), t))),
  ),
  hvp_logistic: hvp(({ x, t, w, b }) => crossEntropy(add(matmul(x, w), b), t)),
  hvp_elementwise: hvp(({ x, y }) => sum(add(mul(sin(x), exp(scale(0.5, y))), mul(cube(x), y)))),
  hvp_rosenbrock: hvp(rosenbrock),
  hvp_logsumexp: hvp(({ x }) => sum(logSumExp(x, 1))),
  hvp_activation: activation,
  hvp_layer_norm: layerNormalised,
  hvp_conv: (c) =>
    hvp(({ x, w }) =>
      mean(square(tanh(conv2d(x!, w!, { padding: numberOf(c.attrs, 'padding') })))),
    )(c),
  hvp_softmax_attention: hvp(({ q, k, v }) =>
    sum(square(matmul(softmax(scale(0.5, matmul(q, transpose(k))), -1), v))),
  ),
  gradient_penalty: penalty,
  hessian: () => program(call(o.hessian, polynomial)),
  jacobian: () =>
    program((x: Value, w: Value) => op(call(o.jacrev, (v: Value) => tanh(product(w, v))))(x)),
  jvp: forward,
  derivatives_1_2_3: () =>
    program((x: Value) => {
      const [d1, d2] = [slopeOf(damped), slopeOf(slopeOf(damped))];
      return [damped(x), d1(x), d2(x), slopeOf(d2)(x)];
    }),
};
