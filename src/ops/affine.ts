/** Affine maps with PyTorch's layouts of weights: linear and bilinear, and a matrix product added to a tensor. */
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
import type { Dim } from '../types/dim.ts';
import {
  type DynRank,
  type LastTo,
  lastToShape,
  type Shape,
  type Show,
  sameShape,
  show,
  type Unified,
  type Verdict,
} from '../types/shape.ts';
import { type BroadcastTo, broadcastToShape } from './axes.ts';
import { expand } from './expand.ts';
import { type MatMul, matMulShape, matrixProduct } from './matmul.ts';
import { type Floats, floats } from './rules.ts';

/** The shape of x W^T with W of [O, I]. */
export type Linear<A extends Shape, W extends Shape> =
  DynRank<W> extends true
    ? Dim[]
    : W extends readonly [infer O extends Dim, infer I extends Dim]
      ? LastTo<A, I, O, 'linear'>
      : `linear: the weight needs rank 2, got ${Show<W>}`;
/** The shape of x W^T with W of [O, I]. */
export function linearShape<const A extends Shape, const W extends Shape>(
  a: A,
  weight: W,
): Verdict<Linear<A, W>>;
export function linearShape(a: Shape, weight: Shape): Shape | string {
  const [o, i] = weight;
  return weight.length === 2
    ? lastToShape(a, i!, o!, 'linear')
    : `linear: the weight needs rank 2, got ${show(weight)}`;
}

/** The bias of a map to R, or the message. */
type Bias<R, A extends AnyTensor, C extends AnyTensor, Op extends string> = R extends Shape
  ? Ok<SameDType<A, C, Op, BroadcastTo<C['shape'], R, Op>>, C>
  : C;
/** y + bias, where there is one. */
const withBias = (op: string, y: Value, bias: Value | undefined): Value => {
  if (bias === undefined) return y;
  const rule = broadcastToShape(bias.shape, y.shape, op);
  return p.add(y, expand(bias, must(sameDType(y, bias, op, rule))));
};

/**
 * x W^T + b: [..., I] by W of [O, I] -> [..., O], the bias of [O] if any. `dense` is the same with W of [I, O].
 * PyTorch: F.linear.
 */
export function linear<A extends AnyTensor, W extends AnyTensor, C extends AnyTensor = A>(
  x: Floats<A, 'linear'>,
  weight: Ok<SameDType<A, W, 'linear', Linear<A['shape'], W['shape']>>, W>,
  bias?: Bias<Linear<A['shape'], W['shape']>, A, C, 'linear'>,
): Ret<Linear<A['shape'], W['shape']>, A['dtype']>;
export function linear(x: Value, weight: Value, bias?: Value): Value {
  const rule = linearShape(x.shape, weight.shape);
  must(sameDType(floats('linear', x), weight, 'linear', rule));
  const y = p.dot(x, weight, { contract: [[x.shape.length - 1], [1]], batch: [[], []] });
  return withBias('linear', y, bias);
}

/** The factors of `addmm`, 1 unless given. */
export interface AddmmOptions {
  /** of the product */
  readonly alpha?: number;
  /** of the tensor that it is added to */
  readonly beta?: number;
}

/** beta c + alpha a b: [M, K], [K, N] and c, which broadcasts to [M, N], -> [M, N]. PyTorch: addmm, baddbmm. */
export function addmm<A extends AnyTensor, B extends AnyTensor, C extends AnyTensor>(
  c: Bias<MatMul<A['shape'], B['shape']>, A, C, 'addmm'>,
  a: Floats<A, 'addmm'>,
  b: Ok<SameDType<A, B, 'addmm', MatMul<A['shape'], B['shape']>>, B>,
  options?: AddmmOptions,
): Ret<MatMul<A['shape'], B['shape']>, A['dtype']>;
export function addmm(
  c: Value,
  a: Value,
  b: Value,
  { alpha = 1, beta = 1 }: AddmmOptions = {},
): Value {
  must(sameDType(floats('addmm', a), b, 'addmm', matMulShape(a.shape, b.shape)));
  const times = (k: number, x: Value): Value => (k === 1 ? x : p.mul(p.fill(k, x), x));
  return withBias('addmm', times(alpha, matrixProduct(a, b)), times(beta, c));
}

/** The shape of x1^T W x2 with W of [O, I, J]. */
export type Bilinear<A extends Shape, B extends Shape, W extends Shape> = true extends
  | DynRank<A>
  | DynRank<B>
  | DynRank<W>
  ? Dim[]
  : W extends readonly [infer O extends Dim, infer I extends Dim, infer J extends Dim]
    ? LastTo<A, I, O, 'bilinear'> extends infer R
      ? R extends Shape
        ? LastTo<B, J, O, 'bilinear'> extends infer S
          ? S extends Shape
            ? [Unified<R, S>] extends [never]
              ? `bilinear: shapes differ before the last axis: ${Show<A>} and ${Show<B>}`
              : Unified<R, S>
            : S
          : never
        : R
      : never
    : `bilinear: the weight needs rank 3, got ${Show<W>}`;
/** The shape of x1^T W x2 with W of [O, I, J]. */
export function bilinearShape<const A extends Shape, const B extends Shape, const W extends Shape>(
  a: A,
  b: B,
  weight: W,
): Verdict<Bilinear<A, B, W>>;
export function bilinearShape(a: Shape, b: Shape, weight: Shape): Shape | string {
  const [o, i, j] = weight;
  if (weight.length !== 3) return `bilinear: the weight needs rank 3, got ${show(weight)}`;
  const left: Shape | string = lastToShape(a, i!, o!, 'bilinear');
  const right: Shape | string = lastToShape(b, j!, o!, 'bilinear');
  if (typeof left === 'string' || typeof right === 'string')
    return typeof left === 'string' ? left : right;
  return sameShape(left, right)
    ? left
    : `bilinear: shapes differ before the last axis: ${show(a)} and ${show(b)}`;
}

/**
 * y_o = sum_ij x1_i W_oij x2_j + b_o: [..., I] and [..., J] by W of [O, I, J] -> [..., O], the bias of [O] if any. PyTorch:
 * F.bilinear.
 */
export function bilinear<
  A extends AnyTensor,
  B extends AnyTensor,
  W extends AnyTensor,
  C extends AnyTensor = A,
>(
  x1: Floats<A, 'bilinear'>,
  x2: Ok<SameDType<A, B, 'bilinear', unknown>, B>,
  weight: Ok<SameDType<A, W, 'bilinear', Bilinear<A['shape'], B['shape'], W['shape']>>, W>,
  bias?: Bias<Bilinear<A['shape'], B['shape'], W['shape']>, A, C, 'bilinear'>,
): Ret<Bilinear<A['shape'], B['shape'], W['shape']>, A['dtype']>;
export function bilinear(x1: Value, x2: Value, weight: Value, bias?: Value): Value {
  must(sameDType(floats('bilinear', x1), x2, 'bilinear', []));
  const rule = bilinearShape(x1.shape, x2.shape, weight.shape);
  must(sameDType(x1, weight, 'bilinear', rule));
  const last = x1.shape.length - 1;
  const rows = [...x1.shape.keys()].slice(0, last);
  // [..., O, J], then the rows of x2 with theirs
  const half = p.dot(x1, weight, { contract: [[last], [1]], batch: [[], []] });
  const y = p.dot(half, x2, { contract: [[last + 1], [last]], batch: [rows, rows] });
  return withBias('bilinear', y, bias);
}
