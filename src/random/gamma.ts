/** Gamma numbers by rejection, and what is made of them: chi-squared, Student's t, beta, Dirichlet. */
import { composite, stopGradient } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Tensor, type Writable } from '../core/tensor.ts';
import { expand, notOf, sigmoidOf, softmaxOf, times } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import { DTypes, type f32 } from '../types/dtype.ts';
import { type Shape, show } from '../types/shape.ts';
import { constant } from './arithmetic.ts';
import { gammaSlope } from './gamma-slope.ts';
import { exponentialOf } from './inversion.ts';
import { type AnyKey, children, type Keyed } from './key.ts';
import { normalOf } from './normal.ts';
import {
  type Fits,
  nonNegative,
  type Parameter,
  parameter,
  parameterTensor,
  positive,
  type Repeats,
  repeats,
} from './parameter.ts';
import { untilAccepted } from './rejection.ts';
import { unit } from './uniform.ts';

/**
 * t of the gamma number d t^3, d = a - 1/3, for a >= 1: t = 1 + z / (3 sqrt(d)), z normal, accepted if ln u <
 * z^2 / 2 + d (1 - t^3 + 3 ln t). G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", 2000.
 */
const cubeRoots = (key: Keyed, d: Value, valid: Value): Value => {
  const c = p.div(constant(1 / 3, d), p.sqrt(d));
  return untilAccepted(key, constant(1, d), notOf(valid), (k) => {
    const [forNormal, forUniform] = children(k, 2);
    const z = normalOf(forNormal!, d.shape);
    const t = p.add(constant(1, d), p.mul(c, z));
    const isPositive = p.less(p.zeros(t), t);
    const safe = p.select(isPositive, t, constant(1, t));
    const cube = p.mul(safe, p.mul(safe, safe));
    const inner = p.add(p.sub(constant(1, d), cube), times(3, p.log(safe)));
    const bound = p.add(times(0.5, p.mul(z, z)), p.mul(d, inner));
    const accepted = p.less(p.log(unit(forUniform!, d.shape)), bound);
    return [safe, p.and(isPositive, accepted)];
  });
};

/** A gamma number and its logarithm, which does not underflow where a is small. */
const sampled = (key: Keyed, a: Value): { readonly value: Value; readonly log: Value } => {
  const [forCube, forBoost] = children(key, 2);
  const finite = p.less(a, constant(Infinity, a));
  const valid = p.and(finite, notOf(p.less(a, p.zeros(a))));
  const isSmall = p.less(a, constant(1, a));
  const d = p.sub(p.add(a, p.cast(isSmall, DTypes.f32)), constant(1 / 3, a));
  const t = cubeRoots(forCube!, p.select(valid, d, constant(1, d)), valid);
  // a gamma number of shape a + 1 times u^(1/a) has shape a
  const e = p.neg(p.div(exponentialOf(forBoost!, a.shape), a));
  const boost = p.select(isSmall, e, p.zeros(a));
  const log = p.add(p.add(p.log(d), times(3, p.log(t))), boost);
  const value = p.mul(p.mul(d, p.mul(t, p.mul(t, t))), p.exp(boost));
  const none = constant(Number.NaN, a);
  return { value: p.select(valid, value, none), log: p.select(valid, log, none) };
};

/** The logarithm of a gamma number with its derivative by a, at a fixed quantile. */
const withSlope = (a: Value, log: Value): Value =>
  composite('logGamma', (_, l) => [l!], {
    jvp: ([t], [v], [y]) => [t == null ? null : p.mul(t, gammaSlope(v!, y!))],
  })(a, log)[0]!;

/** A gamma number, whose derivative is that of its logarithm. */
const withLog = (value: Value, log: Value): Value =>
  composite('gamma', (v) => [v!], {
    jvp: ([, t], _, [y]) => [t == null ? null : p.mul(t, y!)],
  })(value, log)[0]!;

const logGammaOf = (key: Keyed, a: Value): Value =>
  withSlope(a, stopGradient(sampled(key, stopGradient(a)).log));

const gammaOf = (key: Keyed, a: Value): Value => {
  const { value, log } = sampled(key, stopGradient(a));
  return withLog(stopGradient(value), withSlope(a, stopGradient(log)));
};

/**
 * Gamma numbers of shape a and rate 1, density x^(a - 1) e^-x / Gamma(a) for x > 0, mean and variance a. Divide by the
 * rate for others. Differentiable in a: the number moves at its quantile (implicit reparametrisation). Throws RangeError
 * for a number that is negative; elements that are negative give NaN. Marsaglia and Tsang 2000. JAX: random.gamma.
 */
export function gamma<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  a: Ok<Fits<P, S, 'gamma'>, P>,
  shape: S,
): Tensor<Writable<S>>;
export function gamma(key: Keyed, a: number | Value, shape: Shape): Value {
  return gammaOf(key, parameter('gamma', 'a', a, shape, nonNegative));
}

