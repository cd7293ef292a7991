/** The functions that the cases of transformations name, in the library's ops. */
import type { Value } from '../../src/core/node.ts';
import * as o from '../../src/ops/index.ts';
import { op } from '../adapter.ts';
import {
  add,
  cos,
  div,
  exp,
  greater,
  layered,
  log,
  logSoftmax,
  logSumExp,
  matmul,
  mean,
  mul,
  neg,
  number,
  scale,
  sigmoid,
  sin,
  slice,
  softmax,
  softplus,
  sqrt,
  square,
  stack,
  sub,
  sum,
  take,
  tanh,
  where,
} from './untyped.ts';

type Op = (...xs: readonly Value[]) => Value;

const sizeOf = (x: Value): number => Number(x.shape[0]);
const log1p = op(o.log1p);
const prod = layered(o.prod);
const cumprod = layered(o.cumprod);
const cumsum = layered(o.cumsum);
const sort = layered(o.sort);
const flip = layered(o.flip);
const power = layered(o.power);
const reciprocal = op(o.reciprocal);

/** a b of a matrix and a vector */
export const matvec: Op = (a, b) => sum(mul(a, b), 1);
/** x w of a vector, or of rows, and a matrix */
export const product: Op = (x, w) =>
  x!.shape.length === 1 ? op(o.squeeze(0))(matmul(op(o.expandDims(0))(x), w)) : matmul(x, w);
const outer: Op = (x, y) => mul(op(o.expandDims(1))(x!), y);
const entry = (x: Value, i: number): Value => take(x, o.integers([], [i]));

const polar: Op = (x) => {
  const [r, angle] = [entry(x!, 0), entry(x!, 1)];
  return stack(0, mul(r, cos(angle)), mul(r, sin(angle)));
};

const ranks = (x: Value): Value => {
  const n = sizeOf(x);
  const numbers = Array.from({ length: n }, (_, i) => i + 1);
  return o.array([n], numbers);
};

const rosenbrock: Op = (x) => {
  const n = sizeOf(x!) - 1;
  const [next, own] = [slice(x, 0, 1, n), slice(x, 0, 0, n)];
  const valley = scale(100, square(sub(next, square(own))));
  return sum(add(valley, square(sub(number(1), own))));
};

const cube = (x: unknown): Value => mul(x, square(x));

export const mlpLoss: Op = (w1, w2, x, t) => mean(square(sub(matmul(tanh(matmul(x, w1)), w2), t)));

/** The same for one example, whose x and t are vectors. */
export const exampleLoss: Op = (w1, w2, x, t) => {
  const row = op(o.expandDims(0));
  return mlpLoss(w1!, w2!, row(x!), row(t!));
};

export const expSoftmax = (x: unknown): Value => div(exp(x), sum(exp(x)));
export const logSumExpOf: Op = (x) => logSumExp(x, -1);

/** By the name of the attribute `function`. */
export const functions: Readonly<Record<string, Op>> = {
  tanh: (x) => tanh(x),
  sin_exp: (x) => mul(sin(x), exp(scale(0.5, x))),
  matvec_tanh: (w, x) => tanh(matvec(w!, x!)),
  softmax: (x) => expSoftmax(x),
  log_softmax: (x) => sub(x, logSumExp(x, -1)),
  cumprod: (x) => cumprod(x, 0),
  outer,
  mlp: (x, w1, b1, w2) => product(tanh(add(product(x!, w1!), b1)), w2!),
  polar,
  matmul_chain: (a, b) => matmul(matmul(a, b), a),
  diff_ratio: (x, y) => div(sub(x, y), add(add(mul(x, x), mul(y, y)), number(1))),
  sorted_weighted: (x) => mul(sort(x), ranks(x!)),
  logsumexp: logSumExpOf,
  norm: (x) => sqrt(sum(mul(x, x))),
  rosenbrock,
  quadratic: (a, x) => scale(0.5, sum(mul(x, matvec(a!, x!)))),
  mlp_loss: mlpLoss,
  mixed: (x, y) => sum(add(mul(sin(x), exp(scale(0.5, y))), mul(cube(x), y))),
  logdet_like: (x) => add(sum(log1p(mul(x, x))), prod(cos(scale(0.3, x)))),
  entropy: (x) => neg(sum(mul(softmax(x, -1), logSoftmax(x, -1)))),
  softplus: (x) => softplus(x),
  sigmoid: (x) => sigmoid(x),
  gelu_tanh: (x) => op(o.geluTanh)(x),
  sqrt: (x) => sqrt(x),
  log: (x) => log(x),
  exp_sin: (x) => exp(sin(x)),
  reciprocal: (x) => reciprocal(x),
  pow_1_5: (x) => power(x, 1.5),
  arctan: (x) => op(o.atan)(x),
};

/** Functions of two tensors of one example, by the name of the attribute `function`. */
export const mapped: Readonly<Record<string, Op>> = {
  vdot: (a, b) => sum(mul(a, b)),
  matvec,
  matmul: (a, b) => matmul(a, b),
  outer,
  softmax: (a, b) => mul(softmax(a, -1), b),
  cumsum: (a, b) => add(cumsum(a, 0), b),
  sort: (a, b) => mul(flip(sort(a), 0), b),
  where: (a, b) => where(greater(a, number(0.1)), mul(a, b), sub(b, a)),
  norm_div: (a, b) => div(a, sqrt(add(sum(mul(a, a)), mul(b, b)))),
};
