/** The matrix product: type rule, run-time rule, signature and meaning. */
import type { Value } from '../core/node.ts';
import {
  type AnyTensor,
  must,
  type Ok,
  type Ret,
  type SameDType,
  sameDType,
} from '../core/tensor.ts';
import { dot } from '../prim/index.ts';
import { broadcastDims } from '../types/broadcast.ts';
import type { Dim } from '../types/dim.ts';
import {
  type Broadcast,
  type DynRank,
  type MsgNeq,
  neq,
  type Shape,
  type Show,
  show,
  type Uni,
  type Verdict,
} from '../types/shape.ts';
import { expand } from './expand.ts';
import { type Floats, floats } from './rules.ts';

/** The shape of a matrix product: [...P, M, K] x [...Q, K, N] -> [...broadcast(P, Q), M, N]. */
export type MatMul<A extends Shape, B extends Shape> = true extends DynRank<A> | DynRank<B>
  ? Dim[]
  : A extends readonly [...infer P extends Shape, infer M extends Dim, infer K extends Dim]
    ? B extends readonly [...infer Q extends Shape, infer L extends Dim, infer N extends Dim]
      ? [Uni<K, L>] extends [never]
        ? `matmul: inner dimensions differ: ${Show<A>} x ${Show<B>} ${MsgNeq<K, L>}`
        : Broadcast<P, Q, 'matmul batch'> extends infer R
          ? R extends Shape
            ? [...R, M, N]
            : R
          : never
      : `matmul: right side needs rank >= 2, got ${Show<B>}`
    : `matmul: left side needs rank >= 2, got ${Show<A>}`;
/** [...P, M, K] x [...Q, K, N] -> [...broadcast(P, Q), M, N] */
export function matMulShape<const A extends Shape, const B extends Shape>(
  a: A,
  b: B,
): Verdict<MatMul<A, B>>;
export function matMulShape(a: Shape, b: Shape): Shape | string {
  const [m, k] = a.slice(-2);
  const [l, n] = b.slice(-2);
  if (m === undefined || k === undefined) {
    return `matmul: left side needs rank >= 2, got ${show(a)}`;
  }
  if (l === undefined || n === undefined) {
    return `matmul: right side needs rank >= 2, got ${show(b)}`;
  }
  if (k !== l) return `matmul: inner dimensions differ: ${show(a)} x ${show(b)} ${neq(k, l)}`;
  const batch = broadcastDims(a.slice(0, -2), b.slice(0, -2), 'matmul batch');
  return typeof batch === 'string' ? batch : [...batch, m, n];
}

/** The product of matrices whose shapes fit; leading axes broadcast. */
export const matrixProduct = (a: Value, b: Value): Value => {
  const batch = must(broadcastDims(a.shape.slice(0, -2), b.shape.slice(0, -2), 'matmul batch'));
  const n = batch.length;
  // a matrix on the right is one for all: its product is one matrix product with more rows
  if (b.shape.length === 2) return dot(a, b, { contract: [[n + 1], [0]], batch: [[], []] });
  const axes = [...batch.keys()];
  const lead = (x: Value): Value => expand(x, [...batch, ...x.shape.slice(-2)]);
  return dot(lead(a), lead(b), { contract: [[n + 1], [n]], batch: [axes, axes] });
};

/**
 * c_ij = sum_k a_ik b_kj over the last two axes; leading axes broadcast. [..., M, K] x [..., K, N] -> [..., M, N].
 * NumPy, PyTorch, JAX: matmul.
 */
export function matmul<A extends AnyTensor, B extends AnyTensor>(
  a: Floats<A, 'matmul'>,
  b: Ok<SameDType<A, B, 'matmul', MatMul<A['shape'], B['shape']>>, B>,
): Ret<MatMul<A['shape'], B['shape']>, A['dtype']>;
export function matmul(a: Value, b: Value): Value {
  must(sameDType(floats('matmul', a), b, 'matmul', matMulShape(a.shape, b.shape)));
  return matrixProduct(a, b);
}
