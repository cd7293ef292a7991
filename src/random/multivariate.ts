/** Vectors and matrices of normal numbers: with a covariance, and made orthogonal. */
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type AnyTensor, must, type Ok, type Tensor, type Writable } from '../core/tensor.ts';
import { choleskyOf, expand, matrixProduct, qrOf } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import type { Dim } from '../types/dim.ts';
import type { f32 } from '../types/dtype.ts';
import { type DynRank, type Shape, type Show, show } from '../types/shape.ts';
import type { AnyKey, Keyed } from './key.ts';
import { normalOf } from './normal.ts';
import { parameterTensor, type Repeats, repeats } from './parameter.ts';

type Name = 'multivariateNormal';
type Mismatch<
  M extends Shape,
  C extends Shape,
> = `${Name}: a mean of shape ${Show<M>} does not fit covariances of shape ${Show<C>}`;
type Both<R, Q, S> = R extends string ? R : Q extends string ? Q : S;
/** S, to which means and covariances repeat, or the message. */
export type NormalRows<M extends AnyTensor, C extends AnyTensor, S extends Shape> = [
  M['dtype'],
  C['dtype'],
] extends [f32, f32]
  ? true extends DynRank<M['shape']> | DynRank<C['shape']>
    ? S
    : M['shape'] extends readonly [...infer A extends Shape, infer N extends Dim]
      ? C['shape'] extends readonly [...infer B extends Shape, N, N]
        ? Both<Repeats<A, S, Name>, Repeats<B, S, Name>, S>
        : Mismatch<M['shape'], C['shape']>
      : Mismatch<M['shape'], C['shape']>
  : `${Name}: a parameter must be f32, got ${Exclude<M['dtype'] | C['dtype'], f32>['dtype']}`;
/** One vector for each element of S. */
export type NormalVectors<M extends AnyTensor, S extends Shape> = M['shape'] extends readonly [
  ...Shape,
  infer N extends Dim,
]
  ? Tensor<[...S, N]>
  : Tensor<Dim[]>;

const checkMatrix = (mean: Value, covariance: Value): void => {
  const n = mean.shape.at(-1);
  const [rows, columns] = covariance.shape.slice(-2);
  if (n !== undefined && rows === n && columns === n) return;
  throw new ShapeError(
    `multivariateNormal: a mean of shape ${show(mean.shape)} does not fit covariances of shape ${show(covariance.shape)}`,
  );
};

/**
 * Vectors mean + L z for normal z, L the Cholesky factor of the covariance: density proportional to e^(-(x - mean)^T
 * cov^-1 (x - mean) / 2). Means [..., N] and positive definite covariances [..., N, N] repeat to S: -> [...S, N].
 * Differentiable in both. JAX: random.multivariate_normal.
 */
export function multivariateNormal<M extends AnyTensor, C extends AnyTensor, const S extends Shape>(
  key: AnyKey,
  mean: Ok<NormalRows<M, C, S>, M>,
  covariance: C,
  shape: S,
): NormalVectors<M, S>;
export function multivariateNormal(
  key: Keyed,
  mean: Value,
  covariance: Value,
  shape: Shape,
): Value {
  const [m, c] = [mean, covariance].map((v) => parameterTensor('multivariateNormal', v));
  checkMatrix(m!, c!);
  must(repeats(m!.shape.slice(0, -1), shape, 'multivariateNormal'));
  must(repeats(c!.shape.slice(0, -2), shape, 'multivariateNormal'));
  const to = [...shape, m!.shape.at(-1)!];
  const z = p.reshape(normalOf(key, to), [...to, 1]);
  const moved = p.reshape(matrixProduct(choleskyOf(c!), z), to);
  return p.add(expand(m!, to), moved);
}

/**
 * Orthogonal n x n matrices, uniform (Haar): the factor Q of normal matrices, R having a positive diagonal. -> [...S, n,
 * n]. F. Mezzadri, "How to generate random matrices from the classical compact groups", 2007. JAX: random.orthogonal.
 */
export function orthogonal<const N extends Dim, const S extends Shape = []>(
  key: AnyKey,
  n: N,
  shape?: S,
): Tensor<Writable<[...S, N, N]>>;
export function orthogonal(key: Keyed, n: Dim, shape: Shape = []): Value {
  return qrOf(normalOf(key, [...shape, n, n]))[0];
}
