/** Random numbers against expected moments: mean, standard deviation, and the bound of a uniform distribution. */
import type { Case } from './cases.ts';
import type { Failure } from './failure.ts';

interface Moments {
  readonly mean: number;
  readonly std: number;
  /** the largest |x| */
  readonly bound: number;
}

const momentsOf = (xs: ArrayLike<number>): Moments => {
  let [sum, squares, bound] = [0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    sum += xs[i]!;
    squares += xs[i]! ** 2;
    bound = Math.max(bound, Math.abs(xs[i]!));
  }
  const mean = sum / xs.length;
  return { mean, std: Math.sqrt(squares / xs.length - mean ** 2), bound };
};

const failed = (tensor: string, got: number, expected: number): Failure => ({
  tensor: `expected.${tensor}`,
  reason: `${got}, expected ${expected}`,
  ...{ got, expected, error: Math.abs(got - expected) },
});

/**
 * The failures of a sample: its standard deviation is within the case's tolerance, its mean within five standard errors
 * of a mean, and no element is beyond the bound, which the largest comes as close to as the tolerance.
 */
export const compareMoments = (xs: ArrayLike<number>, c: Case): readonly Failure[] => {
  const { mean, std, bound } = momentsOf(xs);
  const { mean: mean0 = 0, std: std0, bound: bound0 } = c.expected;
  const failures: Failure[] = [];
  const spread = std0 ?? std;
  if (!(Math.abs(mean - mean0) <= (5 * spread) / Math.sqrt(xs.length)))
    failures.push(failed('mean', mean, mean0));
  if (std0 !== undefined && !(Math.abs(std - std0) <= c.rtol * std0))
    failures.push(failed('std', std, std0));
  // a bound is rounded to f32
  const within = (b: number): boolean => bound <= b * (1 + 2 ** -23) && bound >= b * (1 - c.rtol);
  if (bound0 !== undefined && !within(bound0)) failures.push(failed('bound', bound, bound0));
  return failures;
};
