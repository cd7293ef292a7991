/** Comparison of a result with a stored reference, under the tolerance that the reference carries. */
import type { Reference } from './cases.ts';

/** Where a result first disagrees, and how many of its elements do. */
export interface Disagreement {
  readonly index: number;
  readonly got: number;
  readonly expected: number;
  readonly error: number;
  readonly wrong: number;
  readonly of: number;
}

/** The distance from |x| to the next larger float32. */
export const ulp32 = (x: number): number => {
  const float = new Float32Array([Math.abs(x)]);
  const bits = new Uint32Array(float.buffer);
  const here = float[0]!;
  bits[0] = bits[0]! + 1;
  return float[0]! - here;
};

const EXACT: readonly string[] = ['I32', 'U32', 'BOOL'];

/** |r - s| <= max(atol + rtol |s|, ulps ulp(s)); integers, booleans, NaN and infinities are equal or not. */
const agrees = (result: number, stored: number, reference: Reference, atol: number): boolean => {
  if (result === stored || (Number.isNaN(result) && Number.isNaN(stored))) return true;
  if (EXACT.includes(reference.dtype)) return false;
  // what f32 cannot hold is stored as an infinity
  if (!Number.isFinite(stored)) return reference.dtype === 'F32' && Math.fround(result) === stored;
  const { rtol, ulps } = reference;
  const relative = ulps > 0 ? ulps * ulp32(stored) : 0;
  return Math.abs(result - stored) <= Math.max(atol + rtol * Math.abs(stored), relative);
};

const allowance = ({ outliers, data }: Reference): number =>
  outliers ? Math.max(outliers.at_least, Math.floor(outliers.fraction * data.length)) : 0;

const outside = (
  result: ArrayLike<number>,
  reference: Reference,
  atol: number,
): readonly number[] => {
  const wrong: number[] = [];
  for (let i = 0; i < reference.data.length; i++) {
    if (!agrees(result[i]!, reference.data[i]!, reference, atol)) wrong.push(i);
  }
  return wrong;
};

/** The elements outside the tolerance, minus the outliers that the reference allows. */
const failures = (result: ArrayLike<number>, reference: Reference): readonly number[] => {
  const strict = outside(result, reference, reference.atol);
  if (strict.length > allowance(reference)) return strict;
  return reference.outliers ? outside(result, reference, reference.outliers.atol) : strict;
};

/** The first disagreement of a result of the right size, or undefined. Booleans are 0 and 1. */
export const compare = (
  result: ArrayLike<number>,
  reference: Reference,
): Disagreement | undefined => {
  const wrong = failures(result, reference);
  const index = wrong[0];
  if (index === undefined) return undefined;
  const [got, expected] = [result[index]!, reference.data[index]!];
  const error = Math.abs(got - expected);
  return { index, got, expected, error, wrong: wrong.length, of: reference.data.length };
};

/** A disagreement as text: `[3]: 1.2, expected 1 (difference 2.00e-1; 1 of 4 elements)`. */
export const explainDisagreement = (d: Disagreement): string =>
  `[${d.index}]: ${d.got}, expected ${d.expected} ` +
  `(difference ${d.error.toExponential(2)}; ${d.wrong} of ${d.of} elements)`;

/** A result of the wrong size, as text. */
export const explainSize = (size: number, { data, shape }: Reference): string =>
  `${size} elements, expected ${data.length} ([${shape.join(', ')}])`;

/** The first disagreement in words, or undefined: `expect(disagreement(y.data, reference)).toBeUndefined()`. */
export const disagreement = (
  result: ArrayLike<number>,
  reference: Reference,
): string | undefined => {
  const { name, data } = reference;
  if (result.length !== data.length) return `${name}: ${explainSize(result.length, reference)}`;
  const found = compare(result, reference);
  return found && `${name}${explainDisagreement(found)}`;
};
