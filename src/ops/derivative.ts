/**
 * Derivatives of functions over trees of tensors. The function is called once on symbols in the place of its floats;
 * integers and whatever it reads from outside are constants.
 */
import { barrier } from '../control/index.ts';
import { NotDifferentiableError, ShapeError } from '../core/error.ts';
import { dependents, fresh, substitute } from '../core/graph.ts';
import type { Tangent, Value } from '../core/node.ts';
import {
  isValue,
  type Ok,
  type ShowTensor,
  showTensor,
  type Tensor,
  untyped,
} from '../core/tensor.ts';
import * as p from '../prim/index.ts';
import { linearize as linearizeGraph, transpose } from '../transform/index.ts';
import { child, leaves, leavesLike, paths, rebuild } from '../tree/index.ts';
import { type DType, type Float, isDifferentiable, isFloat } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';

type Function = (...args: readonly unknown[]) => unknown;
const isTangent = (t: Tangent): t is Value => t !== null;

/** The tree with new values in the place of its floats. */
const withFloats = (tree: unknown, values: readonly Value[]): unknown => {
  const next = values[Symbol.iterator]();
  return rebuild(
    tree,
    leaves(tree).map((x) => (isDifferentiable(x.dtype) ? next.next().value! : x)),
  );
};
const floatsOf = (xs: readonly Value[]): readonly Value[] =>
  xs.filter((x) => isDifferentiable(x.dtype));

interface Linearization {
  /** the result, at the arguments */
  readonly result: unknown;
  /** the tangents of the result's leaves, linear in `ts` */
  readonly tangents: readonly Tangent[];
  readonly ts: readonly Value[];
  /** the leaves of the result as they were traced, and the symbols that stood for the floats */
  readonly traced: readonly Value[];
  readonly symbols: readonly Value[];
}

/** f at a tuple of arguments, and its derivative with respect to their floats as a linear graph. */
const linearizeAt = (f: Function, args: readonly unknown[]): Linearization => {
  const xs = floatsOf(leaves(args));
  const [params, ts] = [xs.map(fresh), xs.map(fresh)];
  const symbols = withFloats(args, params);
  const result = f(...(Array.isArray(symbols) ? symbols : []));
  const { primal, tangent } = linearizeGraph(leaves(result), params, ts);
  const live = tangent.filter(isTangent);
  const values = substitute([...primal, ...live], params, xs);
  const moved = values.slice(primal.length)[Symbol.iterator]();
  return {
    result: rebuild(result, values.slice(0, primal.length)),
    tangents: tangent.map((t) => (t === null ? null : moved.next().value!)),
    ts,
    traced: leaves(result),
    symbols: params,
  };
};

/**
 * The cotangents of the arguments, in their form; zeros for what the result does not depend on. Results without a
 * cotangent, at the end of the list, do not count.
 */
const pullBack = (
  at: Pick<Linearization, 'tangents' | 'ts'>,
  args: unknown,
  cotangents: readonly Value[],
): unknown => inForm(at.ts, args, cotangentsOf(at, cotangents));

/** The cotangents of the floats of the arguments; null of those that the result does not depend on. */
const cotangentsOf = (
  { tangents, ts }: Pick<Linearization, 'tangents' | 'ts'>,
  cotangents: readonly Value[],
): readonly Tangent[] => transpose(tangents.slice(0, cotangents.length), ts, cotangents);

const inForm = (ts: readonly Value[], args: unknown, back: readonly Tangent[]): unknown => {
  const floats = back.map((c, i) => c ?? p.zeros(ts[i]!));
  const next = floats[Symbol.iterator]();
  return rebuild(
    args,
    leaves(args).map((x) => (isDifferentiable(x.dtype) ? next.next().value! : p.zeros(x))),
  );
};

/** The tangent of every float leaf of the result; zeros where it does not depend on the arguments. */
const pushForward = (
  { result, tangents, ts }: Linearization,
  args: unknown,
  directions: unknown,
): unknown => {
  const xs = leaves(args);
  const given = leavesLike(args, directions).filter((_, i) => isDifferentiable(xs[i]!.dtype));
  const live = substitute(tangents.filter(isTangent), ts, given)[Symbol.iterator]();
  const like = leaves(result);
  const values = tangents.map((t, i) => (t === null ? p.zeros(like[i]!) : live.next().value!));
  return rebuild(result, values);
};

