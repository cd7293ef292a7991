/**
 * How a gamma number moves with its shape while its quantile stays: the implicit derivative d ln x / da =
 * -(dP/da) / (x p), P the regularised incomplete gamma function and p its density. Figurnov, Mohamed and Mnih 2018.
 */
import { scanValues } from '../control/index.ts';
import type { Value } from '../core/node.ts';
import { times } from '../ops/index.ts';
import * as p from '../prim/index.ts';
import { DTypes } from '../types/dtype.ts';
import { constant, over, plus, polynomial } from './arithmetic.ts';

/** Terms of the series and fractions of the continued fraction: relative error below 2e-7 for a up to LARGE. */
const TERMS = 48;
/** Where the expansion in 1 / sqrt(a) takes over: its error is below 2e-6 there, and falls. */
const LARGE = 64;

const minimum = (x: Value, y: Value): Value => p.neg(p.maximum(p.neg(x), p.neg(y)));

/** psi(a + 1) = psi(a + 6) - 1/(a + 1) - ... - 1/(a + 5), and the asymptotic series. Abramowitz, Stegun 6.3.18. */
const digammaOfNext = (a: Value): Value => {
  const y = plus(a, 6);
  const r = over(1, y);
  const r2 = p.mul(r, r);
  const tail = p.mul(r2, polynomial([-1 / 252, 1 / 120, -1 / 12], r2));
  const large = p.add(p.sub(p.log(y), times(0.5, r)), tail);
  return [1, 2, 3, 4, 5].reduce((sum, k) => p.sub(sum, p.div(constant(1, a), plus(a, k))), large);
};

/** A loop over 1 to TERMS as floats, or back. */
const counting = (
  step: (carry: readonly Value[], n: Value) => readonly Value[],
  init: readonly Value[],
  reverse: boolean,
): readonly Value[] => {
  const numbers = plus(p.cast(p.iota([TERMS], 0), DTypes.f32), 1);
  const { carry } = scanValues(
    (state, [n]) => [step(state, p.broadcast(n!, init[0]!.shape, [])), []],
    init,
    [numbers],
    { length: TERMS, reverse },
  );
  return carry;
};

/**
 * Below the mean: with c_n = x^n / (a (a + 1) ... (a + n)), -sum_n c_n (ln x - psi(a + n + 1)), where no terms of
 * different sign cancel.
 */
const slopeBelow = (a: Value, x: Value, log: Value): Value => {
  const first = over(1, a);
  const step = ([c, h, sum, sums]: readonly Value[], n: Value): readonly Value[] => {
    const r = p.div(constant(1, a), p.add(a, n));
    const [next, shift] = [p.mul(c!, p.mul(x, r)), p.add(h!, r)];
    return [next, shift, p.add(sum!, next), p.add(sums!, p.mul(next, shift))];
  };
  const zero = p.zeros(a);
  const [, , sum, sums] = counting(step, [first, zero, first, zero], false);
  return p.sub(sums!, p.mul(sum!, p.sub(log, digammaOfNext(a))));
};

/**
 * Above it: K (ln x - psi(a)) + dK/da for the continued fraction K = e^x x^-a Gamma(a, x) = 1 / (x + 1 - a +
 * 1 (a - 1) / (x + 3 - a + 2 (a - 2) / (x + 5 - a + ...))). Abramowitz, Stegun 6.5.31.
 */
const slopeAbove = (a: Value, x: Value, log: Value): Value => {
  const denominator = (n: Value, f: Value): Value =>
    p.add(p.add(p.sub(x, a), plus(times(2, n), 1)), f);
  const step = ([f, df]: readonly Value[], n: Value): readonly Value[] => {
    const den = denominator(n, f!);
    const next = p.div(p.mul(n, p.sub(a, n)), den);
    const slope = p.sub(n, p.mul(next, plus(df!, -1)));
    return [next, p.div(slope, den)];
  };
  const zero = p.zeros(a);
  const [f, df] = counting(step, [zero, zero], true);
  const k = p.div(constant(1, a), denominator(zero, f!));
  const dk = p.mul(p.mul(k, k), p.sub(constant(1, a), df!));
  const psi = p.sub(digammaOfNext(a), over(1, a));
  return p.add(p.mul(k, p.sub(log, psi)), dk);
};

