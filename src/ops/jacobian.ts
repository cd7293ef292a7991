/** Whole matrices of derivatives: Jacobians, by columns or by rows, and Hessians. */
import { fresh, substitute } from '../core/graph.ts';
import type { Tangent, Value } from '../core/node.ts';
import { type Ok, type Tensor, untyped } from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { linearize, transpose, vmapGraph } from '../transform/index.ts';
import { leaves, rebuild, zipLeaves } from '../tree/index.ts';
import { type DType, isDifferentiable } from '../types/dtype.ts';
import { type Shape, sizeOf } from '../types/shape.ts';
import { gradOf, type Loss } from './derivative.ts';
import { identityOf } from './diagonal.ts';

/** P with the axes of S in front of those of every tensor. */
export type Under<P, S extends Shape> = 0 extends 1 & P
  ? P
  : P extends Tensor<infer T extends Shape, infer D extends DType>
    ? Tensor<[...S, ...T], D>
    : P extends object
      ? { [K in keyof P]: Under<P[K], S> }
      : P;
/** For every tensor of R the tree P whose tensors have the axes of R's, then their own. */
export type Jacobian<R, P> = 0 extends 1 & R
  ? R
  : R extends Tensor<infer S extends Shape, DType>
    ? Under<P, S>
    : R extends object
      ? { [K in keyof R]: Jacobian<R[K], P> }
      : R;

type Function = (...args: readonly unknown[]) => unknown;

/** f on symbols in the place of the floats of its first argument. */
interface Traced {
  readonly result: unknown;
  /** the leaves of the argument, as symbols where they are floats */
  readonly params: readonly Value[];
  readonly xs: readonly Value[];
}

const traced = (f: Function, tree: unknown, rest: readonly unknown[]): Traced => {
  const xs = leaves(tree);
  const params = xs.map((x) => (isDifferentiable(x.dtype) ? fresh(x) : x));
  return { result: f(rebuild(tree, params), ...rest), params, xs };
};

/** [n, ...shape]: one direction for each of the n elements. */
const directions = ({ shape, dtype }: Value): Value => {
  const n = sizeOf(shape);
  return p.reshape(identityOf([n, n], dtype), [n, ...shape]);
};

const blockZeros = (y: Value, x: Value): Value =>
  p.zeros({ shape: [...y.shape, ...x.shape], dtype: x.dtype });

/** The batch of directions from the front to behind the axes of y, as the axes of x, whose dtype a block has. */
const columnsOf = (c: Value, y: Value, x: Value): Value => {
  const order = [...y.shape.map((_, k) => k + 1), 0];
  return p.cast(p.reshape(p.permute(c, order), [...y.shape, ...x.shape]), x.dtype);
};

/** Blocks [result][argument], column by column: one forward pass for each element of the arguments, all at once. */
const forwardBlocks = ({ result, params }: Traced): readonly (readonly Value[])[] => {
  const ys = leaves(result);
  const byArgument = params.map((x): readonly Value[] => {
    if (!isDifferentiable(x.dtype)) return ys.map((y) => blockZeros(y, x));
    const t = fresh(x);
    const { tangent } = linearize(ys, [x], [t]);
    const live = tangent.filter((v) => v !== null);
    const graph = { params: [t], results: live };
    const columns = vmapGraph(graph, [directions(x)], [true], sizeOf(x.shape))[Symbol.iterator]();
    return tangent.map((v, j) => {
      const y = ys[j]!;
      return v === null ? blockZeros(y, x) : columnsOf(columns.next().value!, y, x);
    });
  });
  return ys.map((_, j) => byArgument.map((blocks) => blocks[j]!));
};

/** The same row by row: one pass back for each element of the result. */
const reverseBlocks = ({ result, params }: Traced): readonly (readonly Value[])[] => {
  const ys = leaves(result);
  const xs = params.filter((x) => isDifferentiable(x.dtype));
  const ts = xs.map(fresh);
  const { tangent } = linearize(ys, xs, ts);
  return ys.map((y, j) => {
    const rows = rowsOf(tangent[j] ?? null, y, ts)[Symbol.iterator]();
    return params.map((x) =>
      isDifferentiable(x.dtype) ? (rows.next().value ?? blockZeros(y, x)) : blockZeros(y, x),
    );
  });
};

const rowsOf = (tangent: Tangent, y: Value, ts: readonly Value[]): readonly Tangent[] => {
  if (tangent === null) return ts.map(() => null);
  const c = fresh(y);
  const back = transpose([tangent], ts, [c]);
  const live = back.filter((v) => v !== null);
  const graph = { params: [c], results: live };
  const rows = vmapGraph(graph, [directions(y)], [true], sizeOf(y.shape))[Symbol.iterator]();
  return back.map((v, i) =>
    v === null ? null : p.reshape(rows.next().value!, [...y.shape, ...ts[i]!.shape]),
  );
};

type Blocks = (t: Traced) => readonly (readonly Value[])[];

const jacobianBy =
  (blocks: Blocks) =>
  (f: (...args: never) => unknown) =>
  (tree: unknown, ...rest: readonly unknown[]): unknown => {
    const t = traced(untyped(f), tree, rest);
    const found = blocks(t);
    const values = substitute(found.flat(), t.params, t.xs);
    const n = t.params.length;
    const ys = leaves(t.result);
    return zipLeaves((y) => {
      const at = ys.indexOf(y) * n;
      return rebuild(tree, values.slice(at, at + n));
    }, t.result);
  };

/**
 * The Jacobian of f by its first argument: for every tensor of the result the tree of the argument, whose tensors have
 * the axes of the result's, then their own: J[i, k] = d f(x)[i] / d x[k]. Forward mode: one pass for each element of the
 * argument, batched; for few inputs and many outputs. The other arguments are constants, and the blocks of integers
 * zeros. JAX: jacfwd.
 */
export function jacfwd<P, X extends readonly unknown[], R>(
  f: (params: P, ...rest: X) => R,
): (params: P, ...rest: X) => Jacobian<R, P>;
export function jacfwd(f: (...args: never) => unknown): unknown {
  return jacobianBy(forwardBlocks)(f);
}

/**
 * The same Jacobian in reverse mode: one pass back for each element of the result, batched; for many inputs and few
 * outputs. JAX: jacrev; PyTorch: torch.autograd.functional.jacobian.
 */
export function jacrev<P, X extends readonly unknown[], R>(
  f: (params: P, ...rest: X) => R,
): (params: P, ...rest: X) => Jacobian<R, P>;
export function jacrev(f: (...args: never) => unknown): unknown {
  return jacobianBy(reverseBlocks)(f);
}

/**
 * The Hessian of a scalar loss by its first argument, in blocks: hessian(f)(x).a.b has the axes of x.a, then those of
 * x.b. Forward over reverse mode. For its product with one direction use `hvp`. Throws ShapeError when the loss is no
 * scalar. JAX: hessian; PyTorch: torch.autograd.functional.hessian.
 */
export function hessian<P, X extends readonly unknown[], R>(
  loss: Ok<Loss<R, 'hessian'>, (params: P, ...rest: X) => R>,
): (params: P, ...rest: X) => Jacobian<P, P>;
export function hessian(loss: (...args: never) => unknown): unknown {
  return jacobianBy(forwardBlocks)(gradOf('hessian', loss));
}
