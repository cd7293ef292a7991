/** Running means of gradients and of their squares, unbiased by the mass of their weights. */
import type { Value } from '../core/node.ts';
import { add, div, fill, maximum, sqrt } from '../prim/index.ts';
import { inverse, massAfter, plus, scaled, times } from './leaf.ts';

/** The constants of optimisers by moments. */
export interface MomentOptions {
  /** decay of the running mean of the gradient */
  readonly b1?: number;
  /** decay of the running mean of its square */
  readonly b2?: number;
  /** added to the root of the mean square */
  readonly eps?: number;
  /** added under the root; 0 if absent */
  readonly epsRoot?: number;
}

/** Coefficients of an unbiased mean: of the running mean, and of the gradient itself. */
export interface MeanBy {
  readonly mean: Value;
  /** 0 without Nesterov's look ahead */
  readonly now: Value;
}

/**
 * m / (1 - b^t), or with Nesterov's look ahead b m / (1 - b^(t+1)) + (1 - b) g / (1 - b^t), as factors of m and g.
 * Dozat 2016.
 */
export const meanBy = (b: number, mass: Value, nesterov: boolean): MeanBy =>
  nesterov
    ? { mean: div(fill(b, mass), massAfter(b, mass)), now: div(fill(1 - b, mass), mass) }
    : { mean: inverse(mass), now: fill(0, mass) };

/** mean m + now g */
export const lookAhead = ({ mean, now }: MeanBy, m: Value, g: Value): Value =>
  add(scaled(mean, m), scaled(now, g));

/** The unbiased mean divided by a size, as the direction of a step. */
export const meanOver = (
  by: MeanBy,
  m: Value,
  g: Value,
  size: Value,
  { nesterov }: { readonly nesterov: boolean },
): { readonly direction: Value; readonly by?: Value } =>
  nesterov
    ? { direction: div(lookAhead(by, m, g), size) }
    : { direction: div(m, size), by: by.mean };

/** sqrt(v s + epsRoot) + eps; without epsRoot the root of s is taken once for all elements. */
export const rootSize = (
  v: Value,
  { unbiased, root }: { readonly unbiased: Value; readonly root: Value },
  { eps, epsRoot }: { readonly eps: number; readonly epsRoot: number },
): Value =>
  plus(epsRoot === 0 ? scaled(root, sqrt(v)) : sqrt(plus(scaled(unbiased, v), epsRoot)), eps);

/** 1 / mass and its root. */
export const unbiasing = (mass: Value): { readonly unbiased: Value; readonly root: Value } => ({
  unbiased: inverse(mass),
  root: inverse(sqrt(mass)),
});

/** max(b x, |g| + eps): the mean of infinite order. */
export const infinityMean = (b: number, x: Value, magnitude: Value, eps: number): Value =>
  maximum(times(b, x), plus(magnitude, eps));