/** Coefficients by u, highest first, of a^(-1/2), a^-1 and a^(-3/2) in x = a + u sqrt(a) + (u^2 - 1) / 3 + ... */
const HALF = [1 / 36, 0, -7 / 36, 0] as const;
const FIRST = [-3 / 810, 0, -7 / 810, 0, 16 / 810] as const;
const THREE_HALVES = [9 / 38880, 0, 256 / 38880, 0, -433 / 38880, 0] as const;
const slopes = (coefficients: readonly number[]): readonly number[] =>
  coefficients.slice(0, -1).map((c, i) => c * (coefficients.length - 1 - i));

/** The normal quantile u of x, by Newton's method on the expansion. */
const quantileOf = (a: Value, x: Value, root: Value): Value => {
  const [i1, i2, i3] = [root, a, p.mul(a, root)].map((d) => over(1, d));
  const distance = (u: Value): Value =>
    p.add(
      p.add(p.sub(p.mul(u, root), p.sub(x, a)), polynomial([1 / 3, 0, -1 / 3], u)),
      p.add(
        p.add(p.mul(polynomial(HALF, u), i1!), p.mul(polynomial(FIRST, u), i2!)),
        p.mul(polynomial(THREE_HALVES, u), i3!),
      ),
    );
  const slope = (u: Value): Value =>
    p.add(
      p.add(root, times(2 / 3, u)),
      p.add(
        p.add(p.mul(polynomial(slopes(HALF), u), i1!), p.mul(polynomial(slopes(FIRST), u), i2!)),
        p.mul(polynomial(slopes(THREE_HALVES), u), i3!),
      ),
    );
  const start = p.mul(p.sub(x, a), i1!);
  return [0, 1, 2, 3].reduce((u) => p.sub(u, p.div(distance(u), slope(u))), start);
};

/** For large a: the expansion of Cornish and Fisher differentiated at its u. Abramowitz, Stegun 26.4.11. */
const slopeLarge = (a: Value, x: Value): Value => {
  const root = p.sqrt(a);
  const u = quantileOf(a, x, root);
  const r = over(1, a);
  const half = p.div(times(0.5, u), root);
  const third = p.div(p.mul(times(-0.5, polynomial(HALF, u)), r), root);
  const fourth = p.mul(p.mul(p.neg(polynomial(FIRST, u)), r), r);
  const fifth = p.div(p.mul(p.mul(times(-1.5, polynomial(THREE_HALVES, u)), r), r), root);
  const slope = p.add(plus(half, 1), p.add(third, p.add(fourth, fifth)));
  return p.div(slope, x);
};

/** d ln x / da at a fixed quantile, for x = e^log. Every branch sees numbers that it is made for. */
export const gammaSlope = (a: Value, log: Value): Value => {
  const x = p.exp(log);
  const isLarge = p.less(constant(LARGE, a), a);
  const small = p.select(isLarge, constant(LARGE, a), a);
  const edge = plus(small, 1);
  const isBelow = p.less(x, edge);
  const low = minimum(x, edge);
  const lowLog = p.select(isBelow, log, p.log(edge));
  const high = p.maximum(x, edge);
  const below = slopeBelow(small, low, lowLog);
  const above = slopeAbove(small, high, p.log(high));
  const [largeA, largeX] = [a, x].map((v) => p.select(isLarge, v, constant(LARGE, v)));
  const tame = p.select(isBelow, below, above);
  return p.select(isLarge, slopeLarge(largeA!, largeX!), tame);
};