/** The sentence about what a loss of `Op` gives; true where it is a scalar, or not known. */
export type Loss<R, Op extends string> = unknown extends R
  ? true
  : R extends Tensor<infer S extends Shape, infer D extends DType>
    ? number extends S['length']
      ? true
      : S extends readonly []
        ? D extends Float
          ? true
          : `${Op}: the loss must be a float, got ${D['dtype']}, which has no derivative`
        : `${Op}: the loss must be a scalar, got ${ShowTensor<R>}; reduce it with mean()`
    : `${Op}: the loss must be a scalar, got a non-tensor`;

const scalarLoss = (op: string, v: unknown): Value => {
  if (!isValue(v)) throw new ShapeError(`${op}: the loss must be a scalar, got a non-tensor`);
  if (v.shape.length > 0) {
    throw new ShapeError(
      `${op}: the loss must be a scalar, got ${showTensor(v)}; reduce it with mean()`,
    );
  }
  if (isFloat(v.dtype)) return v;
  throw new NotDifferentiableError(
    `${op}: the loss must be a float, got ${v.dtype.dtype}, which has no derivative`,
  );
};

/** The same of a loss that may come with more. */
type LossOf<R, Aux extends boolean> = Aux extends true
  ? R extends readonly [infer L, unknown]
    ? Loss<L, 'valueAndGrad'>
    : unknown extends R
      ? true
      : 'valueAndGrad: with { aux: true } the function must give [loss, more]'
  : Loss<R, 'valueAndGrad'>;

type ValueAndGrad = (tree: unknown, ...rest: readonly unknown[]) => readonly [unknown, unknown];

/** The result of a function, whose loss it is or begins with, and the loss's gradient by the first argument. */
export const valueAndGradOf =
  (op: string, loss: Function, aux = false): ValueAndGrad =>
  (tree, ...rest) => {
    const at = linearizeAt((first) => loss(first, ...rest), [tree]);
    const value = scalarLoss(op, aux ? firstOf(op, at.result) : at.result);
    const back = cotangentsOf(at, [p.fill(1, value)]);
    refuseBarriers(op, at, tree, back);
    return [at.result, inForm(at.ts, tree, back)];
  };

const firstOf = (op: string, result: unknown): unknown => {
  if (Array.isArray(result) && result.length === 2) return child(result, '0');
  throw new ShapeError(`${op}: with { aux: true } the function must give [loss, more]`);
};

/** Throws where the loss is computed of a parameter, but through what has no derivative alone. */
const refuseBarriers = (
  op: string,
  { traced, symbols }: Linearization,
  tree: unknown,
  back: readonly Tangent[],
): void => {
  const names = paths(tree).filter(([, x]) => isDifferentiable(x.dtype));
  back.forEach((c, i) => {
    const name = c === null ? barrier(traced[0]!, symbols[i]!) : null;
    if (name === null) return;
    const what = names[i]![0] === '' ? 'its argument' : names[i]![0];
    throw new NotDifferentiableError(
      `${op}: the loss depends on ${what} only through ${name}, which has no derivative; stopGradient says that this is meant`,
    );
  });
};

/**
 * The value of a scalar loss and its gradient with respect to the first argument, a tree: the gradient has the tree's
 * form. Reverse mode; the other arguments are constants. With { aux: true } the function gives [loss, more], and the
 * value is that pair: what a step needs besides the loss, such as the next state of a network, comes out of the same
 * forward pass. Throws ShapeError when the loss is no scalar. JAX: value_and_grad, has_aux.
 */
export function valueAndGrad<
  P,
  X extends readonly unknown[],
  const R,
  const Aux extends boolean = false,
>(
  loss: Ok<LossOf<R, Aux>, (params: P, ...rest: X) => R>,
  options?: { readonly aux: Aux },
): (params: P, ...rest: X) => readonly [R, P];
export function valueAndGrad(
  loss: (...args: never) => unknown,
  options: { readonly aux?: boolean } = {},
): unknown {
  return valueAndGradOf('valueAndGrad', untyped(loss), options.aux);
}

