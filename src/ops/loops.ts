/** Loops over trees of tensors: of known length, with derivatives of both modes, and as long as a test holds. */

import * as c from '../control/index.ts';
import { ShapeError } from '../core/error.ts';
import type { Value } from '../core/node.ts';
import { type Ok, type Tensor, untyped } from '../core/tensor.ts';
import { iota } from '../prim/index.ts';
import { type Diff, diff, leaves, leavesLike, rebuild, type Tensors } from '../tree/index.ts';
import type { Dim } from '../types/dim.ts';
import type { bool, i32 } from '../types/dtype.ts';
import type { LeadOf, RowOf, Stacked } from './batch.ts';

/** How `scan` runs. */
export interface ScanOptions<N extends Dim = Dim> {
  /** from the last element to the first; results keep the places of their elements */
  readonly reverse?: boolean;
  /** the number of steps, where xs is null */
  readonly length?: N;
  /**
   * the backward pass keeps the carry of every k-th step only and runs the steps between them again: memory for T / k
   * carries and k steps, least at k = sqrt(T), for one more forward pass. The gradients are equal
   */
  readonly checkpointEvery?: number;
}

const pairOf = (v: unknown): readonly [unknown, unknown] => {
  if (Array.isArray(v) && v.length === 2) return [v[0], v[1]];
  throw new ShapeError('scan: the step must return [carry, y]');
};

const lengthOf = (xs: readonly Value[], given: Dim | undefined): Dim => {
  const length = xs[0] === undefined ? given : xs[0].shape[0];
  if (length === undefined) {
    throw new ShapeError('scan: xs need an axis to run over; without xs, say { length }');
  }
  return length;
};

/** The leaves of the next carry, which has the form and the types of the one before. */
const nextCarry = (op: string, state: unknown, next: unknown): readonly Value[] => {
  const wrong = diff(state, next, `${op}: the carry`);
  if (wrong !== null) throw new ShapeError(wrong);
  return leavesLike(state, next);
};

/** The sentence about a step of Op that turns the carry C into what has another form or other types. */
type Carried<C, After, Op extends string> = unknown extends After
  ? true
  : Tensors<After> extends Tensors<C>
    ? true
    : Diff<Tensors<C>, Tensors<After>, `${Op}: the carry`>;

/** How many steps: the size of xs, or where there are none the given length. */
type StepsOf<X, N extends Dim> = [LeadOf<X>] extends [never] ? N : LeadOf<X> & Dim;

/**
 * A loop over the leading axis of the tree `xs`: (carry, y_i) = step(carry, x_i). Gives the last carry and the y_i
 * stacked along a new leading axis. What the step reads that depends on neither carry nor x is computed once. Without xs
 * (null) it takes `length` steps. JAX: lax.scan.
 */
export function scan<const C, const X, After, Y, const N extends Dim = Dim>(
  step: Ok<
    Carried<C, After, 'scan'>,
    (carry: NoInfer<Tensors<C>>, x: RowOf<X>) => readonly [After, Y]
  >,
  init: C,
  xs: X,
  options?: ScanOptions<N>,
): readonly [Tensors<C>, Stacked<Y, StepsOf<X, N>>];
export function scan(
  step: (...args: never) => unknown,
  init: unknown,
  xs: unknown,
  { reverse = false, length, checkpointEvery }: ScanOptions = {},
): readonly [unknown, unknown] {
  let form: unknown;
  const run = untyped(step);
  const body: c.Step = (carry, x) => {
    const state = rebuild(init, carry);
    const [next, y] = pairOf(run(state, rebuild(xs, x)));
    form = y;
    return [nextCarry('scan', state, next), leaves(y)];
  };
  const rows = leaves(xs);
  const options = { reverse, length: lengthOf(rows, length) };
  const out =
    checkpointEvery === undefined
      ? c.scanValues(body, leaves(init), rows, options)
      : c.segmentedScan(body, leaves(init), rows, options, segmentOf(checkpointEvery));
  return [rebuild(init, out.carry), rebuild(form, out.ys)];
}

const segmentOf = (k: number): number => {
  if (Number.isInteger(k) && k > 0) return k;
  throw new ShapeError(`scan: checkpointEvery must be a positive integer, got ${k}`);
};

/**
 * carry = body(i, carry) for i = 0 .. n - 1, as a scan: with derivatives of both modes; i is an i32 of shape [], the carry
 * a tree whose types stay. JAX: lax.fori_loop.
 */
export function foriLoop<const C, After>(
  n: Dim,
  body: Ok<
    Carried<C, After, 'foriLoop'>,
    (i: Tensor<[], i32>, carry: NoInfer<Tensors<C>>) => After
  >,
  init: C,
): Tensors<C>;
export function foriLoop(n: Dim, body: (...args: never) => unknown, init: unknown): unknown {
  const run = untyped(body);
  const step: c.Step = (carry, [i]) => {
    const state = rebuild(init, carry);
    return [nextCarry('foriLoop', state, run(i, state)), []];
  };
  return rebuild(init, c.scanValues(step, leaves(init), [iota([n], 0)], { length: n }).carry);
}

/**
 * carry = body(carry) as long as test(carry) holds. Forward mode differentiates the steps that are run; the number of
 * steps is not known before, so that reverse mode throws NotDifferentiableError: use `scan` with a bound there. In a
 * batch every example stops on its own. JAX: lax.while_loop; TensorFlow: while_loop.
 */
export function whileLoop<const C, After>(
  test: (carry: NoInfer<Tensors<C>>) => Tensor<[], bool>,
  body: Ok<Carried<C, After, 'whileLoop'>, (carry: NoInfer<Tensors<C>>) => After>,
  init: C,
): Tensors<C>;
export function whileLoop(
  test: (...args: never) => unknown,
  body: (...args: never) => unknown,
  init: unknown,
): unknown {
  const [holds, run] = [untyped(test), untyped(body)];
  const state = (carry: readonly Value[]): unknown => rebuild(init, carry);
  const values = c.whileValues(
    (...carry) => {
      const [p] = leaves(holds(state(carry)));
      if (p === undefined) throw new ShapeError('whileLoop: the test must give a bool scalar');
      return p;
    },
    (...carry) => nextCarry('whileLoop', state(carry), run(state(carry))),
    leaves(init),
  );
  return rebuild(init, values);
}
