/** Branches and stated derivatives over trees of tensors. */

import * as c from '../control/index.ts';
import { ShapeError } from '../core/error.ts';
import { layer } from '../core/layer.ts';
import type { Tangent, Value } from '../core/node.ts';
import { type Ok, type Tensor, untyped } from '../core/tensor.ts';
import { less, literal, zeros } from '../prim/index.ts';
import { type Diff, diff, leaves, leavesLike, rebuild, type Tensors } from '../tree/index.ts';
import type { bool, i32 } from '../types/dtype.ts';
import { type AnyMap, indices } from './rules.ts';

/** x, whose derivative is zero. Shape: S -> S. JAX: lax.stop_gradient; PyTorch: Tensor.detach. */
export const stopGradient: AnyMap = /* @__PURE__ */ layer((x) => c.stopGradient(x), 'stopGradient');

/** Of a layer, whose result depends on its operand, no type is known before it is applied. */
type Known<T> = [T] extends [never] ? unknown : T;
/** The sentence about branches that give trees of different types. */
type SameBranch<R, Other> = unknown extends Other
  ? true
  : Tensors<Other> extends Tensors<R>
    ? true
    : Diff<Tensors<R>, Tensors<Other>, 'cond: the other branch'>;

/**
 * The result of `then` where p holds, else of `otherwise`; only one of them runs. Both give trees of the same types.
 * JAX: lax.cond.
 */
export function cond<A extends readonly unknown[], R, Other>(
  p: Tensor<[], bool>,
  then: (...operands: A) => R,
  otherwise: Ok<SameBranch<R, Other>, (...operands: NoInfer<A>) => Known<Other>>,
  ...operands: A
): Tensors<R>;
export function cond(
  p: Value,
  then: (...operands: never) => unknown,
  otherwise: (...operands: never) => unknown,
  ...operands: readonly unknown[]
): unknown {
  return condOf('cond: the other branch', p, then, otherwise, operands);
}

const condOf = (
  label: string,
  p: Value,
  then: (...operands: never) => unknown,
  otherwise: (...operands: never) => unknown,
  operands: readonly unknown[],
): unknown => {
  let form: unknown;
  const branch =
    (f: (...operands: never) => unknown) =>
    (...values: readonly Value[]): readonly Value[] => {
      const result = applyTo(f, operands, values);
      if (form === undefined) form = result;
      const wrong = diff(form, result, label);
      if (wrong !== null) throw new ShapeError(wrong);
      return leavesLike(form, result);
    };
  const values = c.condValues(p, branch(then), branch(otherwise), leaves(operands));
  return rebuild(form, values);
};

/**
 * The result of branches[index], of which only that one runs; an index out of range counts as the nearest. All give
 * trees of the same types. JAX: lax.switch.
 */
export function switchCase<A extends readonly unknown[], R>(
  index: Tensor<[], i32>,
  branches: readonly [(...operands: A) => R, ...((...operands: A) => NoInfer<R>)[]],
  ...operands: A
): Tensors<R>;
export function switchCase(
  index: Value,
  branches: readonly ((...operands: never) => unknown)[],
  ...operands: readonly unknown[]
): unknown {
  const at = indices('switchCase: the index', index);
  const from = (k: number): ((...operands: never) => unknown) => {
    const own = branches[k]!;
    if (k === branches.length - 1) return own;
    const here = less(at, literal(k + 1, at.dtype));
    return (...xs: readonly unknown[]) =>
      condOf(`switchCase: branch ${k + 1}`, here, own, from(k + 1), xs);
  };
  return applyTo(from(0), operands, leaves(operands));
}

const applyTo = (
  f: (...args: never) => unknown,
  args: readonly unknown[],
  values: readonly Value[],
): unknown => untyped(f)(...rebuild(args, values));

/**
 * f, whose intermediate values are computed again in the backward pass instead of being kept: fewer bytes, equal
 * derivatives. Chen et al. 2016. JAX: checkpoint; PyTorch: utils.checkpoint.
 */
export function checkpoint<A extends readonly unknown[], R>(
  f: (...args: A) => R,
): (...args: A) => R;
export function checkpoint(f: (...args: never) => unknown): unknown {
  return (...args: readonly unknown[]): unknown => {
    let form: unknown;
    const values = c.checkpointValues((...xs) => {
      form = applyTo(f, args, xs);
      return leaves(form);
    }, leaves(args));
    return rebuild(form, values);
  };
}

/**
 * f with a derivative of your own: jvp(tangents, args, result) gives the tangents of the result, linear in
 * `tangents`, which have the form of `args`. Reverse mode is its transpose. JAX: custom_jvp.
 */
export function customDerivative<A extends readonly unknown[], R>(
  name: string,
  f: (...args: A) => R,
  jvp: (tangents: A, args: A, result: R) => R,
): (...args: A) => R;
export function customDerivative(
  name: string,
  f: (...args: never) => unknown,
  jvp: (...args: never) => unknown,
): unknown {
  return (...args: readonly unknown[]): unknown => {
    let form: unknown;
    const rule = (
      ts: readonly Tangent[],
      xs: readonly Value[],
      ys: readonly Value[],
    ): readonly Value[] => {
      const n = leaves(args).length;
      const tangents = xs.slice(0, n).map((x, i) => ts[i] ?? zeros(x));
      const all = [rebuild(args, tangents), rebuild(args, xs.slice(0, n)), rebuild(form, ys)];
      return leavesLike(form, untyped(jvp)(...all));
    };
    const run = (...xs: readonly Value[]): readonly Value[] => {
      form = applyTo(f, args, xs.slice(0, leaves(args).length));
      return leaves(form);
    };
    const values = c.customDerivativeValues(name, run, rule, leaves(args));
    return rebuild(form, values);
  };
}

/**
 * f with a backward pass of your own: vjp(cotangents, args, result) gives the cotangents of `args`, in their form, those
 * of integers being ignored. It may be any function of the cotangents, so that gradients can be clipped, reversed, or
 * passed through what has no derivative. Forward mode is that of f; what f reads from outside is constant in reverse
 * mode. JAX: custom_vjp; TensorFlow: custom_gradient; PyTorch: autograd.Function.
 */
export function customGradient<A extends readonly unknown[], R>(
  name: string,
  f: (...args: A) => R,
  vjp: (cotangents: NoInfer<R>, args: A, result: NoInfer<R>) => readonly [...A],
): (...args: A) => R;
export function customGradient(
  name: string,
  f: (...args: never) => unknown,
  vjp: (...args: never) => unknown,
): unknown {
  return (...args: readonly unknown[]): unknown => {
    let form: unknown;
    const n = leaves(args).length;
    const run = (...xs: readonly Value[]): readonly Value[] => {
      form = applyTo(f, args, xs.slice(0, n));
      return leaves(form);
    };
    const back = (
      cts: readonly Value[],
      xs: readonly Value[],
      ys: readonly Value[],
    ): readonly Tangent[] => {
      const all = [rebuild(form, cts), rebuild(args, xs.slice(0, n)), rebuild(form, ys)];
      return [...leavesLike(args, untyped(vjp)(...all)), ...xs.slice(n).map(() => null)];
    };
    const values = c.customGradientValues(name, run, back, leaves(args));
    return rebuild(form, values);
  };
}