/**
 * The logarithms of gamma numbers, exact where those underflow: of shape 0.001 nearly all do. Parameters and derivative
 * as of `gamma`. JAX: random.loggamma.
 */
export function logGamma<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  a: Ok<Fits<P, S, 'logGamma'>, P>,
  shape: S,
): Tensor<Writable<S>>;
export function logGamma(key: Keyed, a: number | Value, shape: Shape): Value {
  return logGammaOf(key, parameter('logGamma', 'a', a, shape, nonNegative));
}

/**
 * The sum of the squares of `df` normal numbers, which need not be whole: twice a gamma number of shape df / 2; mean df,
 * variance 2 df. Differentiable in df. Throws RangeError for a number that is not positive. JAX: random.chisquare.
 */
export function chiSquared<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  df: Ok<Fits<P, S, 'chiSquared'>, P>,
  shape: S,
): Tensor<Writable<S>>;
export function chiSquared(key: Keyed, df: number | Value, shape: Shape): Value {
  return times(2, gammaOf(key, times(0.5, parameter('chiSquared', 'df', df, shape, positive))));
}

/**
 * Student's t: z sqrt(h / g) for normal z, h = df / 2 and a gamma number g of shape h; density proportional to
 * (1 + x^2 / df)^(-(df + 1) / 2), mean 0, variance df / (df - 2) for df > 2. Differentiable in df. Throws RangeError for
 * a number that is not positive. JAX: random.t.
 */
export function studentT<const P extends Parameter, const S extends Shape>(
  key: AnyKey,
  df: Ok<Fits<P, S, 'studentT'>, P>,
  shape: S,
): Tensor<Writable<S>>;
export function studentT(key: Keyed, df: number | Value, shape: Shape): Value {
  const half = times(0.5, parameter('studentT', 'df', df, shape, positive));
  const [forNormal, forGamma] = children(key, 2);
  return p.mul(normalOf(forNormal!, shape), p.sqrt(p.div(half, gammaOf(forGamma!, half))));
}

/**
 * Beta numbers in [0, 1], density proportional to x^(a - 1) (1 - x)^(b - 1), mean a / (a + b): g / (g + h) for gamma
 * numbers g of shape a and h of shape b, by their logarithms. Differentiable in a and b. Throws RangeError for a number
 * that is not positive. JAX: random.beta.
 */
export function beta<const A extends Parameter, const B extends Parameter, const S extends Shape>(
  key: AnyKey,
  a: Ok<Fits<A, S, 'beta'>, A>,
  b: Ok<Fits<B, S, 'beta'>, B>,
  shape: S,
): Tensor<Writable<S>>;
export function beta(key: Keyed, a: number | Value, b: number | Value, shape: Shape): Value {
  const [forA, forB] = children(key, 2);
  const g = logGammaOf(forA!, parameter('beta', 'a', a, shape, positive));
  const h = logGammaOf(forB!, parameter('beta', 'b', b, shape, positive));
  return sigmoidOf(p.sub(g, h));
}

type Weights<A extends AnyTensor> = A['dtype'] extends f32
  ? number extends A['shape']['length']
    ? Dim[]
    : A['shape'] extends readonly [...infer B extends Shape, Dim]
      ? B
      : 'dirichlet: needs rank >= 1, got []'
  : `dirichlet: a parameter must be f32, got ${A['dtype']['dtype']}`;
/** S, to which the rows of weights repeat, or the message. */
export type DirichletRows<A extends AnyTensor, S extends Shape> =
  Weights<A> extends infer R ? (R extends Shape ? Repeats<R, S, 'dirichlet'> : R) : never;
/** One point of the simplex for each element of S. */
export type SimplexPoints<A extends AnyTensor, S extends Shape> = A['shape'] extends readonly [
  ...Shape,
  infer K extends Dim,
]
  ? Tensor<[...S, K]>
  : Tensor<Dim[]>;

/**
 * Points x of the simplex, x_i >= 0 and sum x_i = 1, density proportional to prod x_i^(alpha_i - 1), mean alpha / sum
 * alpha: gamma numbers of the shapes alpha divided by their sum. [K], S -> [...S, K]; rows of alpha repeat to S.
 * Differentiable in alpha. JAX: random.dirichlet.
 */
export function dirichlet<A extends AnyTensor, const S extends Shape>(
  key: AnyKey,
  alpha: Ok<DirichletRows<A, S>, A>,
  shape: S,
): SimplexPoints<A, S>;
export function dirichlet(key: Keyed, alpha: Value, shape: Shape): Value {
  const weights = parameterTensor('dirichlet', alpha);
  const k = weights.shape.at(-1);
  must(k === undefined ? `dirichlet: needs rank >= 1, got ${show(weights.shape)}` : shape);
  must(repeats(weights.shape.slice(0, -1), shape, 'dirichlet'));
  return softmaxOf(logGammaOf(key, expand(weights, [...shape, k!])), -1);
}
