/** Comparison of a result with a stored reference, under the tolerance that the reference carries. */
import type { Reference } from './oracle.ts';

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
  if (EXACT.includes(reference.dtype) || !Number.isFinite(stored)) return false;
  const { rtol, ulps } = reference;
  const relative = ulps > 0 ? ulps * ulp32(stored) : 0;
  return Math.abs(result - stored) <= Math.max(atol + rtol * Math.abs(stored), relative);
};

const allowance = ({ outliers, data }: Reference): number =>
  outliers ? Math.max(outliers.at_least, Math.floor(outliers.fraction * data.length)) : 0;

/** The elements outside the tolerance, minus the outliers that the reference allows. */
const failures = (result: ArrayLike<number>, reference: Reference): readonly number[] => {
  const all = Array.from(reference.data, (_, i) => i);
  const outside = (atol: number) =>
    all.filter((i) => !agrees(result[i]!, reference.data[i]!, reference, atol));
  const strict = outside(reference.atol);
  if (strict.length > allowance(reference)) return strict;
  return reference.outliers ? outside(reference.outliers.atol) : strict;
};

/**
 * The first disagreement in words, or undefined: `expect(disagreement(y.data, reference)).toBeUndefined()`.
 * Booleans are 0 and 1.
 */
export const disagreement = (
  result: ArrayLike<number>,
  reference: Reference,
): string | undefined => {
  const { name, data, shape } = reference;
  if (result.length !== data.length) {
    return `${name}: ${result.length} elements, expected ${data.length} ([${shape.join(', ')}])`;
  }
  const wrong = failures(result, reference);
  const i = wrong[0];
  if (i === undefined) return undefined;
  const size = Math.abs(result[i]! - data[i]!).toExponential(2);
  return `${name}[${i}]: ${result[i]}, expected ${data[i]} (difference ${size}; ${wrong.length} of ${data.length} elements)`;
};
