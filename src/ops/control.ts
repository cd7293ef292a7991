/** Loops, branches and stated derivatives over trees of tensors. */

import * as c from '../control/index.ts';
import { ShapeError } from '../core/error.ts';
import { layer } from '../core/layer.ts';
import type { Tangent, Value } from '../core/node.ts';
import { type Tensor, untyped } from '../core/tensor.ts';
import { zeros } from '../prim/index.ts';
import { diff, leaves, leavesLike, rebuild, type Tensors } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import type { bool } from '../types/dtype.ts';
import type { LeadOf, RowOf, Stacked } from './batch.ts';
import type { AnyMap } from './rules.ts';

/** x, whose derivative is zero. */
export const stopGradient: AnyMap = /* @__PURE__ */ layer((x) => c.stopGradient(x), 'stopGradient');

/** In which direction `scan` runs. */
export interface ScanOptions {
  /** from the last element to the first; results keep the places of their elements */
  readonly reverse?: boolean;
}

const pairOf = (v: unknown): readonly [unknown, unknown] => {
  if (Array.isArray(v) && v.length === 2) return [v[0], v[1]];
  throw new ShapeError('scan: the step must return [carry, y]');
};

const lengthOf = (xs: readonly Value[]): Dim => {
  const length = xs[0]?.shape[0];
  if (length === undefined) throw new ShapeError('scan: xs need an axis to run over');
  return length;
};

/**
 * A loop over the leading axis of the tree `xs`: (carry, y_i) = step(carry, x_i). Gives the last carry and the y_i
 * stacked along a new leading axis. What the step reads that depends on neither carry nor x is computed once.
 */
export function scan<const C, const X, Y>(
  step: (carry: NoInfer<Tensors<C>>, x: RowOf<X>) => readonly [NoInfer<Tensors<C>>, Y],
  init: C,
  xs: X,
  options?: ScanOptions,
): readonly [Tensors<C>, Stacked<Y, LeadOf<X> & Dim>];
export function scan(
  step: (...args: never) => unknown,
  init: unknown,
  xs: unknown,
  options: ScanOptions = {},
): readonly [unknown, unknown] {
  let form: unknown;
  const run = untyped(step);
  const body = (carry: readonly Value[], x: readonly Value[]): readonly (readonly Value[])[] => {
    const state = rebuild(init, carry);
    const [next, y] = pairOf(run(state, rebuild(xs, x)));
    form = y;
    const wrong = diff(state, next);
    if (wrong !== null) throw new ShapeError(wrong.replace('params:', 'scan: the carry'));
    return [leavesLike(state, next), leaves(y)];
  };
  const rows = leaves(xs);
  const out = c.scanValues(body, leaves(init), rows, { ...options, length: lengthOf(rows) });
  return [rebuild(init, out.carry), rebuild(form, out.ys)];
}

/** The result of `then` where p holds, else of `otherwise`; only one of them runs. Both give trees of the same types. */
export function cond<A extends readonly unknown[], R>(
  p: Tensor<[], bool>,
  then: (...operands: A) => R,
  otherwise: (...operands: A) => NoInfer<R>,
  ...operands: A
): Tensors<R>;
export function cond(
  p: Value,
  then: (...operands: never) => unknown,
  otherwise: (...operands: never) => unknown,
  ...operands: readonly unknown[]
): unknown {
  let form: unknown;
  const branch =
    (f: (...operands: never) => unknown) =>
    (...values: readonly Value[]): readonly Value[] => {
      const result = applyTo(f, operands, values);
      if (form === undefined) form = result;
      return leavesLike(form, result);
    };
  const values = c.condValues(p, branch(then), branch(otherwise), leaves(operands));
  return rebuild(form, values);
}

const applyTo = (
  f: (...args: never) => unknown,
  args: readonly unknown[],
  values: readonly Value[],
): unknown => untyped(f)(...rebuild(args, values));

/** f, whose intermediate values are computed again in the backward pass instead of being kept. */
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
 * f with a derivative of your own: jvp(tangents, args, result) gives the tangents of the result, linear in `tangents`,
 * which have the form of `args`. Reverse mode is its transpose.
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
