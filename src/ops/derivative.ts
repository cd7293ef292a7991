/**
 * Derivatives of functions over trees of tensors. The function is called once on symbols in the place of its floats;
 * integers and whatever it reads from outside are constants.
 */
import { NotDifferentiableError, ShapeError } from '../core/error.ts';
import { fresh, substitute } from '../core/graph.ts';
import type { Tangent, Value } from '../core/node.ts';
import { isValue, type Tensor, untyped } from '../core/tensor.ts';
import { describe } from '../core/type.ts';
import * as p from '../prim/index.ts';
import { linearize, transpose } from '../transform/index.ts';
import { child, leaves, leavesLike, rebuild } from '../tree/index.ts';
import { type Float, isFloat } from '../types/dtype.ts';

type Function = (...args: readonly unknown[]) => unknown;
const isTangent = (t: Tangent): t is Value => t !== null;

/** The tree with new values in the place of its floats. */
const withFloats = (tree: unknown, values: readonly Value[]): unknown => {
  const next = values[Symbol.iterator]();
  return rebuild(
    tree,
    leaves(tree).map((x) => (isFloat(x.dtype) ? next.next().value! : x)),
  );
};
const floatsOf = (xs: readonly Value[]): readonly Value[] => xs.filter((x) => isFloat(x.dtype));

interface Linearization {
  /** the result, at the arguments */
  readonly result: unknown;
  /** the tangents of the result's leaves, linear in `ts` */
  readonly tangents: readonly Tangent[];
  readonly ts: readonly Value[];
}

/** f at a tuple of arguments, and its derivative with respect to their floats as a linear graph. */
const linearizeAt = (f: Function, args: readonly unknown[]): Linearization => {
  const xs = floatsOf(leaves(args));
  const [params, ts] = [xs.map(fresh), xs.map(fresh)];
  const symbols = withFloats(args, params);
  const result = f(...(Array.isArray(symbols) ? symbols : []));
  const { primal, tangent } = linearize(leaves(result), params, ts);
  const live = tangent.filter(isTangent);
  const values = substitute([...primal, ...live], params, xs);
  const moved = values.slice(primal.length)[Symbol.iterator]();
  return {
    result: rebuild(result, values.slice(0, primal.length)),
    tangents: tangent.map((t) => (t === null ? null : moved.next().value!)),
    ts,
  };
};

/**
 * The cotangents of the arguments, in their form; zeros for what the result does not depend on. Results without a
 * cotangent, at the end of the list, do not count.
 */
const pullBack = (
  { tangents, ts }: Linearization,
  args: unknown,
  cotangents: readonly Value[],
): unknown => {
  const back = transpose(tangents.slice(0, cotangents.length), ts, cotangents);
  const floats = back.map((c, i) => c ?? p.zeros(ts[i]!));
  const next = floats[Symbol.iterator]();
  return rebuild(
    args,
    leaves(args).map((x) => (isFloat(x.dtype) ? next.next().value! : p.zeros(x))),
  );
};

const scalarLoss = (v: unknown): Value => {
  if (!isValue(v) || v.shape.length > 0) {
    const got = isValue(v) ? describe(v) : 'a non-tensor';
    throw new ShapeError(`grad: the loss must be a scalar, got ${got}; reduce it with mean()`);
  }
  if (!isFloat(v.dtype)) {
    throw new NotDifferentiableError(`grad: the loss must be a float, got ${v.dtype.dtype}`);
  }
  return v;
};

type ValueAndGrad = (tree: unknown, ...rest: readonly unknown[]) => readonly [unknown, unknown];

/** The result of a function, whose loss it is or begins with, and the loss's gradient by the first argument. */
const valueAndGradOf =
  (loss: Function, aux = false): ValueAndGrad =>
  (tree, ...rest) => {
    const at = linearizeAt((first) => loss(first, ...rest), [tree]);
    const value = scalarLoss(aux ? child(at.result, '0') : at.result);
    return [at.result, pullBack(at, tree, [p.fill(1, value)])];
  };

/**
 * The value of a scalar loss and its gradient with respect to the first argument, a tree: the gradient has the tree's
 * form. Reverse mode; the other arguments are constants. With { aux: true } the function gives [loss, more], and the
 * value is that pair: what a step needs besides the loss, such as the next state of a network, comes out of the same
 * forward pass. Throws ShapeError when the loss is no scalar. JAX: value_and_grad, has_aux.
 */
export function valueAndGrad<P, X extends readonly unknown[], D extends Float>(
  loss: (params: P, ...rest: X) => Tensor<[], D>,
): (params: P, ...rest: X) => readonly [Tensor<[], D>, P];
export function valueAndGrad<P, X extends readonly unknown[], D extends Float, A>(
  loss: (params: P, ...rest: X) => readonly [Tensor<[], D>, A],
  options: { readonly aux: true },
): (params: P, ...rest: X) => readonly [readonly [Tensor<[], D>, A], P];
export function valueAndGrad(
  loss: (...args: never) => unknown,
  options: { readonly aux?: boolean } = {},
): unknown {
  return valueAndGradOf(untyped(loss), options.aux);
}

/**
 * The gradient of a scalar loss with respect to the first argument, in the form of that tree. Reverse mode: one pass
 * back, whatever the number of parameters. Throws ShapeError when the loss is no scalar. JAX: grad.
 */
export function grad<P, X extends readonly unknown[], D extends Float>(
  loss: (params: P, ...rest: X) => Tensor<[], D>,
): (params: P, ...rest: X) => P;
export function grad(loss: (...args: never) => unknown): unknown {
  const both = valueAndGradOf(untyped(loss));
  return (tree: unknown, ...rest: readonly unknown[]): unknown => both(tree, ...rest)[1];
}

/**
 * Forward mode: f at `args` and its derivative along `tangents`, which have the form of `args`: jvp(f, [x], [v]).
 * Tangents of integers do not matter.
 */
export function jvp<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  args: A,
  tangents: A,
): readonly [R, R];
export function jvp(
  f: (...args: never) => unknown,
  args: readonly unknown[],
  tangents: readonly unknown[],
): readonly [unknown, unknown] {
  const { result, tangents: out, ts } = linearizeAt(untyped(f), args);
  const xs = leaves(args);
  const given = leavesLike(args, tangents).filter((_, i) => isFloat(xs[i]!.dtype));
  const live = substitute(out.filter(isTangent), ts, given)[Symbol.iterator]();
  const values = out.map((t, i) => (t === null ? p.zeros(leaves(result)[i]!) : live.next().value!));
  return [result, rebuild(result, values)];
}

/**
 * Reverse mode: f at `args` and the function from cotangents of its result, in the result's form, to those of `args`.
 * Cotangents of integers are zeros.
 */
export function vjp<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  ...args: A
): readonly [R, (cotangents: R) => A];
export function vjp(f: (...args: never) => unknown, ...args: readonly unknown[]): unknown {
  const at = linearizeAt(untyped(f), args);
  const back = (cotangents: unknown): unknown =>
    pullBack(at, args, leavesLike(at.result, cotangents));
  return [at.result, back];
}
