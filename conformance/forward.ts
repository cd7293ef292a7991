/** Forward mode against reverse mode: <cotangent, jvp(t)> = <vjp(cotangent), t>, for any direction t. */
import type { Value } from '../src/core/node.ts';
import { jvp, ndarray } from '../src/ops/index.ts';
import { isFloat } from '../src/types/dtype.ts';
import type { Program } from './adapter.ts';
import type { Backend } from './backend.ts';

/** Deterministic directions with no structure of their own. */
const direction = (x: Value, i: number): Value => {
  const shape = x.shape.map(Number);
  const size = shape.reduce((n, d) => n * d, 1);
  const numbers = Array.from({ length: size }, (_, k) => Math.sin(1 + 7 * k + 3 * i));
  return ndarray(shape, x.dtype, isFloat(x.dtype) ? numbers : numbers.fill(0));
};

interface Inner {
  readonly sum: number;
  /** the sum of the sizes of the terms */
  readonly size: number;
}

const inner = (as: readonly ArrayLike<number>[], bs: readonly ArrayLike<number>[]): Inner => {
  let [sum, size] = [0, 0];
  as.forEach((a, k) => {
    for (let i = 0; i < a.length; i++) {
      const term = a[i]! * bs[k]![i]!;
      sum += term;
      size += Math.abs(term);
    }
  });
  return { sum, size };
};

export interface Pullback {
  readonly cotangents: readonly Value[];
  /** of the inputs, evaluated */
  readonly grads: readonly ArrayLike<number>[];
}

/** What is wrong with forward mode at these inputs, or undefined. In exact arithmetic only. */
export const forwardError = (
  { evaluate }: Backend,
  run: Program,
  xs: readonly Value[],
  { cotangents, grads }: Pullback,
): string | undefined => {
  const ts = xs.map(direction);
  const [, tangents] = jvp((...args: readonly Value[]) => run(...args), [...xs], ts);
  const all = evaluate([...tangents, ...cotangents, ...ts]);
  const [n, m] = [tangents.length, cotangents.length];
  const forward = inner(all.slice(0, n), all.slice(n, n + m));
  const reverse = inner(grads, all.slice(n + m));
  const elements = all.slice(0, n).reduce((count, t) => count + t.length, 0);
  // f64 sums of the same terms in another order; what cancels inside an operation of numbers of size 1 leaves rounding
  // of 1e-16 an element
  const bound = 1e-9 * (forward.size + reverse.size) + 1e-14 * elements;
  const error = Math.abs(forward.sum - reverse.sum);
  if (!Number.isFinite(bound) || error <= bound) return undefined;
  return `<cotangent, jvp> = ${forward.sum}, <vjp, direction> = ${reverse.sum}`;
};