/** `grad` of a function that is not typed; messages call it `op`. */
export const gradOf = (op: string, loss: (...args: never) => unknown): Function => {
  const both = valueAndGradOf(op, untyped(loss));
  return (tree: unknown, ...rest: readonly unknown[]): unknown => both(tree, ...rest)[1];
};

/**
 * The gradient of a scalar loss with respect to the first argument, in the form of that tree. Reverse mode: one pass
 * back, whatever the number of parameters. Throws ShapeError when the loss is no scalar. JAX: grad.
 */
export function grad<P, X extends readonly unknown[], R>(
  loss: Ok<Loss<R, 'grad'>, (params: P, ...rest: X) => R>,
): (params: P, ...rest: X) => P;
export function grad(loss: (...args: never) => unknown): unknown {
  return gradOf('grad', loss);
}

/**
 * Forward mode: f at `args` and its derivative along `tangents`, which have the form of `args`: jvp(f, [x], [v]) is
 * [f(x), J v]. Tangents of integers do not matter. Griewank and Walther 2008, 3.1. JAX: jvp; PyTorch: func.jvp.
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
  const at = linearizeAt(untyped(f), args);
  return [at.result, pushForward(at, args, tangents)];
}

/**
 * Reverse mode: f at `args` and the function from cotangents of its result, in the result's form, to those of `args`:
 * c -> J^T c. Cotangents of integers are zeros. Griewank and Walther 2008, 3.2. JAX: vjp; PyTorch: func.vjp.
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

/**
 * f at `args` and its derivative there, a linear function from tangents in the form of `args` to those of the result:
 * what does not depend on the tangents is computed once for all of them. JAX: linearize.
 */
export function linearize<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  ...args: A
): readonly [R, (...tangents: A) => R];
export function linearize(f: (...args: never) => unknown, ...args: readonly unknown[]): unknown {
  const at = linearizeAt(untyped(f), args);
  return [at.result, (...tangents: readonly unknown[]) => pushForward(at, args, tangents)];
}

/**
 * The transpose of a linear function: from cotangents of its result, in the result's form, to those of `args`, of which
 * only the types count. <c, f(x)> = <linearTranspose(f, x)(c), x>. Throws NotDifferentiableError when f is not linear.
 * JAX: linear_transpose.
 */
export function linearTranspose<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  ...args: A
): (cotangents: R) => A;
export function linearTranspose(
  f: (...args: never) => unknown,
  ...args: readonly unknown[]
): unknown {
  const xs = floatsOf(leaves(args));
  const ts = xs.map(fresh);
  const symbols = withFloats(args, ts);
  const result = untyped(f)(...(Array.isArray(symbols) ? symbols : []));
  const at = { result, tangents: leaves(result), ts };
  return (cotangents: unknown): unknown => {
    const back = pullBack(at, args, leavesLike(result, cotangents));
    if (dependents(leaves(back), ts).length > 0) {
      throw new NotDifferentiableError('linearTranspose: the function is not linear');
    }
    return back;
  };
}

/**
 * The product of the Hessian of a scalar loss with a direction v, in the form of the first argument:
 * hvp(loss)(x, v) = d/dt grad(loss)(x + t v) at t = 0, forward over reverse mode, without the Hessian itself. The
 * arguments after v are constants. PyTorch: torch.autograd.functional.hvp; JAX: jvp of grad.
 */
export function hvp<P, X extends readonly unknown[], R>(
  loss: Ok<Loss<R, 'hvp'>, (params: P, ...rest: X) => R>,
): (params: P, v: P, ...rest: X) => P;
export function hvp(loss: (...args: never) => unknown): unknown {
  const gradient = gradOf('hvp', loss);
  return (tree: unknown, v: unknown, ...rest: readonly unknown[]): unknown => {
    const at = linearizeAt((first) => gradient(first, ...rest), [tree]);
    return pushForward(at, [tree], [v]);
  };
}
