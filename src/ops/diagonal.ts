/** Triangles and diagonals of matrices, and matrices made of a diagonal. */
import { type InDType, type InShape, type Layer, layer, type Out } from '../core/layer.ts';
import type { Value } from '../core/node.ts';
import { type Mk, must, type Tensor } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { addDim, type Dim, mulDim } from '../types/dim.ts';
import { type DType, type DTypeName, type DTypeOf, DTypes } from '../types/dtype.ts';
import {
  axisOf,
  type Diagonal as DiagonalRule,
  type Diag as DiagRule,
  type DynRank,
  diagonalShape,
  diagShape,
  type Shape,
  type Show,
  show,
} from '../types/shape.ts';

/** The shape, which has two axes. */
type Matrices<A extends Shape, Op extends string> =
  DynRank<A> extends true
    ? A
    : A extends readonly [...Shape, Dim, Dim]
      ? A
      : `${Op}: needs rank >= 2, got ${Show<A>}`;
/** The type of `tril(k)` and `triu(k)`: the same shape. */
export interface Triangle<Op extends string> extends Layer {
  readonly [Out]: Mk<Matrices<InShape<this>, Op>, InDType<this>>;
}

/** column - row <= k, on the last two axes. */
const below = (op: string, x: Value, k: number): Value => {
  const n = x.shape.length;
  if (n < 2) must(`${op}: needs rank >= 2, got ${show(x.shape)}`);
  const row = p.iota(x.shape, n - 2);
  return p.less(p.iota(x.shape, n - 1), p.add(row, p.fill(k + 1, row)));
};

/**
 * The lower triangles of matrices: 0 above the diagonal, `offset` above the main one. [..., M, N] -> [..., M, N]. NumPy,
 * PyTorch: tril.
 */
export const tril = (offset = 0): Triangle<'tril'> =>
  layer((x) => p.select(below('tril', x, offset), x, p.zeros(x)), 'tril');

/**
 * The upper triangles of matrices: 0 below the diagonal, `offset` above the main one. [..., M, N] -> [..., M, N]. NumPy,
 * PyTorch: triu.
 */
export const triu = (offset = 0): Triangle<'triu'> =>
  layer((x) => p.select(below('triu', x, offset - 1), p.zeros(x), x), 'triu');

/** The type of `diagonal(offset, axis0, axis1)`: two axes become one, the last. */
export interface Diagonal<K extends number, I extends number, J extends number> extends Layer {
  readonly [Out]: Mk<DiagonalRule<InShape<this>, K, I, J>, InDType<this>>;
}

/** The first `size` elements of the diagonal `offset` above the main one, of the last two axes. */
const onDiagonal = (x: Value, size: Dim, offset: number): Value => {
  const lead = x.shape.slice(0, -2);
  const [rows, columns] = [x.shape.at(-2)!, x.shape.at(-1)!];
  const first = addDim(mulDim(Math.max(-offset, 0), columns), Math.max(offset, 0));
  const i = p.iota([size], 0);
  const at = p.add(p.mul(i, p.fill(addDim(columns, 1), i)), p.fill(first, i));
  return p.gather(p.reshape(x, [...lead, mulDim(rows, columns)]), at, lead.length);
};

/**
 * out[..., i] = x[..., i, i + offset], for a negative offset x[..., i - offset, i], on two axes, the last two unless
 * given: [..., M, N] -> [..., min(M, N)]. NumPy, PyTorch: diagonal.
 */
export const diagonal = <
  const K extends number = 0,
  const I extends number = -2,
  const J extends number = -1,
>(
  offset?: K,
  axis0?: I,
  axis1?: J,
): Diagonal<K, I, J> =>
  layer((x) => {
    const [k, a, b] = [offset ?? 0, axis0 ?? -2, axis1 ?? -1];
    const size = must(diagonalShape(x.shape, k, a, b)).at(-1)!;
    const [i, j] = [axisOf(x.shape, a), axisOf(x.shape, b)];
    const rest = [...x.shape.keys()].filter((axis) => axis !== i && axis !== j);
    return onDiagonal(p.permute(x, [...rest, i, j]), size, k);
  }, 'diagonal');

/** The type of `diag(offset)`: the last axis becomes two. */
export interface Diag<K extends number> extends Layer {
  readonly [Out]: Mk<DiagRule<InShape<this>, K>, InDType<this>>;
}
/**
 * Matrices with x on a diagonal, `offset` above the main one, and 0 elsewhere: [..., N] -> [..., N + |offset|, N +
 * |offset|]. The inverse of `diagonal`. NumPy: diag; PyTorch: diag_embed, for vectors diag.
 */
export const diag = <const K extends number = 0>(offset?: K): Diag<K> =>
  layer((x) => {
    const k = offset ?? 0;
    const shape = must(diagShape(x.shape, k));
    const size = x.shape.at(-1)!;
    const n = shape.length;
    const square = [...x.shape, size];
    const wide = p.broadcast(x, square, [...x.shape.keys()]);
    const on = p.equal(p.iota(square, n - 2), p.iota(square, n - 1));
    const start = [...shape.slice(0, -2).map(() => 0), Math.max(-k, 0), Math.max(k, 0)];
    const stride = shape.map(() => 1);
    return p.embed(p.select(on, wide, p.zeros(wide)), { shape, start, stride });
  }, 'diag');

/** `eye` of any dtype. */
export const identityOf = (shape: readonly [Dim, Dim], dtype: DType): Value =>
  p.cast(p.equal(p.iota(shape, 0), p.iota(shape, 1)), dtype);

/** The identity matrix, or its first n rows and m columns: [n, m], n unless given. NumPy, PyTorch, JAX: eye. */
export function eye<const N extends Dim, const M extends Dim = N, D extends DTypeName = 'f32'>(
  n: N,
  m?: M,
  dtype?: { readonly dtype: D },
): Tensor<[N, M], DTypeOf[D]>;
export function eye(n: Dim, m: Dim = n, dtype: { readonly dtype: DTypeName } = DTypes.f32): Value {
  return identityOf([n, m], DTypes[dtype.dtype]);
}
