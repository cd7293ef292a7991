/** Products besides `matmul`: of vectors, of matrices with vectors, over any axes, and the affine maps of layers. */
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  sameDType,
} from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import {
  axisOf,
  type DotAxes,
  type DotShape,
  dotAxes,
  dotShape,
  type Kron,
  kronShape,
  type MatVec,
  matVecShape,
  type Outer,
  outerShape,
  type TensorDot,
  tensorDotShape,
} from '../types/shape.ts';
import { type Floats, floats } from './rules.ts';

/** The right side of a product of floats, or the message. */
type Right<A extends AnyTensor, B extends AnyTensor, Op extends string, R> = Ok<
  SameDType<A, B, Op, R>,
  B
>;

/** sum_i a_i b_i: [N], [N] -> []. NumPy, PyTorch: dot. */
export function dot<A extends AnyTensor, B extends AnyTensor>(
  a: Floats<A, 'dot'>,
  b: Right<A, B, 'dot', DotShape<A['shape'], B['shape']>>,
): Ret<DotShape<A['shape'], B['shape']>, A['dtype']>;
export function dot(a: Value, b: Value): Value {
  must(sameDType(floats('dot', a), b, 'dot', dotShape(a.shape, b.shape)));
  return p.dot(a, b, { contract: [[0], [0]], batch: [[], []] });
}

/** out[i, j] = a_i b_j: [N], [M] -> [N, M]. NumPy, PyTorch: outer. */
export function outer<A extends AnyTensor, B extends AnyTensor>(
  a: Floats<A, 'outer'>,
  b: Right<A, B, 'outer', Outer<A['shape'], B['shape']>>,
): Ret<Outer<A['shape'], B['shape']>, A['dtype']>;
export function outer(a: Value, b: Value): Value {
  const shape = must(sameDType(floats('outer', a), b, 'outer', outerShape(a.shape, b.shape)));
  return p.mul(p.broadcast(a, shape, [0]), p.broadcast(b, shape, [1]));
}

/** out_i = sum_k a_ik x_k: [..., M, K], [K] -> [..., M]. PyTorch: mv. */
export function matvec<A extends AnyTensor, B extends AnyTensor>(
  a: Floats<A, 'matvec'>,
  x: Right<A, B, 'matvec', MatVec<A['shape'], B['shape']>>,
): Ret<MatVec<A['shape'], B['shape']>, A['dtype']>;
export function matvec(a: Value, x: Value): Value {
  must(sameDType(floats('matvec', a), x, 'matvec', matVecShape(a.shape, x.shape)));
  return p.dot(a, x, { contract: [[a.shape.length - 1], [0]], batch: [[], []] });
}

/**
 * The Kronecker product: out[i p + k, j q + l] = a[i, j] b[k, l] with b of [P, Q], for tensors of one rank likewise.
 * [M, N], [P, Q] -> [M P, N Q]. NumPy, PyTorch: kron.
 */
export function kron<A extends AnyTensor, B extends AnyTensor>(
  a: Floats<A, 'kron'>,
  b: Right<A, B, 'kron', Kron<A['shape'], B['shape']>>,
): Ret<Kron<A['shape'], B['shape']>, A['dtype']>;
export function kron(a: Value, b: Value): Value {
  const shape = must(sameDType(floats('kron', a), b, 'kron', kronShape(a.shape, b.shape)));
  const pairs = a.shape.flatMap((d, k) => [d, b.shape[k]!]);
  const places = (odd: number): readonly number[] => a.shape.map((_, k) => 2 * k + odd);
  const product = p.mul(p.broadcast(a, pairs, places(0)), p.broadcast(b, pairs, places(1)));
  return p.reshape(product, shape);
}

/**
 * The sum of products over axes of a and b that go together: a number n stands for the last n of a with the first n of b,
 * lists name them. The axes of a that are left, then those of b: [2, 3, 4], [3, 4, 5] -> [2, 5] by tensordot(a, b, 2).
 * NumPy, PyTorch: tensordot.
 */
export function tensordot<A extends AnyTensor, B extends AnyTensor, const X extends DotAxes>(
  a: Floats<A, 'tensordot'>,
  b: Right<A, B, 'tensordot', TensorDot<A['shape'], B['shape'], X>>,
  axes: X,
): Ret<TensorDot<A['shape'], B['shape'], X>, A['dtype']>;
export function tensordot(a: Value, b: Value, axes: DotAxes): Value {
  const rule = tensorDotShape(a.shape, b.shape, axes);
  must(sameDType(floats('tensordot', a), b, 'tensordot', rule));
  const [left, right] = dotAxes(axes);
  const contract = [
    left.map((k) => axisOf(a.shape, k)),
    right.map((k) => axisOf(b.shape, k)),
  ] as const;
  return p.dot(a, b, { contract, batch: [[], []] });
}
